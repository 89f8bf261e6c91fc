// SPDX-License-Identifier: GPL-3.0-or-later
// Streets: the drawn one of the first page, and real ones, which no network has trained with. Each is given to the page, and what
// the page shows is held against what is there.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ada } from './people.mjs';
import { options, seen, test, until } from './support.mjs';

const SAME = 0.5; // of what two boxes cover, in common
const SIZE_PX = 24; // smaller signs are told of, and not counted
const FOUND = 0.95;
const NAMED = 0.97;
const ALARMS_A_SCENE = 0.06; // signs that are not there, of the kinds that were boxed, and told without a doubt
const AT_ONCE = 13; // scenes of one case

const { page } = ada;
const main = page.getByRole('main');

/** The entries of the list, each with the box of its number as the picture shows it. */
function shown() {
  return main.evaluate((root) => [...root.querySelectorAll('li[data-sign]')].map((entry) => {
    const rect = root.querySelector(`svg rect[data-word="${entry.dataset.sign}"]`);
    const [x, y, width, height, round] = ['x', 'y', 'width', 'height', 'rx'].map((one) => Number(rect.getAttribute(one)));
    const pad = round / 1.5; // boxes are drawn around what they mark
    const sure = Number(entry.querySelector('[role=meter]').getAttribute('aria-valuenow')) / 100;
    return { name: entry.querySelector('h3').innerText.trim(), sure, box: [x + pad, y + pad, x + width - pad, y + height - pad] };
  }));
}

const area = ([x1, y1, x2, y2]) => Math.max(x2 - x1, 0) * Math.max(y2 - y1, 0);

/** Of what both cover, how much they have in common. */
function share(a, b) {
  const both = area([Math.max(a[0], b[0]), Math.max(a[1], b[1]), Math.min(a[2], b[2]), Math.min(a[3], b[3])]);
  return both / (area(a) + area(b) - both);
}

/** Shows the page a file, by its path or as one that was just made. */
async function look(file) {
  await page.goto('/road-signs');
  const [chooser] = await Promise.all([
    page.waitForEvent('filechooser'),
    main.getByRole('button', { name: 'Choose a picture', exact: true }).click(),
  ]);
  await chooser.setFiles(file);
  await page.waitForURL(/\/road-signs\/[0-9a-f-]{36}$/);
  const signs = main.getByRole('region', { name: 'Signs' });
  await seen(signs.getByRole('heading', { name: /road signs? found$/ }).or(signs.getByText('No road sign here, as far as I can see')));
  await until('a box for each sign', async () => (await main.locator('svg rect[data-word]').count()) === (await main.locator('li[data-sign]').count()));
  return shown();
}

const EXAMPLE = fileURLToPath(new URL('../../web/src/lib/example/street', import.meta.url));
const DRAWN = { give_way: 'Give way', speed_limit_30: 'Speed limit 30', stop: 'Stop' };
const MOVED_PX = 4; // browsers draw another edge than whoever made the example
const OTHER_SURE = 0.03;

async function drawn({ width, height }) {
  const drawing = readFileSync(`${EXAMPLE}.svg`).toString('base64');
  const address = await page.evaluate(async ({ drawing, width, height }) => {
    const bytes = Uint8Array.from(atob(drawing), (c) => c.charCodeAt(0));
    const image = new Image(width, height);
    image.src = URL.createObjectURL(new Blob([bytes], { type: 'image/svg+xml' }));
    await image.decode();
    const canvas = Object.assign(document.createElement('canvas'), { width, height });
    canvas.getContext('2d').drawImage(image, 0, 0, width, height);
    return canvas.toDataURL('image/png');
  }, { drawing, width, height });
  return { name: 'street.png', mimeType: 'image/png', buffer: Buffer.from(address.split(',')[1], 'base64') };
}

test('the first page says of its street what is found on it', async () => {
  const told = JSON.parse(readFileSync(`${EXAMPLE}.json`, 'utf8'));
  await page.goto('/road-signs');
  const entries = await look(await drawn(told));
  assert.equal(entries.length, told.signs.length);
  for (const { label, confidence, box } of told.signs) {
    const entry = entries.find((one) => one.name === DRAWN[label]);
    assert.ok(entry, `${label} is not found`);
    const moved = Math.max(...box.map((at, i) => Math.abs(at - entry.box[i])));
    assert.ok(moved <= MOVED_PX && Math.abs(confidence - entry.sure) <= OTHER_SURE,
      `${label}: the example says ${confidence} at ${box}, the page ${entry.sure} at ${entry.box.map(Math.round)}; tools/street-example`);
  }
});

/** Counts what was found of a scene, the surest entries choosing first; the list has them in that order. */
function judge(scene, entries, sum) {
  const free = [...scene.signs];
  for (const { name, box } of entries) {
    const best = free.reduce((a, b) => (a && share(a.box, box) >= share(b.box, box) ? a : b), null);
    if (best && share(best.box, box) >= SAME) {
      free.splice(free.indexOf(best), 1);
      best.told = name.replace(/^Not sure — best guess: /, '');
    } else if (sum.kinds.has(name)) {
      sum.alarms.push(`${scene.file}: ${name} at ${box.map(Math.round)}`);
    }
  }
  for (const { name, box, told } of scene.signs) {
    if (Math.max(box[2] - box[0], box[3] - box[1]) < SIZE_PX) continue;
    sum.signs += 1;
    if (told === undefined) sum.missed.push(`${scene.file}: ${name} at ${box.map(Math.round)}`);
    else if (told !== name) sum.misnamed.push(`${scene.file}: ${name} is called ${told}`);
  }
}

if (options.scenes) {
  const { kinds, scenes } = JSON.parse(readFileSync(join(options.scenes, 'scenes.json'), 'utf8'));
  const sum = { kinds: new Set(kinds), signs: 0, missed: [], misnamed: [], alarms: [] };

  for (let from = 0; from < scenes.length; from += AT_ONCE) {
    const part = scenes.slice(from, from + AT_ONCE);
    test(`streets ${from + 1} to ${from + part.length} of ${scenes.length} are looked at`, async () => {
      for (const scene of part) judge(scene, await look(join(options.scenes, scene.file)), sum);
    });
  }

  test('the signs of real streets are found where they are, and called what they are', () => {
    const { signs, missed, misnamed, alarms } = sum;
    const found = signs - missed.length;
    console.log(`    of ${signs} signs of ${SIZE_PX} px and more in ${scenes.length} scenes ${found} were found, `
      + `${found - misnamed.length} named rightly; ${alarms.length} false alarms`);
    const all = [...missed.map((one) => `missed: ${one}`), ...misnamed, ...alarms.map((one) => `no sign: ${one}`)].join('\n');
    assert.ok(signs > 0 && found >= FOUND * signs, `too few are found\n${all}`);
    assert.ok(found - misnamed.length >= NAMED * found, `too few have their name\n${all}`);
    assert.ok(alarms.length <= ALARMS_A_SCENE * scenes.length, `too many are no signs\n${all}`);
  });
}
