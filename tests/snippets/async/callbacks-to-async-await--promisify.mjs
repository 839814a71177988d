// callbacks-to-async-await: "Functions whose callback takes several values lose all but the first, unless they define `util.promisify.custom`, as `child_process.exec` does to return `{ stdout, stderr }`."
// callbacks-to-async-await: "It is called detached from its object; use `promisify(obj.method).bind(obj)`."
// callbacks-to-async-await: "The value of `rows`, and nothing else"
import assert from 'node:assert/strict';
import { exec } from 'node:child_process';
import { promisify } from 'node:util';

const query = promisify((sql, callback) => callback(null, ['row'], ['field']));
assert.deepEqual(await query('SELECT 1'), ['row']);
assert.deepEqual(await promisify(exec)('echo hello'), { stdout: 'hello\n', stderr: '' });

const legacy = { name: 'db', query(sql, callback) { callback(null, this?.name); } };
assert.equal(await promisify(legacy.query)('x'), undefined);
assert.equal(await promisify(legacy.query).bind(legacy)('x'), 'db');
