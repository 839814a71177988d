// commonjs-vs-esm: "`require()` of an ES module works without a flag since 20.19 and 22.12 and returns the namespace object"
// commonjs-vs-esm: "It throws `ERR_REQUIRE_ASYNC_MODULE` if anything in the graph uses top-level `await`; then `import()` is needed."
import assert from 'node:assert/strict';
import { program } from '../kit.mjs';

const files = {
  'main.cjs': `
    const ns = require('pkg');
    let code;
    try { require('./slow.mjs'); } catch (err) { code = err.code; }
    import('./slow.mjs').then((slow) => {
      console.log(JSON.stringify([ns.value, ns.default(), Object.prototype.toString.call(ns), code, slow.late]));
    });
  `,
  'node_modules/pkg/package.json': '{ "name": "pkg", "type": "module", "exports": "./index.js" }',
  'node_modules/pkg/index.js': "export const value = 7; export default () => 'default';",
  'slow.mjs': "export { late } from './deeper.mjs';",
  'deeper.mjs': "export const late = await Promise.resolve('late');",
};
const child = program(files);
assert.equal(child.stderr, '');
assert.deepEqual(JSON.parse(child.stdout), [7, 'default', '[object Module]', 'ERR_REQUIRE_ASYNC_MODULE', 'late']);
