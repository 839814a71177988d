// streams-overview: "The read stream stays open and may leak its descriptor"
// streams-overview: "the pipeline rejects with `ERR_STREAM_PREMATURE_CLOSE`, and the file and gzip streams are destroyed"
// streams-overview: "it passes data and the end; errors and clean-up are left to you, or to `pipeline`"
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createReadStream, writeFileSync } from 'node:fs';
import http from 'node:http';
import path from 'node:path';
import { PassThrough, Readable, Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { folder, listening, sleep } from '../kit.mjs';

const big = path.join(folder(), 'big.log');
writeFileSync(big, Buffer.alloc(30_000_000));
let file;
let gzip;
let outcome;
const server = http.createServer((req, res) => {
  file = createReadStream(big);
  if (req.url === '/pipe') {
    file.pipe(res);
  } else {
    gzip = createGzip({ level: 0 });
    outcome = pipeline(file, gzip, res).catch((err) => err.code);
  }
});
const port = await listening(server);
async function hangUp(url) {
  const request = http.get({ port, host: '127.0.0.1', path: url });
  const [response] = await once(request, 'response');
  response.pause();
  request.on('error', () => {});
  response.on('error', () => {});
  await sleep(50);
  request.destroy();
  await sleep(150);
}
await hangUp('/pipe');
assert.equal(file.destroyed, false);
assert.equal(file.readableEnded, false);
assert.equal(typeof file.fd, 'number');
file.destroy();
await hangUp('/pipeline');
assert.equal(await outcome, 'ERR_STREAM_PREMATURE_CLOSE');
assert.equal(file.destroyed, true);
assert.equal(gzip.destroyed, true);
server.close();

// An error of the source does not get through a pipe
const source = new Readable({ read() {} });
const middle = new PassThrough();
const sink = new Writable({ write(chunk, encoding, callback) { callback(); } });
source.on('error', () => {});
source.pipe(middle).pipe(sink);
source.destroy(new Error('read failed'));
await sleep(10);
assert.equal(middle.destroyed, false);
assert.equal(sink.writableEnded, false);
