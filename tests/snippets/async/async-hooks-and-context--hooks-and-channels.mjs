// async-hooks-and-context: "each resource has an id and the id of the one that triggered it"
// async-hooks-and-context: "To learn only that something happened, say an outgoing HTTP request, `diagnostics_channel` is a lighter way."
import assert from 'node:assert/strict';
import { createHook, executionAsyncId } from 'node:async_hooks';
import diagnostics from 'node:diagnostics_channel';
import http from 'node:http';
import { listening } from '../kit.mjs';

const made = [];
const hook = createHook({ init: (id, type, trigger) => made.push({ id, type, trigger }) }).enable();
const outer = executionAsyncId();
setTimeout(() => {}, 1);
hook.disable();
assert.ok(made.some((one) => one.type === 'Timeout' && one.id > outer && one.trigger === outer));

const paths = [];
diagnostics.subscribe('http.client.request.start', ({ request }) => paths.push(request.path));
const server = http.createServer((req, res) => res.end());
const port = await listening(server);
await new Promise((done) => http.get({ port, host: '127.0.0.1', path: '/orders' }, (res) => res.resume().on('end', done)));
server.close();
assert.deepEqual(paths, ['/orders']);
