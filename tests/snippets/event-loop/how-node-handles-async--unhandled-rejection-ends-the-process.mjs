// how-node-handles-async: "It becomes an unhandled rejection, and since Node 15 that ends the process."
// promises-vs-callbacks: "since Node 15 an unhandled rejection ends the process"
import assert from 'node:assert/strict';
import { program } from '../kit.mjs';

const child = program("Promise.reject(new Error('nobody')); setTimeout(() => console.log('still here'), 200);");
assert.equal(child.status, 1);
assert.equal(child.stdout, '');
assert.match(child.stderr, /Error: nobody/);
