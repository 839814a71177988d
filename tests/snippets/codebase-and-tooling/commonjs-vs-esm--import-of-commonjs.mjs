// commonjs-vs-esm: "`module.exports` is the default export, and named ones are found by static analysis"
import assert from 'node:assert/strict';
import { program } from '../kit.mjs';

const child = program({
  'main.mjs': "import all, { a } from './lib.cjs'; import * as ns from './lib.cjs'; console.log(all.a, a, all.b, 'b' in ns);",
  'lib.cjs': "exports.a = 1; const name = ['b'].join(); exports[name] = 2;",
});
assert.equal(child.stdout, '1 1 2 false\n', child.stderr);
