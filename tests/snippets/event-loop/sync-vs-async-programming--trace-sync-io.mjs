// sync-vs-async-programming: "`--trace-sync-io` in a test run"
import assert from 'node:assert/strict';
import { program } from '../kit.mjs';

const child = program("setImmediate(() => require('node:fs').readFileSync(__filename));", { flags: ['--trace-sync-io'] });
assert.match(child.stderr, /WARNING: Detected use of sync API/);
