// nexttick-vs-setimmediate: "awaiting a resolved promise does not let I/O in"
// nexttick-vs-setimmediate: "A microtask runs before the loop moves on, so no I/O is read in between."
// avoid-blocking-event-loop: "Yielding with a resolved promise would not help, since microtasks run before I/O."
import assert from 'node:assert/strict';
import net from 'node:net';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { listening } from '../kit.mjs';

// Whether a request is read while a loop of 30 slices of 5 ms yields like this
async function served(yielding) {
  let over = false;
  let during;
  const server = net.createServer((socket) => socket.once('data', () => {
    during = !over;
    socket.destroy();
  }));
  const client = net.connect(await listening(server), '127.0.0.1');
  await new Promise((done) => server.once('connection', done));
  const closed = new Promise((done) => client.once('close', done));
  client.resume();
  client.write('GET / HTTP/1.1\r\n\r\n');
  for (let slice = 0; slice < 30; slice++) {
    const end = performance.now() + 5;
    while (performance.now() < end);
    await yielding();
  }
  over = true;
  await closed;
  server.close();
  return during;
}
assert.equal(await served(() => Promise.resolve()), false);
assert.equal(await served(() => new Promise((next) => process.nextTick(next))), false);
assert.equal(await served(() => new Promise((next) => queueMicrotask(next))), false);
assert.equal(await served(() => new Promise((next) => setImmediate(next))), true);
assert.equal(await served(() => nextTurn()), true);
