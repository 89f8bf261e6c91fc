// SPDX-License-Identifier: GPL-3.0-or-later
// What people change about themselves, and where their account is in use.
import assert from 'node:assert/strict';
import { openMail, signUp, submit } from './accounts.mjs';
import { cleo } from './people.mjs';
import { BASE, PASSWORD, ageProofs, at, expectComplaint, file, fromMenu, gone, heading, logIn, person, seen, test, until } from './support.mjs';

const { page } = cleo;
const card = (name, where = page) => where.getByRole('region', { name, exact: true });
const button = (name, where = page) => where.getByRole('button', { name, exact: true });

/** The six digits of the newest message to an address. */
export async function codeFor(email) {
  const text = await (await openMail(email)).locator('pre').innerText();
  return /\b(\d{6})\b/.exec(text)[1];
}

test('one more person signs up', async () => {
  await signUp(cleo);
  await page.getByLabel('Code with 6 digits').fill(await codeFor(cleo.email));
  await submit(page, 'Confirm');
  await heading(page, /^Good .*, Cleo$/);
});

test('a new password must be none that everybody tries, and the old one is told to be wrong beside its field', async () => {
  await fromMenu(page, 'Settings');
  await heading(page, 'Settings');
  await page.getByRole('main').getByRole('link', { name: /^Security/ }).click();
  await heading(page, 'Security');
  await button('Change the password').click();
  await page.getByLabel('Password until now').fill('not the password');
  await page.getByLabel('New password').fill('another long password');
  expectComplaint(/status of 4\d\d/);
  await button('Save the new password').click();
  await seen(page.getByText('This is not the password.'));
  await page.getByLabel('Password until now').fill(PASSWORD);
  await page.getByLabel('New password').fill('iloveyou');
  expectComplaint(/status of 4\d\d/);
  await button('Save the new password').click();
  await seen(page.getByText('Very many people use this password'));
  cleo.password = 'cleo has a long password';
  await page.getByLabel('New password').fill(cleo.password);
  await button('Save the new password').click();
  await seen(page.getByText('The password is changed.'));
});

test('a forgotten password: the link of the message leads to a new one, once', async () => {
  const visitor = await person();
  const tab = await visitor.newPage();
  await tab.goto('/login');
  await tab.getByRole('link', { name: 'Forgotten your password?' }).click();
  await heading(tab, 'Forgotten your password?');
  await submit(tab, 'Send the link');
  await seen(tab.getByText('Please fill this in.'));
  await tab.getByLabel('Email address').fill(cleo.email);
  await submit(tab, 'Send the link');
  await heading(tab, 'Look into your mail');
  await seen(button(/^Another link in \d+ s$/, tab));
  const link = await (await openMail(cleo.email)).getByRole('link').getAttribute('href');
  await tab.goto(link);
  await heading(tab, 'Choose a new password');
  assert.match(link, /\/reset#token=/);
  assert.equal(new URL(tab.url()).hash, '', 'the address and the history do not keep the token');
  await tab.getByLabel('New password').fill('short');
  await submit(tab, 'Save the new password');
  await seen(tab.getByText('Please use at least 8 characters.'));
  cleo.password = PASSWORD;
  await tab.getByLabel('New password').fill(PASSWORD);
  await submit(tab, 'Save the new password');
  await heading(tab, 'Your password is changed');
  assert.equal(await tab.getByRole('main').getByRole('link', { name: 'Log in' }).getAttribute('href'), '/login?next=/settings/security');
  await tab.goto(link.replace('#', '?')); // as earlier releases wrote them
  await tab.getByLabel('New password').fill('yet another password');
  expectComplaint(/status of 4\d\d/);
  await submit(tab, 'Save the new password');
  await heading(tab, 'This link does not work any more');
  await visitor.close();
});

test('a reset ends the sessions that there were', async () => {
  expectComplaint(/status of 401/);
  await page.goto('/settings/account');
  await at(page, '/login?next=%2Fsettings%2Faccount');
  await logIn(page, cleo.email, cleo.password);
  await heading(page, 'Account');
});

test('another address counts once its code has come back, and the old one hears of it', async () => {
  const email = card('Email address');
  await button('Change', email).click();
  await page.getByLabel('New email address').fill(cleo.email);
  expectComplaint(/status of 4\d\d/);
  await button('Send a code there', email).click();
  await seen(page.getByText('This is your address already.'));
  await page.getByLabel('New email address').fill('cleo@example.net');
  await button('Send a code there', email).click();
  await seen(page.getByText('Enter the code from the message to cleo@example.net'));
  const code = await codeFor('cleo@example.net');
  await page.getByLabel('Code with 6 digits').fill(code === '123456' ? '654321' : '123456');
  expectComplaint(/status of 4\d\d/);
  await button('Confirm', email).click();
  await seen(page.getByText('This code or link is not right, or it is too old.'));
  await page.getByLabel('Code with 6 digits').fill(code);
  await button('Confirm', email).click();
  await seen(page.getByText('Your address is changed.'));
  await seen(email.getByText('cleo@example.net'));
  await openMail(cleo.email);
});

test('the link to a new address works in any browser', async () => {
  const email = card('Email address');
  await button('Change', email).click();
  await page.getByLabel('New email address').fill(cleo.email);
  await button('Send a code there', email).click();
  await seen(page.getByText(`Enter the code from the message to ${cleo.email}`));
  const link = await (await openMail(cleo.email)).getByRole('link').first().getAttribute('href');
  const visitor = await person();
  const tab = await visitor.newPage();
  await tab.goto(link);
  await heading(tab, 'Your address is changed');
  await seen(tab.getByText(cleo.email));
  expectComplaint(/status of 4\d\d/);
  await tab.reload();
  await seen(tab.getByText('This code or link is not right, or it is too old.'));
  await visitor.close();
});

test('a telephone number is kept as the world dials it', async () => {
  await page.reload();
  await seen(card('Email address').getByText(cleo.email));
  const phone = card('Telephone');
  await page.getByLabel('Telephone number').fill('12');
  expectComplaint(/status of 4\d\d/);
  await button('Save', phone).click();
  await seen(page.getByText('This does not look like a telephone number.'));
  await page.getByLabel('Telephone number').fill('020 7946 0958');
  await button('Save', phone).click();
  await until('the number', async () => (await page.getByLabel('Telephone number').inputValue()) === '+442079460958');
  await page.getByLabel('Telephone number').fill('');
  await button('Save', phone).click();
  await seen(page.getByText('The number is removed.'));
});

test('a picture of oneself is shown, and taken away', async () => {
  await page.goto('/profile');
  await heading(page, 'Profile');
  await page.getByTestId('avatar').setInputFiles(file('page.png'));
  await seen(page.getByRole('banner').locator('img'));
  await page.reload();
  await seen(page.getByRole('banner').locator('img'));
  await button('Remove the picture').click();
  await gone(page.getByRole('banner').locator('img'));
});

test('a session in another browser is seen, and ended from here', async () => {
  const elsewhere = await person();
  const tab = await elsewhere.newPage();
  await tab.goto('/login');
  await logIn(tab, cleo.email, cleo.password);
  await heading(tab, /^Good .*, Cleo$/);
  await page.goto('/settings/security');
  const devices = card('Devices');
  await seen(devices.getByText('This device'));
  const others = devices.getByRole('button', { name: /^Log out: / });
  assert.equal(await others.count(), 1);
  await others.click();
  await seen(page.getByText('That device is logged out.'));
  assert.equal(await others.count(), 0);
  expectComplaint(/status of 401/);
  await tab.goto('/settings/data');
  await at(tab, '/login?next=%2Fsettings%2Fdata');
  await elsewhere.close();
});

const ask = (key, method, path, body) =>
  fetch(`${BASE}/api/v1${path}`, {
    method,
    headers: { Authorization: `Bearer ${key}`, ...(body ? { 'Content-Type': 'application/json' } : {}) },
    ...(body ? { body: JSON.stringify(body) } : {}),
  });

test('a key is made after a proof, shown once, does what it may, and ends', async () => {
  await page.goto('/settings/api-keys');
  await seen(page.getByText('There are no keys yet.'));
  ageProofs();
  await button('New key').click();
  await button('Make the key').click();
  await seen(page.getByText('Please fill this in.'));
  await page.getByLabel('What is it for?').fill('Scanner');
  await page.getByRole('radio', { name: 'Read only' }).check();
  expectComplaint(/status of 4\d\d/);
  await button('Make the key').click();
  const dialog = page.getByRole('dialog', { name: 'Please confirm that it is you' });
  await seen(dialog);
  await page.keyboard.press('Escape');
  await gone(dialog);
  await seen(page.getByText('Nothing was done, because it was not confirmed that it is you.'));
  expectComplaint(/status of 4\d\d/);
  await button('Make the key').click();
  await dialog.getByLabel('Password', { exact: true }).fill('not the password');
  await dialog.getByRole('button', { name: 'Confirm' }).click();
  await seen(dialog.getByText('This is not the password.'));
  await dialog.getByLabel('Password', { exact: true }).fill(cleo.password);
  await dialog.getByRole('button', { name: 'Confirm' }).click();
  await seen(page.getByRole('heading', { name: 'Here is your key' }));
  await button('Copy the key').click();
  const key = await page.evaluate(() => navigator.clipboard.readText());
  assert.match(key, /^ak_/);
  assert.equal((await ask(key, 'GET', '/ocr')).status, 200);
  assert.equal((await ask(key, 'PATCH', '/me', { name: 'Somebody' })).status, 403);
  await page.reload();
  await seen(page.getByText('Scanner'));
  assert.equal(await page.getByText(key).count(), 0);
  await button('Remove the key Scanner').click();
  await button('Really remove').click();
  await seen(page.getByText('The key is removed'));
  assert.equal((await ask(key, 'GET', '/ocr')).status, 401);
});

test('appearance and language are chosen among the settings, too', async () => {
  await page.goto('/settings/appearance');
  const ground = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  await page.getByRole('radio', { name: 'Dark' }).check();
  await until('a dark ground', async () => (await ground()) === 'rgb(0, 8, 20)');
  await page.getByRole('radio', { name: 'Like the system' }).check();
  await until('a light ground', async () => (await ground()) === 'rgb(246, 248, 251)');
  await page.getByRole('radio', { name: 'Deutsch' }).check();
  await heading(page, 'Darstellung und Sprache');
  await page.getByRole('radio', { name: 'English' }).check();
  await heading(page, 'Appearance and language');
});

test('what Assisti can do is told to everybody, with what was measured', async () => {
  const visitor = await person();
  const tab = await visitor.newPage();
  await tab.goto('/');
  await tab.getByRole('contentinfo').getByRole('link', { name: 'What it can do' }).click();
  await heading(tab, 'What Assisti can do');
  await seen(tab.getByRole('region', { name: 'Animals' }).getByRole('meter', { name: 'The first answer', exact: true }));
  await visitor.close();
});
