// v8-optimization-deopt: "`{ a, b }` and `{ b, a }` have different ones, and a property added later leads to another"
// v8-optimization-deopt: "Other breakers are `delete obj.x` (the object usually becomes a dictionary)"
// v8-optimization-deopt: "No: optional fields and spreads give different hidden classes at run time in spite of one type."
// v8-optimization-deopt: "Freezing adds another transition; the shapes still differ."
// v8-optimization-deopt: "All instances then share one hidden class."
import assert from 'node:assert/strict';
import { block, program } from '../kit.mjs';

const child = program(`
  const same = (a, b) => %HaveSameMap(a, b);
  const fast = (o) => %HasFastProperties(o);
  ${block('v8-optimization-deopt')}
  const later = { a: 1 };
  later.b = 2;
  later.c = 3;
  const deleted = { a: 1, b: 2, c: 3 };
  delete deleted.a;
  const make = (note) => ({ price: 1, ...(note && { note }) });
  console.log(JSON.stringify({
    equal: same({ a: 1, b: 2 }, { a: 3, b: 4 }),
    order: same({ a: 1, b: 2 }, { b: 2, a: 1 }),
    later: same({ a: 1, b: 2 }, later),
    spread: same(make('x'), make()),
    items: same(new Item({ price: 1, qty: 2 }), new Item({ price: 3, qty: 4, note: 'x' })),
    frozen: same(Object.freeze({ a: 1, b: 2 }), Object.freeze({ b: 2, a: 1 })),
    fastBefore: fast({ a: 1, b: 2, c: 3 }),
    fastAfterDelete: fast(deleted),
  }));
`, { flags: ['--allow-natives-syntax'] });
assert.deepEqual(JSON.parse(child.stdout), {
  equal: true, order: false, later: false, spread: false, items: true, frozen: false, fastBefore: true, fastAfterDelete: false,
});
