// hmac-signing: "`timingSafeEqual` throws on unequal lengths, so compare those first"
// hmac-signing: "**Raw body**: `JSON.stringify(req.body)` may change spaces or number formats."
// buffer-vs-string: "`crypto.timingSafeEqual`, after checking that the lengths are equal"
import assert from 'node:assert/strict';
import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { block, evaluate } from '../kit.mjs';

assert.throws(() => timingSafeEqual(Buffer.alloc(1), Buffer.alloc(2)), { code: 'ERR_CRYPTO_TIMING_SAFE_EQUAL_LENGTH' });
const { mac, verify } = await evaluate(block('hmac-signing'), { createHmac, timingSafeEqual }, ['mac', 'verify']);
const key = randomBytes(32);
const keys = new Map([['k1', key]]);
const request = (change = {}) => {
  const ts = String(Math.floor(Date.now() / 1000) - (change.age ?? 0));
  const raw = Buffer.from('{"sum": 1.0}');
  const parts = { method: 'POST', url: '/pay?x=1', ts, nonce: 'n1', raw };
  return {
    method: 'POST', originalUrl: change.url ?? '/pay?x=1', rawBody: change.body ?? raw,
    headers: { 'x-key-id': change.id ?? 'k1', 'x-timestamp': ts, 'x-nonce': 'n1',
      'x-signature': change.signature ?? mac(key, parts).toString('hex') },
  };
};
assert.equal(verify(request(), keys), true);
const again = Buffer.from(JSON.stringify(JSON.parse('{"sum": 1.0}')));
for (const change of [{ age: 301 }, { url: '/pay?x=2' }, { body: again }, { id: 'k2' }, { signature: '' }, { signature: 'ff' }]) {
  assert.equal(verify(request(change), keys), false, JSON.stringify(change));
}
const unsigned = request();
unsigned.headers = {};
assert.equal(verify(unsigned, keys), false);
