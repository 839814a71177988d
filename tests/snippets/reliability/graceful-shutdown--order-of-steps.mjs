// graceful-shutdown: "leave the traffic first, finish the work, close what the work needs, exit"
// graceful-shutdown: "Exit code 0 means a clean drain, 1 a forced one."
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { block, folder, sleep } from '../kit.mjs';

const shutdown = block('graceful-shutdown').replace('sleep(5_000)', 'sleep(200)').replace('25_000', '1_500');
const start = async (hang) => {
  const dir = folder({
    'main.cjs': `
    const { createServer } = require('node:http');
    const { setTimeout: sleep } = require('node:timers/promises');
    const fs = require('node:fs');
    const say = (text) => fs.writeSync(1, text + '\\n');
    const routes = {};
    const app = { get: (path, handler) => { routes[path] = handler; } };
    const server = createServer((req, res) => {
      res.sendStatus = (status) => { res.statusCode = status; res.end(); };
      if (routes[req.url]) return routes[req.url](req, res);
      setTimeout(() => { say('answered'); res.end('done'); }, ${hang ? 60_000 : 500});
    });
    const step = (name) => async () => say(name);
    const jobWorker = { close: step('jobs') };
    const pool = { end: step('pool') };
    const redis = { close: step('redis') };
    const log = { flush: () => say('flush') };
    ${shutdown}
    server.listen(0, '127.0.0.1', () => say(server.address().port));
  `,
  });
  const child = spawn(process.execPath, [path.join(dir, 'main.cjs')], { stdio: ['ignore', 'pipe', 'inherit'] });
  let text = '';
  child.stdout.on('data', (data) => { text += data; });
  while (!text.includes('\n')) await sleep(10);
  const url = `http://127.0.0.1:${text.trim()}`;
  const answer = fetch(`${url}/work`).then((res) => res.text()).catch((err) => err.message);
  await sleep(100);
  assert.equal((await fetch(`${url}/readyz`)).status, 200);
  child.kill('SIGTERM');
  await sleep(50);
  assert.equal((await fetch(`${url}/readyz`)).status, 503); // it still serves
  const [code] = await once(child, 'close');
  return { code, answer: await answer, said: text.trim().split('\n').slice(1) };
};
assert.deepEqual(await start(false), { code: 0, answer: 'done', said: ['jobs', 'answered', 'pool', 'redis', 'flush'] });
assert.deepEqual(await start(true), { code: 1, answer: 'fetch failed', said: ['jobs'] });
