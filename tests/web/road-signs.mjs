// SPDX-License-Identifier: GPL-3.0-or-later
// Road signs: found on a picture, shown large, found in a clip, looked up.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { ada } from './people.mjs';
import { clip, scene } from './scenes.mjs';
import { PHONE, answered, at, chooseFiles, download, expectComplaint, file, gone, heading, inTab, seen, test, until, words } from './support.mjs';

const { page } = ada;
const main = page.getByRole('main');
const action = (name) => main.getByRole('button', { name, exact: true });
const cards = () => main.locator('a.card');
const card = (name) => cards().filter({ hasText: name });
const entries = main.locator('li[data-sign]');
const entry = (name) => entries.filter({ has: page.getByRole('heading', { name, exact: true }) });
const large = (name) => main.getByRole('button', { name: `Show large: ${name}`, exact: true });
const box = (index) => page.locator(`svg rect[data-word="${index}"]`);
const undo = () => page.getByRole('region', { name: 'Messages' }).getByRole('button', { name: 'Undo' });
const onRecord = () => page.waitForURL(/\/road-signs\/[0-9a-f-]{36}$/);
const pathOf = () => new URL(page.url()).pathname;
const found = (count) => seen(page.getByRole('heading', { level: 2, name: `${count} road sign${count === 1 ? '' : 's'} found`, exact: true }));

/** To the networks these are what a street is: something behind the signs, and none itself. */
const GROUND = 'cat.png';
const TABLE = 'cup.png';
const SIZE = { width: 1200, height: 800 };
const SIGNS = [
  { label: 'stop', name: 'Stop', x: 130, y: 90, size: 96 },
  { label: 'speed_limit_50', name: 'Speed limit 50', x: 640, y: 60, size: 72 },
  { label: 'priority_road', name: 'Priority road', x: 1010, y: 240, size: 56 },
];

/** Chooses a file of the project by its name, or one that was just made. */
async function give(opener, what) {
  if (typeof what === 'string') return chooseFiles(page, opener, [what]);
  const [chooser] = await Promise.all([page.waitForEvent('filechooser'), opener.click()]);
  return chooser.setFiles({ name: what.name, mimeType: what.type, buffer: what.bytes });
}

const made = async () => ({ name: 'crossing.jpg', type: 'image/jpeg', bytes: await scene(page, GROUND, SIGNS, SIZE) });

/** Which entry of the list a sign is; the box of the same number is its box. */
const indexOf = (name) => entry(name).getAttribute('data-sign');

/** How much of the place of the picture a box takes, across or down. */
const share = async (index) => {
  const [sign, stage] = [await box(index).boundingBox(), await page.getByRole('group', { name: /^Picture;/ }).boundingBox()];
  return Math.max(sign.width / stage.width, sign.height / stage.height);
};
const isLarge = (index) => until('the sign is large', async () => (await share(index)) > 0.35);
const isSmall = (index) => until('the whole picture', async () => (await share(index)) < 0.25);
const focused = (locator) => locator.evaluate((one) => one === document.activeElement);

test('road signs open with a drop zone', async () => {
  await page.goto('/');
  await page.getByRole('banner').getByRole('link', { name: 'Road signs' }).click();
  await at(page, '/road-signs');
  await heading(page, 'Road signs');
  await seen(page.getByText('a GIF may be a short clip. Up to 20 MB.'));
  await seen(page.getByText('No pictures yet. The first one you add will appear here.'));
  assert.equal(await main.getByRole('combobox').count(), 0, 'there is one model');
});

test('the signs on a picture are found where they are, with name, meaning and how sure that is', async () => {
  const picture = await made();
  ada.crossing = picture.bytes;
  await main.getByRole('textbox', { name: /^Title/ }).fill('A crossing');
  await give(action('Choose a picture'), picture);
  await onRecord();
  ada.signs = pathOf();
  await heading(page, 'A crossing');
  await found(3);
  for (const { name, x, y, size } of SIGNS) {
    await seen(entry(name));
    assert.match(await entry(name).getByRole('meter').getAttribute('aria-valuetext'), /^((very )?likely right|unsure), \d+%$/);
    await until(`the drawing of ${name}`, () => entry(name).locator('img').evaluate((image) => image.naturalWidth > 0));
    const place = await box(await indexOf(name)).evaluate((rect) => ['x', 'y', 'width', 'height'].map((one) => Number(rect.getAttribute(one))));
    const [left, top, width, height] = place;
    const middle = [left + width / 2 - x - size / 2, top + height / 2 - y - size / 2];
    assert.ok(Math.hypot(...middle) < size / 5 && Math.abs(width - size) < size / 2, `${name} is at ${place}`);
  }
  await seen(entry('Stop').getByText('Stop completely at the line, then let all traffic on the crossing road go first.'));
});

test('pointing at a box marks its sign in the list, and the other way round', async () => {
  const index = await indexOf('Speed limit 50');
  await box(index).hover();
  await until('the entry', () => entry('Speed limit 50').evaluate((one) => one.classList.contains('active')));
  await entry('Priority road').hover();
  const other = box(await indexOf('Priority road'));
  await until('the box', () => other.evaluate((one) => one.classList.contains('active')));
  assert.equal(await page.locator('svg rect.active').count(), 1);
  await box(index).click();
  await until('the keyboard at the entry', () => focused(large('Speed limit 50')));
});

test('a click on a sign shows it large, another the whole picture', async () => {
  const index = await indexOf('Priority road');
  await isSmall(index);
  await entry('Priority road').click();
  await isLarge(index);
  assert.equal(await large('Priority road').getAttribute('aria-pressed'), 'true');
  await large('Stop').click();
  await isLarge(await indexOf('Stop'));
  await large('Stop').click();
  await isSmall(index);
  await large('Stop').click();
  await isLarge(await indexOf('Stop'));
  await action('Show the whole picture').click();
  await isSmall(index);
  assert.equal(await large('Stop').getAttribute('aria-pressed'), 'false');
});

test('so do Enter and Escape', async () => {
  const index = await indexOf('Stop');
  await page.reload();
  await seen(large('Stop'));
  await until('the keyboard at the sign', async () => {
    await page.keyboard.press('Tab');
    return focused(large('Stop'));
  });
  await until('its box', () => box(index).evaluate((one) => one.classList.contains('active')));
  await page.keyboard.press('Enter');
  await isLarge(index);
  await page.keyboard.press('Enter');
  await isSmall(index);
  await page.keyboard.press('Enter');
  await isLarge(index);
  await page.keyboard.press('Escape');
  await isSmall(index);
  assert.ok(await focused(large('Stop')), 'the keyboard stays where it was');
});

test('nothing flies for who wants it still', async () => {
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await large('Stop').click();
  await isLarge(await indexOf('Stop'));
  const moving = await page.evaluate(() =>
    document.getAnimations().filter((one) => one.effect.getComputedTiming().activeDuration > 1).length);
  assert.equal(moving, 0);
  await page.keyboard.press('Escape');
  await page.emulateMedia({ reducedMotion: null });
});

test('the picture, the signs and the picture with the signs marked are taken away as files', async () => {
  for (const [name, saved, holds] of [
    ['Picture .jpg', 'A crossing.jpg', (bytes) => bytes.equals(ada.crossing)],
    ['Picture with the signs marked .jpg', 'A crossing - Road signs.jpg', (bytes) => bytes[0] === 0xff && !bytes.equals(ada.crossing)],
    ['Signs as data .json', 'A crossing.json', (bytes) => JSON.parse(bytes).result.detections.length === 3],
  ]) {
    await action('Download').click();
    const coming = await download(page, action(name));
    assert.equal(coming.suggestedFilename(), saved);
    assert.ok(holds(readFileSync(await coming.path())), `${saved} does not hold what it should`);
  }
});

test('its title is changed', async () => {
  await action('Change the title').click();
  await main.getByRole('textbox', { name: 'Title' }).fill('Where we turn');
  await page.keyboard.press('Enter');
  await heading(page, 'Where we turn');
});

test('a sign has its name and meaning in every language', async () => {
  const language = page.getByRole('banner').getByRole('combobox');
  for (const [lang, name] of [['de', 'Halt. Vorfahrt gewähren'], ['es', 'Detención obligatoria (stop)'], ['zh', '停车让行'], ['fa', 'ایست'], ['en', 'Stop']]) {
    await language.selectOption(lang);
    await seen(entry(name));
  }
});

test('it is looked at again', async () => {
  const response = await answered(page, 'POST', '/predict', () => action('Look again').click());
  assert.equal(response.status(), 202);
  await found(3);
});

test('another picture takes its place, and one without signs says so', async () => {
  await give(action('New picture'), TABLE);
  await seen(main.getByRole('region', { name: 'Signs' }).getByText('No road sign here, as far as I can see'));
  assert.equal(await box(0).count(), 0);
  await give(action('New picture'), await made());
  await found(3);
});

test('a damaged picture fails in plain words', async () => {
  await page.getByRole('link', { name: 'All pictures' }).click();
  await give(action('Choose a picture'), 'cut.png');
  await onRecord();
  await seen(page.getByText('The picture is damaged or not complete.'));
  assert.equal(await action('Download').count(), 0, 'there is nothing to take away');
});

test('deleting can be undone, and is done when nobody undoes it', async () => {
  const path = pathOf();
  await action('Delete').click();
  await at(page, '/road-signs');
  await seen(page.getByText('The picture is deleted.'));
  await until('the other one', async () => (await cards().count()) === 1);
  await undo().click();
  await until('the card is back', async () => (await cards().count()) === 2);
  await page.goto(path);
  assert.equal((await answered(page, 'DELETE', path, () => action('Delete').click())).status(), 204);
  expectComplaint(/status of 404/);
  await page.goto(path);
  await heading(page, 'There is nothing here');
});

test('of a clip the signs that pass are told, with the frames that they are in', async () => {
  const frames = Array.from({ length: 12 }, (_, i) => [
    ...(i < 8 ? [{ label: 'stop', x: 40 + 6 * i, y: 60 - 2 * i, size: 40 + 3 * i }] : []),
    ...(i >= 3 ? [{ label: 'speed_limit_50', x: 220 + 4 * i, y: 50, size: 36 + 2 * i }] : []),
  ]);
  const bytes = await clip(page, TABLE, frames, { width: 360, height: 240 });
  await page.goto('/road-signs');
  await give(action('Choose a picture'), { name: 'drive.gif', type: 'image/gif', bytes });
  await onRecord();
  await found(2);
  ada.clip = pathOf();
  await seen(page.getByText('In the order in which they came; the clip has 12 frames.'));
  await seen(entry('Stop').getByText('Frames 1 to 8 of 12'));
  await seen(entry('Speed limit 50').getByText('Frames 4 to 12 of 12'));
  assert.equal(await box(0).count(), 0, 'signs that move have no box');
  assert.equal(await large('Stop').count(), 0);
});

test('a search finds titles and signs', async () => {
  await page.goto('/road-signs');
  await until('two pictures', async () => (await cards().count()) === 2);
  const search = main.getByRole('searchbox');
  await search.fill('priority road');
  await until('the sign', async () => (await cards().count()) === 1 && (await card('Where we turn').count()) === 1);
  await search.fill('parsnip');
  await seen(page.getByText(/^No picture has these words/));
});

test('recent road signs stand on the home page', async () => {
  await page.goto('/');
  await seen(page.getByRole('heading', { name: 'Recent road signs' }));
  await until('their names', async () => /Stop/.test(words(await card('Where we turn').innerText())));
});

test('all signs are listed by kind, and found by name and meaning', async () => {
  await page.goto('/road-signs');
  await main.getByRole('link', { name: 'All signs' }).click();
  await heading(page, 'All signs');
  await seen(page.getByRole('heading', { level: 2, name: 'Warnings' }));
  const signs = main.locator('li.card');
  assert.ok((await signs.count()) > 90, 'there are many signs');
  assert.equal(await signs.filter({ hasText: 'Not a road sign' }).count(), 0);
  const search = main.getByRole('searchbox');
  await search.fill('no ent');
  await until('one sign', async () => (await signs.count()) === 1);
  await seen(signs.getByRole('heading', { name: 'No entry' }));
  await seen(page.getByText('1 sign', { exact: true }));
  await search.fill('then let all traffic');
  await seen(signs.getByRole('heading', { name: 'Stop', exact: true }));
  await search.fill('parsnip');
  await seen(page.getByText('No sign has these words in its name or its meaning.'));
  await gone(signs.first());
});

test('on a phone the picture and the first sign are on the first screen, and a sign is shown large there', () =>
  inTab(ada.context, PHONE, async (tab) => {
    await tab.goto(ada.signs);
    const first = tab.locator('li[data-sign]').first();
    await seen(first);
    const picture = await tab.getByRole('group', { name: /^Picture;/ }).boundingBox();
    const { y } = await first.boundingBox();
    assert.ok(picture.y < y && y < PHONE.height - 100, `the first sign is at ${y}`);
    const last = tab.locator('li[data-sign]').last();
    await last.getByRole('button').click();
    await until('the picture in sight', async () =>
      (await tab.getByRole('group', { name: /^Picture;/ }).boundingBox()).y >= 0);
    const rect = tab.locator(`svg rect[data-word="${await last.getAttribute('data-sign')}"]`);
    await until('the sign is large', async () => (await rect.boundingBox()).height > 80);
  }));
