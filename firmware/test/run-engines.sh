#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# run-engines.sh PAGEWALK FIRMWARE PAYLOAD: the firmware's test on our own machine, by the model and by the RTL in
# lockstep, where the event counters count.
set -eu
console=$3.console
for engine in "model" "rtl --preset tiny --lockstep"; do
    status=0
    timeout 120 "$1" run --engine $engine --ram 16M --firmware "$2" "$3" </dev/null >"$console" || status=$?
    if [ $status -ne 0 ] || ! grep -q '^ok firmware' "$console"; then
        cat "$console"
        echo "not ok firmware: --engine $engine: status $status"
        exit 1
    fi
    case $engine in
    rtl*) grep -q '^events are counted' "$console" || { echo "not ok firmware: the RTL counts no events"; exit 1; } ;;
    esac
    echo "ok firmware-$engine"
done
