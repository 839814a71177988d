// environment-configuration: "`node --env-file=.env` since 20.6, `process.loadEnvFile()` since 20.12"
// environment-configuration: "Variables that are already set win over the file."
// environment-configuration: "Environment variables are inherited by child processes"
import assert from 'node:assert/strict';
import { program } from '../kit.mjs';

const files = { 'main.cjs': 'console.log(process.env.FROM_FILE, process.env.FROM_BOTH);', '.env': 'FROM_FILE=file\nFROM_BOTH=file\n' };
const env = { FROM_BOTH: 'environment' };
assert.equal(program(files, { env, flags: ['--env-file=.env'] }).stdout, 'file environment\n');
const loading = { ...files, 'main.cjs': `process.loadEnvFile(); ${files['main.cjs']}` };
assert.equal(program(loading, { env }).stdout, 'file environment\n');
assert.equal(program("if (process.env.FEATURE) console.log('on');", { env: { FEATURE: 'false' } }).stdout, 'on\n');
const inherited = program("console.log(require('node:child_process').execFileSync('env').includes('SECRET=s3'));", { env: { SECRET: 's3' } });
assert.equal(inherited.stdout, 'true\n');
