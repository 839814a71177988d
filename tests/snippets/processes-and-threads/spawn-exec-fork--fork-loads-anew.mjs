// spawn-exec-fork: "it starts a new Node.js process that loads the given script from the beginning"
// spawn-exec-fork: "| `fork` | no | inherited, plus an IPC channel | another Node.js script |"
import assert from 'node:assert/strict';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { program } from '../kit.mjs';

const variable = process.argv[2] === 'child' ? undefined : 'set by the parent';
if (process.argv[2] === 'child') {
  process.once('message', (question) => process.send({ question, variable: String(variable), pid: process.pid }));
} else {
  const child = fork(import.meta.filename, ['child']);
  assert.equal(child.stdout, null); // inherited
  child.send('who');
  const [answer] = await once(child, 'message');
  assert.deepEqual(answer, { question: 'who', variable: 'undefined', pid: child.pid });
  child.kill();
  const inherited = program({
    'main.cjs': "require('node:child_process').fork('./child.cjs');", 'child.cjs': "console.log('from the child');",
  });
  assert.equal(inherited.stdout, 'from the child\n');
}
