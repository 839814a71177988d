// cors: "`/example\.com$/` admits `evilexample.com`"
import assert from 'node:assert/strict';

assert.equal(/example\.com$/.test('https://evilexample.com'), true);
assert.equal(new URL('https://app.example.com').origin, 'https://app.example.com');
assert.notEqual(new URL('https://app.example.com:8443').origin, new URL('https://app.example.com').origin);
assert.notEqual(new URL('http://app.example.com').origin, new URL('https://app.example.com').origin);
