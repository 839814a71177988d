// kafka-with-node: "offset: String(BigInt(message.offset) + 1n),"
import assert from 'node:assert/strict';

const offset = '9007199254740993';
assert.equal(String(BigInt(offset) + 1n), '9007199254740994');
assert.notEqual(String(Number(offset)), offset); // a number would lose it
