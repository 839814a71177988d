// common-vulnerabilities: "`^(a+)+$` against 28 letters and a wrong last character blocks the only thread for seconds, and each further letter doubles that."
// common-vulnerabilities: "A recursive merge of user JSON with the key `__proto__` or `constructor` changes all objects."
// common-vulnerabilities: "`vm` is no security boundary"
// common-vulnerabilities: "if (!file.startsWith(root + path.sep)) throw new Forbidden()"
import assert from 'node:assert/strict';
import path from 'node:path';
import vm from 'node:vm';
import { block, evaluate } from '../kit.mjs';

const time = (letters) => {
  const text = `${'a'.repeat(letters)}!`;
  const start = performance.now();
  assert.equal(/^(a+)+$/.test(text), false);
  return performance.now() - start;
};
time(15);
const [less, more] = [time(20), time(24)];
assert.ok(more / less > 6, `${less} ${more}`); // sixteenfold, give or take
assert.ok(more * 16 > 500, `28 letters take ${more * 16} ms`);

const merge = (target, source) => {
  for (const [name, value] of Object.entries(source)) {
    if (value && typeof value === 'object') merge(target[name] ??= {}, value);
    else target[name] = value;
  }
  return target;
};
merge({}, JSON.parse('{ "__proto__": { "admin": true } }'));
assert.equal({}.admin, true);
delete Object.prototype.admin;
merge({}, JSON.parse('{ "constructor": { "prototype": { "admin": true } } }'));
assert.equal({}.admin, true);
delete Object.prototype.admin;
assert.equal(Object.create(null).admin, undefined);

const escaped = vm.runInNewContext("this.constructor.constructor('return process')().version", {});
assert.equal(escaped, process.version);

class Forbidden extends Error {}
const resolved = async (name) => (await evaluate(block('common-vulnerabilities'), { path, root: '/srv/files', name, Forbidden }, ['file'])).file;
assert.equal(await resolved('a/../b.txt'), '/srv/files/b.txt');
for (const name of ['../secret', '/etc/passwd', '../files-other/x']) await assert.rejects(resolved(name), Forbidden);
