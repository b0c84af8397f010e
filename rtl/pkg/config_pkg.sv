// SPDX-License-Identifier: Apache-2.0
// Configuration presets: 0 tiny, 1 default, 2 big. Integration modules (memsys, machine) take the number
// of one and read its sizes here; leaf modules take plain integers. A size is a function of the
// preset, which every tool can work out when it elaborates.
package config_pkg;

  localparam int unsigned Presets = 3;

  function automatic int unsigned pick(input int unsigned preset, input int unsigned tiny,
                                       input int unsigned normal, input int unsigned big);
    pick = (preset == 0) ? tiny : (preset == 2) ? big : normal;
  endfunction

  //                                                                          tiny   default      big
  function automatic int unsigned itlb_entries(input int unsigned preset);
    itlb_entries = pick(preset,                                                  4,       32,      64);
  endfunction
  function automatic int unsigned dtlb_entries(input int unsigned preset);
    dtlb_entries = pick(preset,                                                  4,       32,      64);
  endfunction
  // Second level: sets and ways for pages of 4 KiB, of 2 MiB, and entries for all other sizes
  function automatic int unsigned stlb_page_sets(input int unsigned preset);
    stlb_page_sets = pick(preset,                                                4,      128,     256);
  endfunction
  function automatic int unsigned stlb_page_ways(input int unsigned preset);
    stlb_page_ways = pick(preset,                                                2,        8,       8);
  endfunction
  function automatic int unsigned stlb_mega_sets(input int unsigned preset);
    stlb_mega_sets = pick(preset,                                                2,       16,      16);
  endfunction
  function automatic int unsigned stlb_mega_ways(input int unsigned preset);
    stlb_mega_ways = pick(preset,                                                2,        4,       4);
  endfunction
  function automatic int unsigned stlb_others(input int unsigned preset);
    stlb_others = pick(preset,                                                   2,        8,       8);
  endfunction
  // Walk cache: entries that lead to the last table but one, and to the last
  function automatic int unsigned walk_uppers(input int unsigned preset);
    walk_uppers = pick(preset,                                                   2,       16,      16);
  endfunction
  function automatic int unsigned walk_lasts(input int unsigned preset);
    walk_lasts = pick(preset,                                                    4,       32,      32);
  endfunction
  function automatic int unsigned icache_bytes(input int unsigned preset);
    icache_bytes = pick(preset,                                               4096,    32768,   32768);
  endfunction
  function automatic int unsigned icache_ways(input int unsigned preset);
    icache_ways = pick(preset,                                                   2,        8,       8);
  endfunction
  function automatic int unsigned dcache_bytes(input int unsigned preset);
    dcache_bytes = pick(preset,                                               4096,    32768,   32768);
  endfunction
  function automatic int unsigned dcache_ways(input int unsigned preset);
    dcache_ways = pick(preset,                                                   2,        8,       8);
  endfunction
  function automatic int unsigned l2_bytes(input int unsigned preset);
    l2_bytes = pick(preset,                                                  32768,   262144, 1048576);
  endfunction
  function automatic int unsigned l2_ways(input int unsigned preset);
    l2_ways = pick(preset,                                                       4,        8,      16);
  endfunction
  function automatic int unsigned btb_entries(input int unsigned preset);
    btb_entries = pick(preset,                                                  64,      512,    1024);
  endfunction

  function automatic int unsigned log2(input int unsigned value);
    log2 = 0;
    for (int unsigned i = 0; i < 16; i = i + 1) if ((2 << i) <= value) log2 = i + 1;
  endfunction

  // One byte of mgeometry at its most: one set, one way
  function automatic logic [7:0] one_entry(input int unsigned sets, input int unsigned ways);
    one_entry = {4'(log2(ways)), 4'(log2(sets))};
  endfunction
  function automatic logic [7:0] one_line(input int unsigned bytes, input int unsigned ways);
    one_line = one_entry(bytes / ways / 64, ways);
  endfunction

  // The most that mgeometry holds, and for which arrays mreplace has a choice (docs/geometry.md)
  function automatic logic [63:0] geometry_most(input int unsigned preset);
    geometry_most = {8'd0,
                     one_line(l2_bytes(preset), l2_ways(preset)),
                     one_line(dcache_bytes(preset), dcache_ways(preset)),
                     one_line(icache_bytes(preset), icache_ways(preset)),
                     one_entry(1, walk_lasts(preset)),
                     one_entry(stlb_page_sets(preset), stlb_page_ways(preset)),
                     one_entry(1, dtlb_entries(preset)),
                     one_entry(1, itlb_entries(preset))};
  endfunction
  localparam logic [6:0] GeometryChoice = 7'b1111111;

  // What of the ISA is offered: the levels of the largest mode of translation (3 Sv39, 4 Sv48, 5 Sv57)
  // and extensions, each 0 or 1
  function automatic int unsigned pt_levels(input int unsigned preset);
    pt_levels = pick(preset,                                                     5,        5,       5);
  endfunction
  function automatic bit svnapot(input int unsigned preset);
    svnapot = 1'(pick(preset,                                                    1,        1,       1));
  endfunction
  function automatic bit svpbmt(input int unsigned preset);
    svpbmt = 1'(pick(preset,                                                     1,        1,       1));
  endfunction

endpackage
