// resilient-payment-service: "Each call gets an `AbortSignal` with the remaining time."
// resilient-payment-service: "signal: AbortSignal.any("
import assert from 'node:assert/strict';
import { block, evaluate } from '../kit.mjs';

const code = block('resilient-payment-service').replace('5_000', '100');
const attempt = async (error) => {
  const budget = new AbortController();
  const states = [];
  let used;
  const psp = { authorize: (payment, { idempotencyKey, signal }) => new Promise((resolve, reject) => {
    used = idempotencyKey;
    if (error) reject(error);
    const alive = setTimeout(() => {}, 5_000);
    signal.addEventListener('abort', () => { clearTimeout(alive); reject(signal.reason); });
  }) };
  const running = evaluate(code, { payment: { id: 'p1' }, psp, budget, advance: async (...all) => states.push(all.slice(1)) });
  return { budget, states, running, key: () => used };
};
const timed = await attempt();
await timed.running;
assert.deepEqual([timed.key(), timed.states], ['p1', [['authorizing', 'unknown']]]);
const spent = await attempt();
spent.budget.abort();
await spent.running;
assert.deepEqual(spent.states, [['authorizing', 'unknown']]);
const refused = await attempt(Object.assign(new Error('refused'), { sureNotExecuted: true }));
await refused.running;
assert.deepEqual(refused.states, [['authorizing', 'failed']]);

const any = AbortSignal.any([AbortSignal.timeout(20), new AbortController().signal]);
const alive = setTimeout(() => {}, 5_000);
await new Promise((done) => any.addEventListener('abort', done));
clearTimeout(alive);
assert.equal(any.reason.name, 'TimeoutError');
