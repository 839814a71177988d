// https-and-tls: "Node's default minimum is TLS 1.2."
// https-and-tls: "Node.js 24 (OpenSSL 3.5) can mix in ML-KEM"
// https-and-tls: "set `NODE_EXTRA_CA_CERTS` or `--use-system-ca`"
import assert from 'node:assert/strict';
import crypto from 'node:crypto';
import tls from 'node:tls';
import { node } from '../kit.mjs';

assert.equal(tls.DEFAULT_MIN_VERSION, 'TLSv1.2');
assert.equal(tls.DEFAULT_MAX_VERSION, 'TLSv1.3');
assert.match(process.versions.openssl, /^3\.5\./);
assert.doesNotThrow(() => tls.createSecureContext({ ecdhCurve: 'X25519MLKEM768:X25519' }));
assert.equal(crypto.generateKeyPairSync('ml-kem-768').publicKey.asymmetricKeyType, 'ml-kem-768');
assert.equal(node(['--use-system-ca', '-p', '1']).stdout, '1\n');
