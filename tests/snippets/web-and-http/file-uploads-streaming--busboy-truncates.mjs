// file-uploads-streaming: "The file stream ends early and a truncated file is stored"
// file-uploads-streaming: "busboy truncates silently at the limit, so the `limit` event must abort"
import assert from 'node:assert/strict';
import http from 'node:http';
import { pipeline } from 'node:stream/promises';
import busboy from 'busboy';
import { listening } from '../kit.mjs';

const server = http.createServer(async (req, res) => {
  const seen = { stored: 0, limit: false };
  const bb = busboy({ headers: req.headers, limits: { fileSize: 1_000 } });
  bb.on('error', (err) => { seen.error = err.message; });
  bb.on('file', (field, file) => {
    file.on('data', (data) => { seen.stored += data.length; });
    file.on('limit', () => { seen.limit = true; });
    file.on('end', () => { seen.truncated = file.truncated; });
  });
  await pipeline(req, bb);
  res.end(JSON.stringify(seen));
});
const form = new FormData();
form.append('file', new Blob([Buffer.alloc(5_000)]), 'a.bin');
const res = await fetch(`http://127.0.0.1:${await listening(server)}`, { method: 'POST', body: form });
assert.deepEqual(await res.json(), { stored: 1_000, limit: true, truncated: true });
server.closeAllConnections();
server.close();
