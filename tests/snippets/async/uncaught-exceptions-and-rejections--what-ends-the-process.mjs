// uncaught-exceptions-and-rejections: "Unhandled rejections no longer end the process"
// uncaught-exceptions-and-rejections: "the rejection is raised as an uncaught exception and passes through the same function with the origin `unhandledRejection`"
// uncaught-exceptions-and-rejections: "it runs first and does not change the outcome"
// uncaught-exceptions-and-rejections: "It exits with code 7"
import assert from 'node:assert/strict';
import { program } from '../kit.mjs';

const run = (code) => {
  const { status, stdout } = program(code);
  return [status, stdout.trim()];
};
const reject = "Promise.reject(new Error('x')); setTimeout(() => console.log('alive'), 50);";
assert.deepEqual(run(reject), [1, '']);
assert.deepEqual(run(`process.on('unhandledRejection', () => {}); ${reject}`), [0, 'alive']);
assert.deepEqual(
  run(`process.on('uncaughtException', (err, origin) => { console.log(origin); process.exit(3); }); ${reject}`),
  [3, 'unhandledRejection'],
);
assert.deepEqual(
  run(`process.on('uncaughtExceptionMonitor', (err, origin) => console.log('monitor', origin)); ${reject}`),
  [1, 'monitor unhandledRejection'],
);
assert.deepEqual(run(`process.on('uncaughtException', () => { throw new Error('y'); }); ${reject}`), [7, '']);
