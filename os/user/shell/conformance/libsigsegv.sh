# SPDX-License-Identifier: Apache-2.0
# GNU libsigsegv's own tests: faults are caught with their address, by one handler and by dispatchers of areas; a stack
# that overflows is caught on another stack, and told from a wild access, from what the kernel says of regions.
for test in /conformance/libsigsegv/test-*; do
    name=libsigsegv-$(basename "$test" | sed 's/^test-//')
    said=$("$test" 2>&1)
    status=$?
    case $status in
    0) echo "ok $name" ;;
    77) echo "ok $name # skipped: not for this system" ;;
    *) echo "not ok $name: status $status: $(echo "$said" | tail -n 1)" ;;
    esac
done
