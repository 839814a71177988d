// event-emitter: "Above 10 listeners for one event Node prints `MaxListenersExceededWarning`."
// event-emitter: "It removes by identity; keep the reference that was passed to `on`."
import assert from 'node:assert/strict';
import { EventEmitter, once } from 'node:events';

const bus = new EventEmitter();
const warned = [];
process.on('warning', (warning) => warned.push(warning.name));
for (let i = 0; i < 10; i++) bus.on('x', () => {});
await new Promise((done) => setTimeout(done, 5));
assert.deepEqual(warned, []);
const listener = () => {};
bus.on('x', listener);
if (warned.length === 0) await once(process, 'warning');
assert.deepEqual(warned, ['MaxListenersExceededWarning']);
bus.off('x', () => {});
assert.equal(bus.listenerCount('x'), 11);
bus.off('x', listener);
assert.equal(bus.listenerCount('x'), 10);
