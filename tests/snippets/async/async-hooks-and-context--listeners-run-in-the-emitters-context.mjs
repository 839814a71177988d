// async-hooks-and-context: "Event listeners run in the context of the `emit`, not of the `on`."
import assert from 'node:assert/strict';
import { AsyncLocalStorage } from 'node:async_hooks';
import { EventEmitter } from 'node:events';

const als = new AsyncLocalStorage();
const bus = new EventEmitter();
const seen = [];
als.run('on', () => bus.on('x', () => seen.push(als.getStore())));
als.run('emit', () => bus.emit('x'));
bus.emit('x');
assert.deepEqual(seen, ['emit', undefined]);
