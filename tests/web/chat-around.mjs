// SPDX-License-Identifier: GPL-3.0-or-later
// What surrounds a chat: links that show it, files of it, the search through everything, and the models that staff set up.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { ada, root } from './people.mjs';
import { ageProofs, at, BASE, download, expectComplaint, file, gone, heading, person, seen, test, until } from './support.mjs';

const { page } = ada;
const dialog = (tab = page) => tab.getByRole('dialog');
const button = (name, where = page) => where.getByRole('button', { name, exact: true });
const card = (name, tab = page) => tab.getByRole('region', { name, exact: true });

/** One more server of models, which wants a key. */
async function startModels() {
  const path = fileURLToPath(new URL('../model-server', import.meta.url));
  const child = spawn('node', [path, '--key', 'the right key'], { stdio: ['pipe', 'pipe', 'inherit'] });
  // It ends with this process, whatever a case comes to.
  for (const part of [child, child.stdin, child.stdout]) part.unref();
  for await (const line of createInterface({ input: child.stdout })) {
    return { url: JSON.parse(line).base_url, end: () => child.stdin.end() };
  }
  return assert.fail('the server of models did not start');
}

/** What a program does in somebody's name. */
async function asProgram({ email, password }) {
  const ask = async (method, path, { access, json, body } = {}) => {
    const headers = { ...(access ? { Authorization: `Bearer ${access}` } : {}), ...(json ? { 'Content-Type': 'application/json' } : {}) };
    const response = await fetch(`${BASE}/api/v1${path}`, { method, headers, body: json ? JSON.stringify(json) : body });
    return response.json();
  };
  const { access } = await ask('POST', '/auth/token', { json: { email, password } });
  return (method, path, what) => ask(method, path, { access, ...what });
}

const SAID = '**Storks** fly\n\n| to | by |\n|---|---|\n| Africa | wing |\n\n<img src=x onerror=alert(1)>';

test('a room with a picture in it, to begin with', async () => {
  const ask = await asProgram(ada);
  const body = new FormData();
  body.set('title', 'Page of the stork book');
  body.set('image', new Blob([readFileSync(file('page.png'))], { type: 'image/png' }), 'page.png');
  const picture = await ask('POST', '/ocr?wait=30', { body });
  const room = await ask('POST', '/categories', { json: { name: 'Journeys of birds', model: 'echo' } });
  const message = await ask('POST', `/categories/${room.id}/messages`, {
    json: { message: SAID, attachments: [{ app: 'ocr', id: picture.id }] },
  });
  assert.equal(message.status, 'complete');
  const { url } = await ask('POST', `/categories/${room.id}/shares`, { json: {} });
  // The pages are looked at later, too.
  ada.around = { room: `/chat/${room.id}`, picture: `/ocr/${picture.id}`, shared: new URL(url).pathname };
});

test('the home page lists the chats of late', async () => {
  await page.goto('/');
  await seen(page.getByRole('heading', { name: 'Recent chats' }));
  await page.getByRole('link', { name: /^Journeys of birds/ }).click();
  await at(page, ada.around.room);
});

test('a link to a room is made, shown once, and copied', async () => {
  await button('Options for “Journeys of birds”').first().click();
  await button('Share by link').click();
  await seen(dialog().getByRole('heading', { name: 'Share “Journeys of birds”' }));
  await dialog().getByRole('radio', { name: '7 days' }).check();
  await button('Make a link', dialog()).click();
  await seen(dialog().getByText('It is shown this one time.'));
  await button('Copy the link', dialog()).click();
  ada.shared = await page.evaluate(() => navigator.clipboard.readText());
  assert.match(ada.shared, new RegExp(`^${BASE}/shared/[\\w-]{20,}$`));
  await until('two links', async () => (await dialog().getByText(/^Works until /).count()) === 2);
  await button('Close', dialog()).click();
  await gone(dialog());
});

test('whoever has the link reads the room without an account, and nothing else is asked for', async () => {
  const visitor = await person();
  const tab = await visitor.newPage();
  const asked = new Set();
  tab.on('request', (request) => asked.add(new URL(request.url()).pathname));
  await tab.goto(ada.shared);
  await heading(tab, 'Journeys of birds');
  await seen(tab.getByText(/^Ada shared this conversation with an AI on /));
  await seen(tab.getByRole('region', { name: 'Answer' }).getByRole('cell', { name: 'Africa' }));
  await seen(tab.getByText('Page of the stork book', { exact: true }));
  assert.equal(await tab.locator('main img').count(), 0, 'no picture, and nothing of what was written as HTML');
  const api = [...asked].filter((path) => path.startsWith('/api/'));
  assert.deepEqual(api.filter((path) => !/^\/api\/v1\/(site|shared\/[\w-]+)$/.test(path)), []);
  ada.visitor = visitor;
});

test('a link that was taken back says so', async () => {
  await button('Options for “Journeys of birds”').first().click();
  await button('Share by link').click();
  await dialog().getByRole('button', { name: /^Take back the link made on / }).first().click();
  await button('It stops working: take it back', dialog()).click();
  await seen(page.getByText('The link does not work any more.'));
  await seen(dialog().getByText('Taken back'));
  await page.keyboard.press('Escape');
  await gone(dialog());
  const tab = await ada.visitor.newPage();
  expectComplaint(/status of 404/);
  await tab.goto(ada.shared);
  await heading(tab, 'This link shows nothing any more');
  await ada.visitor.close();
});

test('a room is saved as a page, as text and as data', async () => {
  const save = async (name) => {
    await button('Options for “Journeys of birds”').first().click();
    return download(page, page.getByRole('button', { name }));
  };
  const text = await save(/^Text with Markdown/);
  assert.equal(text.suggestedFilename(), 'Journeys of birds.md');
  assert.match(readFileSync(await text.path(), 'utf8'), /\| Africa \| wing \|/);
  const html = readFileSync(await (await save(/^Web page/)).path(), 'utf8');
  assert.match(html, /<td>Africa<\/td>/);
  assert.doesNotMatch(html, /<script|onerror=alert\(1\)>/);
  const data = await save(/^Data, to be brought in again/);
  ada.export = readFileSync(await data.path(), 'utf8');
  assert.equal(JSON.parse(ada.export).name ?? 'Journeys of birds', 'Journeys of birds');
});

async function bringIn(name, text) {
  const [chooser] = await Promise.all([
    page.waitForEvent('filechooser'),
    card('Bring in chats').getByRole('button', { name: /^Choose a/ }).click(),
  ]);
  await chooser.setFiles({ name, mimeType: 'application/json', buffer: Buffer.from(text) });
}

test('it is brought in again, and what is no chat is refused in words', async () => {
  await page.goto('/settings/data');
  const where = card('Bring in chats');
  expectComplaint(/status of 400/);
  await bringIn('notes.json', '{"notes": []}');
  await seen(where.getByText('Assisti knows no chats in this form.'));
  await bringIn('room.json', ada.export);
  await seen(where.getByText('1 chat was brought in · 1 message'));
  const link = where.getByRole('link', { name: 'Journeys of birds' });
  assert.notEqual(await link.getAttribute('href'), ada.around.room);
});

test('of an export of another program, what could not be taken is told with its reason', async () => {
  const node = (id, role, text, parent, children) => ({
    id, parent, children,
    message: text === null ? null : { id, author: { role }, content: { content_type: 'text', parts: [text] }, create_time: 1700000000 },
  });
  const good = {
    title: 'Bread', create_time: 1700000000, update_time: 1700000001, current_node: 'c',
    mapping: {
      a: node('a', 'system', null, null, ['b']),
      b: node('b', 'user', 'How long does rye rise?', 'a', ['c']),
      c: node('c', 'assistant', 'Longer than wheat.', 'b', []),
    },
  };
  const bare = { ...good, title: 'Nothing said', current_node: 'a', mapping: { a: node('a', 'system', null, null, []) } };
  await bringIn('conversations.json', JSON.stringify([good, bare]));
  const where = card('Bring in chats');
  await seen(where.getByText('1 chat was brought in · 1 message · 1 was left out'));
  await seen(where.getByRole('listitem').filter({ hasText: 'Nothing said' }).getByText('There are no messages in it.'));
  await where.getByRole('link', { name: 'Bread' }).click();
  await seen(page.getByText('Longer than wheat.'));
});

test('the search goes through chats and pictures, marks what it found, and leads there', async () => {
  await page.goto('/chat');
  await button('Search').first().click();
  const hits = dialog().getByRole('list', { name: 'Search' });
  await dialog().getByRole('searchbox').fill('stork');
  await seen(hits.getByText('Journeys of birds').first());
  assert.match(await hits.locator('mark').first().innerText(), /stork/i);
  await dialog().getByRole('radio', { name: 'Read text' }).check();
  await until('pictures alone', async () => (await hits.getByRole('link').count()) === 1);
  assert.equal(await hits.getByRole('link').getAttribute('href'), ada.around.picture);
  await dialog().getByRole('radio', { name: 'Chats' }).check();
  const paths = () => hits.getByRole('link').evaluateAll((all) => all.map((one) => one.getAttribute('href')));
  await until('chats alone', async () => (await paths()).every((path) => path.startsWith('/chat/')));
  await dialog().getByRole('searchbox').fill('nothing has these words');
  await seen(dialog().getByText('Nothing was found.'));
  await dialog().getByRole('searchbox').fill('rye rise');
  await hits.getByRole('link').first().click();
  await gone(dialog());
  assert.match(page.url(), /\/chat\/[0-9a-f-]{36}\?message=[0-9a-f-]{36}$/);
  await seen(page.getByText('Longer than wheat.'));
});

test('staff set up a server of models: a wrong key is told, the right one works', async () => {
  const tab = root.page;
  const models = await startModels();
  root.models = models;
  await tab.goto('/admin/model-endpoints');
  await heading(tab, 'Models');
  await seen(tab.getByText('It was set when the server was started (openai_base_url), and is changed there.'));
  await button('Add a server', tab).click();
  await button('Save', tab).click();
  await seen(tab.getByText('Please fill this in.').first());
  await tab.getByLabel('Name', { exact: true }).fill('Beside');
  await tab.getByLabel('Address').fill('http://example.org/v1');
  expectComplaint(/status of 4\d\d/);
  await button('Save', tab).click();
  await seen(tab.getByText('Another machine needs an address with https://.'));
  await tab.getByLabel('Address').fill(models.url);
  await tab.getByLabel('API key optional').fill('a wrong key');
  ageProofs();
  await button('Save', tab).click();
  await tab.getByRole('dialog').getByLabel('Password', { exact: true }).fill(root.password);
  await button('Confirm', tab.getByRole('dialog')).click();
  const where = card('Beside', tab);
  await seen(where.getByText('Cannot be used'));
  await button('Test Beside', tab).click();
  await seen(where.getByText(/does not (?:accept|take)/).first());
  await button('Change Beside', tab).click();
  assert.equal(await where.getByLabel('API key optional').inputValue(), '', 'the key is not shown');
  await where.getByLabel('API key optional').fill('the right key');
  await button('Save', where).click();
  await seen(where.getByText('Ready'));
  await button('Test Beside', tab).click();
  await seen(where.getByText(/It answered after [\d,]+ ms and has \d+ models\./));
});

test('what a model can do is told by staff, and one of them is the default', async () => {
  const tab = root.page;
  const where = card('Beside', tab);
  await button('Change Beside', tab).click();
  await where.getByLabel('Only these models').fill('echo\nlorem');
  await where.getByLabel('Taken where nobody chooses').selectOption('lorem');
  await where.getByText('What each model can do').click();
  await where.getByLabel('Reads at once, in tokens optional').nth(1).fill('100');
  await where.getByRole('combobox', { name: 'Sees pictures: lorem' }).selectOption('Yes');
  expectComplaint(/status of 4\d\d/);
  await button('Save', where).click();
  await seen(where.getByRole('alert').filter({ hasText: /not right/ }));
  await where.getByLabel('Reads at once, in tokens optional').nth(1).fill('4096');
  await button('Save', where).click();
  await seen(where.getByText('4,096 tokens · Sees pictures', { exact: false }));
  await tab.goto('/admin/settings');
  await card('Chat', tab).getByLabel('Model where nobody chooses').selectOption('Beside/lorem');
  await button('Save', card('Chat', tab)).click();
  await seen(tab.getByText('Saved.'));
  await tab.reload();
  await until('what was saved', async () => (await card('Chat', tab).getByLabel('Model where nobody chooses').inputValue()) === 'Beside/lorem');
  await card('Chat', tab).getByLabel('Model where nobody chooses').selectOption('');
  await card('For each account', tab).getByLabel('Answers a day').fill('500');
  await button('Save the settings', tab).click();
  await until('both saved', async () => (await tab.getByText('Saved.').count()) > 0);
});

test('a server of models is removed with its key', async () => {
  const tab = root.page;
  await tab.goto('/admin/model-endpoints');
  await button('Remove Beside', tab).click();
  await button('Remove it with its key', tab).click();
  await seen(tab.getByText('The server is removed.'));
  await gone(card('Beside', tab));
  root.models.end();
});

test('everybody sees what they have used today, and of how much', async () => {
  await page.goto('/settings/account');
  const where = card('Chat today');
  await seen(where.getByText(/^\d+ of 500$/));
  await seen(where.getByText('Tokens, read and written'));
});

test('staff open what was said with a reason, which its owner reads', async () => {
  const tab = root.page;
  await tab.goto('/admin/categories');
  await heading(tab, 'Chats');
  assert.equal(await tab.getByText('Journeys of birds').count(), 0, 'names are not shown before');
  await tab.goto(`/admin/categories/${ada.around.room.split('/').at(-1)}`);
  await tab.getByLabel('Reason').fill('Ada asked why an answer was cut');
  await button('Open it', tab).click();
  const where = card('What was said', tab);
  await seen(where.getByRole('heading', { name: 'Journeys of birds' }));
  await seen(where.getByRole('cell', { name: 'Africa' }).last());
  await page.goto('/settings/data');
  const access = card('Who has looked').getByRole('listitem').filter({ hasText: 'Ada asked why an answer was cut' });
  assert.equal(await access.getByRole('link').getAttribute('href'), ada.around.room);
});
