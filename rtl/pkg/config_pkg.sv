// SPDX-License-Identifier: Apache-2.0
// Configuration presets. Integration modules (memsys, machine) read one; leaf modules take plain
// integers from it.
package config_pkg;

  typedef struct packed {
    int unsigned ItlbEntries;
    int unsigned DtlbEntries;
    int unsigned IcacheBytes;
    int unsigned IcacheWays;
    int unsigned DcacheBytes;
    int unsigned DcacheWays;
    int unsigned L2Bytes;
    int unsigned L2Ways;
    int unsigned BtbEntries;
  } cfg_t;

  localparam cfg_t CfgTiny = '{
      ItlbEntries: 4, DtlbEntries: 4,
      IcacheBytes: 4096, IcacheWays: 2, DcacheBytes: 4096, DcacheWays: 2,
      L2Bytes: 32768, L2Ways: 4, BtbEntries: 64};

  localparam cfg_t CfgDefault = '{
      ItlbEntries: 32, DtlbEntries: 32,
      IcacheBytes: 32768, IcacheWays: 8, DcacheBytes: 32768, DcacheWays: 8,
      L2Bytes: 262144, L2Ways: 8, BtbEntries: 512};

  localparam cfg_t CfgBig = '{
      ItlbEntries: 64, DtlbEntries: 64,
      IcacheBytes: 32768, IcacheWays: 8, DcacheBytes: 32768, DcacheWays: 8,
      L2Bytes: 1048576, L2Ways: 16, BtbEntries: 1024};

  // The preset of a build: 0 tiny, 1 default, 2 big.
  function automatic cfg_t preset(input int unsigned index);
    return (index == 0) ? CfgTiny : (index == 2) ? CfgBig : CfgDefault;
  endfunction

endpackage
