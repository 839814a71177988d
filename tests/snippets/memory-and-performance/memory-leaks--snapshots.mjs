// memory-leaks: "Tools are built in: `v8.writeHeapSnapshot()`, `--heapsnapshot-signal=SIGUSR2`, and `--heapsnapshot-near-heap-limit`."
// memory-leaks: "DevTools and `writeHeapSnapshot` collect garbage first; what is shown is reachable."
import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { folder, node } from '../kit.mjs';

const cwd = folder();
const written = node(['-e', `
  class LeakedThing {} class DroppedThing {}
  globalThis.kept = new LeakedThing();
  new DroppedThing();
  console.log(require('node:v8').writeHeapSnapshot());
`], { cwd });
const { nodes, snapshot, strings } = JSON.parse(readFileSync(path.join(cwd, written.stdout.trim()), 'utf8'));
const { node_fields: fields, node_types: [types] } = snapshot.meta;
const objects = new Set();
for (let i = 0; i < nodes.length; i += fields.length) if (types[nodes[i]] === 'object') objects.add(strings[nodes[i + 1]]);
assert.equal(objects.has('LeakedThing'), true);
assert.equal(objects.has('DroppedThing'), false);

const signaled = folder();
node(['--heapsnapshot-signal=SIGUSR2', '-e', "process.kill(process.pid, 'SIGUSR2'); setTimeout(() => {}, 2_000);"], { cwd: signaled });
assert.ok(readdirSync(signaled).some((name) => name.endsWith('.heapsnapshot')));
