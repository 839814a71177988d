// profiling-bottlenecks: "`node --cpu-prof server.js` writes a profile at exit that DevTools or speedscope opens."
// profiling-bottlenecks: "its tick log becomes a text summary through `--prof-process`"
// debugging-in-production: "return (await s.post('Profiler.stop')).profile;"
import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { Session } from 'node:inspector/promises';
import path from 'node:path';
import { block, evaluate, folder, node } from '../kit.mjs';

const work = 'function hot() { const end = Date.now() + 100; let x = 0; while (Date.now() < end) x += Math.sqrt(x); return x; } hot();';
const find = (cwd, ending) => path.join(cwd, readdirSync(cwd).find((name) => name.endsWith(ending)));
const cpu = folder({ 'main.cjs': work });
node(['--cpu-prof', 'main.cjs'], { cwd: cpu });
const names = (profile) => profile.nodes.map((one) => one.callFrame.functionName);
assert.ok(names(JSON.parse(readFileSync(find(cpu, '.cpuprofile')))).includes('hot'));
const heap = folder({ 'main.cjs': work });
node(['--heap-prof', 'main.cjs'], { cwd: heap });
find(heap, '.heapprofile');
const ticks = folder({ 'main.cjs': work });
node(['--prof', 'main.cjs'], { cwd: ticks });
assert.match(node(['--prof-process', find(ticks, '-v8.log')], { cwd: ticks }).stdout, /ticks.*total.*nonlib/s);

const { cpuProfile } = await evaluate(block('debugging-in-production'), { Session }, ['cpuProfile']);
const during = cpuProfile(200);
const timer = setInterval(function burn() { const end = Date.now() + 5; while (Date.now() < end); }, 1);
assert.ok(names(await during).includes('burn'));
clearInterval(timer);
