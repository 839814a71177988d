// spawn-exec-fork: "| `exec` | yes | buffered, `maxBuffer` 1 MiB | short shell lines you wrote yourself |"
// spawn-exec-fork: "beyond `maxBuffer` it kills the child"
// spawn-exec-fork: "It gives you streaming stdio, starts no shell by default, and has no limit on the output."
import assert from 'node:assert/strict';
import { exec, execFile, spawn } from 'node:child_process';
import { promisify } from 'node:util';

const write = (bytes) => `process.stdout.write('x'.repeat(${bytes})); setTimeout(() => {}, 20_000).unref()`;
const mebibyte = 1024 * 1024;
const run = promisify(execFile);
assert.equal((await run(process.execPath, ['-e', write(mebibyte)])).stdout.length, mebibyte);
const tooMuch = { code: 'ERR_CHILD_PROCESS_STDIO_MAXBUFFER' };
await assert.rejects(run(process.execPath, ['-e', write(mebibyte + 1)]), tooMuch);
await assert.rejects(promisify(exec)(`exec "${process.execPath}" -e "setInterval(() => process.stdout.write('x'.repeat(500000)), 1)"`), (err) => {
  assert.equal(err.code, tooMuch.code);
  return true;
});

let received = 0;
const child = spawn(process.execPath, ['-e', write(3 * mebibyte)]);
for await (const chunk of child.stdout) received += chunk.length;
assert.equal(received, 3 * mebibyte);
