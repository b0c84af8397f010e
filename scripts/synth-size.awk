# SPDX-License-Identifier: Apache-2.0
# synth-size.awk TOP=NAME FOLDED.il STAT: how large each unit of the netlist is, as a table: its instances, and of all of them
# together and what lies below them: bits of logic (Yosys' generic cells, each as often as it is bits wide), of registers, of
# memories. FOLDED.il is what synth-gate has made, STAT what `stat -width` says of it. A unit is a module by its name in the
# source: instances of other parameters are the same unit.
function base(name) { sub(/.*\\/, "", name); return name }
function plain(name) {  # parameters stand behind a backslash, \Entries=32'...
  if (name ~ /^\$paramod\\/) { sub(/^\$paramod\\/, "", name); sub(/\\.*/, "", name); return name }
  return base(name)
}

# Memories, from the netlist: SIZE words of WIDTH bits
FILENAME ~ /\.il$/ {
  if ($1 == "module") { module = $2; sub(/^\\/, "", module) }
  else if ($1 == "cell") memory = ($2 == "$mem_v2")
  else if (memory && $1 == "parameter" && $2 == "\\SIZE") size = $3
  else if (memory && $1 == "parameter" && $2 == "\\WIDTH") memories[module] += size * $3
  next
}

$1 == "===" { module = $2; inside = ($2 != "design"); next }
inside && NF == 2 && $2 ~ /^[0-9]+$/ && $1 !~ /:$/ {
  if ($1 ~ /^\$_/) { bits = 1; kind = $1 }
  else if ($1 ~ /^\$paramod/ || $1 !~ /^\$/) { below[module] = below[module] " " $1 " " $2; next }
  else { bits = 1; kind = $1; if (match($1, /_[0-9]+$/)) { bits = substr($1, RSTART + 1); kind = substr($1, 1, RSTART - 1) } }
  if (kind ~ /^\$mem/) next
  if (kind ~ /^\$_?(s|a|al|adl)?(dff|latch)/ || kind ~ /^\$_S?DFF/ || kind ~ /^\$_DFF/) registers[module] += bits * $2
  else logic[module] += bits * $2
}

function add(module, times,   parts, count, i) {
  instances[plain(module)] += times
  count = split(below[module], parts, " ")
  for (i = 1; i < count; i += 2) add(parts[i], times * parts[i+1])
}
function total(module, what,   parts, count, i, sum) {
  sum = what == "l" ? logic[module] : what == "r" ? registers[module] : memories[module]
  count = split(below[module], parts, " ")
  for (i = 1; i < count; i += 2) sum += parts[i+1] * total(parts[i], what)
  return sum
}
function gather(module, times,   parts, count, i, unit) {
  unit = plain(module)
  sum[unit, "l"] += times * total(module, "l")
  sum[unit, "r"] += times * total(module, "r")
  sum[unit, "m"] += times * total(module, "m")
  count = split(below[module], parts, " ")
  for (i = 1; i < count; i += 2) gather(parts[i], times * parts[i+1])
}

END {
  add(TOP, 1)
  gather(TOP, 1)
  for (unit in instances)
    printf "%s %d %d %d %d\n", unit, instances[unit], sum[unit, "l"], sum[unit, "r"], sum[unit, "m"] | "sort -k3,3nr -k1,1"
}
