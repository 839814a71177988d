// event-loop-phases: "`perf_hooks.monitorEventLoopDelay()` for the delay histogram, `eventLoopUtilization()` for the busy share"
// avoid-blocking-event-loop: "`monitorEventLoopDelay` shows the loop delay directly"
// profiling-bottlenecks: "const p99 = delay.percentile(99) / 1e6 - 10; // minus interval"
import assert from 'node:assert/strict';
import { monitorEventLoopDelay, performance } from 'node:perf_hooks';
import { sleep } from '../kit.mjs';

const delay = monitorEventLoopDelay({ resolution: 10 });
delay.enable();
const before = performance.eventLoopUtilization();
await sleep(300);
const idle = performance.eventLoopUtilization(before).utilization;
// An idle loop shows the interval itself
assert.ok(delay.min / 1e6 > 9, `${delay.min}`);
delay.reset();
await sleep(50); // a reset forgets when the last sample was taken

const middle = performance.eventLoopUtilization();
const end = performance.now() + 200;
while (performance.now() < end);
await sleep(50);
const busy = performance.eventLoopUtilization(performance.eventLoopUtilization(), middle).utilization;
assert.ok(delay.max / 1e6 >= 180, `${delay.max}`);
assert.ok(busy > 0.5 && busy > idle, `${busy} ${idle}`);
