#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# sqlite3.sh SOURCE SYSROOT ROOT: build SQLite's shell: for the machine into ROOT, for this host into ROOT.host; and a database
# for both, share/numbers.db.
set -eu

source=$(cd "$1" && pwd)
sysroot=$(cd "$2" && pwd)
rm -rf "$3" "$3.host" "$3.work"
mkdir -p "$3/usr/bin" "$3/usr/share" "$3.host/bin" "$3.host/share" "$3.work"
root=$(cd "$3" && pwd)
cd "$3.work"

fail() {
    tail -n 5 build.log >&2
    echo "sqlite3: it could not be built: see $PWD/build.log" >&2
    exit 1
}

command -v tclsh >/dev/null || {
    echo "sqlite3: tclsh is missing, which puts SQLite's source together: apt-get install tcl" >&2
    exit 1
}
{ "$source/configure" --disable-tcl --disable-readline --disable-shared CC=gcc && nice make sqlite3.c shell.c; } >build.log 2>&1 || fail
options='-DSQLITE_THREADSAFE=0 -DSQLITE_OMIT_LOAD_EXTENSION -I.'
# shellcheck disable=SC2086 # a list of words
nice "$sysroot/bin/riscv64-musl-gcc" -O1 -s -fPIE -pie $options shell.c sqlite3.c -lm -o "$root/usr/bin/sqlite3" >>build.log 2>&1 || fail
# shellcheck disable=SC2086
nice gcc $options shell.c sqlite3.c -lm -o "$root.host/bin/sqlite3" >>build.log 2>&1 || fail

"$root.host/bin/sqlite3" "$root/usr/share/numbers.db" <<'END'
CREATE TABLE number (n INTEGER PRIMARY KEY, square INTEGER, name TEXT);
WITH RECURSIVE count(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM count WHERE n < 8000)
INSERT INTO number SELECT n, n * n, printf('%08x', (n * 2654435761) % 4294967296) FROM count;
CREATE INDEX by_name ON number (name);
END
cp "$root/usr/share/numbers.db" "$root.host/share"
