// commonjs-vs-esm: "when the exporting module reassigns its variable, importers see the new value. With CommonJS, a destructured `require` keeps a copy."
// commonjs-vs-esm: "CommonJS hands out a half-filled `exports`; ESM has bindings that throw a `ReferenceError` while uninitialized, though hoisted functions work."
import assert from 'node:assert/strict';
import { program } from '../kit.mjs';

const printed = (files) => program(files).stdout.trim();
assert.equal(printed({
  'main.mjs': "import { n, up } from './c.mjs'; up(); console.log(n); try { n = 5; } catch (err) { console.log(err.name); }",
  'c.mjs': 'export let n = 0; export const up = () => { n += 1; };',
}), '1\nTypeError');
assert.equal(printed({
  'main.cjs': "const { n, up } = require('./c.cjs'); up(); console.log(n);",
  'c.cjs': 'exports.n = 0; exports.up = () => { exports.n += 1; };',
}), '0');
assert.equal(printed({
  'main.cjs': "require('./a.cjs');",
  'a.cjs': "exports.early = 1; require('./b.cjs'); exports.late = 2;",
  'b.cjs': "const a = require('./a.cjs'); console.log(a.early, a.late);",
}), '1 undefined');
assert.equal(printed({
  'main.mjs': "import './a.mjs';",
  'a.mjs': "import './b.mjs'; export function hoisted() { return 'works'; } export const value = 1;",
  'b.mjs': "import { hoisted, value } from './a.mjs'; console.log(hoisted()); try { value; } catch (err) { console.log(err.name); }",
}), 'works\nReferenceError');
