// v8-optimization-deopt: "the line names the reason, such as "wrong map""
import assert from 'node:assert/strict';
import { program } from '../kit.mjs';

const child = program(`
  function price(item) { return item.price + 1; }
  for (let i = 0; i < 1e6; i++) price({ price: i, qty: 1 });
  price({ qty: 1, price: 2 });
`, { flags: ['--trace-opt', '--trace-deopt'] });
assert.match(child.stdout, /wrong map/);
