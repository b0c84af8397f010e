# SPDX-License-Identifier: Apache-2.0
# What a synthesizer has made of the source, against the source: two readers that share nothing.
#   awk -f synth-check.awk -v allow=FILE SOURCE.xml PLAIN.il FOLDED.il LOG
# SOURCE.xml is Verilator's elaboration; PLAIN.il Yosys' netlist after `proc`, FOLDED.il the same with constants folded and
# memories collected (both in RTLIL); LOG what `check` said of FOLDED.il. Modules are paired by their place in the hierarchy, and
# of each pair:
#   - every signal is in PLAIN with as many bits: none has vanished
#   - every bit that a clocked process assigns is a register or a memory's in FOLDED, and no output is constant, but for fields of
#     a struct that are called `unused` or `zero`
#   - a memory of more than 512 bits is in ram_bank, with one port of each kind
#   - nothing is a latch, undriven, driven twice or a combinational loop
# A line for each that does not hold, but for those that FILE allows (`constant MODULE SIGNAL why`, `registers MODULE ARRAY why`);
# one that FILE allows in vain is told too. Exit status 1 if there was a line.

BEGIN {
  FS = "\n"
  while (allow != "" && (getline line < allow) > 0) {
    if (line ~ /^#/ || split(line, f, " ") == 0) continue
    if ((f[1] != "constant" && f[1] != "registers") || f[4] == "") bad("the list of exceptions", "not `constant|registers MODULE SIGNAL why': " line)
    allowed[f[1], f[2], f[3]] = 1
  }
}

function bad(where, what) {
  if ((where, what) in said) return
  said[where, what] = 1
  print "not ok " where ": " what
  failures++
}

# An exception for this signal?
function excepted(kind, module, signal) {
  if (!((kind, module, signal) in allowed)) return 0
  used[kind, module, signal] = 1
  return 1
}

FNR == 1 { file++ }

# ---------------------------------------------------------------------------------------------------------------
# Verilator's elaboration. Variables of a module and of its generate blocks; what processes declare is theirs.

function attribute(name, at) {
  at = index($0, " " name "=\"")
  if (!at) return ""
  at = substr($0, at + length(name) + 3)
  at = substr(at, 1, index(at, "\"") - 1)
  gsub(/&apos;/, "'", at)
  return at
}

# A constant such as 32'sh1f
function value(text, digits, i, v) {
  digits = substr(text, index(text, "'") + 1)
  sub(/^s?h/, "", digits)
  v = 0
  for (i = 1; i <= length(digits); i++) v = v * 16 + index("0123456789abcdef", substr(digits, i, 1)) - 1
  return v
}

file == 1 {
  tag = $0
  sub(/^ */, "", tag)
  if (tag ~ /^<\//) {
    depth--
    if (depth == module_depth && module != "") module = ""
    if (scopes && depth == scope_depth[scopes]) scopes--
    if (process && depth == process_depth) process = 0
    if (dly && depth == dly_depth) dly = 0
    if (depth == type_depth) type = ""
    next
  }
  closed = tag ~ /\/>$/ || tag ~ /<\/[a-z]*>$/
  sub(/^</, "", tag)
  sub(/[ >\/].*/, "", tag)
  if (tag == "module") {
    module = attribute("name"); module_depth = depth; scopes = 0
    original[module] = attribute("origName")
    if (attribute("topModule") != "") top = module
  } else if (module != "") {
    if (tag == "begin" && !process) {
      scopes++; scope_depth[scopes] = depth
      scope[scopes] = attribute("name")
    } else if ((tag == "always" || tag == "initial" || tag == "func" || tag == "task") && !process) {
      process = 1; process_depth = depth
    } else if (tag == "var" && !process && attribute("param") == "" && attribute("localparam") == "" &&
               attribute("vartype") !~ /^(integer|genvar|int|string)$/ && attribute("name") !~ /^__V/) {
      n = ++vars[module]
      var[module, n] = prefix(scopes) attribute("name")
      declared[module, var[module, n]] = n
      dtype[module, n] = attribute("dtype_id")
      output[module, n] = attribute("dir") == "output"
    } else if (tag == "assigndly") {
      dly = 1; dly_depth = depth; dly_child = 0
    } else if (tag == "instance") {
      n = ++cells[module]
      cell[module, n] = prefix(scopes) attribute("name")
      cell_of[module, n] = attribute("defName")
    }
    if (dly && tag != "assigndly") {
      if (depth == dly_depth + 1) { dly_child++; dly_taken = 0 }
      if (dly_child == 2 && tag == "varref" && !dly_taken) {   # what is assigned to
        dly_taken = 1
        for (s = scopes; s >= 0; s--)
          if ((module, prefix(s) attribute("name")) in declared) break
        if (s >= 0) clocked[module, declared[module, prefix(s) attribute("name")]] = 1
      }
    }
  } else if (tag ~ /dtype$/ && tag != "memberdtype") {
    type = attribute("id"); type_depth = closed ? -1 : depth
    kind[type] = tag; of[type] = attribute("sub_dtype_id")
    if (tag == "basicdtype") {
      bits[type] = attribute("left") == "" ? 1 : attribute("left") - attribute("right") + 1
      if (bits[type] < 1) bits[type] = 2 - bits[type]
    }
  } else if (tag == "memberdtype" && type != "") {
    members[type] = members[type] " " attribute("sub_dtype_id")
    member_names[type] = member_names[type] " " attribute("name")
  } else if (tag == "const" && type != "" && kind[type] ~ /arraydtype/) {
    bounds[type] = bounds[type] " " value(attribute("name"))
  }
  if (!closed) depth++
  next
}

# A generate loop is a block around the blocks of its rounds, which bear its name and a number
function prefix(upto, s, p) {
  for (s = 1; s <= upto; s++)
    if (!(s < upto && index(scope[s + 1], scope[s] "[") == 1) && scope[s] != "") p = p scope[s] "."
  return p
}
function elements(t, b, n) {
  while (kind[t] == "refdtype") t = of[t]
  if (kind[t] != "unpackarraydtype") return 1
  n = split(bounds[t], b, " ")
  return (b[2] > b[1] ? b[2] - b[1] : b[1] - b[2]) + 1
}
function element(t) {
  while (kind[t] == "refdtype") t = of[t]
  return kind[t] == "unpackarraydtype" ? of[t] : t
}
function width(t, b, n, i, w) {
  if (t in width_of) return width_of[t]
  if (kind[t] == "basicdtype") w = bits[t]
  else if (kind[t] == "structdtype") { n = split(members[t], b, " "); for (i = 1; i <= n; i++) w += width(b[i]) }
  else if (kind[t] == "packarraydtype") { split(bounds[t], b, " "); w = width(of[t]) * ((b[2] > b[1] ? b[2] - b[1] : b[1] - b[2]) + 1) }
  else w = width(of[t])
  width_of[t] = w
  return w
}

# The field of a struct that holds its bit `k`, as `.outer.inner` with `field_bit` the bit in it; "" if it is no struct. The last
# member is the lowest.
function field(t, k, b, names, n) {
  while (kind[t] == "refdtype") t = of[t]
  field_bit = k
  if (kind[t] != "structdtype") return ""
  split(member_names[t], names, " ")
  for (n = split(members[t], b, " "); n > 0; n--) {
    if (k < width(b[n])) return "." names[n] field(b[n], k)
    k -= width(b[n])
  }
}

# ---------------------------------------------------------------------------------------------------------------
# Yosys' netlists

function plain(name) { return substr(name, 1, 1) == "\\" ? substr(name, 2) : name }

# The bits of a sigspec from the lowest up, in bit[0], bit[1] ...; returns how many
function expand(text, t, n, i, j, name, hi, lo, digits, count, piece, pieces) {
  gsub(/[{}]/, " ", text)
  n = split(text, t, " ")
  pieces = 0
  for (i = 1; i <= n; i++) {
    if (t[i] ~ /^\[[0-9:]*\]$/) { piece[pieces] = piece[pieces] " " t[i]; continue }
    piece[++pieces] = t[i]
  }
  count = 0
  for (i = pieces; i > 0; i--) {
    if (piece[i] ~ /^[0-9]+'/) {
      digits = substr(piece[i], index(piece[i], "'") + 1)
      for (j = length(digits); j > 0; j--) bit[count++] = "=" substr(digits, j, 1)
    } else if (piece[i] ~ /^-?[0-9]+$/) {
      for (j = 0; j < 32; j++) bit[count++] = "=" (int(piece[i] / 2 ^ j) % 2)
    } else {
      split(piece[i], t, " ")
      name = plain(t[1])
      lo = 0; hi = wire[now, name] - 1
      if (t[2] != "") {
        gsub(/[][]/, "", t[2])
        hi = lo = t[2] + 0
        if (index(t[2], ":")) { split(t[2], t, ":"); hi = t[1]; lo = t[2] }
      }
      for (j = lo; j <= hi; j++) bit[count++] = name SUBSEP j
    }
  }
  return count
}

# The bit that drives this one
function driver(b, guard) {
  while ((now, b) in from_bit && guard++ < 200) b = from_bit[now, b]
  return b
}

file == 2 || file == 3 {
  line = $0
  sub(/^ */, "", line)
  n = split(line, w, " ")
  if (w[1] == "module") { here = plain(w[2]); now = file SUBSEP here; known[now] = 1 }
  else if (w[1] == "wire") {
    size = 1
    for (i = 2; i < n; i++) {
      if (w[i] == "width") size = w[i + 1]
      if (w[i] == "offset") offset[here, plain(w[n])] = w[i + 1]
    }
    wire[now, plain(w[n])] = size
  } else if (w[1] == "memory") {
    m = plain(w[n]); memory[now, m] = 1
    for (i = 2; i < n; i++) if (w[i] == "width") memory[now, m] *= w[i + 1]; else if (w[i] == "size") memory[now, m] *= w[i + 1]
  } else if (w[1] == "cell") {
    celltype = plain(w[2]); instance = plain(w[3]); incell = 1
    if (substr(w[2], 1, 1) != "$" || w[2] ~ /^\$paramod/) child[now, instance] = celltype
    if (celltype ~ /^\$(a?dlatch|dlatchsr|sr)$/) latches[++latch_count] = now SUBSEP instance
  } else if (incell && w[1] == "parameter") parameter[w[2]] = w[3]
  else if (incell && w[1] == "connect") {
    port[w[2]] = substr(line, length("connect  ") + length(w[2]) + 1)
  } else if (w[1] == "end" && incell) {
    incell = 0
    if (celltype ~ /^\$_?(a|s)?(l?dff)/ || celltype ~ /^\$ff$/) note_registers(port["\\Q"])
    if (celltype ~ /dlatch|^\$sr$/) { expand(port["\\Q"]); split(bit[0], w, SUBSEP); latch_of[latch_count] = w[1] }
    if (celltype == "$mem_v2") {
      id = parameter["\\MEMID"]; gsub(/["\\]/, "", id)
      k = ++mems[now]
      mem_name[now, k] = id; mem_bits[now, id] += parameter["\\SIZE"] * parameter["\\WIDTH"]
      mem_reads[now, k] = parameter["\\RD_PORTS"]; mem_writes[now, k] = parameter["\\WR_PORTS"]
      note_registers(port["\\RD_DATA"])
    }
    split("", parameter); split("", port)
  } else if (file == 3 && w[1] == "connect") {
    lhs = rest_of(line, 1); rhs = rest_of(line, 2)
    c = expand(lhs)
    for (i = 0; i < c; i++) left[i] = bit[i]
    expand(rhs)
    for (i = 0; i < c; i++) from_bit[now, left[i]] = bit[i]
  }
  next
}

function note_registers(spec, c, i) {
  c = expand(spec)
  for (i = 0; i < c; i++) register[now, bit[i]] = 1
}

# The first or second sigspec of a `connect` line
function rest_of(text, which, i, c, level, start, t) {
  t = substr(text, length("connect ") + 1)
  if (substr(t, 1, 1) == "{") i = index(t, " }") + 2
  else {
    i = index(t, " ")
    if (substr(t, i + 1, 1) == "[") i = i + index(substr(t, i + 1), " ")
  }
  return which == 1 ? substr(t, 1, i - 1) : substr(t, i + 1)
}

# What `check` says: of a module, until it names the next
file == 4 {
  if ($0 ~ /^Checking module /) { checked = $0; sub(/^Checking module /, "", checked); sub(/\.\.\.$/, "", checked); sub(/.*\\/, "", checked) }
  else if ($0 ~ /is used but has no driver/) {
    s = $0; sub(/^Warning: Wire [^ ]*\.\\?/, "", s); sub(/ is used but.*/, "", s); sub(/ \[[0-9]*\]$/, "", s)
    if (s !~ /\$/) bad(checked "." s, "used, and nothing drives it")
    else bad(checked, "used, and nothing drives it: " s)
  } else if ($0 ~ /multiple conflicting drivers/) bad(checked, "driven twice: " substr($0, index($0, "for ") + 4))
  else if ($0 ~ /found logic loop/) looping = 1
  else if (looping && $0 ~ /^    wire /) { s = $0; sub(/^    wire \\?/, "", s); bad(checked "." s, "on a combinational loop") }
  else if ($0 !~ /^ *(cell|wire|source|port) /) looping = 0
  next
}

# ---------------------------------------------------------------------------------------------------------------

# The place `path`: module `v` of the source is module `y` of the netlist
function visit(v, y, i) {
  if (!((2, y) in known)) { bad(original[v], "is not in the netlist"); return }
  if (!((v, y) in paired)) { paired[v, y] = 1; modules++; compare(v, y) }
  for (i = 1; i <= cells[v]; i++) {
    if (!((2, y, cell[v, i]) in child)) bad(original[v] "." cell[v, i], "an instance that is not in the netlist")
    else visit(cell_of[v, i], child[2, y, cell[v, i]])
  }
}

function compare(v, y, i, name, e, wd, have, k, c, m) {
  m = original[v]
  for (i = 1; i <= vars[v]; i++) {
    name = var[v, i]; e = elements(dtype[v, i]); wd = width(element(dtype[v, i]))
    signals++
    is_array = kind_of(dtype[v, i]) == "unpackarraydtype"
    now = 2 SUBSEP y
    have = 0
    if (!is_array) have = wire[now, name] + 0
    else if ((now, name) in memory) have = memory[now, name]
    else for (k = 0; k < e; k++) have += wire[now, name "[" k "]"]
    if (have != e * wd) { bad(m "." name, "vanished: " e * wd " bits in the source, " have " in the netlist"); continue }
    now = 3 SUBSEP y
    if (!clocked[v, i] && !output[v, i]) continue
    if (is_array && (now, name) in mem_bits) {
      if (mem_bits[now, name] != e * wd) bad(m "." name, "vanished: a memory of " e * wd " bits, " mem_bits[now, name] " in the netlist")
      continue
    }
    if (is_array) {
      for (k = 0; k < e; k++) judge(m, name "[" k "]", y, wd, clocked[v, i], output[v, i], name, element(dtype[v, i]))
    } else judge(m, name, y, wd, clocked[v, i], output[v, i], name, dtype[v, i])
  }
  now = 3 SUBSEP y
  for (k = 1; k <= mems[now]; k++) {
    name = mem_name[now, k]
    memories++
    if (m == "ram_bank") {
      if (mem_reads[now, k] > 1 || mem_writes[now, k] > 1)
        bad(m "." name, "a memory of " mem_reads[now, k] " read and " mem_writes[now, k] " write ports: one of each is what it has")
    } else if (mem_bits[now, name] > 512 && !excepted("registers", m, name))
      bad(m "." name, "an array that is no ram_bank (" mem_reads[now, k] " read and " mem_writes[now, k] " write ports)")
  }
}

function kind_of(t) {
  while (kind[t] == "refdtype") t = of[t]
  return kind[t]
}

# A register or an output: which of its bits are constant, by fields, and which of a register's are none?
function judge(m, name, y, wd, is_register, is_output, whole, type_id, k, d, f, order, n, constant, lost) {
  split("", constant)
  for (k = 0; k < wd; k++) {
    d = driver(name SUBSEP k)
    if (substr(d, 1, 1) == "=") {
      f = field(type_id, k)
      if (f ~ /\.(unused|zero)$/) continue
      if (!(f in constant)) order[++n] = f
      constant[f] = constant[f] " " field_bit
    } else if (is_register && !((now, d) in register)) lost = lost " " k
  }
  for (k = 1; k <= n; k++) {
    f = order[k]
    d = ranges(constant[f], y, f == "" ? name : "")
    if (!excepted("constant", m, whole f) && !excepted("constant", m, whole f "[" d "]") && !excepted("constant", m, whole))
      bad(m "." name f, (is_register ? "a register" : "an output") " that is constant: bits " d)
  }
  if (lost != "") bad(m "." name, "vanished: assigned at a clock, and bits " ranges(lost, y, name) " of " wd " are in no register")
}

function ranges(list, y, name, b, n, i, j, text, o) {
  n = split(list, b, " ")
  o = offset[y, name] + 0
  for (i = n; i > 0; i = j) {
    for (j = i - 1; j > 0 && b[j] == b[j + 1] - 1; j--) ;
    text = text (text == "" ? "" : ",") (b[i] + o) (b[i] == b[j + 1] ? "" : ":" b[j + 1] + o)
  }
  return text
}

END {
  if (top == "") { bad("source", "has no top module"); exit 1 }
  visit(top, netlist_top == "" ? original[top] : netlist_top)
  for (i = 1; i <= latch_count; i++) {
    split(latches[i], w, SUBSEP)
    s = w[2]; sub(/.*\\/, "", s)
    bad(s "." latch_of[i], "a latch: not assigned on every way through its process")
  }
  for (e in allowed) if (!(e in used)) { split(e, f, SUBSEP); if (!partial) bad("the list of exceptions", f[1] " " f[2] " " f[3] " is allowed in vain") }
  if (!failures) print "ok " modules " modules, " signals " signals and " memories " memories are the source's"
  exit failures > 0
}
