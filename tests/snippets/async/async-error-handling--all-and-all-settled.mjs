// async-error-handling: "`Promise.all` rejects at the first error while the other calls go on."
// promises-vs-callbacks: "`all` rejects at once while the others go on running; `allSettled` waits for all and reports each outcome."
import assert from 'node:assert/strict';
import { sleep } from '../kit.mjs';

let finished = 0;
const good = async () => { await sleep(30); finished += 1; };
const bad = async () => { throw new Error('bad'); };
await assert.rejects(Promise.all([good(), bad(), good()]), { message: 'bad' });
assert.equal(finished, 0);
await sleep(60);
assert.equal(finished, 2);
const outcomes = await Promise.allSettled([good(), bad()]);
assert.deepEqual(outcomes.map((outcome) => outcome.status), ['fulfilled', 'rejected']);
assert.equal(finished, 3);
