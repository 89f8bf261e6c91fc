// SPDX-License-Identifier: GPL-3.0-or-later
// Logging in by an identity provider, which stands on another site as far as the browser is concerned.
import assert from 'node:assert/strict';
import { openMail } from './accounts.mjs';
import { root } from './people.mjs';
import { BASE, at, expectComplaint, fromMenu, heading, logIn, person, seen, test } from './support.mjs';

const START = '/api/v1/auth/oidc/sso/start?next=/ocr';

test('an identity provider leads back, and one is signed in', async () => {
  const context = await person();
  const page = await context.newPage();
  try {
    await page.goto('/login');
    expectComplaint(/asks another host: http:\/\/127\.0\.0\.1:/);
    await page.evaluate((start) => {
      localStorage.setItem('assisti.session', '1'); // as the page does that leads there
      location.href = start;
    }, START);
    await at(page, '/ocr');
    await heading(page, 'Read text');
    const cookies = Object.fromEntries((await context.cookies()).map((one) => [one.name, one]));
    const { assisti_refresh: refresh, assisti_oidc: binding } = cookies;
    assert.equal(refresh.sameSite, 'Strict');
    assert.equal(binding.sameSite, 'Lax');
    assert.ok(refresh.httpOnly && binding.httpOnly);

    await page.reload();
    await heading(page, 'Read text');
  } finally {
    await context.close();
  }
});

/** Whom the provider takes the next person for. */
async function provideFor(who) {
  const led = await fetch(BASE + START, { redirect: 'manual' });
  const { origin } = new URL(led.headers.get('location'));
  await fetch(`${origin}/test/who`, { method: 'POST', body: who });
}

/** From the page for logging in to the provider, and back to where that leads. */
async function comeBack(page) {
  await page.goto('/login?next=/ocr');
  expectComplaint(/asks another host: http:\/\/127\.0\.0\.1:/);
  expectComplaint(/status of 401 .*\/auth\/token\/refresh/);
  await page.getByRole('main').getByRole('link', { name: 'Continue with single sign-on' }).click();
}

/** Plays as somebody whom the provider knows, in a browser of their own. */
async function as(who, play) {
  const context = await person();
  await provideFor(who);
  try {
    await play(await context.newPage());
  } finally {
    await provideFor('ada');
    await context.close();
  }
}

test('after an identity provider comes the second step, where there is one', () =>
  as('fay', async (page) => {
    const button = (name) => page.getByRole('button', { name, exact: true });
    await comeBack(page);
    await at(page, '/ocr');
    await page.goto('/settings/security');
    await button('Turn on codes by email').click();
    await button('I have kept them').click();
    await fromMenu(page, 'Log out');
    await heading(page, 'Your pictures, put into words.');

    await comeBack(page);
    await heading(page, 'One more step');
    assert.equal(new URL(page.url()).hash, '', 'what lets somebody in stays out of the history');
    const code = /\b(\d{6})\b/.exec(await (await openMail('fay@example.org')).locator('pre').innerText())[1];
    await page.getByLabel('Code with 6 digits').fill(code === '123456' ? '654321' : '123456');
    expectComplaint(/status of 4\d\d/);
    await button('Log in').click();
    await seen(page.getByText('This code is not right, or it is too old.'));
    await page.getByLabel('Code with 6 digits').fill(code);
    await button('Log in').click();
    await at(page, '/ocr');
    await heading(page, 'Read text');
  }));

test('who administers logs in here before an identity provider opens the account', () =>
  as('root', async (page) => {
    await comeBack(page);
    await heading(page, 'Welcome back');
    await seen(page.getByText('An account with your email address is here already.'));
    assert.equal(new URL(page.url()).hash, '');
    await logIn(page, root.email);
    await at(page, '/ocr');
    await seen(page.getByText('single sign-on opens your account now, too.'));
    await page.goto('/settings/security');
    await seen(page.getByRole('button', { name: 'Remove single sign-on' }));
    await fromMenu(page, 'Log out');
    await heading(page, 'Your pictures, put into words.');
    await comeBack(page);
    await at(page, '/ocr');
  }));
