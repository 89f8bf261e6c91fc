// SPDX-License-Identifier: GPL-3.0-or-later
// An animal's whole life: named, corrected, found again in another picture, and taught.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { ada } from './people.mjs';
import {
  PHONE, answered, at, chooseFiles, download, expectComplaint, file, gone, heading, inTab, keptShares, seen, share,
  test, until, words,
} from './support.mjs';

const LEARNING_MS = 60_000;
const { page } = ada;
const main = page.getByRole('main');
const action = (name) => main.getByRole('button', { name, exact: true });
const answer = (name) => page.getByRole('heading', { level: 2, name, exact: typeof name === 'string' });
const cards = () => main.locator('a.card');
const card = (name) => cards().filter({ hasText: name });
const tray = (name) => main.getByRole('region', { name, exact: true });
const undo = () => page.getByRole('region', { name: 'Messages' }).getByRole('button', { name: 'Undo' });
const onRecord = () => page.waitForURL(/\/animals\/[0-9a-f-]{36}$/);
const pathOf = () => new URL(page.url()).pathname;

const choose = (opener, names) => chooseFiles(page, opener, names);
const give = (...names) => choose(action('Choose a picture'), names);

async function correct(typed, ...keys) {
  await action('No, this is …').click();
  await page.getByRole('combobox', { name: 'What is it?' }).fill(typed);
  for (const key of keys) await page.keyboard.press(key);
}

test('animals open with a drop zone, and there is nothing to choose or to search yet', async () => {
  await page.goto('/');
  await page.getByRole('banner').getByRole('link', { name: 'Animals' }).click();
  await at(page, '/animals');
  await heading(page, 'Animals');
  await seen(page.getByText('JPEG, PNG, WebP, TIFF, GIF, BMP, HEIC or AVIF. Up to 20 MB.'));
  await seen(page.getByText('No pictures yet. The first one you add will appear here.'));
  assert.equal(await main.getByRole('combobox').count(), 0, 'there is one model');
  assert.equal(await main.getByRole('searchbox').count(), 0, 'there is nothing to search');
});

test('what is no picture is refused before it is sent', async () => {
  await give('hello.txt');
  await seen(page.getByText('This is not a kind of picture that Assisti can read.'));
  await main.getByRole('list', { name: 'Pictures on their way' }).getByRole('button', { name: 'Close' }).click();
});

test('a photograph of a cat is named, with how sure that is and what kind of animal it is', async () => {
  await main.getByRole('textbox', { name: /^Title/ }).fill('Chelsea');
  await give('cat.png');
  await onRecord();
  ada.animal = pathOf();
  await heading(page, 'Chelsea');
  await seen(answer('Cat'));
  await seen(page.getByText('Felis catus'));
  await seen(page.getByText('Group: Mammals'));
  const sure = main.getByRole('meter', { name: 'How sure Assisti is' }).first();
  assert.match(await sure.getAttribute('aria-valuetext'), /^((very )?likely right|unsure), \d+%$/);
  await until('the picture', () =>
    page.getByRole('img', { name: 'The picture “Chelsea”' }).evaluate((image) => image.naturalWidth > 0));
});

test('the picture and the answer are taken away as files', async () => {
  for (const [name, ending, holds] of [
    ['Picture', 'png', (bytes) => bytes.equals(readFileSync(file('cat.png')))],
    ['Answer as data', 'json', (bytes) => JSON.parse(bytes).result.top[0].label === 'cat'],
  ]) {
    await action('Download').click();
    const saved = await download(page, main.getByRole('button', { name: new RegExp(`^${name}`) }));
    assert.equal(saved.suggestedFilename(), `Chelsea.${ending}`);
    assert.ok(holds(readFileSync(await saved.path())), `the ${ending} does not hold what it should`);
  }
});

test('the keyboard alone corrects it to another animal', async () => {
  await action('No, this is …').focus();
  await page.keyboard.press('Enter');
  await page.keyboard.type('fo');
  const options = main.getByRole('option');
  await until('what fits', async () => (await options.allInnerTexts()).map(words)[0] === 'fox');
  await page.keyboard.press('ArrowDown');
  assert.equal(await options.first().getAttribute('aria-selected'), 'true');
  await page.keyboard.press('Enter');
  await seen(answer('Fox'));
  await seen(page.getByText('You said so.'));
  await seen(page.getByText(/^Assisti took it for: cat, \d+%$/));
  assert.equal(await page.evaluate(() => document.activeElement.textContent.trim()), 'No, this is …');
  await page.reload();
  await seen(answer('Fox'));
});

test('a correction is taken back', async () => {
  await action('Take it back').click();
  await seen(answer('Cat'));
  await gone(page.getByText('You said so.'));
});

test('leaving the correction changes nothing', async () => {
  await correct('dog', 'Escape');
  await seen(action('No, this is …'));
  await seen(answer('Cat'));
});

test('a name of one’s own is kept', async () => {
  await correct('our cat Minka', 'Enter');
  await seen(answer('Our cat Minka'));
});

test('a picture that looks alike gets that name at once, and leads to where it was said', async () => {
  await page.getByRole('link', { name: 'All pictures' }).click();
  await give('cat.png');
  await onRecord();
  await seen(answer('Our cat Minka'));
  await seen(page.getByText('You said so of another picture that looks like this one.'));
  ada.twin = pathOf();
  await page.getByRole('link', { name: 'See that picture' }).click();
  await at(page, ada.animal);
  await heading(page, 'Chelsea');
});

test('corrections are listed, given out and taken back', async () => {
  await page.getByRole('link', { name: 'All pictures' }).click();
  await main.getByRole('link', { name: 'Corrections' }).click();
  await heading(page, 'Corrections');
  await seen(main.getByText('Our cat Minka'));
  const saved = await download(page, action('Save as a file'));
  const bytes = readFileSync(await saved.path());
  assert.equal(JSON.parse(bytes).corrections[0].name, 'our cat Minka');
  await main.getByRole('button', { name: 'Take it back: our cat Minka' }).click();
  await seen(page.getByText('The correction is taken back.'));
  // What the page shows at once is on its way still.
  await answered(page, 'PUT', '/correction', () => undo().click());
  await seen(main.getByText('Our cat Minka'));
  await page.reload();
  await answered(page, 'DELETE', '/correction', () => main.getByRole('button', { name: 'Take it back: our cat Minka' }).click());
  await seen(page.getByText(/^No corrections yet\./));
  await page.goto(ada.twin);
  await seen(answer('Cat'));
});

test('the animal has its name in every language', async () => {
  const language = page.getByRole('banner').getByRole('combobox');
  for (const [lang, name] of [['de', 'Katze'], ['es', 'Gato'], ['zh', '猫'], ['fa', 'گربه'], ['en', 'Cat']]) {
    await language.selectOption(lang);
    await seen(answer(name));
  }
});

test('a picture without an animal says so', async () => {
  await page.getByRole('link', { name: 'All pictures' }).click();
  await give('photo.jpg');
  await onRecord();
  await seen(answer(/^(No animal here, as far as I can see|Not sure — .*)$/));
  ada.noAnimal = pathOf();
});

test('a damaged picture fails in plain words', async () => {
  await page.getByRole('link', { name: 'All pictures' }).click();
  await give('cut.png');
  await onRecord();
  await seen(page.getByText('The picture is damaged or not complete.'));
  assert.equal(await action('Download').count(), 0, 'there is no answer to take away');
  assert.equal(await action('Look again').count(), 0, 'it would be damaged still');
  await choose(action('New picture'), ['cat.png']);
  await seen(answer('Cat'));
});

test('it is looked at again', async () => {
  const response = await answered(page, 'POST', '/predict', () => action('Look again').click());
  assert.equal(response.status(), 202);
  await seen(answer('Cat'));
});

test('deleting can be undone, and is done when nobody undoes it', async () => {
  const path = pathOf();
  await action('Delete').click();
  await at(page, '/animals');
  await seen(page.getByText('The picture is deleted.'));
  await until('the three others', async () => (await cards().count()) === 3);
  await undo().click();
  await until('the card is back', async () => (await cards().count()) === 4);
  await page.goto(path);
  assert.equal((await answered(page, 'DELETE', path, () => action('Delete').click())).status(), 204);
  expectComplaint(/status of 404/);
  await page.goto(path);
  await heading(page, 'There is nothing here');
});

test('a search finds titles and animals', async () => {
  await page.goto('/animals');
  await until('three pictures', async () => (await cards().count()) === 3);
  const search = main.getByRole('searchbox');
  await search.fill('chelsea');
  await until('the title', async () => (await cards().count()) === 1 && (await card('Chelsea').count()) === 1);
  await search.fill('cat');
  await until('the cats', async () => (await cards().count()) === 2);
  await search.fill('axolotl');
  await seen(page.getByText('No picture has these words in its title or its animal.'));
});

test('recent animals stand on the home page', async () => {
  await page.goto('/');
  await seen(page.getByRole('heading', { name: 'Recent animals' }));
  await seen(card('Chelsea'));
});

test('what is missing in a new classifier is told beside each field', async () => {
  await page.goto('/animals');
  await main.getByRole('link', { name: 'Your own animals' }).click();
  await heading(page, 'Your own animals');
  await seen(page.getByText('None yet. Two names and ten pictures are enough to begin.'));
  await action('Create').click();
  await until('three complaints', async () => (await main.getByText('Please fill this in.').count()) === 3);
  await main.getByLabel('Name').fill('Ours');
  await main.getByLabel('Animal 1').fill('Minka');
  await main.getByLabel('Animal 2').fill('minka ');
  await action('Create').click();
  await seen(page.getByText('This name is there already.'));
});

test('a classifier is made, and says what it wants', async () => {
  await main.getByLabel('Animal 2').fill('Notice');
  await action('Add another').click();
  await action('Remove animal 3').click();
  await action('Create').click();
  await page.waitForURL(/\/animals\/classifiers\/[0-9a-f-]{36}$/);
  ada.classifier = pathOf();
  await heading(page, 'Ours');
  await seen(page.getByText('10 more pictures are needed'));
  await seen(page.getByText('Still needed: 5 pictures of Minka and 5 pictures of Notice.'));
});

test('a second one of the same name is refused beside its field', async () => {
  await page.getByRole('link', { name: 'All your own animals' }).click();
  await heading(page, 'Your own animals');
  await main.getByLabel('Name').fill('Ours');
  await main.getByLabel('Animal 1').fill('a');
  await main.getByLabel('Animal 2').fill('b');
  expectComplaint(/status of 409/);
  await action('Create').click();
  await seen(page.getByText('There is one of this name already.'));
  await page.goto(ada.classifier);
});

test('it takes pictures into each tray, and counts them', async () => {
  await choose(tray('Minka').getByRole('button', { name: 'Add pictures of Minka' }), Array(3).fill('cat.png'));
  await seen(tray('Minka').getByText('3 of 5'));
  await until('three thumbnails', async () => (await tray('Minka').locator('img').count()) === 3);
  await tray('Minka').getByRole('button', { name: 'Remove picture 3 of Minka' }).click();
  await seen(tray('Minka').getByText('2 of 5'));
  await undo().click();
  await seen(tray('Minka').getByText('3 of 5'));
  await choose(tray('Minka').getByRole('button', { name: 'Add pictures of Minka' }), Array(2).fill('cat.png'));
  await seen(tray('Minka').getByText('5 pictures'));
});

test('pictures are dropped into a tray', async () => {
  const bytes = readFileSync(file('photo.jpg')).toString('base64');
  await tray('Notice').evaluate((element, encoded) => {
    const data = new DataTransfer();
    for (let i = 0; i < 5; i += 1) {
      data.items.add(new File([Uint8Array.from(atob(encoded), (c) => c.charCodeAt(0))], `${i}.jpg`, { type: 'image/jpeg' }));
    }
    for (const step of ['dragenter', 'dragover', 'drop']) {
      element.dispatchEvent(new DragEvent(step, { bubbles: true, cancelable: true, dataTransfer: data }));
    }
  }, bytes);
  await seen(tray('Notice').getByText('5 pictures'));
});

test('it learns by itself, says how good it is, and is tried', async () => {
  await seen(page.getByText(/Right (every time so far|about \d+ times in 10) \(\d+%\)/), LEARNING_MS);
  await give('cat.png');
  await onRecord();
  await seen(answer('Minka'));
  await seen(page.getByText('Looked at with: Ours'));
});

test('new pictures can be looked at with it', async () => {
  await page.getByRole('link', { name: 'All pictures' }).click();
  await main.getByRole('combobox', { name: 'What to look for' }).selectOption({ label: 'Ours' });
  await give('photo.jpg');
  await onRecord();
  await seen(answer('Notice'));
  await page.getByRole('link', { name: 'All pictures' }).click();
  await main.getByRole('combobox', { name: 'What to look for' }).selectOption({ index: 0 });
});

test('an animal is renamed with its pictures, another is added', async () => {
  await page.goto(ada.classifier);
  await action('Change the animals').click();
  const first = main.getByRole('textbox', { name: 'Animal 1' });
  await until('the keyboard at the first name', () => first.evaluate((one) => one === document.activeElement));
  await first.fill('notice');
  await action('Save').click();
  await seen(page.getByText('This name is there already.'));
  await first.fill('Minka the cat');
  await action('Add another').click();
  await main.getByRole('textbox', { name: 'Animal 3' }).fill('Otto');
  await action('Save').click();
  await seen(tray('Minka the cat').getByText('5 pictures'));
  await seen(tray('Notice').getByText('5 pictures'));
  await seen(tray('Otto').getByText('0 of 5'));
  await until('the keyboard where it was', () =>
    action('Change the animals').evaluate((one) => one === document.activeElement));
  await page.reload();
  await seen(tray('Minka the cat').getByText('5 pictures'));
});

test('it answers by the new name', async () => {
  await seen(page.getByText(/Right (every time so far|about \d+ times in 10) \(\d+%\)/), LEARNING_MS);
  await give('cat.png');
  await onRecord();
  await seen(answer('Minka the cat'));
  await page.goto(ada.classifier);
});

test('an animal that goes takes its pictures along, and that is told before', async () => {
  await choose(tray('Otto').getByRole('button', { name: 'Add pictures of Otto' }), ['cat.png']);
  await seen(tray('Otto').getByText('1 of 5'));
  await action('Change the animals').click();
  await action('Remove animal 3').click();
  await seen(page.getByText('Saving removes Otto with 1 picture.'));
  assert.equal(await action('Remove animal 1').count(), 0, 'two must stay');
  await page.keyboard.press('Escape');
  await seen(tray('Otto'));
  await action('Change the animals').click();
  await action('Remove animal 3').click();
  await action('Save').click();
  await gone(tray('Otto'));
  await page.reload();
  await seen(tray('Notice').getByText('5 pictures'));
  assert.equal(await tray('Otto').count(), 0);
});

test('it is renamed, and deleting it can be undone', async () => {
  await page.goto(ada.classifier);
  await action('Change the name').click();
  await main.getByRole('textbox', { name: 'Name' }).fill('Our animals');
  await page.keyboard.press('Enter');
  await heading(page, 'Our animals');
  await action('Delete').click();
  await at(page, '/animals/classifiers');
  await heading(page, 'Your own animals');
  await seen(main.getByText('None yet.'));
  assert.equal(await card('Our animals').count(), 0, 'it is listed no more');
  await undo().click();
  await seen(card('Our animals'));
});

test('an animal shared from another program is named, once that is asked for', async () => {
  await share(page, ['cat.png']);
  await page.getByRole('link', { name: /^Find out which animal it is/ }).click();
  await onRecord();
  await seen(answer('Cat'));
  assert.equal(await keptShares(page), 0, 'the browser keeps nothing of it');
});

test('on a phone the applications stand at the lower edge', () =>
  inTab(ada.context, PHONE, async (tab) => {
    await tab.goto('/animals');
    const tabs = tab.getByRole('navigation', { name: 'Main' });
    await seen(tabs);
    const { y, height } = await tabs.boundingBox();
    assert.equal(Math.round(y + height), PHONE.height);
    await tabs.getByRole('link', { name: 'Read text' }).click();
    await heading(tab, 'Read text');
    assert.equal(await tabs.getByRole('link', { name: 'Read text' }).getAttribute('aria-current'), 'page');
  }));
