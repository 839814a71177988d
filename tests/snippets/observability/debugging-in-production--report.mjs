// debugging-in-production: "Exclude the environment with `--report-exclude-env`, or it includes the secrets"
// debugging-in-production: "a diagnostic report (`--report-on-signal`, then SIGUSR2)"
// api-latency-spike: "it is a one-time dump; use `monitorEventLoopDelay`"
import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { folder, node } from '../kit.mjs';

const report = (...flags) => {
  const cwd = folder();
  const code = "process.kill(process.pid, 'SIGUSR2'); setTimeout(() => {}, 500);";
  node(['--report-on-signal', ...flags, '-e', code], { cwd, env: { DB_PASSWORD: 'hunter2' } });
  return readFileSync(path.join(cwd, readdirSync(cwd)[0]), 'utf8');
};
const all = report();
assert.ok(all.includes('hunter2'));
assert.ok(JSON.parse(all).javascriptHeap && JSON.parse(all).libuv);
assert.ok(!report('--report-exclude-env').includes('hunter2'));
