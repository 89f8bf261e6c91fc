// SPDX-License-Identifier: GPL-3.0-or-later
// Taking everything along, and the end of an account.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { cleo } from './people.mjs';
import { download, expectComplaint, heading, logIn, seen, test } from './support.mjs';

const { page } = cleo;
const button = (name) => page.getByRole('button', { name, exact: true });

test('everything is saved as one file', async () => {
  await page.goto('/settings/data');
  const saved = await download(page, button('Save everything as a file'));
  assert.match(saved.suggestedFilename(), /^assisti-\d{4}-\d\d-\d\d\.zip$/);
  const bytes = readFileSync(await saved.path());
  assert.equal(bytes.subarray(0, 4).toString('latin1'), 'PK\u0003\u0004');
  assert.ok(bytes.includes(cleo.email) || bytes.length > 500, 'the account is in it');
  await seen(page.getByText(/^The file is ready: /));
});

test('nobody has looked, and the page says so', async () => {
  await seen(page.getByText('Nobody has looked at anything of yours.'));
});

test('an account goes only by its typed address and its password', async () => {
  await button('Delete my account…').click();
  await page.getByLabel(/^To confirm, type your address/).fill('somebody@example.org');
  await page.getByLabel('Password', { exact: true }).fill('not the password');
  await button('Delete for ever').click();
  await seen(page.getByText('This is not the address of the account.'));
  await page.getByLabel(/^To confirm, type your address/).fill(cleo.email.toUpperCase());
  expectComplaint(/status of 400/);
  await button('Delete for ever').click();
  await seen(page.getByText('This is not the password.'));
  await page.getByLabel('Password', { exact: true }).fill(cleo.password);
  await button('Delete for ever').click();
  await heading(page, 'Your pictures, put into words.');
  await seen(page.getByText('Your account and everything in it are deleted.'));
  assert.deepEqual((await cleo.context.cookies()).filter((one) => one.name === 'assisti_refresh'), []);
});

test('nobody gets in with it any more', async () => {
  await page.goto('/login');
  expectComplaint(/status of 401/);
  await logIn(page, cleo.email, cleo.password);
  await seen(page.getByText('The email address or the password is not right.'));
});
