// memory-leaks: "it is one only while the closure itself stays reachable, for example in a listener or a timer"
// memory-leaks: "A `WeakMap` helps to attach data to an object for as long as that object lives"
// v8-garbage-collection: "it traces from the roots; unreachable cycles are collected"
// heap-vs-stack: "All closures of one scope share that context, so a small callback can keep a large captured value alive as long as it is reachable."
import assert from 'node:assert/strict';
import { program } from '../kit.mjs';

const child = program(`
  const { EventEmitter } = require('node:events');
  const turn = () => new Promise((done) => setImmediate(done));
  const alive = async (ref) => { await turn(); gc(); await turn(); gc(); return ref.deref() !== undefined; };
  const bus = new EventEmitter();
  const data = new WeakMap();
  let owner = {};
  function subscribe() { const big = { bytes: 1 }; const f = () => big; bus.on('x', f); return [new WeakRef(big), f]; }
  function unheld() { const big = { bytes: 1 }; const f = () => big; f(); return new WeakRef(big); }
  function cycle() { const a = {}; const b = { a }; a.b = b; return new WeakRef(a); }
  function attach() { const value = {}; data.set(owner, value); return new WeakRef(value); }
  // Only one of the two closures uses the value; the other one keeps it all the same.
  function shared() { const big = { bytes: 1 }; const uses = () => big; uses(); return [new WeakRef(big), () => 'small']; }
  (async () => {
    let [held, listener] = subscribe();
    const [captured, small] = shared();
    globalThis.small = small;
    const results = { listener: await alive(held), closure: await alive(unheld()), cycle: await alive(cycle()),
      sharedContext: await alive(captured) };
    bus.off('x', listener);
    listener = undefined;
    results.afterOff = await alive(held);
    const value = attach();
    results.weakMap = await alive(value);
    owner = undefined;
    results.weakMapAfter = await alive(value);
    console.log(JSON.stringify(results));
  })();
`, { flags: ['--expose-gc'] });
assert.deepEqual(JSON.parse(child.stdout), {
  listener: true, closure: false, cycle: false, sharedContext: true, afterOff: false, weakMap: true, weakMapAfter: false,
});
