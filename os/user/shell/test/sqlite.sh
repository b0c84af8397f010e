# SPDX-License-Identifier: Apache-2.0
# SQLite, from Debian's source package: a database in memory, and one in a file, read and mapped. It says the same on the host.
db=$(dirname "$(command -v sqlite3)")/../share/numbers.db
echo "== in memory"
sqlite3 :memory: <<'END'
CREATE TABLE word (id INTEGER PRIMARY KEY, text TEXT, weight REAL);
CREATE INDEX by_text ON word (text);
BEGIN;
WITH RECURSIVE count(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM count WHERE n < 3000)
INSERT INTO word SELECT n, printf('%06d', (n * 7919) % 10007), n / 7.0 FROM count;
COMMIT;
UPDATE word SET weight = weight * 2 WHERE id % 3 = 0;
DELETE FROM word WHERE id % 10 = 0;
SELECT count(*), sum(id), printf('%.3f', sum(weight)) FROM word;
SELECT text, id FROM word ORDER BY text LIMIT 4;
SELECT substr(text, 1, 3) AS head, count(*) FROM word GROUP BY head ORDER BY 2 DESC, 1 LIMIT 3;
SELECT a.id, b.id FROM word a JOIN word b ON b.text = printf('%06d', a.id) ORDER BY a.id LIMIT 3;
PRAGMA integrity_check;
END
for size in 0 268435456; do
    echo "== a file, mmap_size $size"
    sqlite3 "file:$db?immutable=1" <<END
PRAGMA mmap_size = $size;
SELECT count(*), sum(square) FROM number;
SELECT n, name FROM number WHERE name > 'f' ORDER BY name LIMIT 5;
SELECT count(*) FROM number a JOIN number b ON a.name = b.name WHERE a.n % 2 = 0;
PRAGMA integrity_check;
END
done
