# SPDX-License-Identifier: Apache-2.0
# Finds a view's moments in its dump: awk -f moments.awk -v event=TIME VIEW.view DUMP.vcd
# Prints a line for each, in the order of time: time, name, what happens there, tab-separated. The
# dump is what `fst2vcd -e` makes; a value may be written as an enum's word or as a number. A moment
# is the change of a signal to one of its values: the last one not after another moment (`before`),
# or the first one not before it (`after`). A signal or word that the dump does not know, and a
# moment that is not in it, is an error.
function fail(why) { print why >"/dev/stderr"; failed = 1 }

# A signal of the machine, or one of its pins
function signal_path(name) { return "TOP.machine_pins." (sub(/^pins\./, "", name) ? "" : "machine.") name }

# A binary number without its leading zeros, as fst2vcd writes words and values in different widths.
function plain(bits) { sub(/^0+/, "", bits); return bits == "" ? "0" : bits }

function binary(number,   bits) {
  for (bits = ""; number > 0; number = int(number / 2)) bits = number % 2 bits
  return bits == "" ? "0" : bits
}

function change(id, bits) {
  if (!(id in watched)) return
  bits = plain(bits)
  if (last[id] == bits) return
  last[id] = bits
  changes[id]++
  when[id, changes[id]] = now
  value[id, changes[id]] = bits
}

# The view
FNR == NR {
  if ($1 == "picture") for (i = 3; i <= NF; i++) { drawn = $i; sub(/[+-].*/, "", drawn); pictured[drawn] }
  if ($1 != "moment") next
  name[++moments] = $2; direction[moments] = $3; from[moments] = $4; signal[moments] = $5
  for (i = 6; i <= NF && $i ~ /^([A-Z][A-Za-z0-9]*|[0-9]+)$/; i++) words[moments] = words[moments] " " $i
  for (; i <= NF; i++) text[moments] = text[moments] (text[moments] == "" ? "" : " ") $i
  wanted[signal_path($5)]
  next
}

# The dump's header
$1 == "$scope"    { path[++depth] = $3; next }
$1 == "$upscope"  { depth--; next }
$1 == "$attrbegin" && $2 == "misc" && $3 == "07" {
  if ($4 != "\"\"") {
    table = $(NF - 1)
    for (i = 1; i <= $5; i++) code[table, $(5 + i)] = plain($(5 + $5 + i))
  }
  enum = $(NF - 1)
  next
}
$1 == "$var" {
  full = ""
  for (i = 1; i <= depth; i++) full = full path[i] "."
  full = full $5
  if (full in wanted) { id_of[full] = $4; enum_of[full] = enum; watched[$4] }
  enum = ""
  next
}

# Its values
/^#/    { now = substr($1, 2) + 0; next }
/^b/    { change($2, substr($1, 2)); next }
/^[01]/ { change(substr($1, 2), substr($1, 1, 1)) }

function find(m,   full, id, i, list, n, set, c, w) {
  full = signal_path(signal[m])
  if (!(full in id_of)) { fail("no signal " full); return -1 }
  id = id_of[full]
  n = split(words[m], list, " ")
  for (i = 1; i <= n; i++) {
    w = list[i]
    if ((enum_of[full], w) in code) set[code[enum_of[full], w]]
    else if (w ~ /^[0-9]+$/)        set[binary(w + 0)]
    else { fail(full " has no word " w); return -1 }
  }
  c = changes[id]
  if (direction[m] == "before") {
    for (i = c; i >= 1; i--) if (when[id, i] <= at[from[m]] && value[id, i] in set) return when[id, i]
  } else {
    for (i = 1; i <= c; i++) if (when[id, i] >= at[from[m]] && value[id, i] in set) return when[id, i]
  }
  fail("moment " name[m] " is not in the dump: " full " is not" words[m] " " direction[m] " " from[m])
  return -1
}

END {
  at["event"] = event + 0
  for (left = moments; left > 0; left = still) {
    still = left
    for (m = 1; m <= moments; m++) {
      if (!(name[m] in at) && from[m] in at) { at[name[m]] = find(m); still-- }
      if (failed) exit 1
    }
    if (still == left) { fail("moments that depend on no event"); exit 1 }
  }
  for (drawn in pictured) if (!(drawn in at)) { fail("a picture names the moment " drawn ", which is none"); exit 1 }
  for (m = 1; m <= moments; m++) {
    if (m > 1 && at[name[m]] < at[name[m - 1]]) { fail("moment " name[m] " comes before " name[m - 1]); exit 1 }
    printf "%d\t%s\t%s\n", at[name[m]], name[m], text[m]
  }
}
