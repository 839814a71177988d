// async-hooks-and-context: "`run` is safer than `enterWith`, which stays in force for the rest of the current execution."
import assert from 'node:assert/strict';
import { AsyncLocalStorage } from 'node:async_hooks';
import { EventEmitter } from 'node:events';

const als = new AsyncLocalStorage();
als.run(1, () => assert.equal(als.getStore(), 1));
assert.equal(als.getStore(), undefined);
const bus = new EventEmitter();
bus.on('x', () => als.enterWith(2));
bus.emit('x');
assert.equal(als.getStore(), 2); // the listener's caller has it now
