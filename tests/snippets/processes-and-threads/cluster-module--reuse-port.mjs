// cluster-module: "`server.listen({ port, reusePort: true })`, since Node 22.12 on Linux: the kernel distributes among sockets."
// cluster-module: "`os.availableParallelism()` respects CPU affinity"
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import net from 'node:net';
import os from 'node:os';

if (process.platform === 'linux') {
  const first = net.createServer().listen({ port: 0, host: '127.0.0.1', reusePort: true });
  await once(first, 'listening');
  const { port } = first.address();
  const second = net.createServer().listen({ port, host: '127.0.0.1', reusePort: true });
  await once(second, 'listening');
  const third = net.createServer().listen({ port, host: '127.0.0.1' });
  const [err] = await once(third, 'error');
  assert.equal(err.code, 'EADDRINUSE');
  first.close();
  second.close();

  const count = execFileSync('taskset', ['-c', '0', process.execPath, '-p', 'os.availableParallelism()'], { encoding: 'utf8' });
  assert.equal(Number(count), 1);
  assert.ok(os.availableParallelism() <= os.cpus().length);
}
