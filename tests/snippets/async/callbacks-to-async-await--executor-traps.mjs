// callbacks-to-async-await: "a throw in the async executor rejects a promise nobody holds, and the outer one stays pending"
// callbacks-to-async-await: "a throw in a *later* callback inside it does not become a rejection"
// promises-vs-callbacks: "A promise settles once; any later call to `resolve` or `reject` does nothing."
import assert from 'node:assert/strict';
import { program, sleep } from '../kit.mjs';

const lost = [];
process.on('unhandledRejection', (reason) => lost.push(reason.message));
let settled = false;
new Promise(async () => { throw new Error('lost'); }).finally(() => { settled = true; });
await sleep(20);
assert.deepEqual(lost, ['lost']);
assert.equal(settled, false);

const once = new Promise((resolve, reject) => {
  resolve(1);
  reject(new Error('late'));
  resolve(2);
});
assert.equal(await once, 1);
await sleep(5);
assert.deepEqual(lost, ['lost']);

const child = program(`
  new Promise((resolve) => setTimeout(() => { throw new Error('later'); }, 1)).catch(() => console.log('rejected'));
`);
assert.equal(child.status, 1);
assert.equal(child.stdout, '');
