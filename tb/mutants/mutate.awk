# SPDX-License-Identifier: Apache-2.0
# mutate.awk -v out=DIR tb/mutants/list: the RTL with every fault of the list in it, below DIR, where one is chosen when
# the model runs (mutant_pkg::chosen is its number; 0: none, and the RTL is as it was). DIR/names has a line for each.
#
# A rule names a file and a piece of its text, between @{ and }@, with as much around it as makes it the only such place;
# blanks and line ends do not count. A piece that ends as a statement does becomes an `if`, any other a choice of two
# expressions. A rule whose text is not there, or there twice, ends this with the rule's place: the RTL has moved, and the
# rule must follow it.

function stop(why) {
  print FILENAME ":" where ": " name ": " why >"/dev/stderr"
  failed = 1
  exit 1
}

# The file's text, without blanks too, with the place of each letter
function load(path,   line, i, n, c, t) {
  if (path in text)
    return
  t = ""
  while ((i = (getline line <path)) > 0)
    t = t line "\n"
  if (i < 0)
    stop("no file " path)
  close(path)
  text[path] = t
  n = length(t)
  squeezed[path] = t
  gsub(/[ \t\n]/, "", squeezed[path])
  for (i = 1; i <= n; i++) {
    c = substr(t, i, 1)
    if (c != " " && c != "\t" && c != "\n")
      at[path, ++letters[path]] = i
  }
}

function strip(s) {
  gsub(/[ \t\n]/, "", s)
  return s
}

# `place` holds the rule's text, `broken` what stands there in the mutant
function rule(   open, close_at, before, piece, after, found, all, start, last, key) {
  if (place == "")
    return
  load(path)
  open = index(place, "@{")
  close_at = index(place, "}@")
  if (!open || close_at < open)
    stop("no piece between @{ and }@")
  before = strip(substr(place, 1, open - 1))
  piece = strip(substr(place, open + 2, close_at - open - 2))
  after = strip(substr(place, close_at + 2))
  all = before piece after
  found = index(squeezed[path], all)
  if (!found)
    stop(path " has no such text any more: " place)
  if (index(substr(squeezed[path], found + 1), all))
    stop(path " has this text twice: " place)
  start = at[path, found + length(before)]
  last = at[path, found + length(before) + length(piece) - 1]
  key = path SUBSEP start
  if (!(key in ends)) {
    order[path, ++edits[path]] = start
    ends[key] = last
  } else if (ends[key] != last)
    stop("this place is that of another rule, but not the same piece")
  choices[key, ++count[key]] = broken
  chosen[key, count[key]] = number
  place = broken = ""
}

/^#/ || /^$/ { next }
/^mutant / {
  rule()
  where = FNR
  number++
  name = $2
  if (name in known)
    stop("the name is there twice")
  known[name] = 1
  bugs = runs = needs = ""
  names[number] = name
  next
}
/^bug /   { bugs_of[number] = $2; next }
/^runs /  { sub(/^runs +/, ""); runs_of[number] = $0; next }
/^needs / { needs_of[number] = $2; next }
/^file /  { rule(); path = $2; next }
/^at /    { rule(); where = FNR; sub(/^at +/, ""); place = $0; field = "at"; next }
/^to( |$)/ { sub(/^to */, ""); broken = $0; field = "to"; next }
/^[ \t]/  { if (field == "at") place = place "\n" $0; else broken = broken "\n" $0; next }
{ stop("not a line of a mutant: " $0) }

END {
  if (failed)
    exit 1
  rule()
  if (failed)
    exit 1
  for (path in text)
    emit(path)
  printf "" >(out "/names")
  for (i = 1; i <= number; i++)
    print i, names[i], (bugs_of[i] == "" ? "-" : bugs_of[i]), (needs_of[i] == "" ? "-" : needs_of[i]), runs_of[i] >(out "/names")
}

function emit(path,   n, i, j, swap, from, key, piece, result, whole) {
  n = edits[path]
  for (i = 1; i <= n; i++)
    for (j = i + 1; j <= n; j++)
      if (order[path, j] < order[path, i]) {
        swap = order[path, i]
        order[path, i] = order[path, j]
        order[path, j] = swap
      }
  from = 1
  result = ""
  for (i = 1; i <= n; i++) {
    key = path SUBSEP order[path, i]
    if (order[path, i] < from) {
      where = 0
      name = "two rules"
      stop(path " has pieces that overlap, at: " substr(text[path], order[path, i], 60))
    }
    piece = substr(text[path], order[path, i], ends[key] - order[path, i] + 1)
    whole = piece ~ /(;|end)$/
    for (j = 1; j <= count[key]; j++)
      if (whole)
        piece = "if (mutant_pkg::chosen == " chosen[key, j] ") begin " choices[key, j] " end else begin " piece " end"
      else
        piece = "(mutant_pkg::chosen == " chosen[key, j] " ? (" choices[key, j] ") : (" piece "))"
    result = result substr(text[path], from, order[path, i] - from) piece
    from = ends[key] + 1
  }
  result = result substr(text[path], from)
  printf "%s", result >(out "/" path)
  close(out "/" path)
}
