// chunked-websocket-messages: "`ws` refuses more than `maxPayload` (100 MiB by default, closing with 1009)"
// chunked-websocket-messages: "it queues and returns; look at `bufferedAmount` or the callback"
// websockets-ws-vs-socketio: "| Message limit | 100 MiB (`maxPayload`) | 1 MB (`maxHttpBufferSize`) |"
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { WebSocket, WebSocketServer } from 'ws';

const open = async (options) => {
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1', ...options });
  await once(server, 'listening');
  const connected = once(server, 'connection');
  const client = new WebSocket(`ws://127.0.0.1:${server.address().port}`);
  await once(client, 'open');
  const [peer] = await connected;
  peer.on('error', () => {});
  client.on('error', () => {});
  return { server, client, peer };
};
const usual = await open({});
assert.equal(usual.server.options.maxPayload, 100 * 1024 * 1024);
usual.peer.pause();
for (let i = 0; i < 400; i++) usual.client.send(Buffer.alloc(64 * 1024));
assert.ok(usual.client.bufferedAmount > 10_000_000, `${usual.client.bufferedAmount}`);
usual.client.terminate();
usual.server.close();

const strict = await open({ maxPayload: 1_000 });
strict.client.send(Buffer.alloc(1_001));
const [code] = await once(strict.client, 'close');
assert.equal(code, 1009);
strict.server.close();
