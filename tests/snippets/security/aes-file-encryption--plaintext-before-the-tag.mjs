// aes-file-encryption: "`update()` hands plaintext out at once; nothing is held back."
// aes-file-encryption: "`createCipher(password)` is gone since Node.js 22"
// aes-file-encryption: "with GCM that reveals the XOR of both texts"
import assert from 'node:assert/strict';
import crypto from 'node:crypto';

const key = crypto.randomBytes(32);
const iv = crypto.randomBytes(12);
const seal = (text) => {
  const cipher = crypto.createCipheriv('aes-256-gcm', key, iv);
  return [Buffer.concat([cipher.update(text), cipher.final()]), cipher.getAuthTag()];
};
const [sealed, tag] = seal('pay 100 euros to Ada');
sealed[4] ^= 0x08; // the attacker guesses where the sum stands
const decipher = crypto.createDecipheriv('aes-256-gcm', key, iv).setAuthTag(tag);
assert.equal(decipher.update(sealed).toString(), 'pay 900 euros to Ada');
assert.throws(() => decipher.final());
assert.equal(crypto.createCipher, undefined);

const [a] = seal('attack at dawn');
const [b] = seal('retreat by six');
const xor = (x, y) => Buffer.from(x.map((byte, i) => byte ^ y[i]));
assert.deepEqual(xor(a, b), xor(Buffer.from('attack at dawn'), Buffer.from('retreat by six')));
