// SPDX-License-Identifier: GPL-3.0-or-later
// Logging in with more than a password, and without one.
import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { cleo } from './people.mjs';
import { codeFor } from './settings.mjs';
import { ageProofs, download, expectComplaint, fromMenu, gone, heading, logIn, seen, test, until } from './support.mjs';

const { page } = cleo;
const button = (name, where = page) => where.getByRole('button', { name, exact: true });
const codeField = (where = page) => where.getByLabel('Code with 6 digits');
const wrong = (code) => (code === '123456' ? '654321' : '123456');

/** What an authenticator application shows (RFC 6238), `steps` half minutes from now. */
function appCode(secret, steps = 0) {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
  const bits = [...secret].map((letter) => alphabet.indexOf(letter).toString(2).padStart(5, '0')).join('');
  const key = Buffer.from(bits.match(/.{8}/g).map((byte) => parseInt(byte, 2)));
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000) + steps));
  const digest = createHmac('sha1', key).update(counter).digest();
  const at = digest.at(-1) & 15;
  return String((digest.readUInt32BE(at) & 0x7fffffff) % 1_000_000).padStart(6, '0');
}

async function leave() {
  await fromMenu(page, 'Log out');
  await heading(page, 'Your pictures, put into words.');
}

/** Up to the second step. */
async function begin() {
  await page.goto('/login');
  await logIn(page, cleo.email, cleo.password);
  await heading(page, 'One more step');
}

const inside = () => heading(page, /^Good .*, Cleo$/);

test('codes by email are turned on, and recovery codes come with them', async () => {
  await page.goto('/settings/security');
  await button('Turn on codes by email').click();
  await seen(page.getByRole('heading', { name: 'Your recovery codes' }));
  cleo.recovery = await page.locator('ul code').allInnerTexts();
  assert.equal(new Set(cleo.recovery).size, 10);
  await button('I have kept them').click();
  await seen(page.getByText('10 are left'));
  await seen(button('Turn off codes by email'));
});

test('a log-in wants the code of the message; a wrong one is told, a pasted one taken', async () => {
  await leave();
  await begin();
  await seen(button(/^New code in \d+ s$/));
  assert.equal(await codeField().getAttribute('autocomplete'), 'one-time-code');
  const code = await codeFor(cleo.email);
  await codeField().fill(wrong(code));
  expectComplaint(/status of 4\d\d/);
  await button('Log in').click();
  await seen(page.getByText('This code is not right, or it is too old.'));
  await codeField().fill('');
  await codeField().focus();
  await page.evaluate((text) => navigator.clipboard.writeText(text), `${code.slice(0, 3)}-${code.slice(3)}`);
  await page.keyboard.press('Control+V');
  await until('the six digits', async () => (await codeField().inputValue()) === code);
  await button('Log in').click();
  await inside();
});

test('a recovery code lets in, once', async () => {
  await leave();
  await begin();
  await button('Recovery code').click();
  await page.getByLabel('Recovery code').fill(cleo.recovery[0].toUpperCase());
  await button('Log in').click();
  await inside();
  await leave();
  await begin();
  await button('Recovery code').click();
  await page.getByLabel('Recovery code').fill(cleo.recovery[0]);
  expectComplaint(/status of 4\d\d/);
  await button('Log in').click();
  await seen(page.getByText('This code is not right, or it is too old.'));
  await page.getByLabel('Recovery code').fill(cleo.recovery[1]);
  await button('Log in').click();
  await inside();
});

test('an authenticator app is set up by its key, and its recovery codes are kept', async () => {
  await page.goto('/settings/security');
  await seen(page.getByText('8 are left'));
  await button('Set up').click();
  const picture = page.getByAltText('QR code for the authenticator app');
  await until('the picture', () => picture.evaluate((one) => one.naturalWidth > 0));
  await button('Copy the key').click();
  cleo.secret = await page.evaluate(() => navigator.clipboard.readText());
  assert.match(cleo.secret, /^[A-Z2-7]{32}$/);
  await codeField().fill(wrong(appCode(cleo.secret)));
  expectComplaint(/status of 4\d\d/);
  await button('Turn on').click();
  await seen(page.getByText('This is not the code that the app shows now.'));
  await codeField().fill(appCode(cleo.secret));
  await button('Turn on').click();
  await seen(page.getByRole('heading', { name: 'Your recovery codes' }));
  cleo.recovery = await page.locator('ul code').allInnerTexts();
  await button('Copy').click();
  assert.deepEqual((await page.evaluate(() => navigator.clipboard.readText())).split('\n'), cleo.recovery);
  const kept = await download(page, button('Save as a file'));
  const text = readFileSync(await kept.path(), 'utf8');
  assert.ok(text.includes(cleo.email) && cleo.recovery.every((code) => text.includes(code)));
  await page.emulateMedia({ media: 'print' });
  assert.equal(await page.getByRole('heading', { level: 1 }).isVisible(), false, 'only the codes are printed');
  await seen(page.getByText(cleo.recovery[9]));
  await page.emulateMedia({ media: null });
  await button('I have kept them').click();
});

test('the code of the app logs in, and one may take another way', async () => {
  await leave();
  await begin();
  await seen(page.getByText('Enter the code that your authenticator app shows now.'));
  await button('Send a code by email').click();
  await codeField().fill(await codeFor(cleo.email));
  await button('Log in').click();
  await inside();
  await leave();
  await begin();
  await codeField().fill(appCode(cleo.secret, 1));
  await button('Log in').click();
  await inside();
});

/** A passkey that its browser keeps, and gives whenever it is asked for. */
async function addAuthenticator() {
  const devtools = await cleo.context.newCDPSession(page);
  await devtools.send('WebAuthn.enable');
  const { authenticatorId } = await devtools.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  });
  return { devtools, authenticatorId };
}

test('a passkey is added and given a name', async () => {
  cleo.authenticator = await addAuthenticator();
  await page.goto('/settings/security');
  await button('Add a passkey').click();
  await page.getByLabel('Name of the passkey').fill('Laptop');
  await button('Save').click();
  await seen(button('Remove the passkey Laptop'));
  expectComplaint(/status of 4\d\d/);
  await button('Add a passkey').click();
  await seen(page.getByText('This device holds a passkey for your account already.'));
});

/** Whether somebody is there to give it. */
async function setPresence(enabled) {
  const { devtools, authenticatorId } = cleo.authenticator;
  await devtools.send('WebAuthn.setAutomaticPresenceSimulation', { authenticatorId, enabled });
}

test('it logs in without a password, by the button', async () => {
  await leave();
  // As in a browser that does not offer it by itself.
  await page.evaluate(() => (PublicKeyCredential.isConditionalMediationAvailable = undefined));
  await page.getByRole('banner').getByRole('link', { name: 'Log in' }).click();
  await button('Log in with a passkey').click();
  await inside();
});

test('a browser that knows it offers it by itself', async () => {
  await leave();
  await page.goto('/login');
  await inside();
});

test('it is a second step, too', async () => {
  await setPresence(false);
  await leave();
  await begin();
  await seen(page.getByText('Confirm with a passkey that it is you.'));
  await setPresence(true);
  await button('Use a passkey').click();
  await inside();
});

test('it proves who one is, and goes', async () => {
  await page.goto('/settings/security');
  await seen(button('Remove the passkey Laptop'));
  ageProofs();
  await button('Remove the passkey Laptop').click();
  expectComplaint(/status of 403/);
  await button('Really remove').click();
  const dialog = page.getByRole('dialog', { name: 'Please confirm that it is you' });
  await dialog.getByRole('button', { name: 'Use a passkey' }).click();
  await seen(page.getByText('The passkey is removed.'));
  await gone(dialog);
  assert.equal(await button('Remove the passkey Laptop').count(), 0);
});

test('a passkey that was removed is told to be unknown', async () => {
  await leave();
  expectComplaint(/status of 401/);
  await page.goto('/login');
  await seen(page.getByText('This passkey is not known here, or was removed.'));
  const { devtools, authenticatorId } = cleo.authenticator;
  await devtools.send('WebAuthn.removeVirtualAuthenticator', { authenticatorId });
  await begin();
  await button('Recovery code').click();
  await page.getByLabel('Recovery code').fill(cleo.recovery[0]);
  await button('Log in').click();
  await inside();
  await page.goto('/settings/security');
});

test('the app proves it, too, and everything is turned off again', async () => {
  ageProofs();
  await button('Turn off the authenticator app').click();
  expectComplaint(/status of 403/);
  await button('Really turn off').click();
  const dialog = page.getByRole('dialog', { name: 'Please confirm that it is you' });
  await dialog.getByRole('button', { name: 'Use the authenticator app' }).click();
  await codeField(dialog).fill(wrong(appCode(cleo.secret)));
  expectComplaint(/status of 400/);
  await dialog.getByRole('button', { name: 'Confirm' }).click();
  await seen(dialog.getByText('This code is not right, or it is too old.'));
  await dialog.getByRole('button', { name: 'Use the password' }).click();
  await dialog.getByLabel('Password', { exact: true }).fill(cleo.password);
  await dialog.getByRole('button', { name: 'Confirm' }).click();
  await seen(page.getByText('The authenticator app is off.'));
  await button('Turn off codes by email').click();
  await button('Really turn off').click();
  await seen(page.getByText('No codes come by email any more.'));
  await leave();
  await page.goto('/login');
  await logIn(page, cleo.email, cleo.password);
  await inside();
});
