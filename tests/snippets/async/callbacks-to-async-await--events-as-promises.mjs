// callbacks-to-async-await: "`events.once` waits for one event and rejects on `error`, and `events.on` gives an async iterator for many"
// event-emitter: "`events.once(emitter, name, { signal: AbortSignal.timeout(ms) })`"
import assert from 'node:assert/strict';
import { EventEmitter, on, once } from 'node:events';

const bus = new EventEmitter();
process.nextTick(() => bus.emit('done', 7, 8));
assert.deepEqual(await once(bus, 'done'), [7, 8]);
process.nextTick(() => bus.emit('error', new Error('broken')));
await assert.rejects(once(bus, 'done'), { message: 'broken' });
const keepAlive = setTimeout(() => {}, 5_000);
await assert.rejects(once(bus, 'done', { signal: AbortSignal.timeout(10) }), { name: 'AbortError' });
clearTimeout(keepAlive);
assert.equal(bus.listenerCount('done'), 0);

const stop = new AbortController();
process.nextTick(() => { bus.emit('tick', 1); bus.emit('tick', 2); });
const seen = [];
for await (const [n] of on(bus, 'tick', { signal: stop.signal })) {
  seen.push(n);
  if (seen.length === 2) break;
}
assert.deepEqual(seen, [1, 2]);
assert.equal(bus.listenerCount('tick'), 0);
