// v8-garbage-collection: "`--trace-gc` prints each collection, and `PerformanceObserver` with the type `gc` gives metrics"
import assert from 'node:assert/strict';
import { program } from '../kit.mjs';

const child = program(`
  const { PerformanceObserver } = require('node:perf_hooks');
  let entries = 0;
  new PerformanceObserver((list) => { entries += list.getEntries().length; }).observe({ type: 'gc' });
  for (let i = 0; i < 3_000_000; i++) globalThis.x = { i };
  gc();
  setTimeout(() => console.log('entries', entries > 0), 50);
`, { flags: ['--trace-gc', '--expose-gc'] });
assert.match(child.stdout, /Scavenge \d+\.\d \(\d+\.\d\) -> \d+\.\d \(\d+\.\d\) MB/);
assert.match(child.stdout, /Mark-Compact/);
assert.match(child.stdout, /entries true/);
