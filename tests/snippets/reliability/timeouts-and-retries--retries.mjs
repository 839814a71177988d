// timeouts-and-retries: "I retry only transient failures (connection errors, timeouts, 429, 502–504)"
// timeouts-and-retries: "In JavaScript the power is `2 ** attempt`; `2 ^ attempt` is XOR."
// timeouts-and-retries: "It has a cap, few attempts, and follows `Retry-After`."
import assert from 'node:assert/strict';
import http from 'node:http';
import { block, evaluate, listening } from '../kit.mjs';

assert.deepEqual([1, 2, 3].map((n) => [2 ** n, 2 ^ n]), [[2, 3], [4, 0], [8, 1]]);
const { getJson } = await evaluate(block('timeouts-and-retries'), {}, ['getJson']);
let replies;
let asked;
const server = http.createServer((req, res) => {
  asked += 1;
  const [status, headers] = replies.shift();
  if (status) res.writeHead(status, headers).end('{"ok":true}');
});
const url = `http://127.0.0.1:${await listening(server)}`;
const get = async (within, ...given) => {
  replies = given;
  asked = 0;
  const start = performance.now();
  const outcome = await getJson(url, { deadline: Date.now() + within }).then((value) => value.ok, (err) => err.name === 'Error' ? err.message : err.name);
  return { outcome, asked, ms: performance.now() - start };
};
const good = await get(5_000, [503], [429], [200]);
assert.deepEqual([good.outcome, good.asked], [true, 3]);
const final = await get(5_000, [404], [200]);
assert.deepEqual([final.outcome, final.asked], ['status 404', 1]);
const enough = await get(5_000, [502], [502], [502], [200]);
assert.deepEqual([enough.outcome, enough.asked], ['status 502', 3]);
const told = await get(5_000, [503, { 'retry-after': '1' }], [200]);
assert.equal(told.outcome, true);
assert.ok(told.ms >= 1_000, `${told.ms}`);
const late = await get(5_000, [0], [200]); // one attempt gets 800 ms
assert.equal(late.outcome, true);
assert.ok(late.ms >= 790, `${late.ms}`);
const over = await get(300, [0], [200]);
assert.deepEqual([over.outcome, over.asked], ['TimeoutError', 1]);
server.closeAllConnections();
server.close();
