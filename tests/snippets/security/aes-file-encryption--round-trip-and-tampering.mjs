// aes-file-encryption: "AES-256-GCM: it encrypts and authenticates in one"
// aes-file-encryption: "The tag is checked only at the end, so decrypted bytes must not be trusted before"
import assert from 'node:assert/strict';
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { createReadStream, createWriteStream, existsSync } from 'node:fs';
import { open, readFile, rename, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { block, evaluate, folder } from '../kit.mjs';

const scope = { randomBytes, createCipheriv, createDecipheriv, pipeline, open, rename, rd: createReadStream, wr: createWriteStream };
const { encrypt, decrypt } = await evaluate(block('aes-file-encryption'), scope, ['encrypt', 'decrypt']);
const dir = folder();
const at = (name) => path.join(dir, name);
const key = randomBytes(32);
for (const size of [0, 1, 16, 3_000_000]) {
  const plain = randomBytes(size);
  await writeFile(at('plain'), plain);
  await encrypt(at('plain'), at('secret'), key);
  assert.equal((await stat(at('secret'))).size, size + 12 + 16);
  await decrypt(at('secret'), at('again'), key);
  assert.deepEqual(await readFile(at('again')), plain);
}
const bytes = await readFile(at('secret'));
for (const position of [0, 1_000_000, bytes.length - 1]) {
  const changed = Buffer.from(bytes);
  changed[position] ^= 1;
  await writeFile(at('changed'), changed);
  await assert.rejects(decrypt(at('changed'), at('out'), key), /unable to authenticate data/);
  assert.equal(existsSync(at('out')), false);
}
