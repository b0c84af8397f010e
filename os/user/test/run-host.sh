#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# run-host.sh PROGRAM...: run each scenario on this machine's Linux. What Linux does not do, our kernel need not.
set -u

passed=0
failed=0
for program; do
    if timeout 60 "$program" </dev/null; then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
        echo "run-host: failed: $program" >&2
    fi
done
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
