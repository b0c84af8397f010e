# SPDX-License-Identifier: Apache-2.0
# awk -f marks.awk os/vm/marks.h sim/verilator/wave_words.sv: does the wave call every mark by the
# kernel's name for its number? MARK_COW_COPY is CowCopy. Says on stdout what differs.
function camel(name,   part, n, i, word) {
  n = split(tolower(name), part, "_")
  for (i = 1; i <= n; i++) word = word toupper(substr(part[i], 1, 1)) substr(part[i], 2)
  return word
}
FNR == NR {
  if ($1 == "#define" && $2 ~ /^MARK_/ && $2 !~ /_(FIRST|LAST)$/) number[camel(substr($2, 6))] = $3
  next
}
/typedef enum/ { inside = 1; split("", word) }
inside && $2 == "=" { value = $3; sub(/^[0-9]+'d/, "", value); sub(/,$/, "", value); word[$1] = value + 0 }
/^ *} mark_e;/ { found = 1; for (w in word) mark[w] = word[w] }
END {
  if (!found) print "no enum mark_e"
  for (n in number) {
    if (!(n in mark)) print n " has no word"
    else if (mark[n] != number[n]) print n " is " number[n] ", the word says " mark[n]
  }
  for (m in mark) if (!(m in number) && m != "NoMark") print m " is no mark"
}
