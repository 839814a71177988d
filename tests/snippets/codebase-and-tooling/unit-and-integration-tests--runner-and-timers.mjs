// unit-and-integration-tests: "`node:test` is built in and stable since Node.js 20"
// unit-and-integration-tests: "Enable `mock.timers`, call `tick()`, and let pending promises settle before asserting."
import assert from 'node:assert/strict';
import { mock } from 'node:test';
import { program } from '../kit.mjs';

mock.timers.enable({ apis: ['setTimeout', 'Date'] });
const log = [];
const wait = (ms) => new Promise((done) => setTimeout(done, ms));
wait(3_600_000).then(() => log.push('an hour'));
mock.timers.tick(3_600_000);
assert.deepEqual(log, []);
await null;
await null;
assert.deepEqual(log, ['an hour']);
assert.equal(Date.now(), 3_600_000);
mock.timers.reset();

const test = (body) => program(`require('node:test')('t', async () => { ${body} });`, { flags: ['--test'], env: { NODE_TEST_CONTEXT: undefined } });
assert.equal(test('').status, 0);
assert.equal(test("throw new Error('no')").status, 1);
