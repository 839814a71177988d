// spawn-exec-fork: "`error` means it could not be started or was aborted; `close` comes with the exit code, or with the signal that killed it, after stdio has ended."
// spawn-exec-fork: "An unread pipe fills up and makes the child wait for ever"
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { sleep } from '../kit.mjs';

const [missing] = await once(spawn('no-such-program'), 'error');
assert.equal(missing.code, 'ENOENT');

const node = (code, options) => spawn(process.execPath, ['-e', code], options);
const endless = node('setInterval(() => {}, 1000)', { signal: AbortSignal.timeout(200), killSignal: 'SIGKILL' });
const events = [];
endless.on('error', (err) => events.push(err.name));
endless.on('close', (code, signal) => events.push([code, signal]));
await once(endless, 'close').catch(() => once(endless, 'close'));
assert.deepEqual(events, ['AbortError', [null, 'SIGKILL']]);

const code = "require('node:fs').writeSync(1, Buffer.alloc(1_000_000)); process.exitCode = 4";
const waiting = node(code);
let closed = false;
waiting.on('close', () => { closed = true; });
await sleep(700);
assert.equal(closed, false);
waiting.stdout.resume();
assert.deepEqual(await once(waiting, 'close'), [4, null]);
assert.deepEqual(await once(node(code, { stdio: 'ignore' }), 'close'), [4, null]);
