# Makes of the table rtl/pkg/events what SystemVerilog (-v form=sv), C and assembler (-v form=c) and the reader (-v form=md) want to
# know of it.

BEGIN {
  # SBI 2.0, 11.2: the event that perf calls so
  split("cache-references=0x3 cache-misses=0x4 branches=0x5 branch-misses=0x6 " \
        "L1-dcache-loads=0x10000 L1-dcache-load-misses=0x10001 L1-icache-loads=0x10008 L1-icache-load-misses=0x10009 " \
        "LLC-loads=0x10010 LLC-load-misses=0x10011 dTLB-loads=0x10018 dTLB-load-misses=0x10019 " \
        "dTLB-stores=0x1001a dTLB-store-misses=0x1001b iTLB-loads=0x10020 iTLB-load-misses=0x10021", known, " ")
  for (k in known) { split(known[k], part, "="); sbi[part[1]] = part[2] }
  count = 0
  order["mem"] = 0; order["core"] = 1; order["walk"] = 2; order["trap"] = 3
}

/^#/ || NF == 0 { next }

function refuse() {
  print FILENAME ":" FNR ": not an event: " $0 > "/dev/stderr"
  failed = 1
  exit 1
}

NF < 5 || ($1 != "-" && $1 !~ /^0x[0-9a-f][0-9a-f]$/) || !($2 in order) || $1 in seen || $3 in seen || order[$2] < last { refuse() }

{
  if ($1 != "-") seen[$1]
  seen[$3]
  last = order[$2]
  code[count] = $1; from[count] = $2; name[count] = $3; perf[count] = $4
  names = split($4, part, ",")
  for (k = 1; k <= names && $4 != "-"; k++) {
    if (!(part[k] in sbi) || $1 == "-" || part[k] in seen) refuse()
    seen[part[k]]
  }
  sentence = $5
  for (k = 6; k <= NF; k++) sentence = sentence " " $k
  text[count] = sentence
  of[$2]++
  count++
}

function camel(words, part, n, i, all) {
  n = split(words, part, "_")
  for (i = 1; i <= n; i++) all = all toupper(substr(part[i], 1, 1)) substr(part[i], 2)
  return all
}

# A packed struct begins at its highest bit.
function struct(which, i) {
  print "  typedef struct packed {"
  for (i = count - 1; i >= 0; i--)
    if (from[i] == which) print "    logic " name[i] ";"
  print "  } " which "_events_t;\n"
}

# The bit by its number: not every tool knows the fields of what a function returns. That it is set by `on`, which is 1, keeps
# the cases from being taken for a memory's contents.
function select(which, first, last, i) {
  print "  function automatic logic [" last - first - 1 ":0] selected_" which "(input logic [7:0] code, input logic on);"
  print "    selected_" which " = '0;\n    case (code)"
  for (i = first; i < last; i++)
    if (code[i] != "-") print "      8'h" substr(code[i], 3) ": selected_" which "[" i - first "] = on;  // " name[i]
  print "      default: ;\n    endcase\n  endfunction\n"
}

function package() {
  print "// Made from rtl/pkg/events by scripts/events.awk.\npackage events_pkg;\n"
  struct("mem")
  struct("core")
  struct("walk")
  struct("trap")
  print "  // The event that a code of mhpmevent selects, as the only bit that is set, among those that happen often, {core, mem}, and"
  print "  // among those that are seldom, {trap, walk}; none for a code that is not listed, and none unless `on`."
  print "  localparam int unsigned Often  = " often ";"
  print "  localparam int unsigned Seldom = " count - often ";\n"
  select("often", 0, often)
  select("seldom", often, count)
  print "endpackage"
}

function header(i, k, n, part) {
  print "// Made from rtl/pkg/events by scripts/events.awk.\n#ifndef EVENTS_H\n#define EVENTS_H\n"
  print "// The codes of mhpmevent"
  for (i = 0; i < count; i++)
    if (code[i] != "-") list = list (list ? ", " : "") code[i]
  print "#define EVENT_CODE_LIST " list "\n\n#ifndef __ASSEMBLER__\nenum event_code {"
  for (i = 0; i < count; i++)
    if (code[i] != "-") print "    EVENT_" toupper(name[i]) " = " code[i] ","
  print "};\n\n// All of them, as initializers {code, name}\n#define EVENT_CODES \\"
  for (i = 0; i < count; i++)
    if (code[i] != "-") print "    {" code[i] ", \"" name[i] "\"}, \\"
  print "\n// Those that SBI has an event for: X(SBI's event, code)\n#define EVENT_SBI_MAP(X) \\"
  for (i = 0; i < count; i++) {
    n = split(perf[i], part, ",")
    for (k = 1; k <= n; k++)
      if (part[k] in sbi) print "    X(" sbi[part[k]] ", " code[i] ") /* " part[k] " */ \\"
  }
  print "\n// The observed bits and their names: EvOften of them in one word, then the others\nenum event_bit {"
  for (i = 0; i < count; i++) print "    Ev" camel(name[i]) ","
  print "    EvCount,\n    EvOften = " often "\n};\n\n#define EVENT_NAMES \\"
  for (i = 0; i < count; i++) print "    \"" name[i] "\", \\"
  print "\n#endif\n#endif"
}

function page(i) {
  print "| code | name | one count is |\n|---|---|---|"
  for (i = 0; i < count; i++)
    print "| " (code[i] == "-" ? "" : "`" code[i] "`") " | " name[i] " | " text[i] (perf[i] == "-" ? "" : "; perf: " perf[i]) " |"
}

END {
  if (failed) exit 1
  often = of["mem"] + of["core"]
  if (often > 64 || count - often > 64) {
    print FILENAME ": more events than words have bits" > "/dev/stderr"
    exit 1
  }
  if (form == "sv") package()
  else if (form == "md") page()
  else header()
}
