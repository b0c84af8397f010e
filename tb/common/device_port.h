// SPDX-License-Identifier: Apache-2.0
// The register port of a device of the machine, as the benches' tops show it: how an access is put there, what is
// answered, and whether that is what the host's device answers.
#ifndef TB_COMMON_DEVICE_PORT_H
#define TB_COMMON_DEVICE_PORT_H

#include <cstdint>

#include "bench.h"

namespace bench
{

struct Access {
    bool valid, write;
    uint64_t offset;  // bytes from the device's beginning
    unsigned bytes;
    uint64_t value;  // written
};
constexpr Access kNoAccess = {false, false, 0, 8, 0};

template <class Dut> void present(Dut &dut, uint64_t base, const Access &a)
{
    unsigned first = a.offset & 7;
    dut.valid_i = a.valid;
    dut.write_i = a.write;
    dut.be_i = uint8_t(((1u << a.bytes) - 1) << first);
    dut.pa_i = (base + a.offset) & ~UINT64_C(7);
    dut.wdata_i = a.value << 8 * first;
}

// In the cycle after the access: the bytes that it read.
template <class Dut> uint64_t answered(const Dut &dut, const Access &a)
{
    uint64_t got = dut.rdata_o >> 8 * (a.offset & 7);
    return a.bytes < 8 ? got & ((UINT64_C(1) << 8 * a.bytes) - 1) : got;
}

// The host's device says `ok`, false if it refuses, and `due`, what is read.
template <class Dut>
void judge_answer(Run &run, unsigned long long cycle, const Dut &dut, const Access &a, bool ok, uint64_t due)
{
    if (dut.rsp_valid_o != a.valid)
        run.fail("cycle %llu: answered %u", cycle, dut.rsp_valid_o);
    else if (a.valid && dut.err_o == ok)
        run.fail("cycle %llu: %s of %u bytes at %#llx: %s", cycle, a.write ? "write" : "read", a.bytes,
                 (unsigned long long)a.offset, ok ? "refused" : "accepted");
    else if (a.valid && !a.write && ok && answered(dut, a) != due)
        run.fail("cycle %llu: read of %#llx: %#llx, not %#llx", cycle, (unsigned long long)a.offset,
                 (unsigned long long)answered(dut, a), (unsigned long long)due);
}

}  // namespace bench

#endif
