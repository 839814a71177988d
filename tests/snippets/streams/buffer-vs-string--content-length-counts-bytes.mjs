// buffer-vs-string: "| Length of `'é😀'` | 6 bytes in UTF-8 | 3 code units |"
// buffer-vs-string: "`ï` takes two bytes and the emoji four in UTF-8; `length` counts 8, while 11 bytes are needed."
// buffer-vs-string: "The end of the text is cut off, as there are more bytes than announced"
import assert from 'node:assert/strict';
import http from 'node:http';
import { listening } from '../kit.mjs';

assert.equal(Buffer.byteLength('é😀'), 6);
assert.equal('é😀'.length, 3);
const text = 'naïve 😀';
assert.equal(text.length, 8);
assert.equal(Buffer.byteLength(text), 11);
const server = http.createServer((req, res) => {
  res.setHeader('Content-Length', req.url === '/right' ? Buffer.byteLength(text) : text.length);
  res.end(text);
});
const url = `http://127.0.0.1:${await listening(server)}`;
assert.equal(await (await fetch(`${url}/right`)).text(), text);
const cut = Buffer.from(await (await fetch(url)).arrayBuffer());
assert.deepEqual(cut, Buffer.from(text).subarray(0, 8));
server.closeAllConnections();
server.close();
