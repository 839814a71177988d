// avoid-blocking-event-loop: "`crypto.argon2` (since Node 24.7)"
import assert from 'node:assert/strict';
import crypto from 'node:crypto';

let ticks = 0;
const interval = setInterval(() => { ticks += 1; }, 2);
const parameters = { message: 'secret', nonce: crypto.randomBytes(16), parallelism: 1, tagLength: 32, memory: 65_536, passes: 4 };
const tag = await new Promise((resolve, reject) => {
  crypto.argon2('argon2id', parameters, (err, key) => err ? reject(err) : resolve(key));
});
clearInterval(interval);
assert.equal(tag.length, 32);
assert.ok(ticks > 2, `the loop stood still: ${ticks}`);
