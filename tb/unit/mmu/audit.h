// SPDX-License-Identifier: Apache-2.0
// What the TLBs hold, as the hardware shows it (tlb_audit.sv) in the cycle that asks for it.
#ifndef TB_UNIT_MMU_AUDIT_H
#define TB_UNIT_MMU_AUDIT_H

#include <cstdint>
#include <vector>

namespace mmu
{

struct TlbEntry {
    bool data, global;  // of the data side; of every ASID
    int levels;         // of its mode
    uint16_t asid;
    uint64_t vpn, offset;  // the VPN bits that it does not translate
    uint64_t ppn, flags;
    unsigned pbmt;
};

struct Audit {
    bool due = false;
    std::vector<TlbEntry> entries;
};
inline Audit audit;

}  // namespace mmu

#endif
