// Reads [{ language, code }] and prints, for each block, null or why it does not parse. JavaScript and TypeScript are parsed by
// Node.js, which runs TypeScript by stripping its types; SQL by PostgreSQL's own parser.

import { readFileSync } from 'node:fs';
import { stripTypeScriptTypes } from 'node:module';
import vm from 'node:vm';
import { parse } from 'libpg-query';

const failure = async (attempt) => {
  try {
    await attempt();
    return null;
  } catch (err) {
    return String(err.message);
  }
};
const asModule = (code) => failure(() => new vm.SourceTextModule(code));
// A file in CommonJS, or the inside of an async function, as an excerpt with `await` is
const asScript = (code) =>
  failure(() => new vm.Script(`(async function (exports, require, module, __filename, __dirname) {${code}\n})`));
const javaScript = async (code) => {
  const script = await asScript(code);
  const module = script && await asModule(code);
  return module && (/^\s*(import|export)\b/m.test(code) ? module : script);
};
const checks = {
  js: javaScript,
  javascript: javaScript,
  mjs: asModule,
  cjs: asScript,
  ts: async (code) => {
    let plain;
    const stripping = await failure(() => { plain = stripTypeScriptTypes(code); });
    return stripping ?? javaScript(plain);
  },
  sql: (code) => failure(() => parse(code)),
};

const blocks = JSON.parse(readFileSync(0, 'utf8'));
console.log(JSON.stringify(await Promise.all(blocks.map(({ language, code }) => checks[language](code)))));
