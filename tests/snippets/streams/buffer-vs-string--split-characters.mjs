// buffer-vs-string: "a multi-byte character may be split across two of them, and both halves turn into replacement characters"
// buffer-vs-string: "req.setEncoding('utf8');      // uses a StringDecoder inside"
// buffer-vs-string: "Decoding bytes that are not text as UTF-8 destroys them"
import assert from 'node:assert/strict';
import { Readable } from 'node:stream';

const bytes = Buffer.from('Grüße 東京');
const chunks = () => Readable.from([...bytes].map((byte) => Buffer.from([byte])), { objectMode: false });
let naive = '';
for await (const chunk of chunks()) naive += chunk;
assert.notEqual(naive, 'Grüße 東京');
assert.ok(naive.includes('\uFFFD'));
let decoded = '';
for await (const part of chunks().setEncoding('utf8')) decoded += part;
assert.equal(decoded, 'Grüße 東京');
const all = [];
for await (const chunk of chunks()) all.push(chunk);
assert.equal(Buffer.concat(all).toString('utf8'), 'Grüße 東京');

const gzip = Buffer.from([0x1f, 0x8b, 0x08, 0xff]);
assert.notDeepEqual(Buffer.from(gzip.toString('utf8')), gzip);
assert.deepEqual(Buffer.from(gzip.toString('base64'), 'base64'), gzip);
