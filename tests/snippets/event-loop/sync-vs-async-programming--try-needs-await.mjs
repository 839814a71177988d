// sync-vs-async-programming: "the rejection comes later; without `await` the block has been left already"
// sync-vs-async-programming: "| Failure | throws on the spot | rejects; catch it after `await` |"
// promises-vs-callbacks: "Only with `await` does the local `catch` see the rejection."
// async-error-handling: "only `return await promise` is; otherwise the caller gets the rejection"
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';

assert.throws(() => readFileSync('nowhere'), { code: 'ENOENT' });
async function without() {
  try {
    return readFile('nowhere');
  } catch {
    return 'caught';
  }
}
async function withAwait() {
  try {
    return await readFile('nowhere');
  } catch {
    return 'caught';
  }
}
await assert.rejects(without(), { code: 'ENOENT' });
assert.equal(await withAwait(), 'caught');
