# SPDX-License-Identifier: Apache-2.0
# Programs that read, sort, cut, count and compare text, in pipes of several processes. The same script says the same on
# the host. $1 is the text of the GPL.
gpl=$1
export LC_ALL=C
echo "== count"; wc -l <"$gpl"; wc -w <"$gpl"; wc -c <"$gpl"
echo "== sums"; md5sum <"$gpl"; sha1sum <"$gpl"; sha256sum <"$gpl"; cksum <"$gpl"
echo "== words"; tr -cs 'A-Za-z' '\n' <"$gpl" | tr A-Z a-z | sort | uniq -c | sort -k1,1nr -k2 | head -n 12 | sed 's/^ *//'
echo "== awk"; awk '{ for (i = 1; i <= NF; i++) n[length($i)]++ } END { for (l = 1; l < 12; l++) print l, n[l] + 0 }' "$gpl"
awk 'BEGIN { printf "%.6f %.3e %d %s\n", atan2(0, -1), exp(10), 7 / 2, substr("pagewalk", 5) }'
awk -F: 'BEGIN { OFS = "-" } { $2 = toupper($2); print }' <<END
one:two:three
four:five:six
END
echo "== sed"; sed -n '/WARRANTY/{s/[A-Z]\{4,\}/<&>/gp;}' "$gpl" | head -n 5
sed -e '1,3d' -e '10q' -e 's/^ *//' "$gpl"
echo "== grep"; grep -c the "$gpl"; grep -n 'GNU General' "$gpl" | head -n 3; grep -iow 'patent' "$gpl" | wc -l; grep -vc . "$gpl"
grep -E '^ +[0-9]+\. [A-Z]' "$gpl" | cut -c1-40
echo "== head, tail, cut, paste, nl, fold"; head -n 3 "$gpl" | cut -d' ' -f 20-23; tail -n 2 "$gpl"; tail -c 20 "$gpl"
seq 1 6 | paste - - -; seq 9 -3 0 | tr '\n' ' '; echo; printf 'a\nb\n' | nl | tr -s ' '; echo 'one two three four' | fold -w 6
echo "== sort"; printf '10\n9\n2\n1\n33\n' | sort; printf '10\n9\n2\n1\n33\n' | sort -rn | tr '\n' ' '; echo
printf 'b 2\na 2\na 1\n' | sort -k2,2n -k1,1; printf 'x\nx\ny\n' | sort -u | wc -l
echo "== od"; printf 'page\001walk\n' | od -c | sed 's| *$||' | tr -s ' '; printf 'page' | od -b | sed 's| *$||' | tr -s ' '
echo "== expr, test, printf"; expr 6 \* 7; expr pagewalk : 'page\(.*\)'; expr 3 \> 2; test 5 -gt 4 && echo yes; [ -z x ] || echo no
printf '%05d|%-6s|%6s|%x|%o|%c|%s\n' 42 ab cd 255 8 Z end
echo "== xargs"; seq 1 7 | xargs -n 3 echo; printf 'a b\nc\n' | xargs -I{} echo '<{}>'
echo "== tr, tac"; seq 1 4 | tac | tr -d '\n'; echo; echo aabbcc | tr -s b
echo "== compare"; cmp "$gpl" "$gpl" && echo same; seq 1 5 | cmp - "$gpl" >/dev/null || echo differs
echo "== compress"; gzip -c "$gpl" | gunzip -c | cmp - "$gpl" && echo same
echo "== dates"; date -u -d @1000000000 '+%Y-%m-%d %H:%M:%S %j %u'; basename /a/b.c .c; dirname /a/b.c
echo "== base64"; printf 'address space' | base64; printf 'YWRkcmVzcw==' | base64 -d; echo; factor 1234567 360
