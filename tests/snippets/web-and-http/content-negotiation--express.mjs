// content-negotiation: "A 406 response, unless the handler gives a `default` entry"
// content-negotiation: "A client without an `Accept` header gets the first entry"
// content-negotiation: "Body parsers skip foreign types, so with Express 5 `req.body` is then `undefined`."
// content-negotiation: "Express uses it only to break ties"
import assert from 'node:assert/strict';
import http from 'node:http';
import express from 'express';
import { block, evaluate, listening } from '../kit.mjs';

const app = express();
await evaluate(block('content-negotiation'), { app, loadReport: async () => [{ a: 1 }], toCsv: () => 'a\n1\n' });
app.post('/body', express.json(), (req, res) => res.end(String(req.body)));
const server = http.createServer(app);
const port = await listening(server);
const get = (headers) => new Promise((resolve) => {
  http.get({ port, host: '127.0.0.1', path: '/report', headers, agent: false }, (res) => {
    res.resume();
    resolve([res.statusCode, res.headers['content-type']?.split(';')[0], res.headers.vary]);
  });
});
assert.deepEqual(await get({}), [200, 'application/json', 'Accept']);
assert.deepEqual(await get({ accept: 'text/csv, application/json;q=0.8, */*;q=0.1' }), [200, 'text/csv', 'Accept']);
assert.deepEqual(await get({ accept: 'text/csv;q=0.5, application/json;q=0.8' }), [200, 'application/json', 'Accept']);
assert.deepEqual(await get({ accept: 'text/csv, application/json' }), [200, 'text/csv', 'Accept']);
assert.deepEqual(await get({ accept: '*/*' }), [200, 'application/json', 'Accept']);
assert.equal((await get({ accept: 'image/png' }))[0], 406);
const res = await fetch(`http://127.0.0.1:${port}/body`, { method: 'POST', body: 'a=1', headers: { 'content-type': 'text/x' } });
assert.equal(await res.text(), 'undefined');
server.closeAllConnections();
server.close();
