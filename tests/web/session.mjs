// SPDX-License-Identifier: GPL-3.0-or-later
// Staying signed in, in several tabs, without a connection, and leaving.
import assert from 'node:assert/strict';
import { ada, ben } from './people.mjs';
import { PASSWORD, at, expectComplaint, file, fromMenu, gone, heading, logIn, person, seen, test, until } from './support.mjs';

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

/** Does something while no request of the page has an answer. */
async function unanswered(play) {
  expectComplaint(/ERR_CONNECTION_REFUSED/);
  await page.route('**/api/**', (route) => route.abort('connectionrefused'));
  try {
    await play();
  } finally {
    await page.unroute('**/api/**');
  }
}

test('a server that does not answer is told of, and what waits is sent when it does', async () => {
  await page.goto('/ocr');
  await heading(page, 'Read text');
  await unanswered(async () => {
    await page.getByTestId('chooser').setInputFiles(file('page.png'));
    await seen(page.getByText('The server does not answer.'));
    await seen(page.getByText('The server could not be reached.').first());
  });
  await page.getByRole('status').getByRole('button', { name: 'Try again' }).click();
  await page.waitForURL(/\/ocr\/[0-9a-f-]{36}$/);
  await gone(page.getByText('The server does not answer.'));
});

test('a page that found no server opens by itself once there is one', async () => {
  await unanswered(async () => {
    await page.goto('/');
    await heading(page, 'The server cannot be reached');
  });
  await heading(page, /^Good .*, Ada$/);
});

test('the keyboard alone reads a picture and takes its text', async () => {
  const { keyboard } = page;
  const tabTo = (name) =>
    until(`the keyboard at "${name}"`, async () => {
      await keyboard.press('Tab');
      return page.evaluate((wanted) => {
        const one = document.activeElement;
        return one.matches(':focus-visible') && one.textContent.trim().startsWith(wanted);
      }, name);
    });
  await tabTo('Read text');
  await keyboard.press('Enter');
  await until('the keyboard at the new heading', () =>
    page.evaluate(() => document.activeElement.matches('h1') && document.activeElement.textContent === 'Read text'));
  const [chooser] = await Promise.all([
    page.waitForEvent('filechooser'),
    tabTo('Choose a picture').then(() => keyboard.press('Enter')),
  ]);
  await chooser.setFiles(file('page.png'));
  await page.waitForURL(/\/ocr\/[0-9a-f-]{36}$/);
  await until('the text', () => page.getByRole('button', { name: 'Copy text' }).isEnabled());
  await tabTo('Copy text');
  await keyboard.press('Enter');
  await seen(page.getByText('The text is in the clipboard.'));
});

test('nothing moves for who wants it still', async () => {
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await page.getByRole('button', { name: 'Copy text' }).click();
  await seen(page.getByText('The text is in the clipboard.').first());
  const moving = await page.evaluate(() =>
    document.getAnimations().filter((one) => one.effect.getComputedTiming().activeDuration > 1).length);
  assert.equal(moving, 0);
  await page.emulateMedia({ reducedMotion: null });
});

test('a late word of the server leaves the page as it is', async () => {
  const visitor = await person();
  const tab = await visitor.newPage();
  let release;
  const held = new Promise((resolve) => (release = resolve));
  await tab.route('**/api/v1/site', async (route) => {
    await held;
    await route.continue();
  });
  await tab.goto('/');
  await heading(tab, 'Your pictures, put into words.');
  await until('life in the page', () => tab.evaluate(() => document.querySelector('.needs-js').checkVisibility()));
  const title = await tab.locator('h1').elementHandle();
  release();
  await seen(tab.getByRole('link', { name: 'API' }));
  assert.ok(await title.evaluate((one) => one.isConnected), 'the page was built anew');
  await visitor.close();
});

/** Whether the browser has kept the thumbnail of Ada's picture. */
const keepsPicture = () =>
  page.evaluate((path) =>
    fetch(path, { cache: 'only-if-cached', mode: 'same-origin' }).then(({ ok }) => ok, () => false),
  `/api/v1${ada.record}/thumbnail`);

test('logging out in one tab logs out the other, and the browser forgets pictures', async () => {
  await page.goto('/ocr');
  await until('the picture is kept', keepsPicture);
  await ada.second.goto('/profile');
  await heading(ada.second, 'Profile');
  await fromMenu(page, 'Log out');
  await heading(page, 'Your pictures, put into words.');
  expectComplaint(/ERR_CACHE_MISS|status of 504/);
  assert.equal(await keepsPicture(), false);
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
