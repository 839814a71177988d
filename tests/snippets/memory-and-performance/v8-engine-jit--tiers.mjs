// v8-engine-jit: "Maglev is on by default in Node 24; in Node 22 it is off."
// v8-engine-jit: "area({ h: 2, w: 'wide' });  // other shape and type: deopt"
// v8-engine-jit: "Functions are pre-parsed only, to find syntax errors, and compiled when first called."
import assert from 'node:assert/strict';
import { block, node, program } from '../kit.mjs';

assert.match(node(['--v8-options']).stdout, /--maglev \(.*\n.*default: --maglev\n/);
const traced = program(block('v8-engine-jit'), { flags: ['--trace-opt', '--trace-deopt'] }).stdout;
assert.match(traced, /completed (optimizing|compiling).*<JSFunction area/s);
assert.match(traced, /MAGLEV/);
assert.match(traced, /bailout|deoptimizing/);

const bytecode = (code) => program(code, { flags: ['--print-bytecode', '--print-bytecode-filter=never'] }).stdout;
assert.ok(!bytecode('function never() { return 41; }').includes('bytecode'));
assert.ok(bytecode('function never() { return 41; } never();').includes('bytecode'));
const broken = program("console.log('ran'); function never() { return ); }");
assert.equal(broken.stdout, '');
assert.match(broken.stderr, /SyntaxError/);
