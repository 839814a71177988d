// domain-module: "It still ships and prints no warning by itself"
// domain-module: "sent their uncaught errors to its own `error` handler"
// domain-module: "whether an unhandled rejection reaches the domain depends on the Node version (since Node 15 it does)"
import assert from 'node:assert/strict';
import { program } from '../kit.mjs';

const run = (body) => program(`
  const domain = require('node:domain');
  const d = domain.create();
  d.on('error', (err) => console.log('domain got ' + err.message));
  d.run(() => { ${body} });
`);
for (const body of [
  "setTimeout(() => { throw new Error('timer'); }, 1);",
  "Promise.reject(new Error('rejection'));",
  "require('node:fs').readFile('nowhere', () => { throw new Error('read'); });",
]) {
  const child = run(body);
  assert.equal(child.stderr, '');
  assert.equal(child.status, 0);
  assert.match(child.stdout, /^domain got (timer|rejection|read)\n$/);
}
