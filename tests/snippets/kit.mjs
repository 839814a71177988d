// What several snippets need: programs in a Node process of their own, and the bank's own code blocks.

import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

const content = process.env.VIVA_TEST_CONTENT ?? path.join(import.meta.dirname, '../../content');

// 24 for Node.js 24
export const major = Number(process.versions.node.split('.')[0]);

export const sleep = (ms) => new Promise((done) => setTimeout(done, ms));

// An empty folder, which goes with the temporary folder of the run
export const folder = (files = {}) => {
  const dir = mkdtempSync(path.join(os.tmpdir(), 'snippet-'));
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(dir, name)), { recursive: true });
    writeFileSync(path.join(dir, name), text);
  }
  return dir;
};

// Runs Node with these arguments: { status, signal, stdout, stderr }
export const node = (args, { env = {}, ...options } = {}) =>
  spawnSync(process.execPath, args, {
    encoding: 'utf8', env: { ...process.env, ...env }, timeout: 20_000, killSignal: 'SIGKILL', ...options,
  });

// Runs a program of these files; the first is the one that is started. { status, signal, stdout, stderr }
export const program = (files, { flags = [], args = [], ...options } = {}) => {
  const sources = typeof files === 'string' ? { 'main.cjs': files } : files;
  const cwd = folder(sources);
  return node([...flags, path.join(cwd, Object.keys(sources)[0]), ...args], { cwd, ...options });
};

// The n-th JavaScript block of a question's answer
export const block = (slug, n = 1) => {
  const questions = path.join(content, 'questions');
  const topic = readdirSync(questions).find((name) => readdirSync(path.join(questions, name)).includes(`${slug}.md`));
  const text = readFileSync(path.join(questions, topic, `${slug}.md`), 'utf8').split('\n## Answer\n')[1];
  const blocks = [...text.split('\n## ')[0].matchAll(/^```(?:js|ts)\n(.*?)^```/gms)];
  if (!blocks[n - 1]) throw new Error(`${slug} has no code block ${n}`);
  return blocks[n - 1][1];
};

// Runs a block's code in a function whose parameters are `scope`, and returns the variables named `out`. Imports are left out:
// what they bring in is in `scope`.
export const evaluate = async (code, scope = {}, out = []) => {
  const plain = code.replace(/^import\b[^;]*?from '[^']+';?$/gms, '').replace(/^export (default )?/gm, '');
  const body = `${plain}\n;return { ${out.join(', ')} };`;
  const AsyncFunction = (async () => {}).constructor;
  return new AsyncFunction(...Object.keys(scope), body)(...Object.values(scope));
};

// A server on a free port of this machine: its port
export const listening = (server) =>
  new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => resolve(server.address().port));
  });
