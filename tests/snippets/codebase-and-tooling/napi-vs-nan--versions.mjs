// napi-vs-nan: "(115 for Node.js 20, 127 for 22, 137 for 24)"
// napi-vs-nan: "`process.versions.napi` shows what a runtime offers"
import assert from 'node:assert/strict';
import { major } from '../kit.mjs';

assert.ok(Number(process.versions.napi) >= 10);
if (major === 24) assert.equal(process.versions.modules, '137');
else assert.notEqual(process.versions.modules, '137'); // each major has its own
