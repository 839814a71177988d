// security-headers: "helmet 8 sets CSP, HSTS for a year with all subdomains, nosniff, `SAMEORIGIN` framing, `no-referrer`, COOP and CORP, sends `X-XSS-Protection: 0` and removes `X-Powered-By`. It sets no Permissions-Policy, and COEP is off."
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import express from 'express';
import helmet from 'helmet';
import { block, evaluate, listening } from '../kit.mjs';

async function headers(prepare) {
  const app = express();
  await prepare(app);
  app.get('/', (req, res) => res.end(res.locals.nonce));
  const server = createServer(app);
  const res = await fetch(`http://127.0.0.1:${await listening(server)}/`);
  const body = await res.text();
  server.closeAllConnections();
  server.close();
  return [res.headers, body];
}
const [usual] = await headers((app) => app.use(helmet()));
assert.match(usual.get('content-security-policy'), /script-src 'self';.*style-src 'self' https: 'unsafe-inline'/);
assert.equal(usual.get('strict-transport-security'), 'max-age=31536000; includeSubDomains');
assert.equal(usual.get('x-content-type-options'), 'nosniff');
assert.equal(usual.get('x-frame-options'), 'SAMEORIGIN');
assert.equal(usual.get('referrer-policy'), 'no-referrer');
assert.equal(usual.get('cross-origin-opener-policy'), 'same-origin');
assert.equal(usual.get('cross-origin-resource-policy'), 'same-origin');
assert.equal(usual.get('x-xss-protection'), '0');
for (const absent of ['x-powered-by', 'permissions-policy', 'cross-origin-embedder-policy']) assert.equal(usual.get(absent), null);
const [own, nonce] = await headers((app) => evaluate(block('security-headers'), { app, helmet, randomBytes }));
assert.ok(nonce.length >= 24);
assert.ok(own.get('content-security-policy').includes(`script-src 'strict-dynamic' 'nonce-${nonce}'`));
