// event-emitter: "It calls the listeners one after another in the order of registration and returns when the last one has finished."
// event-emitter: "an exception in one listener reaches the code that called `emit` and skips the remaining listeners"
// event-emitter: "The return value tells whether there were listeners, not whether they failed."
// design-patterns: "`emit` calls listeners synchronously, in order"
import assert from 'node:assert/strict';
import { EventEmitter } from 'node:events';

const bus = new EventEmitter();
const ran = [];
assert.equal(bus.emit('paid'), false);
bus.on('paid', () => ran.push(1));
bus.on('paid', () => { ran.push(2); if (ran.length > 3) throw new Error('second'); });
bus.on('paid', () => ran.push(3));
assert.equal(bus.emit('paid'), true);
assert.deepEqual(ran, [1, 2, 3]);
assert.throws(() => bus.emit('paid'), { message: 'second' });
assert.deepEqual(ran, [1, 2, 3, 1, 2]);
