// sync-vs-async-db-drivers: "built-in `node:sqlite` (since Node.js 22.5, synchronous `DatabaseSync`)"
// sync-vs-async-db-drivers: "WAL mode lets it read while the main thread writes"
import assert from 'node:assert/strict';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { folder } from '../kit.mjs';

const file = path.join(folder(), 'shop.db');
const db = new DatabaseSync(file);
db.exec('PRAGMA journal_mode = WAL; CREATE TABLE items (id INTEGER PRIMARY KEY, name TEXT); BEGIN');
db.prepare('INSERT INTO items (name) VALUES (?)').run('pen');
const reader = new DatabaseSync(file);
assert.equal(reader.prepare('SELECT count(*) AS n FROM items').get().n, 0); // not blocked by the writer
db.exec('COMMIT');
assert.equal(reader.prepare('SELECT name FROM items').get().name, 'pen'); // no promise
let ticks = 0;
const timer = setInterval(() => { ticks += 1; }, 1);
db.prepare('WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c WHERE n < 1000000) SELECT sum(n) AS s FROM c').get();
assert.equal(ticks, 0); // the loop stood still
clearInterval(timer);
assert.throws(() => db.exec('SELECT * FROM nowhere'), { code: 'ERR_SQLITE_ERROR' });
