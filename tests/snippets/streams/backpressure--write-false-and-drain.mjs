// backpressure: "`write()` returns `false` once the buffered amount reaches `highWaterMark`"
// backpressure: "Every further `write()` is still accepted and buffered"
// backpressure: "`writableLength` and `writableNeedDrain` show what is waiting"
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { Writable } from 'node:stream';

const received = [];
const slow = new Writable({
  highWaterMark: 10,
  write(chunk, encoding, callback) {
    received.push(chunk.length);
    setTimeout(callback, 2);
  },
});
assert.equal(slow.write(Buffer.alloc(9)), true);
assert.equal(slow.write(Buffer.alloc(1)), false);
for (let i = 0; i < 100; i++) assert.equal(slow.write(Buffer.alloc(10)), false);
assert.equal(slow.writableLength, 1010);
assert.equal(slow.writableNeedDrain, true);
await once(slow, 'drain');
assert.equal(slow.writableLength, 0);
assert.equal(received.length, 102); // nothing was dropped
