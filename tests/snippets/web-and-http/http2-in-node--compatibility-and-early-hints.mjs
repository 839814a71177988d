// http2-in-node: "The compatibility layer keeps `(req, res)`"
// http2-in-node: "103 Early Hints through `res.writeEarlyHints()`"
// http2-in-node: "HTTP/2 cuts messages into binary frames and multiplexes many streams over one TCP connection"
import assert from 'node:assert/strict';
import { once } from 'node:events';
import http from 'node:http';
import http2 from 'node:http2';
import { listening, sleep } from '../kit.mjs';

const order = [];
const server = http2.createServer(async (req, res) => {
  if (req.url === '/slow') await sleep(100);
  res.end(`hello over ${req.httpVersion}`);
});
let connections = 0;
server.on('session', () => { connections += 1; });
const session = http2.connect(`http://127.0.0.1:${await listening(server)}`);
const get = async (path) => {
  const stream = session.request({ ':path': path });
  let text = '';
  for await (const part of stream.setEncoding('utf8')) text += part;
  order.push(path);
  return text;
};
const answers = await Promise.all([get('/slow'), get('/quick')]);
assert.deepEqual(answers, ['hello over 2.0', 'hello over 2.0']);
assert.deepEqual(order, ['/quick', '/slow']);
assert.equal(connections, 1);
session.close();
server.close();

const plain = http.createServer((req, res) => {
  res.writeEarlyHints({ link: '</app.css>; rel=preload; as=style' });
  res.end();
});
const request = http.get({ port: await listening(plain), host: '127.0.0.1', agent: false });
const [hints] = await once(request, 'information');
assert.equal(hints.statusCode, 103);
assert.match(hints.headers.link, /preload/);
plain.close();
