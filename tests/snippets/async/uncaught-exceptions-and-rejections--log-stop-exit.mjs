// uncaught-exceptions-and-rejections: "What I do is log, stop, and exit"
// uncaught-exceptions-and-rejections: "The exit code is not zero."
import assert from 'node:assert/strict';
import { block, program } from '../kit.mjs';

const child = program(`
  const fs = require('node:fs');
  const http = require('node:http');
  const server = http.createServer((req, res) => { res.on('finish', () => fs.writeSync(1, 'served\\n'));
    setTimeout(() => { throw new Error('boom'); }, 1);
    setTimeout(() => res.end('served'), 100); });
  ${block('uncaught-exceptions-and-rejections')}
  server.listen(0, '127.0.0.1', () => {
    http.get({ port: server.address().port, host: '127.0.0.1', agent: false }, (res) => res.resume());
  });
`);
assert.equal(child.status, 1);
assert.match(child.stderr, /^uncaughtException: Error: boom\n/);
assert.equal(child.stdout, 'served\n');
