// high-volume-logging: "`console.log` in a hot path is synchronous for files and, on Linux, for terminals, which blocks the event loop"
// uncaught-exceptions-and-rejections: "what is still buffered is lost; write synchronously or flush first"
import assert from 'node:assert/strict';
import { openSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { folder, program } from '../kit.mjs';

// To a file all lines are there even when the process exits at once
const file = path.join(folder(), 'log');
program("for (let i = 0; i < 20_000; i++) console.log('line ' + i); process.exit();", { stdio: ['ignore', openSync(file, 'w'), 'pipe'] });
assert.equal(readFileSync(file, 'utf8').split('\n').length, 20_001);
// A buffer of one's own is lost
const child = program("const buffer = []; const log = (line) => buffer.push(line); setInterval(() => console.log(buffer.join()), 100); log('x'); process.exit();");
assert.equal(child.stdout, '');
