// async-hooks-and-context: "Since Node 24 the implementation no longer rests on `async_hooks` but on V8's own context frames"
// logging-and-correlation-ids: "Since Node.js 24 it rests on V8's own context tracking"
import assert from 'node:assert/strict';
import { program } from '../kit.mjs';

// The older implementation hangs the stores on the resource of each operation, where its hook puts them.
const code = `
  const { AsyncLocalStorage, executionAsyncResource } = require('node:async_hooks');
  const als = new AsyncLocalStorage();
  als.run({ id: 1 }, () => setTimeout(() => {
    const keys = Reflect.ownKeys(executionAsyncResource()).map(String);
    console.log(als.getStore().id, keys.includes('Symbol(kAsyncLocalStorageContext)'));
  }, 1));
`;
assert.equal(program(code).stdout, '1 false\n');
assert.equal(program(code, { flags: ['--no-async-context-frame'] }).stdout, '1 true\n');
