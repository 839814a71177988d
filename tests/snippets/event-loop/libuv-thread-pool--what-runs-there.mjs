// libuv-thread-pool: "| nearly all asynchronous `fs` calls | TCP and UDP sockets, on any platform |"
// libuv-thread-pool: "| `dns.lookup`, hence `http` and `net` by default | `dns.resolve*` (c-ares over sockets) |"
// libuv-thread-pool: "| async `pbkdf2`, `scrypt`, `randomBytes`, key generation | `createHash`, `createHmac`, all `*Sync` calls |"
// libuv-thread-pool: "| async zlib, `crypto.subtle` | your JavaScript, ordinary addon functions |"
// what-is-libuv: "`dns.resolve4` goes through another library, c-ares, which speaks the DNS protocol over sockets and stays outside the pool"
import assert from 'node:assert/strict';
import { program } from '../kit.mjs';

// With a pool of one thread that is busy hashing, whatever needs the pool has to wait for the hash.
const child = program({
  'main.mjs': `
  import crypto from 'node:crypto';
  import dgram from 'node:dgram';
  import dns from 'node:dns';
  import fs from 'node:fs';
  import net from 'node:net';
  import zlib from 'node:zlib';

  const server = net.createServer((socket) => socket.end('hello')).listen(0, '127.0.0.1');
  await new Promise((done) => server.once('listening', done));
  const { port } = server.address();
  // A name server that gives every name the address 10.0.0.1
  const names = dgram.createSocket('udp4', (query, from) => {
    const reply = Buffer.concat([query.subarray(0, 2), Buffer.from([0x81, 0x80, 0, 1, 0, 1, 0, 0, 0, 0]), query.subarray(12,
      query.indexOf(0, 12) + 5), Buffer.from([0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 60, 0, 4, 10, 0, 0, 1])]);
    names.send(reply, from.port, from.address);
  });
  names.bind(0, '127.0.0.1');
  await new Promise((done) => names.once('listening', done));
  const resolver = new dns.Resolver();
  resolver.setServers(['127.0.0.1:' + names.address().port]);

  const before = [];
  const after = [];
  let hashed = false;
  let open = 0;
  const note = (name) => {
    open += 1;
    return (err) => {
      if (err instanceof Error) throw err;
      (hashed ? after : before).push(name);
      open -= 1;
      if (open === 0) {
        console.log(JSON.stringify({ before: before.sort(), after: after.sort() }));
        process.exit();
      }
    };
  };
  const start = performance.now();
  crypto.pbkdf2('pw', 'salt', 400_000, 64, 'sha512', () => { hashed = true; });
  fs.stat('.', note('stat'));
  dns.lookup('localhost', note('lookup'));
  crypto.pbkdf2('pw', 'salt', 1, 64, 'sha512', note('pbkdf2'));
  crypto.scrypt('pw', 'salt', 64, { N: 2 }, note('scrypt'));
  crypto.randomBytes(16, note('randomBytes'));
  crypto.generateKeyPair('ed25519', {}, note('generateKeyPair'));
  zlib.gzip('text', note('gzip'));
  crypto.subtle.digest('SHA-256', Buffer.from('text')).then(note('subtle'));
  net.connect({ port, host: 'localhost', family: 4 }).on('connect', note('connect by name')).resume();

  net.connect({ port, host: '127.0.0.1' }).on('data', note('socket'));
  resolver.resolve4('example.test', note('resolve4'));
  crypto.createHash('sha256').update('text').digest();
  crypto.createHmac('sha256', 'key').update('text').digest();
  note('createHash')();
  `,
}, { env: { UV_THREADPOOL_SIZE: '1' } });
assert.equal(child.stderr, '');
assert.deepEqual(JSON.parse(child.stdout), {
  before: ['createHash', 'resolve4', 'socket'],
  after: ['connect by name', 'generateKeyPair', 'gzip', 'lookup', 'pbkdf2', 'randomBytes', 'scrypt', 'stat', 'subtle'],
});
