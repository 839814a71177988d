// performant-node-javascript: "Spreading an accumulator in `reduce` is quadratic"
// performant-node-javascript: "objects with changing keys fall into slow dictionary mode"
import assert from 'node:assert/strict';
import { program } from '../kit.mjs';

const time = (f) => {
  let best = Infinity;
  for (let i = 0; i < 2; i++) {
    const start = performance.now();
    f();
    best = Math.min(best, performance.now() - start);
  }
  return best;
};
const users = (n) => Array.from({ length: n }, (_, i) => ({ id: `user-${i}` }));
const [few, many] = [users(120), users(1_200)];
const spread = (all) => all.reduce((a, u) => ({ ...a, [u.id]: u }), {});
const map = (all) => new Map(all.map((u) => [u.id, u]));
const factor = time(() => spread(many)) / time(() => spread(few));
assert.ok(factor > 20, `ten times the data took ${factor} times as long`);
assert.ok(time(() => map(many)) * 10 < time(() => spread(many)));

const child = program(`
  const counts = {};
  for (let i = 0; i < 2_000; i++) { counts['key' + i] = i; delete counts['key' + (i - 10)]; }
  console.log(%HasFastProperties(counts));
`, { flags: ['--allow-natives-syntax'] });
assert.equal(child.stdout, 'false\n');
