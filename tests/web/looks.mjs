// SPDX-License-Identifier: GPL-3.0-or-later
// How it looks: languages, themes, small screens.
import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { ada, root } from './people.mjs';
import { PHONE, expectComplaint, heading, inTab, logIn, options, person, seen, test, until } from './support.mjs';

const AT_ONCE = 3;

const { page } = ada;
const html = (tab) => tab.locator('html');

test('another language turns the page around, and stays', async () => {
  await page.goto('/ocr');
  await heading(page, 'Read text');
  await page.getByRole('combobox', { name: 'Language' }).selectOption('fa');
  await until('right to left', async () => (await html(page).getAttribute('dir')) === 'rtl');
  assert.equal(await html(page).getAttribute('lang'), 'fa');
  const title = page.getByRole('heading', { level: 1 });
  await until('Persian', async () => /[\u0600-\u06FF]/.test(await title.innerText()));
  const mark = await page.getByRole('banner').getByRole('link').first().boundingBox();
  assert.ok(mark.x > 640, 'the mark stands at the right');
  await page.reload();
  await until('Persian again', async () => /[\u0600-\u06FF]/.test(await title.innerText()));
  assert.equal(await html(page).getAttribute('dir'), 'rtl');
  await page.getByRole('combobox').first().selectOption('en');
  await heading(page, 'Read text');
});

test('the dark theme is chosen, and stays', async () => {
  const ground = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  assert.equal(await ground(), 'rgb(246, 248, 251)');
  await page.getByRole('button', { name: 'Switch to dark' }).click();
  await until('a dark ground', async () => (await ground()) === 'rgb(0, 8, 20)');
  await page.reload();
  await seen(page.getByRole('button', { name: 'Switch to light' }));
  assert.equal(await ground(), 'rgb(0, 8, 20)');
  await page.getByRole('button', { name: 'Switch to light' }).click();
  await until('a light ground', async () => (await ground()) === 'rgb(246, 248, 251)');
});

test('on a phone every action of a picture shows its name', () =>
  inTab(ada.context, PHONE, async (tab) => {
    await tab.goto(ada.record);
    for (const name of ['Copy text', 'Download', 'Read again', 'New picture', 'Delete']) {
      await seen(tab.getByText(name, { exact: true }));
      const { width } = await tab.getByText(name, { exact: true }).boundingBox();
      assert.ok(width > 40, `${name} is hidden`);
    }
  }));

/**
 * Places from which pages are looked at beside each other, for they mostly wait until they are quiet: each a visitor's, Ada's and
 * Root's browser. Only the page that is in front of a browser is drawn at once.
 */
const places = [];

async function makePlace() {
  const place = new Map([[null, await person()]]);
  for (const who of [ada, root]) {
    const { origins } = await who.context.storageState(); // what the pages keep, but not the session
    const context = await person({ storageState: { cookies: [], origins } });
    await inTab(context, { width: 1280, height: 800 }, async (tab) => {
      await tab.goto('/login');
      await logIn(tab, who.email, who.password);
      await heading(tab, /^Good /);
    });
    place.set(who, context);
  }
  return place;
}

/** Plays with every item, each from the next place that is free, and ends when all have ended. */
async function atOnce(items, play) {
  const rest = [...items];
  const ends = await Promise.allSettled(places.map(async (place) => {
    while (rest.length > 0) await play(rest.shift(), place);
  }));
  const failed = ends.find(({ status }) => status === 'rejected');
  if (failed) throw failed.reason;
}

/** Holds the parts of a page to an order from top to bottom, in what is seen and in what is read aloud. */
async function standInOrder(parts) {
  const tops = [];
  for (const part of parts) {
    await seen(part);
    tops.push((await part.boundingBox()).y);
  }
  assert.deepEqual(tops, [...tops].sort((a, b) => a - b));
  const handles = await Promise.all(parts.map((part) => part.elementHandle()));
  for (const [i, one] of handles.slice(1).entries()) {
    const follows = await handles[i].evaluate((before, after) => before.compareDocumentPosition(after) & 4, one);
    assert.ok(follows, `part ${i + 1} is read before the one above it`);
  }
}

test('on a phone the answer comes before the picture, and that before the actions', () =>
  inTab(ada.context, PHONE, async (tab) => {
    const picture = tab.getByRole('region', { name: 'Picture' });
    const button = (name) => tab.getByRole('button', { name, exact: true });
    await tab.goto(ada.animal);
    const sure = tab.getByRole('meter', { name: 'How sure Assisti is' }).first();
    const group = tab.getByText('Group: Mammals');
    await standInOrder([tab.getByRole('heading', { level: 2, name: 'Cat' }), sure, group, picture, button('No, this is …'), button('Delete')]);
    const { y, height } = await group.boundingBox();
    assert.ok(y + height < PHONE.height - 64, 'the answer is in sight at once');
    await tab.goto(ada.record);
    await standInOrder([button('Copy text'), tab.getByRole('region', { name: 'Text' }), picture, button('Download')]);
  }));

test('what a button at the lower edge opens stands above it', () =>
  inTab(ada.context, PHONE, async (tab) => {
    await tab.goto(ada.animal);
    await tab.getByRole('button', { name: 'Download' }).click();
    const entry = tab.getByRole('button', { name: /^Answer as data/ });
    await until('the list in sight', () => entry.evaluate((one) => {
      const { left, right, top, bottom } = one.getBoundingClientRect();
      return one.contains(document.elementFromPoint((left + right) / 2, (top + bottom) / 2));
    }));
  }));

/** From now on the pages of a tab count by how much they jump. */
const watchJumps = (tab) =>
  tab.addInitScript(() => {
    window.jumped = 0;
    new PerformanceObserver((list) => {
      for (const shift of list.getEntries()) window.jumped += shift.value;
    }).observe({ type: 'layout-shift', buffered: true });
  });

async function keepsStill(tab, path) {
  const jumped = await tab.evaluate(() => window.jumped);
  assert.ok(jumped < 0.02, `${path} jumps by ${jumped}`);
}

test('Ada and Root log in from more browsers', async () => {
  expectComplaint(/status of 401/); // what a page kept makes it ask for a session that this browser has not
  while (places.length < AT_ONCE) places.push(await makePlace());
});

test('nothing jumps at home where one list comes later than the other', () =>
  atOnce(['ocr', 'animals', 'road-signs'], (app, place) =>
    inTab(place.get(ada), PHONE, async (tab) => {
      await watchJumps(tab);
      await tab.route(new RegExp(`/api/v1/${app}(\\?|$)`), async (route) => {
        await delay(700);
        await route.continue();
      });
      await tab.goto('/');
      await seen(tab.getByRole('heading', { name: 'Recent animals' }));
      await seen(tab.getByRole('heading', { name: 'Recent texts' }));
      await settle(tab);
      await keepsStill(tab, `/, with ${app} late,`);
    })));

/** Somebody opens these on a phone. */
const openStill = (who, paths) =>
  atOnce(paths, (path, place) =>
    inTab(place.get(who), PHONE, async (tab) => {
      await watchJumps(tab);
      await tab.goto(path);
      await settle(tab);
      await keepsStill(tab, path);
    }));

test('nothing jumps while a page loads', () =>
  openStill(ada, ['/', '/chat', ada.room, '/skills', '/ocr', ada.record, '/animals', ada.animal, ada.classifier, '/road-signs', ada.signs, '/road-signs/signs', '/profile', '/settings', '/settings/account', '/settings/security', '/settings/api-keys', '/settings/appearance', '/settings/data', '/services', '/api/docs']));

test('nothing jumps while a page of administration loads', () =>
  openStill(root, ['/admin', '/admin/users', root.user, '/admin/jobs', '/admin/audit', '/admin/settings']));

test('on a phone a chosen message comes into sight', () =>
  inTab(root.context, PHONE, async (tab) => {
    await tab.goto('/admin/mail');
    await tab.getByRole('list', { name: 'Messages' }).getByRole('button').first().click();
    const message = tab.getByRole('article');
    await seen(message.getByRole('heading'));
    await until('the message', () => message.evaluate((one) => one.getBoundingClientRect().top < innerHeight / 2));
  }));

/** Every page, and who looks at it; `open` brings out what a click shows. */
const views = () => [
  ['landing', '/', null],
  ['signup', '/signup', null],
  ['login', '/login', null],
  ['verify', '/verify', null],
  ['forgot', '/forgot', null],
  ['reset', '/reset#token=A', null],
  ['services', '/services', null],
  ['api', '/api/docs', null],
  ['nothing', '/no/such/page', null],
  ['shared', ada.around.shared, null],
  ['shared-over', '/shared/none', null],
  ['home', '/', ada],
  ['chat', '/chat', ada],
  ['room', ada.room, ada],
  ['skills', '/skills', ada],
  ['skilled', ada.skilled, ada],
  ['coded', ada.coded, ada],
  ['ocr', '/ocr', ada],
  ['record', ada.record, ada],
  ['animals', '/animals', ada],
  ['animal', ada.animal, ada],
  ['no-animal', ada.noAnimal, ada],
  ['corrections', '/animals/corrections', ada],
  ['classifiers', '/animals/classifiers', ada],
  ['classifier', ada.classifier, ada],
  ['road-signs', '/road-signs', ada],
  ['signs', ada.signs, ada],
  ['clip', ada.clip, ada],
  ['all-signs', '/road-signs/signs', ada],
  ['share', '/share', ada],
  ['profile', '/profile', ada],
  ['settings', '/settings', ada],
  ['account', '/settings/account', ada],
  ['security', '/settings/security', ada],
  ['keys', '/settings/api-keys', ada],
  ['appearance', '/settings/appearance', ada],
  ['data', '/settings/data', ada],
  ['overview', '/admin', root],
  ['users', '/admin/users', root],
  ['user', root.user, root],
  ['invitations', '/admin/invitations#new', root],
  ['jobs', '/admin/jobs', root],
  ['pictures', '/admin/ocr', root],
  ['audit', '/admin/audit', root],
  ['chats', '/admin/categories', root],
  ['chat', `/admin${ada.around.room.replace('chat', 'categories')}`, root],
  ['models', '/admin/model-endpoints', root],
  ['server', '/admin/settings', root],
  ['mail', '/admin/mail', root],
];

/** Opens a tab in each browser of a place. */
async function open(place, width, theme, lang) {
  const tabs = new Map();
  for (const [who, context] of place) {
    const tab = await context.newPage();
    await tab.setViewportSize({ width, height: width < 600 ? 740 : 900 });
    await tab.goto('/');
    await tab.evaluate(({ lang, theme }) => {
      localStorage.setItem('assisti.lang', lang);
      localStorage.setItem('assisti.theme', theme);
    }, { lang, theme });
    tabs.set(who, tab);
  }
  return tabs;
}


async function settle(tab) {
  await seen(tab.getByRole('heading', { level: 1 }));
  await tab.waitForLoadState('networkidle');
}

/** What stands out of the page at the side, if anything does. */
const overflow = (tab) =>
  tab.evaluate(() => {
    const width = document.documentElement.clientWidth;
    if (document.documentElement.scrollWidth <= width) return null;
    const wide = [...document.body.querySelectorAll('*')].filter((one) => {
      const { left, right } = one.getBoundingClientRect();
      return right > width + 1 || left < -1;
    });
    return wide.slice(-3).map((one) => one.outerHTML.slice(0, 120)).join('\n') || 'something';
  });

/** Buttons and links that stand alone and are smaller than a finger. */
const tooSmall = (tab) =>
  tab.evaluate(() =>
    [...document.querySelectorAll('button, .button, nav a, input:not([type=file]):not(.visually-hidden), select, li > a')]
      .filter((one) => one.checkVisibility() && !one.closest('.visually-hidden'))
      .filter((one) => {
        const target = one.matches('input[type=radio], input[type=checkbox]') ? one.closest('label') : one;
        const { width, height } = target.getBoundingClientRect();
        return width < 43.5 || height < 43.5;
      })
      .map((one) => one.outerHTML.slice(0, 120)),
  );

/** Whether everything in the bar at the top stands in one line. */
const inOneLine = (tab) =>
  tab.evaluate(() => document.querySelector('header').offsetHeight <= 66 &&
    [...document.querySelectorAll('header a')].every((one) => one.offsetHeight <= 46));

async function lookAt(width, theme, lang) {
  expectComplaint(/status of 404 .*\/(no\/such\/page|shared\/none)/);
  const opened = new Map();
  try {
    for (const place of places) opened.set(place, await open(place, width, theme, lang));
    await lookAtAll(opened, width, theme, lang);
  } finally {
    for (const tabs of opened.values()) for (const tab of tabs.values()) await tab.close();
  }
}

const lookAtAll = (opened, width, theme, lang) =>
  atOnce(views(), async ([name, path, who], place) => {
    const tab = opened.get(place).get(who);
    await tab.goto(path);
    await settle(tab);
    assert.equal(await overflow(tab), null, `${name} is wider than ${width} px in ${lang}`);
    assert.deepEqual(await tooSmall(tab), [], `${name} has small targets in ${lang}`);
    assert.ok(await inOneLine(tab), `${name} breaks its head in ${lang}`);
    if (!options.shots) return;
    mkdirSync(options.shots, { recursive: true });
    await tab.screenshot({ path: `${options.shots}/${name}-${width}-${theme}-${lang}.png`, fullPage: true });
  });

for (const [width, lang] of [[360, 'en'], [360, 'fa'], [320, 'de'], [320, 'es']]) {
  test(`every page fits a phone of ${width} px in ${lang}`, () => lookAt(width, 'light', lang));
}

if (options.shots) {
  test('pictures of 1280, light, en', () => lookAt(1280, 'light', 'en'));
  for (const lang of ['en', 'fa']) {
    test(`pictures of 1440, light, ${lang}`, () => lookAt(1440, 'light', lang));
    test(`pictures of 1440, dark, ${lang}`, () => lookAt(1440, 'dark', lang));
    test(`pictures of 360, dark, ${lang}`, () => lookAt(360, 'dark', lang));
  }
}
