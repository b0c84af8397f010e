# SPDX-License-Identifier: Apache-2.0
# What a shell does with processes: pipelines, subshells, statuses, functions, here documents, traps, background jobs,
# signals, limits of arguments. The same script says the same on the host.
echo "== arithmetic"; i=0; sum=0; while [ $i -lt 100 ]; do i=$((i + 1)); sum=$((sum + i * i)); done; echo $sum $((0x10 + 010)) $((1 << 40))
echo "== expansion"; name=pagewalk; echo ${name#page} ${name%walk} ${#name} ${other:-default} ${name:+set}
set -- a 'b c' d; echo $# "$2" "$*"; for x; do printf '<%s>' "$x"; done; echo
echo "== functions"; fact() { [ "$1" -le 1 ] && echo 1 || echo $(($1 * $(fact $(($1 - 1))))); }; fact 10
echo "== statuses"; false; echo $?; (exit 7); echo $?; sh -c 'exit 200'; echo $?; true && echo and || echo or
no_such_command 2>/dev/null; echo $?
echo "== pipelines"; seq 1 1000 | grep 7 | sed 's/7/x/' | sort -r | head -n 3; echo a | { read x; echo "read $x"; }
yes | head -n 20000 | wc -l
echo "== substitution"; echo "$(echo "$(echo nested)")" `echo old`; cat <<END
here $((6 * 7)) $(echo document)
END
cat <<'END'
$not $(expanded)
END
echo "== case"; for f in a.c b.h x; do case $f in *.c) echo source;; *.h) echo header;; *) echo other;; esac; done
echo "== signals"; sh -c 'kill -TERM $$; echo not here'; echo $?; sh -c 'kill -SEGV $$' 2>/dev/null; echo $?
(trap 'echo caught; exit 3' USR1; kill -USR1 $(sh -c 'echo $PPID'); sleep 5; echo not here); echo $?
trap 'echo end of trap' EXIT
echo "== jobs"; sleep 0.2 & pid=$!; kill -0 $pid && echo runs; wait $pid; echo $?; sleep 60 & kill $!; wait $!; echo $?
(for n in 1 2 3; do (echo job $n >&3) & done; wait) 3>&1 | sort
echo "== descriptors"; { echo out; echo err >&2; } 2>&1 | sort; exec 4>&1; echo four >&4; exec 4>&-; (echo closed >&4) 2>/dev/null || echo refused
echo "== many arguments"; set -- $(seq 1 3000); echo $#; echo "$@" | wc -c
echo "== loops of processes"; n=0; while [ $n -lt 20 ]; do n=$(expr $n + 1); done; echo $n
echo "== read"; printf 'one two\nthree\n' | while read a b; do echo "$b,$a"; done; IFS=: read x y <<END
left:right
END
echo $y $x; umask 022; umask
