// url-shortener: "JavaScript bit operators work on 32 bits"
// url-shortener: "Seven base62 characters give 3.5 trillion codes, 96 years at this rate; six last 568 days."
import assert from 'node:assert/strict';

assert.equal(2 ** 40 | 0, 0);
assert.equal(1 << 32, 1);
assert.equal((1n << 41n) | 5n, 2_199_023_255_557n);
assert.equal((62 ** 7 / 1e12).toFixed(1), '3.5');
assert.equal(Math.round(62 ** 7 / 100e6 / 365), 96);
assert.equal(Math.round(62 ** 6 / 100e6), 568);
assert.equal(Math.round(100e6 / 86_400 / 10) * 10, 1_160);
