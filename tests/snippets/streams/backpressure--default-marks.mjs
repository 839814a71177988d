// backpressure: "Defaults are 64 KiB since Node 22 (16 KiB before) and 16 items in object mode"
// streams-overview: "64 KiB for byte streams since Node 22 (16 KiB before), 16 objects in object mode"
import assert from 'node:assert/strict';
import { createReadStream } from 'node:fs';
import { OutgoingMessage } from 'node:http';
import net from 'node:net';
import { PassThrough, getDefaultHighWaterMark } from 'node:stream';
import { createGzip } from 'node:zlib';

assert.equal(getDefaultHighWaterMark(false), 64 * 1024);
assert.equal(getDefaultHighWaterMark(true), 16);
for (const stream of [new PassThrough(), createGzip(), new net.Socket()]) {
  assert.equal(stream.readableHighWaterMark, 64 * 1024);
  assert.equal(stream.writableHighWaterMark, 64 * 1024);
}
assert.equal(new PassThrough({ objectMode: true }).writableHighWaterMark, 16);
assert.equal(new OutgoingMessage().writableHighWaterMark, 64 * 1024);
const file = createReadStream(import.meta.filename);
assert.equal(file.readableHighWaterMark, 64 * 1024);
file.destroy();
