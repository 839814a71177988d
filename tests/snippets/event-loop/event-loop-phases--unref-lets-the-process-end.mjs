// event-loop-phases: "The timer no longer counts as a reason to stay alive, so the process may exit before it fires."
// event-loop-phases: "When no referenced handle or request is left, the loop ends and the process exits."
import assert from 'node:assert/strict';
import { program } from '../kit.mjs';

const started = performance.now();
const child = program("setTimeout(() => console.log('fired'), 10_000).unref(); console.log('end');");
assert.equal(child.status, 0);
assert.equal(child.stdout, 'end\n');
assert.ok(performance.now() - started < 9_000);
