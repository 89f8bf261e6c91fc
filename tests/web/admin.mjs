// SPDX-License-Identifier: GPL-3.0-or-later
// What staff do: look after people, jobs, pictures, settings, and read what was done.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { openMail, submit } from './accounts.mjs';
import { ada, enter, root } from './people.mjs';
import { mailServer } from './smtp.mjs';
import { BASE, PASSWORD, PHONE, ageProofs, at, download, expectComplaint, file, fromMenu, gone, heading, inTab, seen, test, until } from './support.mjs';

const { page } = root;
const dora = await enter('Dora');
const main = page.getByRole('main');
const button = (name, where = main) => where.getByRole('button', { name, exact: true });
const card = (name) => page.getByRole('region', { name, exact: true });
const dialog = page.getByRole('dialog');
const menu = (name) => page.getByRole('navigation', { name: 'Administration' }).getByRole('link', { name, exact: true }).click();
const row = (text) => page.getByRole('row').filter({ hasText: text });

async function ask(method, path, { access, ...init } = {}) {
  const headers = { ...(access ? { Authorization: `Bearer ${access}` } : {}), ...(init.json ? { 'Content-Type': 'application/json' } : {}) };
  const body = init.json ? JSON.stringify(init.json) : init.body;
  return fetch(`${BASE}/api/v1${path}`, { method, headers, ...(body ? { body } : {}) });
}

/** A picture of Dora's, sent as a program does. */
async function upload(name) {
  const { access } = await (await ask('POST', '/auth/token', { json: { email: dora.email, password: PASSWORD } })).json();
  const body = new FormData();
  body.set('title', name);
  body.set('image', new Blob([readFileSync(file(name))], { type: 'image/png' }), name);
  return (await ask('POST', '/ocr?wait=30', { access, body })).json();
}

test('administration is there for staff alone, and opens with how the server does', async () => {
  await fromMenu(page, 'Administration');
  await heading(page, 'Overview');
  await until('the title', async () => (await page.title()) === 'Overview · Administration · Assisti');
  await seen(main.getByRole('link', { name: /^Users: \d/ }));
  await seen(main.getByRole('figure', { name: 'Time to answer' }));
  await seen(main.getByRole('figure', { name: 'Messages' }));
  await main.getByRole('radio', { name: '7 days' }).check();
  await seen(main.getByRole('figure', { name: 'Pictures', exact: true }));
  await ada.page.goto('/admin');
  await heading(ada.page, 'There is nothing here');
});

test('figures of a chart are read with the keyboard', async () => {
  await main.getByRole('radio', { name: '24 hours' }).check();
  const users = main.getByRole('slider', { name: 'Users' });
  await users.focus();
  await page.keyboard.press('Home');
  assert.match(await users.getAttribute('aria-valuetext'), /20\d\d.*: \d+$/);
});

test('registration by invitation is set after a proof', async () => {
  await menu('Server settings');
  await heading(page, 'Server settings');
  ageProofs();
  await main.getByRole('radio', { name: 'By invitation' }).check();
  expectComplaint(/status of 403/);
  await button('Save the settings').click();
  await dialog.getByLabel('Password', { exact: true }).fill(PASSWORD);
  await button('Confirm', dialog).click();
  await gone(dialog);
  await seen(page.getByText('Saved.'));
  await page.reload();
  await until('what was saved', () => main.getByRole('radio', { name: 'By invitation' }).isChecked());
});

test('an invitation is made, its link copied, and an account made with it, once', async () => {
  await main.getByRole('link', { name: 'Invite somebody' }).click();
  await heading(page, 'Invitations');
  await page.getByLabel('Email address optional').fill('nobody');
  await button('Make the invitation').click();
  await seen(page.getByText('This does not look like an email address.'));
  await page.getByLabel('Email address optional').fill('');
  await button('Make the invitation').click();
  await button('Copy the link').click();
  const link = await page.evaluate(() => navigator.clipboard.readText());
  assert.match(link, /\/signup#invitation=[\w-]/);
  const tab = dora.page;
  await tab.goto(link.slice(new URL(link).origin.length));
  await heading(tab, 'Create your account');
  await tab.getByRole('textbox', { name: 'Name optional', exact: true }).fill('Dora');
  await tab.getByLabel('Email address').fill(dora.email);
  await tab.getByLabel('Password', { exact: true }).fill(PASSWORD);
  await submit(tab, 'Create account');
  await at(tab, '/verify');
  const text = await (await openMail(dora.email)).locator('pre').innerText();
  await tab.getByLabel('Code with 6 digits').fill(/\b(\d{6})\b/.exec(text)[1]);
  await submit(tab, 'Confirm');
  await heading(tab, /^Good .*, Dora$/);
  await menu('Invitations');
  await seen(row('For whoever has the link').first());
  await row('For whoever has the link').first().getByRole('link').click();
  await seen(main.getByRole('link', { name: dora.email }));
});

test('registration is open again', async () => {
  await menu('Server settings');
  await main.getByRole('radio', { name: 'Open to all' }).check();
  await button('Save the settings').click();
  await seen(page.getByText('Saved.'));
  assert.equal((await (await ask('GET', '/site')).json()).registration, 'open');
});

test('people are searched, sorted and filtered, and the address keeps how', async () => {
  await menu('Users');
  await heading(page, 'Users');
  await seen(row(ada.email));
  await main.getByRole('columnheader', { name: 'Email address' }).getByRole('button').click();
  await until('the order', async () => (await main.getByRole('columnheader', { name: 'Email address' }).getAttribute('aria-sort')) === 'ascending');
  await until('Ada first', async () => (await main.getByRole('row').nth(1).innerText()).includes(ada.email));
  await page.getByRole('searchbox', { name: 'Search' }).fill('dora');
  await seen(main.getByText('1 entry'));
  await row(dora.email).getByRole('link').click();
  await heading(page, dora.email);
  await page.goBack();
  await seen(main.getByText('1 entry'));
  assert.equal(await page.getByRole('searchbox', { name: 'Search' }).inputValue(), 'dora');
  await button('Filter and order').click();
  await page.getByLabel('Enabled', { exact: true }).selectOption('false');
  await seen(main.getByText('Nothing fits.'));
  await button('Show all').click();
  await seen(row(ada.email));
});

test('several are disabled at once after a question, lose access, and come back by one press', async () => {
  for (const one of [dora, ada]) await row(one.email).getByRole('checkbox').check();
  await seen(main.getByText('2 chosen'));
  await button('Disable').click();
  await seen(dialog.getByText('They are logged out at once'));
  await button('Cancel', dialog).click();
  await gone(dialog);
  await row(ada.email).getByRole('checkbox').uncheck();
  await button('Disable').click();
  await button('Disable', dialog).click();
  await seen(page.getByText('Disable: 1 done.'));
  await until('Dora is disabled', async () => /\bNo\b/.test(await row(dora.email).innerText()));
  expectComplaint(/status of 40[13]/);
  await dora.page.goto('/ocr');
  await at(dora.page, '/login?next=%2Focr');
  await button('Undo', page).click();
  await seen(page.getByText('1 is as it was.'));
  const token = await ask('POST', '/auth/token', { json: { email: dora.email, password: PASSWORD } });
  assert.equal(token.status, 200);
});

test('the person who does it is told why it is not done to oneself', async () => {
  await row(root.email).getByRole('checkbox').check();
  await button('Disable').click();
  await button('Disable', dialog).click();
  await seen(page.getByText(/^1 was left as it is: /));
  await button('Choose none').click();
});

test('one account is changed, and what is wrong stands beside its field', async () => {
  await row(dora.email).getByRole('link').click();
  await heading(page, dora.email);
  await page.getByLabel('User name').fill('a user name');
  expectComplaint(/status of 400/);
  await button('Save').click();
  await until('the fault', async () => (await page.getByLabel('User name').getAttribute('aria-invalid')) === 'true');
  await page.getByLabel('User name').fill('dora');
  await page.getByLabel('Name optional', { exact: true }).fill('Dora Diaz');
  await button('Save').click();
  await seen(page.getByText('Saved.').last());
  await seen(card('Details').getByText('Dora Diaz'));
  await button('Make an administrator').click();
  await button('Make an administrator', dialog).click();
  await seen(button('No longer an administrator'));
  await button('Undo', page).last().click();
  await seen(button('Make an administrator'));
});

test('a job that failed is found and tried again', async () => {
  assert.equal((await upload('cut.png')).status, 'failed');
  await menu('Overview');
  await main.getByRole('link', { name: /^Failed jobs: [1-9]/ }).click();
  await heading(page, 'Jobs');
  await seen(row(dora.email).getByText('Failed'));
  await row(dora.email).getByRole('checkbox').check();
  await button('Try again').click();
  await seen(page.getByText('Try again: 1 done.'));
});

test('what is on a picture is opened with a reason, and the owner reads it', async () => {
  assert.equal((await upload('page.png')).status, 'done');
  await menu('Read texts');
  await row('page.png').getByRole('link').click();
  await heading(page, 'page.png');
  await page.getByLabel('Reason').fill('why not');
  await button('Open it').click();
  await seen(page.getByText('Please use at least 10 characters.'));
  await page.getByLabel('Reason').fill('Dora asked why it is read wrong.');
  await button('Open it').click();
  await seen(main.getByRole('img', { name: 'The picture' }));
  await seen(page.getByText('The owner has been told.'));
  const tab = dora.page;
  await tab.goto('/login?next=/settings/data');
  await tab.getByLabel('Email address').fill(dora.email);
  await tab.getByLabel('Password', { exact: true }).fill(PASSWORD);
  await tab.getByRole('main').getByRole('button', { name: 'Log in', exact: true }).click();
  await heading(tab, 'Your data');
  await seen(tab.getByText('Dora asked why it is read wrong.'));
  await seen(tab.getByRole('main').getByRole('link', { name: 'page.png' }));
});

test('limits that cannot be are told beside their fields; good ones count', async () => {
  await menu('Server settings');
  await page.getByLabel('Log-ins per minute and address').fill('0');
  await page.getByLabel('Largest file (MiB)').fill('many');
  expectComplaint(/status of 400/);
  await button('Save the settings').click();
  await seen(page.getByText('Please enter a whole number from 1 to 1,000,000.'));
  await page.getByLabel('Log-ins per minute and address').fill('60');
  await page.getByLabel('Largest file (MiB)').fill('7');
  await button('Save the settings').click();
  await until('the limit', async () => (await (await ask('GET', '/site')).json()).max_upload_bytes === 7 * 1024 * 1024);
  await page.getByLabel('Largest file (MiB)').fill('20');
  await button('Save the settings').click();
  await until('the limit', async () => (await (await ask('GET', '/site')).json()).max_upload_bytes === 20 * 1024 * 1024);
  await main.getByRole('checkbox', { name: /^Two-step log-in is needed/ }).check();
  expectComplaint(/status of 409/);
  await button('Save the settings').click();
  await seen(page.getByText('Please set up two-step log-in for your own account first'));
});

test('a mail server is set, tested, and taken away again', async () => {
  await page.reload();
  expectComplaint(/status of 409/);
  await button('Send').click();
  await seen(page.getByText('There is no mail server yet'));
  const server = await mailServer();
  await page.getByLabel('Server optional').fill('127.0.0.1');
  await page.getByLabel('Port optional').fill(String(server.port));
  await main.getByRole('radio', { name: 'None' }).check();
  await button('Save mail server').click();
  await seen(page.getByText('Saved.'));
  await button('Send').click();
  await seen(page.getByText(`The mail server has taken the message to ${root.email}.`));
  assert.equal(server.kept.length, 1);
  server.close();
  await page.getByLabel('Server optional').fill('');
  await page.getByLabel('Port optional').fill('');
  await main.getByRole('radio', { name: 'STARTTLS' }).check();
  await button('Save mail server').click();
  await until('the outbox', async () => (await (await ask('GET', '/site')).json()).mail === 'outbox');
});

test('the outbox stands among the pages of administration', async () => {
  await menu('Mail outbox');
  await heading(page, 'Mail outbox');
  await button('Send a test message').click();
  await seen(page.getByLabel('To which address?'));
});

test('the log tells who did what, and is taken away as a file', async () => {
  await menu('Audit log');
  await heading(page, 'Audit log');
  await seen(row('Users: Disable').first());
  await page.getByRole('searchbox', { name: 'Search' }).fill('ocr.open');
  await seen(main.getByText('1 entry'));
  await row('Read texts: Open').getByRole('link').click();
  await heading(page, 'Read texts: Open');
  await seen(card('Details').getByText('Dora asked why it is read wrong.'));
  await page.goBack();
  const got = await download(page, button('Save as a file'));
  assert.equal(got.suggestedFilename(), 'assisti-audit.jsonl');
  const lines = readFileSync(await got.path(), 'utf8').trim().split('\n').map((line) => JSON.parse(line));
  assert.ok(lines.some((line) => line.action === 'users.disable'));
  assert.ok(lines.every((line) => typeof line.digest === 'string'));
});

test('on a phone each row is a card, and the menu opens from a button', () =>
  inTab(root.context, PHONE, async (tab) => {
    await tab.goto('/admin/users');
    const first = tab.getByRole('row').filter({ hasText: dora.email });
    await seen(first);
    const { width, height } = await first.boundingBox();
    assert.ok(width > 280 && height > 120, `a card, not a line: ${width} x ${height}`);
    await tab.getByRole('button', { name: 'Administration' }).click();
    await tab.getByRole('navigation', { name: 'Administration' }).getByRole('link', { name: 'Jobs' }).click();
    await heading(tab, 'Jobs');
  }));

test('an account is deleted with all that it has', async () => {
  await page.goto('/admin/users?q=dora');
  await row(dora.email).getByRole('link').click();
  await heading(page, dora.email);
  root.user = new URL(page.url()).pathname;
  await button('Delete').click();
  await seen(dialog.getByText('The account goes with all pictures and results.'));
  await button('Delete', dialog).click();
  await at(page, '/admin/users');
  await seen(page.getByText('It is deleted.'));
  assert.equal(await row(dora.email).count(), 0);
  expectComplaint(/status of 404/);
  await page.goto(root.user);
  await seen(page.getByText('This is not there any more.'));
  await page.goto('/admin/users?q=ada');
  await row(ada.email).getByRole('link').click();
  root.user = new URL(page.url()).pathname;
});
