// backpressure: "if the client disconnects, `drain` never comes, so `once` needs an abort signal"
import assert from 'node:assert/strict';
import { once } from 'node:events';
import http from 'node:http';
import { listening, sleep } from '../kit.mjs';

let outcome = 'waiting';
let aborted;
const server = http.createServer(async (req, res) => {
  const gone = new AbortController();
  res.on('close', () => gone.abort());
  assert.equal(res.write(Buffer.alloc(50_000_000)), false); // more than the kernel's buffers take
  once(res, 'drain').then(() => { outcome = 'drain'; }, () => { outcome = 'rejected'; });
  aborted = once(res, 'drain', { signal: gone.signal }).catch((err) => err.name);
});
const port = await listening(server);
const request = http.get({ port, host: '127.0.0.1' });
const [response] = await once(request, 'response');
response.pause();
request.on('error', () => {});
response.on('error', () => {});
await sleep(50);
request.destroy();
await sleep(100);
assert.equal(outcome, 'waiting');
assert.equal(await aborted, 'AbortError');
server.close();
