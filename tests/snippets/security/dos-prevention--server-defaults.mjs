// dos-prevention: "`headersTimeout` 60 s, `requestTimeout` 300 s, 16 KiB of headers; but `server.timeout`, for idle sockets, is 0 (off) by default, and so is a cap on connections"
// file-uploads-streaming: "Node's `requestTimeout` of 5 minutes"
// reverse-proxy: "Node's `keepAliveTimeout` (5 seconds in Node.js 24)"
import assert from 'node:assert/strict';
import http from 'node:http';

const server = http.createServer();
assert.equal(server.headersTimeout, 60_000);
assert.equal(server.requestTimeout, 300_000);
assert.equal(http.maxHeaderSize, 16 * 1024);
assert.equal(server.timeout, 0);
assert.ok(!server.maxConnections);
assert.equal(server.keepAliveTimeout, 5_000);
