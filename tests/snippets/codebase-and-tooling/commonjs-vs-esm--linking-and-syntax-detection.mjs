// commonjs-vs-esm: "Node parses and links the whole graph before any module body runs, so a missing export is a link-time error"
// commonjs-vs-esm: "a file that does not parse as CommonJS but uses `import` or `export` runs as a module"
// commonjs-vs-esm: "For `.js`, the `type` field of the nearest `package.json` decides."
// commonjs-vs-esm: "| Extension | may be omitted | must be written |"
// commonjs-vs-esm: "import data from './x.json' with { type: 'json' }"
import assert from 'node:assert/strict';
import { program } from '../kit.mjs';

const missing = program({
  'main.mjs': "import './first.mjs'; import { nothing } from './second.mjs';",
  'first.mjs': "console.log('ran');", 'second.mjs': 'export const something = 1;',
});
assert.equal(missing.stdout, '');
assert.match(missing.stderr, /SyntaxError: .*nothing/);

const detected = program({ 'main.js': "import os from 'node:os'; console.log(typeof require, typeof os.cpus);" });
assert.equal(detected.stdout, 'undefined function\n');
assert.equal(program({ 'main.js': 'console.log(typeof require);' }).stdout, 'function\n');
const typed = { 'main.js': 'console.log(typeof require);', 'package.json': '{ "type": "module" }' };
assert.equal(program(typed).stdout, 'undefined\n');
const forced = program({ 'main.js': "import os from 'node:os';", 'package.json': '{ "type": "commonjs" }' });
assert.match(forced.stderr, /SyntaxError/);

const json = program({
  'main.mjs': "import data from './x.json' with { type: 'json' }; console.log(data.n, import.meta.dirname === process.cwd());",
  'x.json': '{ "n": 3 }',
});
assert.equal(json.stdout, '3 true\n');
assert.match(program({ 'main.mjs': "import './x';", 'x.mjs': '' }).stderr, /ERR_MODULE_NOT_FOUND/);
assert.equal(program({ 'main.cjs': "console.log(require('./x'));", 'x.js': 'module.exports = 1;' }).stdout, '1\n');
