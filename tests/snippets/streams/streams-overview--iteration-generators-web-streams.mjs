// streams-overview: "`pipeline` accepts async generators as steps"
// streams-overview: "`Readable.fromWeb` and `Readable.toWeb` convert"
// streams-overview: "`readline.createInterface({ input })` with `for await`"
import assert from 'node:assert/strict';
import readline from 'node:readline';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

const out = [];
await pipeline(
  Readable.from(['a', 'b']),
  async function* (source) { for await (const part of source) yield part.toUpperCase(); },
  async function (source) { for await (const part of source) out.push(part); },
);
assert.deepEqual(out, ['A', 'B']);
const web = new Response('one\ntwo\nthr').body;
assert.ok(web instanceof ReadableStream);
const lines = [];
for await (const line of readline.createInterface({ input: Readable.fromWeb(web) })) lines.push(line);
assert.deepEqual(lines, ['one', 'two', 'thr']);
assert.ok(Readable.toWeb(Readable.from(['x'])) instanceof ReadableStream);
