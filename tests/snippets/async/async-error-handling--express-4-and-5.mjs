// async-error-handling: "In Express 5, the default on npm since 2025, a rejected promise from a handler reaches this middleware by itself."
// async-error-handling: "The request hangs and the rejection is unhandled"
// async-error-handling: "Express tells it by its four parameters; with three it is an ordinary middleware."
// express-middleware: "Express 5 forwards a rejected promise to the error handler. Express 4 ignores it"
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import express5 from 'express';
import express4 from 'express4';
import { block, evaluate, listening } from '../kit.mjs';

const unhandled = [];
process.on('unhandledRejection', (reason) => unhandled.push(reason.message));

async function answer(express) {
  const app = express();
  app.use((req, res, next) => {
    req.log = { error() {} };
    next();
  });
  const users = { async find(id) { if (id === '7') throw new Error('down'); } };
  await evaluate(block('async-error-handling'), { app, users });
  const server = createServer(app);
  const url = `http://127.0.0.1:${await listening(server)}/users`;
  const ask = async (id) => {
    try {
      const res = await fetch(`${url}/${id}`, { signal: AbortSignal.timeout(300) });
      return [res.status, (await res.json()).code];
    } catch (err) {
      return err.name;
    }
  };
  const answers = [await ask(3), await ask(7)];
  server.closeAllConnections();
  server.close();
  return answers;
}
assert.deepEqual(await answer(express5), [[404, 'NO_USER'], [500, 'INTERNAL']]);
assert.deepEqual(unhandled, []);
assert.deepEqual(await answer(express4), ['TimeoutError', 'TimeoutError']);
assert.deepEqual(unhandled, ['No such user', 'down']);

const app = express5();
let asError = false;
app.get('/', () => { throw new Error('sync'); });
app.use((err, req, res) => { asError = true; });
app.use((err, req, res, next) => res.status(500).end('four'));
const server = createServer(app);
const res = await fetch(`http://127.0.0.1:${await listening(server)}/`);
assert.equal(await res.text(), 'four');
assert.equal(asError, false);
server.close();
