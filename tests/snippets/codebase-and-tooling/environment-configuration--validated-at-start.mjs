// environment-configuration: "A missing or malformed value stops the process at once with a clear message."
// environment-configuration: "MAIL_ENABLED: z.stringbool().default(false),"
import assert from 'node:assert/strict';
import { z } from 'zod';
import { block, evaluate } from '../kit.mjs';

const load = async (env) => (await evaluate(block('environment-configuration'), { z, process: { env } }, ['config'])).config;
const config = await load({ DATABASE_URL: 'postgres://db/shop', MAIL_ENABLED: 'false', PORT: '8080' });
assert.deepEqual({ ...config }, { PORT: 8080, DATABASE_URL: 'postgres://db/shop', LOG_LEVEL: 'info', MAIL_ENABLED: false });
assert.throws(() => { config.PORT = 1; }, TypeError);
await assert.rejects(load({}), /DATABASE_URL/);
await assert.rejects(load({ DATABASE_URL: 'postgres://db/shop', PORT: 'many' }), /PORT/);
