// SPDX-License-Identifier: GPL-3.0-or-later
// Passkeys as Chromium makes and shows them, by its virtual authenticator and past the pages: what it sends the server takes.
import assert from 'node:assert/strict';
import { ben } from './people.mjs';
import { BASE, expectComplaint, person, test } from './support.mjs';

const RP_ID = new URL(BASE).hostname;

let page;
let devtools;
let authenticator;
let access;

/** A request of the page. With `create` or `get`, options of WebAuthn, its body has the passkey's answer as the member `as`. */
function ask(method, path, body, { token = null, create = null, get = null, as = null } = {}) {
  return page.evaluate(
    async ({ method, path, body, token, create, get, as }) => {
      let answer;
      if (create) {
        const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(create);
        answer = (await navigator.credentials.create({ publicKey })).toJSON();
      }
      if (get) {
        const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(get);
        answer = (await navigator.credentials.get({ publicKey })).toJSON();
      }
      const reply = await fetch(`/api/v1${path}`, {
        method,
        headers: { 'Content-Type': 'application/json', ...(token ? { Authorization: `Bearer ${token}` } : {}) },
        body: method === 'GET' ? undefined : JSON.stringify(as ? { ...body, [as]: answer } : body),
      });
      const text = await reply.text();
      return { status: reply.status, json: text ? JSON.parse(text) : null };
    },
    { method, path, body, token, create, get, as },
  );
}

async function well(status, method, path, body, settings) {
  const reply = await ask(method, path, body, settings);
  assert.equal(reply.status, status, JSON.stringify(reply.json));
  return reply.json;
}

const givePassword = () => well(200, 'POST', '/auth/token', { email: ben.email, password: ben.password });

test('a browser makes a passkey', async () => {
  const context = await person();
  page = await context.newPage();
  await page.goto('/signup'); // the log-in page asks for passkeys by itself
  devtools = await context.newCDPSession(page);
  await devtools.send('WebAuthn.enable');
  ({ authenticatorId: authenticator } = await devtools.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      ctap2Version: 'ctap2_1',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
    },
  }));
  ({ access } = await givePassword());
  const create = await well(200, 'POST', '/auth/passkeys/options', {}, { token: access });
  assert.equal(create.rp.id, RP_ID);
  const made = await well(201, 'POST', '/auth/passkeys', { name: 'Chromium' }, { token: access, create, as: 'credential' });
  assert.equal(made.recovery_codes.length, 10);
  const { credentials } = await devtools.send('WebAuthn.getCredentials', { authenticatorId: authenticator });
  assert.equal(credentials.length, 1);
  assert.equal(credentials[0].isResidentCredential, true);
});

test('it does not make a second one for the same account', async () => {
  const create = await well(200, 'POST', '/auth/passkeys/options', {}, { token: access });
  await assert.rejects(ask('POST', '/auth/passkeys', { name: 'Again' }, { token: access, create, as: 'credential' }), /InvalidStateError/);
});

test('the passkey logs in without a password', async () => {
  const { challenge_id, publicKey } = await well(200, 'POST', '/auth/passkeys/login/options', {});
  const found = await well(200, 'POST', '/auth/passkeys/login', { challenge_id }, { get: publicKey, as: 'credential' });
  assert.equal(found.user.email, ben.email);
});

test('the passkey is the second step after a password', async () => {
  const begun = await givePassword();
  assert.deepEqual(begun.methods, ['passkey', 'recovery']);
  const get = await well(200, 'POST', '/auth/token/two-factor/passkey-options', { challenge: begun.challenge });
  const body = { challenge: begun.challenge };
  const found = await well(200, 'POST', '/auth/token/two-factor', body, { get, as: 'passkey' });
  assert.equal(found.user.two_factor_enabled, true);
  access = found.access;
});

test('a passkey that verifies nobody logs nobody in', async () => {
  await devtools.send('WebAuthn.setUserVerified', { authenticatorId: authenticator, isUserVerified: false });
  const { challenge_id, publicKey } = await well(200, 'POST', '/auth/passkeys/login/options', {});
  const lax = { ...publicKey, userVerification: 'discouraged' };
  expectComplaint(/status of 401/);
  const found = await ask('POST', '/auth/passkeys/login', { challenge_id }, { get: lax, as: 'credential' });
  assert.equal(found.json.code, 'invalid_credentials');
  await devtools.send('WebAuthn.setUserVerified', { authenticatorId: authenticator, isUserVerified: true });
});

test('a passkey proves that it is still the same person, and is removed', async () => {
  const get = await well(200, 'POST', '/auth/passkeys/proof-options', {}, { token: access });
  await well(204, 'POST', '/auth/proof', {}, { token: access, get, as: 'passkey' });
  const { passkeys } = await well(200, 'GET', '/auth/two-factor', null, { token: access });
  assert.deepEqual(passkeys.map(({ name }) => name), ['Chromium']);
  await well(204, 'DELETE', `/auth/passkeys/${passkeys[0].id}`, {}, { token: access });
  assert.ok((await givePassword()).access);
  await page.context().close();
});
