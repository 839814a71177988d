// cluster-module: "The primary accepts connections and hands them out round-robin over IPC; this is the default everywhere except on Windows."
// cluster-module: "The pool runs with one worker fewer until your code forks again"
// cluster-module: "The sockets belonged to the dead process, so these connections break."
// cluster-module: "Workers share no memory."
import assert from 'node:assert/strict';
import cluster from 'node:cluster';
import { once } from 'node:events';
import http from 'node:http';
import net from 'node:net';
import { sleep } from '../kit.mjs';

if (!cluster.isPrimary) {
  let count = 0;
  const server = http.createServer((req, res) => {
    if (req.url === '/die') process.nextTick(() => process.exit(9));
    else res.end(`${process.pid} ${count += 1}`);
  });
  server.listen(0, '127.0.0.1');
} else {
  assert.equal(cluster.schedulingPolicy, process.platform === 'win32' ? cluster.SCHED_NONE : cluster.SCHED_RR);
  cluster.setupPrimary({ silent: true });
  const workers = [cluster.fork(), cluster.fork()];
  const [[address]] = await Promise.all(workers.map((worker) => once(worker, 'listening')));
  const { port } = address;
  const get = (path) => new Promise((resolve, reject) => {
    http.get({ port, host: '127.0.0.1', path, agent: false }, (res) => {
      let body = '';
      res.on('data', (part) => { body += part; }).on('end', () => resolve(body.split(' ')));
    }).on('error', reject);
  });
  const served = {};
  for (let i = 0; i < 10; i++) {
    const [pid, count] = await get('/');
    served[pid] = Number(count);
  }
  assert.deepEqual(Object.values(served), [5, 5]); // each counts for itself

  const exit = once(cluster, 'exit');
  await assert.rejects(get('/die'), { code: 'ECONNRESET' });
  const [, code] = await exit;
  assert.equal(code, 9);
  await sleep(200);
  assert.equal(Object.keys(cluster.workers).length, 1);
  assert.equal((await get('/')).length, 2);
  for (const worker of Object.values(cluster.workers)) worker.kill();
}
