// memory-efficient-collections: "A generator computes a value only when it is asked for"
// memory-efficient-collections: "`break` calls `return()`, so a `finally` block in the generator can close the cursor."
// memory-efficient-collections: "iterator helpers (`iterator.filter(…).map(…)`, since Node 22)"
import assert from 'node:assert/strict';
import { block, evaluate } from '../kit.mjs';

const log = [];
function* numbers() {
  try {
    for (let n = 1; ; n++) { log.push(n); yield n; }
  } finally {
    log.push('closed');
  }
}
const evens = numbers().filter((n) => n % 2 === 0).map((n) => n * 10);
assert.deepEqual(log, []);
for (const n of evens) if (n >= 40) break;
assert.deepEqual(log, [1, 2, 3, 4, 'closed']);

async function* cursor() {
  try { yield 1; yield 2; } finally { log.push('cursor closed'); }
}
for await (const _ of cursor()) break;
assert.equal(log.at(-1), 'cursor closed');

// The bank's own paging
const rows = Array.from({ length: 25 }, (_, i) => ({ id: i + 1, due: i }));
const db = { ordersAfter: async (last, size) => rows.filter((row) => row.id > last).slice(0, size) };
const reminded = [];
const mapLimit = async (items, limit, f) => { for (const item of items) f(item); };
const code = block('memory-efficient-collections').replace('size = 1000', 'size = 10');
await evaluate(code, { db, today: 5, mapLimit, remind: (row) => reminded.push(row.id) });
assert.deepEqual(reminded, [1, 2, 3, 4, 5]);
