// reverse-proxy: "Node's `keepAliveTimeout` (5 seconds in Node.js 24) must exceed the proxy's idle timeout"
// reverse-proxy: "With `true` any client can forge its IP"
// load-balancing: "Node.js 24 closes idle sockets after 5 s by default"
import assert from 'node:assert/strict';
import http from 'node:http';
import net from 'node:net';
import express from 'express';
import { listening } from '../kit.mjs';

const server = http.createServer((req, res) => res.end());
assert.equal(server.keepAliveTimeout, 5_000);
server.keepAliveTimeout = 200;
const socket = net.connect(await listening(server), '127.0.0.1');
socket.write('GET / HTTP/1.1\r\nHost: a\r\n\r\n');
socket.resume();
const start = performance.now();
await new Promise((done) => socket.on('close', done));
assert.ok(performance.now() - start >= 200); // it is the server that hangs up
server.close();

const address = async (trust) => {
  const app = express();
  if (trust !== undefined) app.set('trust proxy', trust);
  app.get('/', (req, res) => res.end(req.ip));
  const proxied = http.createServer(app);
  const headers = { 'x-forwarded-for': '1.1.1.1, 2.2.2.2' }; // the proxy added the second one
  const text = await (await fetch(`http://127.0.0.1:${await listening(proxied)}`, { headers })).text();
  proxied.closeAllConnections();
  proxied.close();
  return text;
};
assert.equal(await address(), '127.0.0.1');
assert.equal(await address(true), '1.1.1.1');
assert.equal(await address(1), '2.2.2.2');
