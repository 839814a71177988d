// graceful-shutdown: "`server.close()` stops accepting connections and lets in-flight requests finish. Since Node.js 19 it also closes keep-alive connections that are idle at that moment; those that become idle later go with `closeIdleConnections()`."
// graceful-shutdown: "New connections are refused, and the process waits for the WebSocket"
// connection-draining: "Idle sockets end with `server.close()` since Node.js 19; later ones with `closeIdleConnections()`."
import assert from 'node:assert/strict';
import { once } from 'node:events';
import http from 'node:http';
import net from 'node:net';
import { listening, sleep } from '../kit.mjs';

let finish;
const server = http.createServer((req, res) => {
  if (req.url === '/slow') finish = () => res.end('slow');
  else res.end('quick');
});
server.keepAliveTimeout = 60_000;
server.on('upgrade', (req, socket) => {
  socket.on('end', () => socket.end()).resume();
  socket.write('HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\n');
});
const port = await listening(server);
const connection = async (path, headers = '') => {
  const socket = net.connect(port, '127.0.0.1');
  socket.text = '';
  socket.on('data', (data) => { socket.text += data; });
  socket.on('close', () => { socket.gone = true; });
  socket.write(`GET ${path} HTTP/1.1\r\nHost: a\r\n${headers}\r\n`);
  await sleep(50);
  return socket;
};
const idle = await connection('/quick');
const busy = await connection('/slow');
const upgraded = await connection('/', 'Connection: Upgrade\r\nUpgrade: x\r\n');
let closed = false;
server.close(() => { closed = true; });
await sleep(50);
assert.equal(idle.gone, true);
assert.equal(busy.gone, undefined);
assert.equal(upgraded.gone, undefined);
const [refused] = await once(net.connect(port, '127.0.0.1'), 'error');
assert.equal(refused.code, 'ECONNREFUSED');
finish();
await sleep(50);
assert.match(busy.text, /slow/);
server.closeIdleConnections();
await sleep(50);
assert.equal(busy.gone, true);
assert.equal(upgraded.gone, undefined);
assert.equal(closed, false);
upgraded.destroy();
await sleep(50);
assert.equal(closed, true);
