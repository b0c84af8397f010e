# SPDX-License-Identifier: Apache-2.0
# Memory under load: memtester's patterns in locked memory, and stress's workers, who want more than there is.
if said=$(memtester 256K 1 2>&1); then
    echo "ok memtester"
else
    echo "not ok memtester: $(echo "$said" | grep -i fail | head -n 1)"
fi
out=$(awk '/^pswpout/ { print $2 }' /proc/vmstat)
if said=$(stress --vm 3 --vm-bytes 2M --timeout 1 2>&1); then
    echo "ok stress-vm"
else
    echo "not ok stress-vm: $(echo "$said" | tail -n 1)"
fi
if said=$(stress --vm 2 --vm-bytes 2M --vm-keep --cpu 1 --timeout 1 2>&1); then
    echo "ok stress-vm-keep"
else
    echo "not ok stress-vm-keep: $(echo "$said" | tail -n 1)"
fi
[ "$(awk '/^pswpout/ { print $2 }' /proc/vmstat)" -gt "$out" ] && echo "ok stress-swaps" || echo "not ok stress-swaps: nothing was swapped"
[ "$(cat /proc/vm_check)" = ok ] && echo "ok books-balance" || echo "not ok books-balance: $(cat /proc/vm_check | head -n 1)"
