// cpu-bound-image-processing: "pooled small `Buffer`s must be copied first, as their block is shared"
// cpu-bound-image-processing: "const image = new Uint8Array(req.body);   // own buffer"
import assert from 'node:assert/strict';

const small = Buffer.from('a small image');
assert.ok(small.buffer.byteLength > small.length);
assert.throws(() => structuredClone(small, { transfer: [small.buffer] }), { name: 'DataCloneError' });
const image = new Uint8Array(small);
assert.equal(image.buffer.byteLength, small.length);
structuredClone(image, { transfer: [image.buffer] });
assert.equal(image.length, 0);
assert.equal(small.toString(), 'a small image');
