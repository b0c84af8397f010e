# Makes of the table rtl/pkg/events what SystemVerilog (-v form=sv) and C (-v form=c) want to know of it.

BEGIN { count = cores = 0 }

/^#/ || NF == 0 { next }

NF != 3 || ($1 != "-" && $1 !~ /^0x[0-9a-f][0-9a-f]$/) || ($2 != "mem" && $2 != "core") || $1 in seen || $3 in seen ||
($2 == "mem" && cores) {
  print FILENAME ":" FNR ": not an event: " $0 > "/dev/stderr"
  failed = 1
  exit 1
}

{
  if ($1 != "-") seen[$1]
  seen[$3]
  code[count] = $1; from[count] = $2; name[count] = $3
  cores += $2 == "core"
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

function package(i) {
  print "// Made from rtl/pkg/events by scripts/events.awk.\npackage events_pkg;\n"
  struct("mem")
  struct("core")
  print "  // The event that a code of mhpmevent selects, as the only bit that is set; none for a code that is not listed."
  # The bit by its number: not every tool knows the fields of what a function returns.
  for (i = 0; i < count; i++) bits += from[i] == "mem"
  print "  function automatic mem_events_t selected(input logic [7:0] code);"
  print "    selected = '0;\n    case (code)"
  for (i = 0; i < count; i++)
    if (code[i] != "-") print "      8'h" substr(code[i], 3) ": selected = " bits "'d1 << " i ";  // " name[i]
  print "      default: ;\n    endcase\n  endfunction\n\nendpackage"
}

function header(i) {
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
  print "\n// The observed bits and their names\nenum event_bit {"
  for (i = 0; i < count; i++) print "    Ev" camel(name[i]) ","
  print "    EvCount\n};\n\n#define EVENT_NAMES \\"
  for (i = 0; i < count; i++) print "    \"" name[i] "\", \\"
  print "\n#endif\n#endif"
}

END {
  if (failed) exit 1
  if (form == "sv") package()
  else header()
}
