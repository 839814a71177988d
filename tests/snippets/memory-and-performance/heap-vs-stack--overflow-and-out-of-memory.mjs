// heap-vs-stack: "This `RangeError` about the stack can be caught."
// heap-vs-stack: "comes from recursion that is too deep, at some ten thousand frames"
// heap-vs-stack: "A full heap** ends the process with a fatal out-of-memory error, exit code 134."
// heap-vs-stack: "No; V8 does not implement them, so a recursive loop grows the stack."
import assert from 'node:assert/strict';
import { program } from '../kit.mjs';

let depth = 0;
const recurse = () => { depth += 1; recurse(); };
assert.throws(recurse, RangeError);
assert.ok(depth > 5_000 && depth < 50_000, `${depth}`);
function tail(n) { 'use strict'; return n === 0 ? 0 : tail(n - 1); }
assert.throws(() => tail(1_000_000), RangeError);

const full = program(`
  try { const all = []; for (;;) all.push({ n: all.length }); } catch { console.log('caught'); }
`, { flags: ['--max-old-space-size=30'] });
assert.equal(full.signal, 'SIGABRT'); // a shell reports 128 + 6
assert.equal(full.stdout, '');
assert.match(full.stderr, /heap out of memory/);
