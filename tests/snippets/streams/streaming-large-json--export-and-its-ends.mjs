// streaming-large-json: "an error halfway can only cut the connection; chunked encoding then lacks its end, and a good client notices"
// streaming-large-json: "If the client aborts, `pipeline` destroys the cursor"
// streaming-large-json: "`pipeline` carries backpressure from the client's socket back to the cursor, so a slow client slows the query"
import assert from 'node:assert/strict';
import { once } from 'node:events';
import http from 'node:http';
import { createServer } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import express from 'express';
import { block, evaluate, listening, sleep } from '../kit.mjs';

let cursor;
let read = 0;
let fail = Infinity;
let rows = 500;
function stream() {
  read = 0;
  cursor = Readable.from((function* () {
    for (let id = 1; id <= rows; id++) {
      if (id > fail) throw new Error('database went away');
      read += 1;
      yield { id, text: 'x'.repeat(100) };
    }
  })());
  return cursor;
}
const app = express();
app.use((req, res, next) => {
  req.log = { warn() {} };
  next();
});
await evaluate(block('streaming-large-json'), { app, db: { query: () => ({ stream }) }, sql: '', pipeline });
const server = createServer(app);
const port = await listening(server);
const url = `http://127.0.0.1:${port}/export`;

const lines = (await (await fetch(url)).text()).trim().split('\n');
assert.equal(lines.length, 500);
assert.equal(JSON.parse(lines[499]).id, 500);

fail = 300;
const cut = await fetch(url);
assert.equal(cut.status, 200);
await assert.rejects(cut.text(), { message: 'terminated' });
fail = Infinity;

rows = 1_000_000;
const request = http.get(url);
const [response] = await once(request, 'response');
response.pause();
request.on('error', () => {});
response.on('error', () => {});
for (let before = -1; before !== read;) {
  before = read;
  await sleep(500);
}
assert.ok(read < 200_000, `${read} rows were read for a client that does not read`);
request.destroy();
await sleep(100);
assert.equal(cursor.destroyed, true);
server.closeAllConnections();
server.close();
