# SPDX-License-Identifier: Apache-2.0
# The figures of a run as a table: reads the flat JSON that `pagewalk run --stats` writes.

BEGIN { FS = "\": " }

/^ *"/ {
  key = $1; sub(/^ *"/, "", key)
  value = $2; sub(/,$/, "", value); gsub(/"/, "", value)
  figure[key] = value
}

function thousands(n,    text, out) {
  text = sprintf("%d", n); out = ""
  while (length(text) > 3) { out = " " substr(text, length(text) - 2) out; text = substr(text, 1, length(text) - 3) }
  return text out
}

function event(label, name,    key) {
  key = "fault_" name
  if (!((key "_count") in figure)) { printf "  %-28s %8d\n", label, 0; return }
  printf "  %-28s %8s %10s %10s %10s %10s %10s\n", label, thousands(figure[key "_count"]),
    thousands(figure[key "_median_cycles"]), thousands(figure[key "_max_cycles"]),
    thousands(figure[key "_median_hardware_cycles"]), thousands(figure[key "_median_kernel_cycles"]),
    thousands(figure[key "_median_device_cycles"])
}

function phases(label, name,    key, names, i, line) {
  key = "fault_" name
  if (!((key "_count") in figure)) return
  split("entry lookup allocation device fill table fence return", names, " ")
  line = sprintf("  %-28s", label)
  for (i = 1; i <= 8; i++) line = line sprintf(" %10s", thousands(figure[key "_" names[i] "_cycles"] / figure[key "_count"]))
  print line
}

function rate(label, misses, lookups,    total) {
  total = figure[lookups] + 0
  printf "  %-28s %14s of %14s   %7.3f %%\n", label, thousands(figure[misses]), thousands(total),
    total ? 100 * figure[misses] / total : 0
}

END {
  print ""
  print "What each event cost, in cycles from the trap to the resumed instruction"
  printf "  %-28s %8s %10s %10s %10s %10s %10s\n", "", "count", "median", "max", "hardware", "kernel", "device"
  event("demand-zero", "demand_zero")
  event("zero page read", "zero_page")
  event("file read, in memory", "file_minor")
  event("file read, from disk", "file_major")
  event("file page copied", "file_copy")
  event("COW copy", "cow_copy")
  event("COW reuse", "cow_reuse")
  event("swap-in", "swap_in")
  event("swap-in, still in memory", "swap_cached")
  event("swap-out", "swap_out")
  event("A or D set by software", "ad_update")
  print "  (hardware: the access, the walk, the trap; device: waiting for the disk; each column is a median)"
  print ""
  print "Where these cycles went, by step of the fault, each a mean"
  printf "  %-28s %10s %10s %10s %10s %10s %10s %10s %10s\n", "", "entry", "look-up", "allocation", "device", "fill", "table", "fence", "return"
  phases("demand-zero", "demand_zero")
  phases("zero page read", "zero_page")
  phases("file read, in memory", "file_minor")
  phases("file read, from disk", "file_major")
  phases("file page copied", "file_copy")
  phases("COW copy", "cow_copy")
  phases("COW reuse", "cow_reuse")
  phases("swap-in", "swap_in")
  phases("swap-in, still in memory", "swap_cached")
  print "  (entry: the trap, to the fault path; allocation: a frame and tables, reclaim included; fill: zeroing or copying)"
  print ""
  print "The machine"
  rate("ITLB misses", "itlb_miss", "itlb_lookup")
  rate("DTLB misses of loads", "dtlb_load_miss", "dtlb_load_lookup")
  rate("DTLB misses of stores", "dtlb_store_miss", "dtlb_store_lookup")
  rate("L1I misses", "l1i_miss", "l1i_access")
  rate("L1D misses", "l1d_miss", "l1d_access")
  rate("L2 misses", "l2_miss", "l2_access")
  walks = figure["walk_start"]
  reads = figure["pte_read_level4"] + figure["pte_read_level3"] + figure["pte_read_level2"] + figure["pte_read_level1"] + figure["pte_read_level0"]
  printf "  %-28s %14s, %.1f cycles each, %.2f PTEs read each\n", "page-table walks", thousands(walks),
    walks ? figure["walk_cycles"] / walks : 0, walks ? reads / walks : 0
  printf "  %-28s %14s, %s instructions, %.3f an IPC\n", "cycles", thousands(figure["cycles"]),
    thousands(figure["instructions"]), figure["ipc"]
  printf "  %-28s %14s, waiting for the disk\n", "cycles asleep", thousands(figure["wfi_cycles"])
  printf "  %-28s %12.1f s, %.0f kHz\n", "simulated in", figure["host_seconds"], figure["cycles_per_second"] / 1000
}
