// event-loop-phases: "An endless chain in either one keeps the loop from moving on"
// nexttick-vs-setimmediate: "a callback that schedules itself again with `nextTick` keeps the queue from becoming empty, so timers and sockets never get their turn"
// nexttick-vs-setimmediate: "A `setImmediate` that reschedules itself keeps one core busy, but I/O goes on"
const assert = require('node:assert/strict');
const fs = require('node:fs');

// How many links a chain of 50 ms has run when the first timer and the first I/O callback come
function chain(schedule) {
  return new Promise((resolve) => {
    const end = performance.now() + 50;
    let links = 0;
    let over = false;
    const seen = { timer: undefined, io: undefined };
    const note = (name) => () => {
      seen[name] = over ? 'after' : 'during';
      if (seen.timer && seen.io) resolve(seen);
    };
    setTimeout(note('timer'), 1);
    fs.stat(__filename, note('io'));
    (function link() {
      links += 1;
      if (performance.now() < end) schedule(link);
      else over = true;
    })();
  });
}

(async () => {
  assert.deepEqual(await chain(process.nextTick), { timer: 'after', io: 'after' });
  assert.deepEqual(await chain((next) => Promise.resolve().then(next)), { timer: 'after', io: 'after' });
  assert.deepEqual(await chain(setImmediate), { timer: 'during', io: 'during' });
})();
