// SPDX-License-Identifier: GPL-3.0-or-later
// What the cases share: a browser that notices every fault of a page, and ways to say what a person sees.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const require = createRequire(new URL('../../web/package.json', import.meta.url));
const { chromium } = require('playwright-core');

export const { values: options } = parseArgs({
  options: {
    url: { type: 'string' }, log: { type: 'string' }, data: { type: 'string' }, shots: { type: 'string' },
    scenes: { type: 'string' }, plain: { type: 'string' }, 'plain-log': { type: 'string' },
  },
});
export const BASE = options.url;
export const PASSWORD = 'a long enough password';
export const WAIT_MS = 20_000;
const CASE_MS = 120_000;
const POLL_MS = 50;

/** One of the project's own files, or a photograph that tools/photographs has fetched. */
export const file = (name) =>
  ['../files/', '../../build/photographs/']
    .map((folder) => fileURLToPath(new URL(folder + name, import.meta.url)))
    .find((path) => existsSync(path));

const browser = await chromium.launch({
  executablePath: '/usr/bin/chromium',
  args: [
    '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
    '--disable-component-update', '--disable-sync',
  ],
});

/** What went wrong in any page since the last look. */
const faults = [];
// What nobody waits for any more must not end the run: it counts against the case that runs.
process.on('unhandledRejection', (error) => faults.push(`left behind: ${error?.stack ?? error}`));
/** What the running case expects the browser to complain of: answers that say no. */
let expected = [];

export const expectComplaint = (pattern) => expected.push(pattern);

/** What may come in any later case. */
const expectedEver = [];
export const expectEver = (pattern) => expectedEver.push(pattern);

function takeFaults() {
  const found = faults.splice(0).filter((fault) => ![...expected, ...expectedEver].some((pattern) => pattern.test(fault)));
  expected = [];
  return found;
}

/** A person with a browser of their own: cookies, storage, language. */
export async function person(settings = {}) {
  const origin = settings.baseURL ?? BASE;
  const context = await browser.newContext({
    baseURL: BASE,
    locale: 'en-GB',
    timezoneId: 'UTC',
    colorScheme: 'light',
    viewport: { width: 1280, height: 800 },
    ...settings,
  });
  context.setDefaultTimeout(WAIT_MS);
  await context.grantPermissions(['clipboard-read', 'clipboard-write'], { origin });
  await context.addInitScript(() => {
    addEventListener('securitypolicyviolation', (event) => {
      console.error(`breaks the policy: ${event.violatedDirective} ${event.blockedURI}`);
    });
  });
  // Whoever only begins to listen when a button is pressed may miss the dialogue that it opens.
  context.on('page', (page) => page.on('filechooser', () => {}));
  context.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') {
      faults.push(`${message.type()}: ${message.text()} (${message.location().url})`);
    }
  });
  context.on('weberror', (error) => faults.push(`thrown: ${error.error().stack}`));
  context.on('request', (request) => {
    const url = new URL(request.url());
    if (/^https?:$/.test(url.protocol) && url.origin !== origin) faults.push(`asks another host: ${url}`);
  });
  return context;
}

export async function until(what, look, waitMs = WAIT_MS) {
  const end = Date.now() + waitMs;
  for (;;) {
    const found = await look();
    if (found) return found;
    if (Date.now() > end) assert.fail(`not seen: ${what}`);
    await delay(POLL_MS);
  }
}

export const seen = (locator, timeout = WAIT_MS) => locator.waitFor({ state: 'visible', timeout });
export const gone = (locator) => locator.waitFor({ state: 'hidden' });
export const heading = (page, name) => seen(page.getByRole('heading', { level: 1, name }));
export const at = (page, path) => page.waitForURL((url) => url.pathname + url.search === path);

/** Chooses project files in the dialogue that a button opens. */
export async function chooseFiles(page, opener, names) {
  const [chooser] = await Promise.all([page.waitForEvent('filechooser'), opener.click()]);
  await chooser.setFiles(names.map(file));
}

/** Hands files to the installed application as another program does, once its worker is there. */
export async function share(page, names) {
  await until('the worker serves the page', () => page.evaluate(() => navigator.serviceWorker.controller !== null));
  const files = names.map((name) => ({ name, type: type(name), bytes: readFileSync(file(name)).toString('base64') }));
  await page.evaluate((files) => {
    const form = Object.assign(document.createElement('form'), { method: 'post', action: '/share', enctype: 'multipart/form-data' });
    const input = Object.assign(document.createElement('input'), { type: 'file', name: 'image', multiple: true });
    const data = new DataTransfer();
    for (const { name, type, bytes } of files) {
      data.items.add(new File([Uint8Array.from(atob(bytes), (c) => c.charCodeAt(0))], name, { type }));
    }
    input.files = data.files;
    form.append(input);
    document.body.append(form);
    form.submit();
  }, files);
  await at(page, '/share');
}

const type = (name) => (name.endsWith('.png') ? 'image/png' : 'image/jpeg');

/** How many shared files the browser keeps. */
export const keptShares = (page) =>
  page.evaluate(async () => (await caches.has('assisti-shared')) ? (await (await caches.open('assisti-shared')).keys()).length : 0);

/** The file that a button brings. */
export async function download(page, opener) {
  const [coming] = await Promise.all([page.waitForEvent('download'), opener.click()]);
  return coming;
}

/** Does something, and waits until the server has answered the request that this makes, to an address that ends so. */
export async function answered(page, method, ending, act) {
  const [response] = await Promise.all([
    page.waitForResponse((one) => one.request().method() === method && one.url().endsWith(ending)),
    act(),
  ]);
  return response;
}

/** Looks at something in a tab that is closed whatever comes of it. */
export async function inTab(context, size, play) {
  const tab = await context.newPage();
  try {
    await tab.setViewportSize(size);
    await play(tab);
  } finally {
    await tab.close();
  }
}

export const PHONE = { width: 360, height: 740 };

/** The text as a reader takes it in: whatever the white space. */
export const words = (text) => text.trim().split(/\s+/).join(' ');

export async function reads(locator, expectedText) {
  await until(`"${expectedText}"`, async () => words(await locator.innerText()) === words(expectedText));
}

export async function logIn(page, email, password = PASSWORD) {
  await page.getByLabel('Email address').fill(email);
  await page.getByLabel('Password', { exact: true }).fill(password);
  await page.getByRole('main').getByRole('button', { name: 'Log in', exact: true }).click();
}

export async function fromMenu(page, name) {
  await page.getByRole('button', { name: 'Your account', exact: true }).click();
  await page.getByRole('banner').getByText(name, { exact: true }).click();
}

/** Whoever asks again has not proved for a while who they are: nobody waits ten minutes in a test. */
export function ageProofs() {
  const script = 'import sqlite3, sys; db = sqlite3.connect(sys.argv[1], timeout=10); db.execute("UPDATE sessions SET proved = proved - 660000"); db.commit()';
  execFileSync('python3', ['-c', script, `${options.data}/assisti.db`]);
}

export const readLog = () => readFileSync(options.log, 'utf8');

async function overtime() {
  await delay(CASE_MS, null, { ref: false });
  assert.fail(`not done after ${CASE_MS / 1000} s`);
}

const cases = [];
export const test = (name, play) => cases.push({ name, play });

/** Plays the cases in order: each goes on where the one before has ended. */
export async function playAll() {
  let failed = 0;
  for (const { name, play } of cases) {
    const start = Date.now();
    let why = [];
    try {
      await Promise.race([play(), overtime()]);
    } catch (error) {
      why.push(error.stack);
    }
    why = [...why, ...takeFaults()];
    const seconds = ((Date.now() - start) / 1000).toFixed(1);
    console.log(`${why.length === 0 ? 'ok' : 'not ok'} ${name} (${seconds} s)`);
    for (const line of why) console.log(line.replace(/^/gm, '    '));
    if (why.length > 0) failed += 1;
  }
  await browser.close();
  return failed;
}
