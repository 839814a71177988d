// typescript-with-node: "Current Node runs `.ts` files itself: by default since 22.18 and 23.6, and stable since 24.12."
// typescript-with-node: "It strips the types, replacing them by spaces, so line numbers stay right."
// typescript-with-node: "No syntax that generates code: `enum`, parameter properties, namespaces with values."
// typescript-with-node: "`.ts` files below `node_modules` are refused."
// typescript-with-node: "`Foo` is only a type and stripping keeps the import; write `import type`"
import assert from 'node:assert/strict';
import { program } from '../kit.mjs';

const run = (code, files = {}) => program({ 'main.mts': code, ...files });
const wrong = run("const n: number = 'not a number'; console.log(n);");
assert.equal(wrong.stdout, 'not a number\n'); // nothing is checked
assert.equal(wrong.stderr, ''); // no warning
const where = run("type A = {\n  a: string;\n};\nconst f = (a: A): void => { throw new Error('x'); };\nf({ a: '' });");
assert.match(where.stderr, /main\.mts:4:35/);
for (const code of ['enum Color { red }', 'class A { constructor(private a: string) {} }', 'namespace N { export const a = 1; }']) {
  assert.match(run(code).stderr, /ERR_UNSUPPORTED_TYPESCRIPT_SYNTAX/, code);
}
const refused = run("import 'pkg';", {
  'node_modules/pkg/package.json': '{ "name": "pkg", "exports": "./index.ts" }', 'node_modules/pkg/index.ts': 'export {};',
});
assert.match(refused.stderr, /ERR_UNSUPPORTED_NODE_MODULES_TYPE_STRIPPING/);
const types = { 'types.mts': 'export interface Foo { a: string }' };
assert.match(run("import { Foo } from './types.mts'; console.log(1);", types).stderr, /SyntaxError.*Foo/);
assert.equal(run("import type { Foo } from './types.mts'; console.log(1);", types).stdout, '1\n');
const aliases = run("import '@/db';", { 'tsconfig.json': '{ "compilerOptions": { "paths": { "@/*": ["./*"] } } }', 'db.mts': '' });
assert.match(aliases.stderr, /ERR_MODULE_NOT_FOUND/);
const imports = run("import { db } from '#db'; console.log(db);", {
  'package.json': '{ "imports": { "#db": "./db.mts" } }', 'db.mts': 'export const db: number = 3;',
});
assert.equal(imports.stdout, '3\n', imports.stderr);
