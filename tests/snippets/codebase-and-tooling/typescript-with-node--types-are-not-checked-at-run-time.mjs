// typescript-with-node: "At run time they are erased: `JSON.parse(body) as Order` checks nothing."
import assert from 'node:assert/strict';
import { z } from 'zod';
import { stripTypeScriptTypes } from 'node:module';
import { block, evaluate } from '../kit.mjs';

process.removeAllListeners('warning');
process.on('warning', () => {});
const code = stripTypeScriptTypes(block('typescript-with-node'));
const { Order } = await evaluate(code, { z }, ['Order']);
assert.equal(Order.safeParse({ id: crypto.randomUUID(), qty: 2 }).success, true);
assert.equal(Order.safeParse({ id: 'x', qty: 0 }).success, false);
