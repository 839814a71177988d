// logging-and-correlation-ids: "I accept it only if it has a sane form, else I make a new one"
// logging-and-correlation-ids: "`AsyncLocalStorage` carries the request id through awaits and callbacks"
import assert from 'node:assert/strict';
import { AsyncLocalStorage } from 'node:async_hooks';
import { randomUUID } from 'node:crypto';
import { block, evaluate, sleep } from '../kit.mjs';

let mixin;
const pino = (options) => { ({ mixin } = options); return {}; };
const { requestContext } = await evaluate(block('logging-and-correlation-ids'), { AsyncLocalStorage, randomUUID, pino }, ['requestContext']);
const handle = (given) => new Promise((resolve) => {
  const sent = {};
  const res = { set: (name, value) => { sent[name] = value; } };
  requestContext({ get: () => given }, res, async () => {
    await sleep(5);
    resolve([mixin().requestId, sent['x-request-id']]);
  });
});
const [good, bad, none] = await Promise.all([handle('req-12345678'), handle('a\nb'), handle(undefined)]);
assert.deepEqual(good, ['req-12345678', 'req-12345678']);
for (const [id, sent] of [bad, none]) {
  assert.match(id, /^[0-9a-f-]{36}$/);
  assert.equal(sent, id);
}
assert.deepEqual(mixin(), {});
