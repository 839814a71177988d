// reducing-latency: "Keep-alive is the default of Node's global agent since version 19 and of `fetch`"
// reducing-latency: "const signal = AbortSignal.timeout(150);"
// reducing-latency: "Optional parts degrade to an empty result."
import assert from 'node:assert/strict';
import http from 'node:http';
import { block, evaluate, listening, sleep } from '../kit.mjs';

assert.equal(http.globalAgent.keepAlive, true);
let connections = 0;
const server = http.createServer((req, res) => { if (req.url !== '/never') res.end('[1]'); });
server.on('connection', () => { connections += 1; });
const url = `http://127.0.0.1:${await listening(server)}`;
for (let i = 0; i < 3; i++) {
  await (await fetch(url)).text();
  await sleep(20);
}
assert.equal(connections, 1);
const json = async (path, signal) => (await fetch(url + path, { signal })).json();
const scope = {
  id: 1, users: { get: (id, { signal }) => json('/user', signal) }, stockOf: (id, { signal }) => json('/stock', signal),
  recommend: (id, { signal }) => json('/never', signal),
};
const { user, tips } = await evaluate(block('reducing-latency'), scope, ['user', 'tips']);
assert.deepEqual([user, tips], [[1], []]);
server.closeAllConnections();
server.close();
