// v8-engine-jit: "`module.enableCompileCache()` (Node 22.8) or `NODE_COMPILE_CACHE` stores bytecode on disk"
import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { folder, program } from '../kit.mjs';

const big = `module.exports = () => { ${'let x = 1; x += 2;'.repeat(1)} };`;
const files = { 'main.cjs': "require('./big.cjs')();", 'big.cjs': big };
const cache = folder();
program(files, { env: { NODE_COMPILE_CACHE: cache } });
assert.ok(readdirSync(cache, { recursive: true, withFileTypes: true }).some((entry) => entry.isFile()));
const other = folder();
const result = program({
  'main.cjs': `console.log(require('node:module').enableCompileCache(${JSON.stringify(path.join(other, 'c'))}).status); require('./big.cjs');`,
  'big.cjs': big,
});
assert.equal(result.stdout, '1\n');
assert.ok(readdirSync(other, { recursive: true, withFileTypes: true }).some((entry) => entry.isFile()));
