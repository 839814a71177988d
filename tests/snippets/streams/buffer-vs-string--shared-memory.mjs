// buffer-vs-string: "`slice` and `subarray` share memory with the original; a copy takes `Buffer.from(buf)`"
// buffer-vs-string: "`Buffer.alloc(n)` is zero-filled."
// buffer-vs-string: "Small unsafe buffers are slices of a shared pool, so a 20-byte slice can keep a larger block alive."
// buffer-vs-string: "A third more bytes, and CPU time for encoding and decoding."
import assert from 'node:assert/strict';

const original = Buffer.from('abcdef');
const view = original.subarray(0, 3);
const slice = original.slice(0, 3);
const copy = Buffer.from(original);
original[0] = 0x7a;
assert.equal(view.toString(), 'zbc');
assert.equal(slice.toString(), 'zbc');
assert.equal(copy.toString(), 'abcdef');
assert.ok(Buffer.alloc(5_000).every((byte) => byte === 0));
const small = Buffer.allocUnsafe(20);
assert.ok(small.buffer.byteLength >= Buffer.poolSize, `${small.buffer.byteLength}`);
assert.equal(small.buffer, Buffer.allocUnsafe(20).buffer);
assert.ok(original instanceof Uint8Array);
assert.equal(Buffer.alloc(3_000).toString('base64').length, 4_000);
