// worker-threads-vs-child-process: "`fork` IPC uses JSON by default, so `Date`, `Map` and `BigInt` do not survive; `serialization: 'advanced'` uses structured clone."
import assert from 'node:assert/strict';
import { fork } from 'node:child_process';
import { once } from 'node:events';

if (process.argv[2] === 'child') {
  process.on('message', (message) => process.send(message));
} else {
  const data = { date: new Date(0), map: new Map([[1, 2]]) };
  const json = fork(import.meta.filename, ['child']);
  json.send(data);
  assert.deepEqual((await once(json, 'message'))[0], { date: '1970-01-01T00:00:00.000Z', map: {} });
  assert.throws(() => json.send({ big: 1n }), TypeError);
  json.kill();
  const advanced = fork(import.meta.filename, ['child'], { serialization: 'advanced' });
  advanced.send({ ...data, big: 1n });
  assert.deepEqual((await once(advanced, 'message'))[0], { ...data, big: 1n });
  advanced.kill();
}
