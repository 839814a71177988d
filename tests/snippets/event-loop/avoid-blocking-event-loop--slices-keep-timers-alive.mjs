// avoid-blocking-event-loop: "| loop over many small items | slices, yielding between them |"
// avoid-blocking-event-loop: "It keeps others responsive, but the total work stays on the same core"
import assert from 'node:assert/strict';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { block, evaluate } from '../kit.mjs';

let ticks = 0;
const interval = setInterval(() => { ticks += 1; }, 5);
const rows = Array.from({ length: 300 }, (_, i) => i);
const add = () => {
  const end = performance.now() + 1;
  while (performance.now() < end);
};
rows.forEach(add);
assert.equal(ticks, 0);
await evaluate(block('avoid-blocking-event-loop'), { rows, add, nextTurn });
assert.ok(ticks >= 10, `${ticks}`);
clearInterval(interval);
