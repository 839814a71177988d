// traffic-spikes: "The limits set priorities: extras go first, checkout last."
// traffic-spikes: "On what saturates: event-loop utilization"
import assert from 'node:assert/strict';
import { performance } from 'node:perf_hooks';
import { block, evaluate, sleep } from '../kit.mjs';

const { shed } = await evaluate(block('traffic-spikes').replace('500)', '100)'), { performance }, ['shed']);
const ask = (kind) => {
  let status = 'passed';
  const res = { headers: {}, set(name, value) { this.headers[name] = value; return this; }, sendStatus(code) { status = code; } };
  shed(kind)({}, res, () => {});
  return status;
};
await sleep(250);
assert.equal(ask('extras'), 'passed');
const end = performance.now() + 400;
let refused;
while (performance.now() < end) {
  const slice = performance.now() + 40;
  while (performance.now() < slice);
  await new Promise((next) => setImmediate(next));
  if (ask('extras') === 503) refused = true;
}
assert.equal(refused, true);
