// cluster-zero-downtime-restart: "A replacement has to be listening before an old worker leaves."
// cluster-zero-downtime-restart: "`worker.disconnect()` closes the worker's servers, so it gets no new connections, and lets requests in flight finish."
// cluster-zero-downtime-restart: "It starts a new process and loads the files from disk"
import assert from 'node:assert/strict';
import cluster from 'node:cluster';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import http from 'node:http';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { block, evaluate, folder } from '../kit.mjs';

const server = (version) => `
  require('node:http').createServer((req, res) => setTimeout(() => res.end('${version}'), 20)).listen(0, '127.0.0.1');
`;
const dir = folder({ 'server.cjs': server('old') });
cluster.setupPrimary({ exec: path.join(dir, 'server.cjs'), silent: true });
const [[, address]] = await Promise.all([0, 1].map(() => { cluster.fork(); return once(cluster, 'listening'); }));
while (Object.values(cluster.workers).some((worker) => worker.state !== 'listening')) await sleep(10);
const { port } = address;

const answers = [];
let stop = false;
const client = (async () => {
  while (!stop) {
    answers.push(await new Promise((resolve) => {
      http.get({ port, host: '127.0.0.1', agent: false }, (res) => {
        let body = '';
        res.on('data', (part) => { body += part; }).on('end', () => resolve(body));
      }).on('error', (err) => resolve(err.code));
    }));
  }
})();
let reload;
await evaluate(block('cluster-zero-downtime-restart'), {
  cluster, once, log: () => assert.fail('aborted'), process: { on: (signal, handler) => { reload = handler; } },
});
await sleep(100);
writeFileSync(path.join(dir, 'server.cjs'), server('new'));
const before = Object.keys(cluster.workers);
await reload();
await sleep(100);
stop = true;
await client;
const after = Object.keys(cluster.workers);
assert.equal(after.length, 2);
assert.ok(after.every((id) => !before.includes(id)));
assert.deepEqual([...new Set(answers)].sort(), ['new', 'old']);
for (const worker of Object.values(cluster.workers)) worker.kill();
