// SPDX-License-Identifier: GPL-3.0-or-later
// A picture's whole life: sent, read, looked at, taken away, renamed, read again, found, deleted.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { ada } from './people.mjs';
import {
  BASE, PASSWORD, answered, at, chooseFiles, download, expectComplaint, expectEver, file, gone, heading, keptShares, reads,
  seen, share, test, until, words,
} from './support.mjs';

const PHOTO = `Harbour Library Reading room, second floor
  The reading room opens at nine and closes at half past six.
  Please bring your library card and leave your bags in the lockers.
  Lost a book? Ask Miriam at desk 4 or call 0131 496 0725.`;
const PAGE = `Assisti reads this page. Total 23.50 EUR Thank you for shopping with us.
  Nothing that you upload leaves the machine that you run it on.`;
const { page } = ada;

const text = () => page.getByRole('group', { name: /^Recognised words/ });
const cards = () => page.getByRole('main').locator('a.card');
const card = (name) => cards().filter({ hasText: name });
const word = (name) => text().getByText(name, { exact: true });
const box = (index) => page.locator(`svg [data-word="${index}"]`);
const action = (name) => page.getByRole('button', { name, exact: true });

const choose = (...names) => chooseFiles(page, action('Choose a picture'), names);
const replaceBy = (name) => chooseFiles(page, action('New picture'), [name]);

/** Hands a file to the page as a drop or a paste brings it. */
async function give(kind, name, type) {
  const bytes = readFileSync(file(name)).toString('base64');
  await seen(page.locator('.zone'));
  await page.evaluate(
    ({ kind, name, type, bytes }) => {
      const data = new DataTransfer();
      data.items.add(new File([Uint8Array.from(atob(bytes), (c) => c.charCodeAt(0))], name, { type }));
      const send = (event) => document.querySelector('.zone').dispatchEvent(event);
      const shared = { bubbles: true, cancelable: true };
      if (kind === 'paste') {
        send(new ClipboardEvent('paste', { ...shared, clipboardData: data }));
        return;
      }
      for (const step of ['dragenter', 'dragover', 'drop']) send(new DragEvent(step, { ...shared, dataTransfer: data }));
    },
    { kind, name, type, bytes },
  );
}

const onRecord = () => page.waitForURL(/\/ocr\/[0-9a-f-]{36}$/);

test('text recognition opens with a drop zone and the languages that are there', async () => {
  await page.getByRole('link', { name: /^Read the text in a picture/ }).click();
  await at(page, '/ocr');
  await heading(page, 'Read text');
  await seen(page.getByText('JPEG, PNG, WebP, TIFF, GIF, BMP, HEIC, AVIF or PDF. Up to 20 MB.'));
  assert.ok(await page.getByRole('checkbox', { name: 'English' }).isChecked());
  await seen(page.getByText('Simplified Chinese', { exact: true }));
  await seen(page.getByText('No pictures yet. The first one you add will appear here.'));
  assert.equal(await page.getByRole('searchbox').count(), 0, 'there is nothing to search');
});

test('a file of another kind is refused before it is sent', async () => {
  await choose('hello.txt');
  await seen(page.getByText('This is not a kind of picture that Assisti can read.'));
  await page.getByRole('list', { name: 'Pictures on their way' }).getByRole('button', { name: 'Close' }).click();
  await gone(page.getByText('hello.txt'));
});

test('a chosen photograph is read, and the page tells how far it is', async () => {
  await page.evaluate(() => {
    window.told = [];
    new MutationObserver(() => {
      for (const bar of document.querySelectorAll('[role=progressbar]')) window.told.push(bar.getAttribute('aria-label'));
    }).observe(document.body, { subtree: true, childList: true, attributes: true });
  });
  await page.getByRole('textbox', { name: /^Title/ }).fill('Notice at the harbour');
  await choose('photo.jpg');
  await onRecord();
  ada.record = new URL(page.url()).pathname;
  await heading(page, 'Notice at the harbour');
  await reads(text(), PHOTO);
  await seen(page.getByText(/^very likely right/));
  const told = await page.evaluate(() => window.told);
  assert.ok(told.includes('Sending'), `the sending was not told: ${told}`);
  // A quick machine has read it before the first progress arrives; that a worker has it is told in any case.
  assert.ok(told.some((line) => /^(Starting|Reading|Looking for text|Opening the picture)/.test(line)), `the reading was not told: ${told}`);
});

test('pointing at a word shows its place in the picture', async () => {
  const index = await word('Miriam').getAttribute('data-word');
  await word('Miriam').hover();
  await until('the box stands out', async () => /\bactive\b/.test((await box(index).getAttribute('class')) ?? ''));
  await seen(page.getByText(/^Miriam (very )?likely right, \d+%$/));
});

test('pointing at a place in the picture shows its word', async () => {
  const index = await word('Harbour').getAttribute('data-word');
  await box(index).hover();
  await until('the word stands out', async () => /\bactive\b/.test((await word('Harbour').getAttribute('class')) ?? ''));
  await box(index).click();
  assert.equal(await page.evaluate(() => document.activeElement.textContent), 'Harbour');
  await page.keyboard.press('ArrowRight');
  assert.equal(await page.evaluate(() => document.activeElement.textContent), 'Library');
});

test('the boxes lie where the words are in the picture', async () => {
  const picture = await page.getByRole('img', { name: 'The picture “Notice at the harbour”' }).boundingBox();
  const place = async (name) => box(await word(name).getAttribute('data-word')).boundingBox();
  const [first, last] = [await place('Harbour'), await place('0725.')];
  const share = (at, start, size) => (at - start) / size;
  assert.ok(share(first.x, picture.x, picture.width) > 0.12 && share(first.x, picture.x, picture.width) < 0.3);
  assert.ok(share(first.y, picture.y, picture.height) > 0.1 && share(first.y, picture.y, picture.height) < 0.25);
  assert.ok(share(last.y, picture.y, picture.height) > 0.6 && share(last.y, picture.y, picture.height) < 0.85);
});

test('the text is copied', async () => {
  await action('Copy text').click();
  await seen(page.getByText('The text is in the clipboard.'));
  assert.equal(words(await page.evaluate(() => navigator.clipboard.readText())), words(PHOTO));
});

const DOWNLOADS = [
  ['Plain text', 'txt', (bytes) => words(bytes.toString()) === words(PHOTO)],
  ['PDF that can be searched', 'pdf', (bytes) => bytes.subarray(0, 5).toString() === '%PDF-' && bytes.length > 50_000],
  ['Words with places', 'json', (bytes) => JSON.parse(bytes).words.some(({ text: read }) => read === 'Miriam')],
  ['hOCR, text in HTML', 'hocr', (bytes) => /class=['"]ocr_page['"]/.test(bytes) && /Miriam/.test(bytes)],
  ['Table of words', 'tsv', (bytes) => /^level\t/.test(bytes) && /\tMiriam$/m.test(bytes)],
];

test('the text is taken away as a file of each kind', async () => {
  for (const [name, ending, holds] of DOWNLOADS) {
    await action('Download').click();
    const saved = await download(page, page.getByRole('button', { name: new RegExp(`^${name}`) }));
    assert.equal(saved.suggestedFilename(), `Notice at the harbour.${ending}`);
    assert.ok(holds(readFileSync(await saved.path())), `the ${ending} does not hold what was read`);
  }
});

test('a new title is kept', async () => {
  await action('Change the title').click();
  await page.getByLabel('Title').fill('Library notice');
  await answered(page, 'PATCH', ada.record, () => page.keyboard.press('Enter'));
  await heading(page, 'Library notice');
  await page.reload();
  await heading(page, 'Library notice');
  await reads(text(), PHOTO);
});

test('the picture is enlarged and fitted again', async () => {
  await action('Larger').click();
  await seen(page.getByText('150%'));
  await action('Show the whole picture').click();
  await seen(page.getByText('100%', { exact: true }));
});

test('it is read again', async () => {
  // The old text goes at once; a quick machine has the new one there soon.
  const [response] = await Promise.all([answered(page, 'POST', '/predict', () => action('Read again').click()), gone(text())]);
  assert.equal(response.status(), 202);
  await reads(text(), PHOTO);
});

test('a file of another kind never takes the place of a picture', async () => {
  await replaceBy('hello.txt');
  await seen(page.getByText('This is not a kind of picture that Assisti can read.'));
  await reads(text(), PHOTO);
});

test('a new picture takes the place of the old one', async () => {
  await replaceBy('page.png');
  await reads(text(), PAGE);
  await heading(page, 'Library notice');
  await page.reload();
  await reads(text(), PAGE);
});

test('a picture that is dropped is read', async () => {
  await page.getByRole('link', { name: 'All pictures' }).click();
  await seen(card('Library notice'));
  await give('drop', 'photo.jpg', 'image/jpeg');
  await onRecord();
  await reads(text(), PHOTO);
});

test('a picture that is pasted is read', async () => {
  await page.goBack();
  await at(page, '/ocr');
  await give('paste', 'page.png', 'image/png');
  await onRecord();
  await reads(text(), PAGE);
});

test('several pictures stay in the list and are read there', async () => {
  await page.getByRole('link', { name: 'All pictures' }).click();
  await until('three pictures', async () => (await cards().count()) === 3);
  await choose('photo.jpg', 'empty.png');
  await until('five pictures', async () => (await cards().count()) === 5);
  await at(page, '/ocr');
  await until('both have been read', async () => (await card('No text was found').count()) === 1 && (await card('Harbour Library').count()) === 2);
});

test('each card shows its picture', async () => {
  await until('five thumbnails', () =>
    page.evaluate(() => [...document.querySelectorAll('a.card img')].filter((image) => image.naturalWidth > 0).length === 5));
});

test('a picture without text says so, and what may help', async () => {
  await card('No text was found').click();
  await seen(page.getByText('No text was found', { exact: true }));
  await seen(page.getByText(/A closer or sharper picture may help/));
  assert.ok(await action('Copy text').isDisabled());
  await page.getByRole('link', { name: 'All pictures' }).click();
});

test('a damaged picture fails in plain words, and can be exchanged', async () => {
  await choose('cut.png');
  await onRecord();
  await seen(page.getByText('The picture is damaged or not complete.'));
  assert.equal(await action('Copy text').count(), 0, 'there is no text to copy');
  assert.equal(await action('Larger').count(), 0, 'there is no picture to enlarge');
  await replaceBy('page.png');
  await reads(text(), PAGE);
});

test('a picture with too many pixels is refused in plain words', async () => {
  await page.getByRole('link', { name: 'All pictures' }).click();
  await choose('bomb.png');
  await onRecord();
  await seen(page.getByText('The picture has more pixels than this server reads.'));
  await seen(page.getByText('Another picture can take its place here.'));
  assert.equal(await action('Read again').count(), 0, 'it would have as many pixels');
});

test('deleting can be undone', async () => {
  await action('Delete').click();
  await at(page, '/ocr');
  await seen(page.getByText('The picture and its text are deleted.'));
  await until('the six others', async () => (await cards().count()) === 6);
  await action('Undo').click();
  await until('the card is back', async () => (await cards().count()) === 7);
  await gone(page.getByText('The picture and its text are deleted.'));
  await page.reload();
  await until('it stays', async () => (await cards().count()) === 7);
});

test('deleting is done when nobody undoes it', async () => {
  await cards().filter({ hasText: 'more pixels' }).click();
  await onRecord();
  const path = new URL(page.url()).pathname;
  assert.equal((await answered(page, 'DELETE', path, () => action('Delete').click())).status(), 204);
  expectComplaint(/status of 404/);
  await page.goto(path);
  await heading(page, 'There is nothing here');
});

test('leaving the site deletes at once', async () => {
  await page.goto('/ocr');
  await card('No text was found').click();
  await onRecord();
  // The next visit makes sure, and hears that it is gone already.
  expectEver(new RegExp(`status of 404 .*${new URL(page.url()).pathname}\\)`));
  await action('Delete').click();
  await at(page, '/ocr');
  await page.goto('about:blank');
  await page.goto('/ocr');
  await seen(card('Library notice'));
  await until('it is gone', async () => {
    if ((await card('No text was found').count()) === 0) return true;
    await page.reload();
    return false;
  });
});

test('a search finds titles and texts', async () => {
  const search = page.getByRole('searchbox');
  await search.fill('miriam');
  await until('the two photographs', async () => (await cards().count()) === 2 && (await card('Miriam').count()) === 2);
  await search.fill('library notice');
  await until('the title', async () => (await cards().count()) === 1 && (await card('Library notice').count()) === 1);
  await search.fill('zebra');
  await seen(page.getByText('No picture has these words in its title or text.'));
  await search.fill('');
  await until('all of them', async () => (await cards().count()) === 5);
});

test('a long list comes in parts', async () => {
  const login = await page.request.post(`${BASE}/api/v1/auth/token`, { data: { email: ada.email, password: PASSWORD } });
  const headers = { Authorization: `Bearer ${(await login.json()).access}` };
  const image = { name: 'blank.png', mimeType: 'image/png', buffer: readFileSync(file('blank.png')) };
  for (let i = 1; i <= 24; i += 1) {
    const sent = await page.request.post(`${BASE}/api/v1/ocr`, { headers, multipart: { title: `Blank ${i}`, image } });
    assert.equal(sent.status(), 202);
  }
  await page.goto('/ocr');
  await until('twenty', async () => (await cards().count()) === 20);
  await action('Show more').click();
  await until('the rest', async () => (await cards().count()) === 29);
  await gone(action('Show more'));
  await seen(card('Library notice'));
});

test('a picture shared from another program is read, once that is asked for', async () => {
  await share(page, ['page.png']);
  await heading(page, 'What should Assisti do with this picture?');
  await until('the picture', () => page.getByRole('img', { name: 'page.png' }).evaluate((image) => image.naturalWidth > 0));
  await page.getByRole('link', { name: /^Read the text in a picture/ }).click();
  await onRecord();
  await reads(text(), PAGE);
  assert.equal(await keptShares(page), 0, 'the browser keeps nothing of it');
});

test('who goes elsewhere leaves nothing of what was shared', async () => {
  await share(page, ['page.png', 'photo.jpg']);
  await heading(page, 'What should Assisti do with these 2 pictures?');
  await page.getByRole('link', { name: 'Cancel' }).click();
  await heading(page, /^Good .*, Ada$/);
  await until('nothing is kept', async () => (await keptShares(page)) === 0);
  await page.goto('/share');
  await seen(page.getByText('There is no shared picture.'));
});
