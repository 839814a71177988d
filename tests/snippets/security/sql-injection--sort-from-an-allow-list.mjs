// sql-injection: "Column names, table names and sort order come from an allow-list in the code."
import assert from 'node:assert/strict';
import { block, evaluate } from '../kit.mjs';

async function queries(query) {
  const asked = [];
  await evaluate(block('sql-injection'), { req: { user: { id: 7 }, query }, pool: { query: async (...all) => asked.push(all) } });
  return asked;
}
const [byOwner, sorted] = await queries({ sort: 'total', dir: 'asc' });
assert.deepEqual(byOwner[1], [7]);
assert.equal(sorted[0], 'SELECT id FROM orders ORDER BY total ASC LIMIT $1');
for (const sort of ['constructor', '__proto__', 'total; DROP TABLE orders', undefined]) {
  assert.equal((await queries({ sort, dir: 'x' }))[1][0], 'SELECT id FROM orders ORDER BY created_at DESC LIMIT $1');
}
