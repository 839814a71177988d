// bloom-filter: "about 9.6 for 1 % and 14.4 for 0.1 %"
// bloom-filter: "false positives are possible and false negatives are not"
// bloom-filter: "Beyond n the error rate climbs quickly."
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';

const bits = (p) => -Math.log(p) / Math.log(2) ** 2;
assert.equal(bits(0.01).toFixed(1), '9.6');
assert.equal(bits(0.001).toFixed(1), '14.4');
assert.equal(Math.round(bits(0.01) * Math.log(2)), 7);
assert.equal(Math.round(bits(0.01) * 10e6 / 8 / 1e6), 12);

const n = 10_000;
const m = Math.ceil(bits(0.01) * n);
const filter = new Uint8Array(m);
const places = (item) => {
  const digest = createHash('sha256').update(item).digest();
  return Array.from({ length: 7 }, (_, i) => (digest.readUInt32LE(0) + i * digest.readUInt32LE(4)) % m);
};
const add = (item) => places(item).forEach((place) => { filter[place] = 1; });
const has = (item) => places(item).every((place) => filter[place]);
const wrong = () => Array.from({ length: 10_000 }, (_, i) => has(`other-${i}`)).filter(Boolean).length / 10_000;
for (let i = 0; i < n; i++) add(`item-${i}`);
assert.ok(Array.from({ length: n }, (_, i) => has(`item-${i}`)).every(Boolean));
const asPlanned = wrong();
assert.ok(asPlanned > 0.005 && asPlanned < 0.015, `${asPlanned}`);
for (let i = n; i < 2 * n; i++) add(`item-${i}`);
assert.ok(wrong() > 10 * asPlanned);
