// SPDX-License-Identifier: Apache-2.0
// The permission check against the manual's tables, all combinations of its inputs. The tables are
// typed from Privileged 4.3.1 (encodings), 3.1.6.3 (SUM, MXR) and 4.3.2 (A, D), not computed from bits
// as the hardware does it.
#include <string>

#include "Vperm_check.h"
#include "bench.h"
#include "verilated.h"
#include "wave.h"

namespace
{

enum { Ok, NeedA, NeedD, Fault };
enum { Fetch, Load, Store };

// Table 4.5, by X W R: what a leaf of this encoding grants. Pointers and reserved ones grant nothing.
const char *const kGrants[8] = {
    "",     // 000 pointer to the next level
    "r",    // 001 read-only
    "",     // 010 reserved
    "rw",   // 011 read-write
    "x",    // 100 execute-only
    "rx",   // 101 read-execute
    "",     // 110 reserved
    "rwx",  // 111 read-write-execute
};

// Who may touch a page: [page is U][S mode][SUM], as the letters of the accesses that may be tried
const char *const kReach[2][2][2] = {
    {{"", ""}, {"frs", "frs"}},    // S page: U mode never, S mode always
    {{"frs", "frs"}, {"", "rs"}},  // U page: U mode always, S mode data with SUM
};

bool has(const char *letters, char c) { return std::string(letters).find(c) != std::string::npos; }

int expected(unsigned flags, int access, int priv, bool sum, bool mxr)
{
    const bool v = flags & 1, u = flags & 16, a = flags & 64, d = flags & 128;
    const char *const grants = kGrants[(flags >> 1) & 7];
    const char *const reach = kReach[u][priv][sum];
    if (!v || !has(reach, "frs"[access]))
        return Fault;
    if (access == Fetch && !has(grants, 'x'))
        return Fault;
    if (access == Load && !has(grants, 'r') && !(mxr && has(grants, 'x')))
        return Fault;
    if (access == Store && !has(grants, 'w'))
        return Fault;
    if (access == Store && !d)
        return NeedD;
    return a ? Ok : NeedA;
}

}  // namespace

int main(int argc, char **argv)
{
    bench::Suite suite(argc, argv);
    bench::Traced<Vperm_check> dut;
    const char *const names[3] = {"fetch", "load", "store"};
    for (int access = 0; access < 3; access++) {
        suite.run(std::string(names[access]) + ", all flags and contexts", 1, [&](bench::Run &run) {
            for (unsigned flags = 0; flags < 256; flags++)
                for (unsigned context = 0; context < 8; context++) {
                    dut.flags_i = flags;
                    dut.access_i = access;
                    dut.priv_i = context & 1;
                    dut.sum_i = context >> 1 & 1;
                    dut.mxr_i = context >> 2 & 1;
                    dut.eval();
                    const int want = expected(flags, access, context & 1, context >> 1 & 1, context >> 2 & 1);
                    if (dut.perm_o != want)
                        run.fail("flags %02x priv %d sum %d mxr %d: %d, the manual says %d", flags, context & 1,
                                 context >> 1 & 1, context >> 2 & 1, dut.perm_o, want);
                }
        });
    }
    dut.final();
    return suite.report();
}
