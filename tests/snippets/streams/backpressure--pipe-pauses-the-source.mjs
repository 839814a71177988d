// backpressure: "`pipe()` and `pipeline()` apply backpressure automatically, by pausing the source with `pause()`"
// backpressure: "A readable stops pushing when `push()` returns `false`, until `_read` is called again."
// backpressure: "its promise is ignored; use `for await`, a transform, or `pause()` and `resume()`"
import assert from 'node:assert/strict';
import { Readable, Writable } from 'node:stream';
import { sleep } from '../kit.mjs';

let made = 0;
const source = new Readable({ highWaterMark: 1024, read() { made += 1; this.push(made <= 1000 ? Buffer.alloc(1024) : null); } });
const stuck = new Writable({ highWaterMark: 1024, write() {} }); // never calls back
let paused = false;
const pause = source.pause;
source.pause = function () { paused = true; return pause.call(this); };
source.pipe(stuck);
await sleep(30);
assert.equal(paused, true);
assert.ok(made < 10, `${made} chunks were made`);

let running = 0;
let most = 0;
const rows = Readable.from(Array.from({ length: 50 }, (_, i) => i));
rows.on('data', async () => {
  running += 1;
  most = Math.max(most, running);
  await sleep(20);
  running -= 1;
});
await sleep(200);
assert.equal(most, 50); // the stream did not wait for a single one

most = 0;
running = 0;
for await (const _ of Readable.from([1, 2, 3])) {
  running += 1;
  most = Math.max(most, running);
  await sleep(2);
  running -= 1;
}
assert.equal(most, 1);
