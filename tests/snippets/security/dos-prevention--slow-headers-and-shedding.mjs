// dos-prevention: "Slowloris holds connections open by sending a byte at a time."
// dos-prevention: "overloaded = lag.percentile(99) > 200e6 // ns"
// dos-prevention: "`JSON.parse` of 50 MB takes about half a second"
import assert from 'node:assert/strict';
import http from 'node:http';
import net from 'node:net';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import express from 'express';
import { block, evaluate, listening, sleep } from '../kit.mjs';

const slow = http.createServer({ connectionsCheckingInterval: 50 }, (req, res) => res.end());
slow.headersTimeout = 300;
const socket = net.connect(await listening(slow), '127.0.0.1');
socket.write('GET / HTTP/1.1\r\nX-Drip: ');
let reply = '';
socket.on('data', (data) => { reply += data; }).on('error', () => {});
const drip = setInterval(() => socket.write('X'), 50);
await new Promise((done) => socket.on('close', done));
clearInterval(drip);
assert.match(reply, /^HTTP\/1\.1 408 /);
slow.close();

const app = express();
const server = http.createServer(app);
await evaluate(block('dos-prevention'), { app, server, express, monitorEventLoopDelay });
app.post('/', (req, res) => res.json(Object.keys(req.body)));
const url = `http://127.0.0.1:${await listening(server)}/`;
const post = (body) => fetch(url, { method: 'POST', body, headers: { 'content-type': 'application/json' } });
await sleep(1_500);
assert.equal((await post('{"a":1}')).status, 200);
assert.equal((await post(JSON.stringify('x'.repeat(60_000)))).status, 413);
for (let i = 0; i < 4; i++) {
  const end = performance.now() + 400;
  while (performance.now() < end);
  await sleep(1);
}
let status;
for (let i = 0; i < 40 && status !== 503; i++) {
  const end = performance.now() + 300; // remains blocked again and again
  while (performance.now() < end);
  ({ status } = await post('{"a":1}'));
}
assert.equal(status, 503);
server.closeAllConnections();
server.close();

const rows = JSON.stringify(Array.from({ length: 60_000 }, (_, i) => ({ id: i, name: `customer ${i}`, tags: ['a', 'b'], total: i * 1.5 })));
const start = performance.now();
JSON.parse(rows);
const forFifty = (performance.now() - start) * 50e6 / rows.length;
assert.ok(forFifty > 100 && forFifty < 5_000, `${forFifty} ms`);
