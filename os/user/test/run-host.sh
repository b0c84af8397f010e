#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# run-host.sh PROGRAM...: run each scenario on this machine's Linux. What Linux does not do, our kernel need not. One that
# ends well and does not say `ok` has not come to its end.
set -u

log=build/host/user/said
passed=0
failed=0
for program; do
    name=$(basename "$program")
    timeout 60 "$program" </dev/null >"$log" &
    group=$!
    wait $group
    status=$?
    kill -KILL -- -$group 2>/dev/null  # what a scenario that failed has left behind
    said=$(cat "$log")
    echo "$said"
    if [ $status -eq 0 ] && { [ ! -f "os/user/test/$name.c" ] || echo "$said" | grep -q "^ok $name"; }; then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
        echo "$said" | grep -q "^not ok $name" || echo "not ok $name: status $status, and says nothing that goes with it"
    fi
done
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
