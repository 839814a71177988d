// operational-vs-programmer-errors: "you can throw a string, though you should not: it has no stack"
// operational-vs-programmer-errors: "With two copies of a package, or objects from a worker or another realm, the classes differ; compare `code`."
// operational-vs-programmer-errors: "a `cause` that keeps the original stack"
import assert from 'node:assert/strict';
import vm from 'node:vm';
import { Worker } from 'node:worker_threads';
import { once } from 'node:events';
import { block, evaluate } from '../kit.mjs';

try {
  throw 'text';
} catch (thrown) {
  assert.equal(thrown.stack, undefined);
}
assert.equal(vm.runInNewContext('new Error("other realm")') instanceof Error, false);

const worker = new Worker(
  "class Declined extends Error { code = 'DECLINED' }; require('node:worker_threads').parentPort.postMessage(new Declined('x'))",
  { eval: true },
);
const [received] = await once(worker, 'message');
assert.equal(received.constructor, Error); // the class stayed behind

const original = Object.assign(new Error('card'), { code: 'CARD_DECLINED' });
const charge = async () => { throw original; };
const failure = await evaluate(block('operational-vs-programmer-errors'), { charge, order: {} }).catch((err) => err);
assert.equal(failure.code, 'PAYMENT_DECLINED');
assert.equal(failure.cause, original);
