// SPDX-License-Identifier: GPL-3.0-or-later
// Staying signed in, in several tabs, without a connection, and leaving.
import assert from 'node:assert/strict';
import { ada, ben } from './people.mjs';
import { PASSWORD, at, expectComplaint, fromMenu, heading, logIn, seen, test, until } from './support.mjs';

const { page } = ada;

test('a reload keeps one signed in, and no script can read the session', async () => {
  await page.goto('/');
  await heading(page, /^Good .*, Ada$/);
  await page.reload();
  await heading(page, /^Good .*, Ada$/);
  const cookies = await ada.context.cookies();
  assert.ok(cookies.length > 0 && cookies.every((one) => one.httpOnly && one.sameSite === 'Strict'));
  const stored = await page.evaluate(() => JSON.stringify({ ...localStorage, ...sessionStorage }));
  assert.doesNotMatch(stored, /eyJ|password/);
});

test('two tabs that wake together both stay signed in', async () => {
  ada.second = await ada.context.newPage();
  await Promise.all([page.goto('/'), ada.second.goto('/')]);
  await Promise.all([page.reload(), ada.second.reload()]);
  await heading(page, /^Good .*, Ada$/);
  await heading(ada.second, /^Good .*, Ada$/);
});

test('a stranger finds no picture at the address of another', async () => {
  expectComplaint(/status of 404/);
  await ben.page.goto(ada.record);
  await heading(ben.page, 'There is nothing here');
});

test('without a connection the page says so, and comes back by itself', async () => {
  await until('the worker serves the page', () => page.evaluate(() => navigator.serviceWorker.controller !== null));
  expectComplaint(/ERR_INTERNET_DISCONNECTED|ERR_FAILED|Failed to fetch/);
  await ada.context.setOffline(true);
  try {
    await seen(page.getByText('You are offline.'));
    await page.reload();
    await heading(page, 'The server cannot be reached');
  } finally {
    await ada.context.setOffline(false);
  }
  await heading(page, /^Good .*, Ada$/);
});

test('logging out in one tab logs out the other', async () => {
  await ada.second.goto('/profile');
  await heading(ada.second, 'Profile');
  await fromMenu(page, 'Log out');
  await heading(page, 'The text in your pictures, ready to use.');
  await at(ada.second, '/login?next=%2Fprofile');
  assert.deepEqual(await ada.context.cookies(), []);
});

test('logging in again in one tab brings the other back', async () => {
  await page.goto('/login');
  await logIn(page, ada.email, PASSWORD);
  await heading(page, /^Good .*, Ada$/);
  await at(ada.second, '/profile');
  await ada.second.close();
});
