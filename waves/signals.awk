# SPDX-License-Identifier: Apache-2.0
# awk -f signals.awk DUMP.vcd VIEW.gtkw: is every signal of the save file in the dump, at that width,
# and with words where it is shown as words? Says on stdout what is not. (GTKWave leaves such a signal
# out without a word.)
FNR == 1 { file++ }

file == 1 && $1 == "$scope"   { path[++depth] = $3; next }
file == 1 && $1 == "$upscope" { depth--; next }
file == 1 && $1 == "$attrbegin" && $2 == "misc" && $3 == "07" { enum = 1; next }
file == 1 && $1 == "$var" {
  full = ""
  for (i = 1; i <= depth; i++) full = full path[i] "."
  full = full $5 ($6 == "$end" ? "" : $6)
  known[full]
  if (enum) has_words[full]
  enum = 0
  next
}
file == 1 { next }

/^@/ { words = ($1 == "@100000028") }
/^(\+\{[^}]*\} )?TOP\./ {
  sub(/^\+\{[^}]*\} /, "")
  shown++
  if (!($0 in known)) print "no signal " $0 " in the dump"
  else if (words && !($0 in has_words)) print $0 " has no words"
}
END { if (!shown) print "the save file shows no signal" }
