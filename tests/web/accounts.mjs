// SPDX-License-Identifier: GPL-3.0-or-later
// From a new server to three people who are signed in.
import assert from 'node:assert/strict';
import { ada, ben, root } from './people.mjs';
import { at, expectComplaint, fromMenu, gone, heading, logIn, readLog, reads, seen, test, until } from './support.mjs';

export const submit = (page, name) => page.getByRole('main').getByRole('button', { name, exact: true }).click();

async function fillAccount({ page, name, email, password }) {
  await page.getByRole('textbox', { name: 'Name optional', exact: true }).fill(name);
  await page.getByLabel('Email address').fill(email);
  await page.getByLabel('Password', { exact: true }).fill(password);
}

export async function signUp(someone) {
  const { page } = someone;
  await page.goto('/signup');
  await heading(page, 'Create your account');
  await fillAccount(someone);
  await submit(page, 'Create account');
  await at(page, '/verify');
  await seen(page.getByText(`Enter the code from the message to ${someone.email}.`));
  await seen(page.getByText('This server does not send email. Please ask the person who runs it for your code.'));
}

/** The newest message to somebody, as staff read it in the outbox. */
export async function openMail(email) {
  const { page } = root;
  await page.goto('/admin/mail');
  await heading(page, 'Mail outbox');
  await page.reload();
  await page.getByRole('list', { name: 'Messages' }).getByRole('button').filter({ hasText: email }).first().click();
  const mail = page.getByRole('article');
  await seen(mail.getByText(email));
  return mail;
}

test('the first visit leads to the set-up', async () => {
  const { page } = root;
  await page.goto('/');
  await at(page, '/setup');
  await heading(page, 'Welcome to Assisti');
  await page.goto('/login');
  await at(page, '/setup');
  assert.equal(await page.getByRole('link', { name: 'Log in' }).count(), 0, 'there is no account to log in to');
});

test('a wrong set-up code is told beside its field, and what was typed stays', async () => {
  const { page } = root;
  await page.getByLabel('Set-up code').fill('AAAA-BBBB-CCCC');
  await fillAccount(root);
  expectComplaint(/status of 4\d\d/);
  await submit(page, 'Create the first account');
  await seen(page.getByText('This is not the code that the server printed last.'));
  assert.equal(await page.getByLabel('Set-up code').getAttribute('aria-invalid'), 'true');
  assert.equal(await page.getByLabel('Email address').inputValue(), root.email);
});

test('the code that the server printed makes the first account', async () => {
  const { page } = root;
  const [, code] = /open (?:http\S+)\/setup and enter the code (\S+)/.exec(readLog());
  await page.getByLabel('Set-up code').fill(code.toLowerCase());
  await submit(page, 'Create the first account');
  await heading(page, /^Good .*, Root$/);
  await seen(page.getByText('Nothing here yet.'));
  await fromMenu(page, 'Profile');
  await seen(page.getByText('Administrator'));
});

test('nobody sets up a second time', async () => {
  const { page } = ada;
  await page.goto('/setup');
  await at(page, '/');
  await heading(page, 'Your pictures, put into words.');
});

test('the landing page shows an example whose words and boxes are linked', async () => {
  const { page } = ada;
  await page.getByText('lemon', { exact: true }).hover();
  await until('the box of the word', () => page.locator('svg rect.active').count());
});

test('what is missing in a form is told beside each field', async () => {
  const { page } = ada;
  await page.getByRole('main').getByRole('link', { name: 'Get started' }).first().click();
  await at(page, '/signup');
  await heading(page, 'Create your account');
  await page.getByLabel('Email address').fill('ada at home');
  await page.getByLabel('Password', { exact: true }).fill('short');
  await page.setViewportSize({ width: 360, height: 480 });
  await submit(page, 'Create account');
  await seen(page.getByText('This does not look like an email address.'));
  await seen(page.getByText('Please use at least 8 characters.'));
  const head = await page.getByRole('banner').boundingBox();
  const label = await page.getByText('Email address', { exact: true }).boundingBox();
  assert.ok(label.y >= head.y + head.height, 'the label of the first wrong field is in sight');
  await page.setViewportSize({ width: 1280, height: 800 });
});

test('a typed password can be looked at', async () => {
  const { page } = ada;
  await page.getByRole('button', { name: 'Show password' }).click();
  assert.equal(await page.getByLabel('Password', { exact: true }).getAttribute('type'), 'text');
});

test('someone signs up, and staff find the code in the outbox', async () => {
  await signUp(ada);
  const text = await (await openMail(ada.email)).locator('pre').innerText();
  ada.code = /\b(\d{6})\b/.exec(text)[1];
});

test('who is not verified yet is sent to the code by the log-in', async () => {
  const tab = await ada.context.newPage();
  await tab.goto('/login');
  expectComplaint(/status of 403/);
  await logIn(tab, ada.email);
  await at(tab, '/verify');
  await tab.close();
});

test('a wrong code is refused in words', async () => {
  const { page } = ada;
  const wrong = ada.code === '123456' ? '654321' : '123456';
  await page.getByLabel('Code with 6 digits').fill(wrong);
  expectComplaint(/status of 4\d\d/);
  await submit(page, 'Confirm');
  await seen(page.getByText('This code or link is not right, or it is too old.'));
});

test('the right code, pasted with blanks, leads straight in', async () => {
  const { page } = ada;
  const field = page.getByLabel('Code with 6 digits');
  await field.fill('');
  await field.focus();
  await page.evaluate((text) => navigator.clipboard.writeText(text), ` ${ada.code.slice(0, 3)} ${ada.code.slice(3)} `);
  await page.keyboard.press('Control+V');
  await until('the six digits', async () => (await field.inputValue()) === ada.code);
  await submit(page, 'Confirm');
  await heading(page, /^Good .*, Ada$/);
});

test('an address that has an account is told so beside its field', async () => {
  const { page } = ben;
  await page.goto('/signup');
  await fillAccount({ ...ben, email: ada.email.toUpperCase() });
  expectComplaint(/status of 409/);
  await submit(page, 'Create account');
  await seen(page.getByText('There is an account with this address already.'));
});

test('the link in the message verifies in any browser', async () => {
  await signUp(ben);
  const link = await (await openMail(ben.email)).getByRole('link').getAttribute('href');
  const { context } = ben;
  await ben.page.close();
  ben.page = await context.newPage();
  await ben.page.goto(link);
  await heading(ben.page, 'Your address is confirmed');
  await ben.page.getByRole('main').getByRole('link', { name: 'Log in' }).click();
});

test('a link that is not ours is refused in words', async () => {
  const tab = await ben.context.newPage();
  await tab.goto('/verify?token=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA');
  expectComplaint(/status of 4\d\d/);
  await seen(tab.getByText('This code or link is not right, or it is too old.'));
  await tab.close();
});

test('a wrong password says so, and keeps the address', async () => {
  const { page } = ben;
  await heading(page, 'Welcome back');
  expectComplaint(/status of 401/);
  await logIn(page, ben.email, 'not the password');
  await seen(page.getByText('The email address or the password is not right.'));
  assert.equal(await page.getByLabel('Email address').inputValue(), ben.email);
});

test('the right password leads to where one wanted to go', async () => {
  const { page } = ben;
  expectComplaint(/status of 401 .*\/auth\/token\/refresh/);
  await page.goto('/profile');
  await at(page, '/login?next=%2Fprofile');
  await logIn(page, ben.email);
  await at(page, '/profile');
  await heading(page, 'Profile');
});

test('name and profile are kept', async () => {
  const { page } = ben;
  const nameField = page.getByRole('textbox', { name: 'Name optional', exact: true });
  const saved = page.getByText('Saved.');
  await page.getByLabel('A few words about you').fill('I keep receipts.\nAll of them.');
  await submit(page, 'Save');
  await seen(saved);
  await page.getByRole('button', { name: 'Close' }).click();
  await gone(saved);
  await page.getByRole('navigation', { name: 'Settings' }).getByRole('link', { name: 'Account' }).click();
  await heading(page, 'Account');
  await nameField.fill('Ben Okri');
  await page.getByRole('button', { name: 'Save' }).first().click();
  await seen(saved);
  await page.reload();
  await until('the kept name', async () => (await nameField.inputValue()) === 'Ben Okri');
  await page.goto('/profile');
  await until('the kept words', async () =>
    (await page.getByLabel('A few words about you').inputValue()) === 'I keep receipts.\nAll of them.');
});

test('a user name that cannot be is told beside its field', async () => {
  const { page } = ben;
  await page.goto('/settings/account');
  const own = await page.getByLabel('User name').inputValue();
  await page.getByLabel('User name').fill('not a name!');
  expectComplaint(/status of 4\d\d/);
  await page.getByRole('button', { name: 'Save' }).first().click();
  await seen(page.getByText('A user name may have letters, digits and @ . + - _ only.'));
  await page.getByLabel('User name').fill(own);
});

test('what only staff may see is nothing to others', async () => {
  const { page } = ben;
  await page.goto('/admin/mail');
  await heading(page, 'There is nothing here');
  await page.goto('/no/such/page').catch(() => {});
  expectComplaint(/status of 404/);
  await reads(page.getByRole('heading', { level: 1 }), 'There is nothing here');
});
