// SPDX-License-Identifier: Apache-2.0
#include "audit.h"

extern "C" int tlb_audit_due() { return mmu::audit.due; }

extern "C" void tlb_entry(int data, int is_global, long long tag, long long care, long long leaf)
{
    constexpr uint64_t kVpn = (1ull << 45) - 1;
    mmu::TlbEntry e;
    e.data = data;
    e.global = is_global;
    e.levels = (int)((uint64_t)tag >> 61 & 3) + 3;
    e.asid = (uint16_t)((uint64_t)tag >> 45);
    e.vpn = (uint64_t)tag & kVpn;
    e.offset = ~(uint64_t)care & kVpn;
    e.flags = (uint64_t)leaf & 255;
    e.ppn = (uint64_t)leaf >> 8 & ((1ull << 44) - 1);
    e.pbmt = (unsigned)((uint64_t)leaf >> 52 & 3);
    mmu::audit.entries.push_back(e);
}
