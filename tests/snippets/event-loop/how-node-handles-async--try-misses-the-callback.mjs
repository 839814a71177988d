// how-node-handles-async: "A `try` around the callback version would catch nothing, since the callback runs later on a fresh stack."
// callbacks-to-async-await: "A `try/catch` around a callback API catches its errors."
// domain-module: "a `try`/`catch` around `fs.readFile` catches nothing"
import assert from 'node:assert/strict';
import { program } from '../kit.mjs';

const child = program(`
  try {
    require('node:fs').readFile('nowhere', (err) => { throw err; });
  } catch { console.log('caught'); }
`);
assert.equal(child.status, 1);
assert.equal(child.stdout, '');
assert.match(child.stderr, /ENOENT/);
