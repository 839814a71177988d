// express-middleware: "Doing neither leaves the request hanging until a timeout; doing both makes a later handler write to a finished response (`ERR_HTTP_HEADERS_SENT`)."
// express-middleware: "Synchronous throws are caught in every version."
// express-middleware: "with three it is ordinary middleware and gets a request, not an error"
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import express5 from 'express';
import express4 from 'express4';
import { listening } from '../kit.mjs';

for (const express of [express5, express4]) {
  const app = express();
  let error;
  let firstArgument;
  app.use('/three', (req, res, next) => { firstArgument = req.method; next(); });
  app.use('/three', (req, res) => res.end('ordinary'));
  app.get('/neither', () => {});
  app.get('/both', (req, res, next) => { res.end('first'); next(); });
  app.get('/both', (req, res) => res.setHeader('x-late', '1'));
  app.get('/throw', () => { throw new Error('sync'); });
  app.get('/throw', () => assert.fail('skipped'));
  app.use((err, req, res, next) => {
    error = err;
    if (res.headersSent) return next(err);
    res.status(500).end('handled');
  });
  app.set('env', 'test');
  const server = createServer(app);
  const url = `http://127.0.0.1:${await listening(server)}`;
  const get = async (path) => (await fetch(url + path, { signal: AbortSignal.timeout(500) })).text();
  assert.equal(await get('/three'), 'ordinary');
  assert.equal(firstArgument, 'GET');
  await assert.rejects(get('/neither'), { name: 'TimeoutError' });
  await get('/both').catch(() => {});
  assert.equal(error.code, 'ERR_HTTP_HEADERS_SENT');
  assert.equal(await get('/throw'), 'handled');
  server.closeAllConnections();
  server.close();
}
