// design-patterns: "A module is evaluated once and cached, but per resolved path and per thread"
import assert from 'node:assert/strict';
import { program } from '../kit.mjs';

const child = program({
  'main.cjs': `
    const { Worker } = require('node:worker_threads');
    const fs = require('node:fs');
    fs.cpSync('one.cjs', 'copy.cjs');
    const one = require('./one.cjs');
    one.count = 1;
    console.log(require('./one.cjs').count, require('./copy.cjs').count);
    new Worker("console.log(require('./one.cjs').count)", { eval: true });
  `,
  'one.cjs': 'exports.count = 0;',
});
assert.equal(child.stdout, '1 0\n0\n', child.stderr);
