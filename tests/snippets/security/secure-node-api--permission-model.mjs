// secure-node-api: "The permission model (`--permission`, stable since Node.js 23.5) restricts files, child processes and, since Node.js 25, the network"
import assert from 'node:assert/strict';
import { major, program } from '../kit.mjs';

const denied = (code, ...flags) => {
  const child = program({ 'main.cjs': code, 'data.txt': 'x' }, { flags: ['--permission', '--allow-fs-read=./main.cjs', ...flags] });
  assert.doesNotMatch(child.stderr, /ExperimentalWarning/);
  return /ERR_ACCESS_DENIED/.test(child.stderr);
};
assert.equal(denied(''), false);
assert.equal(denied("require('node:fs').readFileSync('./data.txt')"), true);
assert.equal(denied("require('node:fs').readFileSync('./data.txt')", '--allow-fs-read=./data.txt'), false);
assert.equal(denied("require('node:fs').writeFileSync('./data.txt', '')", '--allow-fs-read=*'), true);
assert.equal(denied("require('node:child_process').execSync('true')"), true);

const connect = "require('node:net').connect(9, '127.0.0.1').on('error', (error) => console.error(error.code))";
assert.equal(denied(connect), major >= 25);
