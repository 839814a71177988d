// financial-api-security: "binary floats cannot hold 0.10; use integer minor units or decimals as strings"
import assert from 'node:assert/strict';

assert.notEqual(0.1 + 0.2, 0.3);
assert.equal((0.1).toFixed(20), '0.10000000000000000555');
assert.equal(10 + 20, 30);
assert.notEqual(1.1 * 3, 3.3);
