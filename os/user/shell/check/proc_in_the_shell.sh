# SPDX-License-Identifier: Apache-2.0
# What people ask /proc from a shell, with cat, grep, ls, awk, bc, pmap and getconf: the page size, the list of processes, the
# memory and the faults of each, a process's map. Claims: F31, F97, F98, F99, F100, F121.
fail() {
    echo "not ok proc_in_the_shell: $*"
    exit 1
}

# The page size: exactly these two lines, and the same by getconf.
[ "$(cat /proc/1/smaps | grep -i pagesize | head -2)" = "KernelPageSize:        4 kB
MMUPageSize:           4 kB" ] || fail "/proc/1/smaps: $(cat /proc/1/smaps | grep -i pagesize | head -2)"
[ "$(getconf PAGESIZE)" = 4096 ] && [ "$(getconf PAGE_SIZE)" = 4096 ] || fail getconf

# The list of processes: init, this shell, and one that sleeps.
sleep 1000 &
sleeper=$!
sleep 0.1
pids=$(ls /proc | grep -E '^[0-9]+$')
for pid in 1 $$ $sleeper; do
    echo "$pids" | grep -qx "$pid" || fail "ls /proc does not list $pid"
    for file in statm comm stat status maps cmdline; do
        [ -r "/proc/$pid/$file" ] && [ -n "$(cat "/proc/$pid/$file" | tr '\0' ' ')" ] || fail "/proc/$pid/$file"
    done
done
[ "$(cat /proc/$sleeper/comm)" = sleep ] || fail "comm of the sleeper"

# Memory by process: total, resident, shared, in pages and in MB; the program pslist says the same of who sleeps.
memory_of() {
    read -r total resident shared rest <"/proc/$1/statm"
    printf '%5s %-16s %9s %9s %9s\n' "$1" "$(cat "/proc/$1/comm")" "$total" "$resident" "$shared"
}
for pid in 1 $sleeper; do
    mine=$(memory_of $pid)
    [ "$(pslist | grep "^ *$pid ")" = "$mine" ] || fail "pslist says $(pslist | grep "^ *$pid "), the shell $mine"
    pages=$(awk '{ print $1 }' /proc/$pid/statm)
    mb=$(echo "scale=2; $pages * $(getconf PAGESIZE) / 1024 / 1024" | bc)
    awk -v a="$mb" -v b="$(pslist -m | awk -v pid=$pid '$1 == pid { print $3 }')" 'BEGIN { exit !(b - a < 0.02 && a - b < 0.02) }' ||
        fail "pslist -m of $pid, $mb MB"
    kb=$(awk '/^VmSize:/ { print $2 }' /proc/$pid/status)
    [ $((pages * 4)) = "$kb" ] || fail "statm says $pages pages, status $kb kB"
done

# Faults by process: fields 10 and 12 of stat. Who runs gains minor ones, who sleeps gains none.
faults_of() {
    awk '{ print $10, $12 }' "/proc/$1/stat"
}
before=$(faults_of $sleeper)
case $before in
[1-9]*\ [0-9]*) ;;
*) fail "faults of the sleeper: $before" ;;
esac
mine=$(faults_of $$)
for i in 1 2 3 4; do (:); done
[ "$(faults_of $sleeper)" = "$before" ] || fail "the sleeper has faults in its sleep"
[ "$(faults_of $$ | cut -d' ' -f1)" -gt "${mine% *}" ] || fail "this shell forks without faults"

# A map and its sum.
for options in "" -x; do
    sum=$(pmap $options $sleeper | awk 'END { for (i = 1; i <= NF; i++) if ($i + 0 > 0) { print $i + 0; exit } }')
    [ "$sum" = "$(awk '/^VmSize:/ { print $2 }' /proc/$sleeper/status)" ] || fail "pmap $options: $sum kB"
done
[ "$(pmap $$ | grep -c stack)" = 1 ] && pmap $$ | grep -q ld-musl || fail "pmap of the shell"

# A program that touches what is not there ends with the words that everybody knows.
said=$(sh -c 'overrun; echo "status $?"' 2>&1)
[ "$said" = "overrun: inside the block
Segmentation fault
status 139" ] || fail "a wild store: $said"

kill $sleeper
wait $sleeper
[ $? = 143 ] || fail "the sleeper's end"
[ ! -e /proc/$sleeper ] || fail "/proc/$sleeper is still there"
for command in "free" "ps" "top -b -n1" "uptime" "mount" "vmstat" "uname -a" "cat /proc/meminfo" "cat /proc/swaps"; do
    $command >/dev/null || fail "$command"
done
echo "ok proc_in_the_shell"
