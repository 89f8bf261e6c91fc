// SPDX-License-Identifier: GPL-3.0-or-later
// What the skills answer: to somebody new on a server without any model, by kind, and as tools of a language model.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { ada, enter } from './people.mjs';
import { PASSWORD, at, chooseFiles, file, gone, heading, options, seen, test, until, words } from './support.mjs';

const { page } = ada;
const field = (tab) => tab.getByRole('textbox', { name: 'Write a message' });
const log = (tab) => tab.getByRole('log', { name: 'Conversation' });
const last = (tab) => log(tab).getByRole('article').last();
const button = (name, where) => where.getByRole('button', { name, exact: true });
/** What the last answer shows of a kind. */
const shown = (kind, tab) => last(tab).locator(`[data-kind="${kind}"]`).last();
/** What shows results comes with the first of them. */
const SHOWN_MS = 5_000;
const clipboard = (tab) => tab.evaluate(() => navigator.clipboard.readText());

/** Says something, and waits until it is answered. */
async function ask(tab, text) {
  const before = await log(tab).getByRole('article').count();
  await seen(button('Send', tab));
  await field(tab).fill(text);
  await field(tab).press('Enter');
  await answeredAfter(tab, before);
}

async function answeredAfter(tab, before) {
  await until('one message more', async () => (await log(tab).getByRole('article').count()) > before);
  await seen(button('Copy the answer', last(tab)));
}

/** Presses what is offered, which says something. */
async function press(tab, what) {
  const before = await log(tab).getByRole('article').count();
  await what.click();
  await answeredAfter(tab, before);
}

async function begin() {
  await page.goto('/chat');
  await heading(page, 'New chat');
  await page.getByRole('combobox', { name: 'Model' }).selectOption({ label: "Assisti's skills" });
}

// ---- somebody new, on a server that has no model ----

const una = await enter('Una', { baseURL: options.plain });

test('without a model the first minute shows what can be asked', async () => {
  const tab = una.page;
  await tab.goto('/');
  await at(tab, '/setup');
  const [, code] = /open (?:http\S+)\/setup and enter the code (\S+)/.exec(readFileSync(options['plain-log'], 'utf8'));
  await tab.getByLabel('Set-up code').fill(code);
  await tab.getByRole('textbox', { name: 'Name optional', exact: true }).fill(una.name);
  await tab.getByLabel('Email address').fill(una.email);
  await tab.getByLabel('Password', { exact: true }).fill(PASSWORD);
  await button('Create the first account', tab.getByRole('main')).click();
  await heading(tab, /^Good .*, Una$/);
  await tab.getByRole('navigation').getByRole('link', { name: 'Chat', exact: true }).first().click();
  await seen(tab.getByText('Skills answer here: they compute and look up, and invent nothing.'));
  assert.equal(await tab.getByRole('link', { name: 'Add a language model' }).getAttribute('href'), '/admin/model-endpoints');
  assert.equal(await tab.getByRole('combobox', { name: 'Model' }).count(), 0, 'there is nothing to choose');
  await button('What is 15 % of 240?', tab).click();
  assert.equal(await field(tab).inputValue(), 'What is 15 % of 240?');
  await ask(tab, await field(tab).inputValue());
  await seen(shown('calculation', tab));
  assert.match(await shown('calculation', tab).innerText(), /36/);
  await seen(last(tab).getByText("Assisti's skills"));
});

/** What every room offers must be answered by a skill; translations need packages that a server may lack. */
const KINDS = {
  General: ['calculation', 'definition', 'corrections', 'summary'],
  Summarise: ['summary', 'summary', 'summary', 'summary'],
  Grammar: ['corrections', 'corrections', 'corrections', 'corrections'],
  'Language practice': ['quiz', 'definition', null, 'definition'],
  Science: ['calculation', 'facts', 'calculation', 'facts'],
  Coding: ['code', 'code', 'code', 'code'],
};

for (const [preset, kinds] of Object.entries(KINDS)) {
  test(`every example of a room is answered: ${preset}`, async () => {
    const tab = una.page;
    for (const [i, kind] of kinds.entries()) {
      await tab.goto('/chat');
      await button(preset, tab).click();
      const example = tab.getByRole('list', { name: 'Examples' }).getByRole('button').nth(i);
      const said = words(await example.innerText());
      await example.click();
      await ask(tab, await field(tab).inputValue());
      if (kind === null) await seen(last(tab).locator('[data-kind], .note').first());
      else {
        await until(`${kind} for "${said.slice(0, 60)}"`, () => shown(kind, tab).count(), SHOWN_MS).catch(async (error) => {
          assert.fail(`${error.message}: ${words(await last(tab).innerText()).slice(-200)}`);
        });
      }
    }
  });
}

test('all skills are listed, and an example leads to a chat with it', async () => {
  const tab = una.page;
  await tab.goto('/services');
  await tab.getByRole('link', { name: 'All skills' }).click();
  await heading(tab, 'Skills');
  for (const name of ['Calculator', 'Code check', 'Dictionary', 'Spelling and grammar', 'Summary', 'Tables of science', 'Text on a picture', 'Translation', 'Vocabulary quiz']) {
    await seen(tab.getByRole('heading', { level: 2, name, exact: true }));
  }
  const card = (name) => tab.getByRole('listitem').filter({ has: tab.getByRole('heading', { name, exact: true }) });
  await seen(card('Calculator').getByText('Ready', { exact: true }));
  const reading = card('Text on a picture');
  await seen(reading.getByText('Ready in part'));
  await reading.getByText(/^\d+ additions? possible$/).click();
  await reading.getByLabel('What to add').selectOption({ label: 'Ukrainian' });
  await button('Copy the command', reading).click();
  await until('the command', async () => (await clipboard(tab)) === 'sudo apt install tesseract-ocr-ukr');
  const example = tab.getByRole('link', { name: /^Try it: / }).first();
  const say = (await example.getAttribute('aria-label')).replace('Try it: ', '');
  await example.click();
  await heading(tab, 'New chat');
  await until('the sentence', async () => (await field(tab).inputValue()) === say);
  assert.equal(new URL(tab.url()).search, '', 'a reload does not bring it again');
  await una.context.close();
});

// ---- each kind, beside language models ----

test('corrections are taken and left one by one, by keyboard, too', async () => {
  await begin();
  await ask(page, 'check: I has a apple.');
  ada.skilled = new URL(page.url()).pathname;
  const result = shown('corrections', page);
  await seen(result);
  const findings = result.getByRole('listitem');
  assert.equal(await findings.count(), 2);
  await seen(result.getByText(/^0 accepted, 0 rejected, 2 open\./));
  await button('Reject: has stays', result).click();
  await seen(result.getByText(/^0 accepted, 1 rejected, 1 open\./));
  await page.keyboard.press('ArrowDown');
  await until('the keyboard at the second', () => findings.nth(1).evaluate((one) => one.contains(document.activeElement)));
  await page.keyboard.press('Enter');
  await seen(result.getByText('1 accepted, 1 rejected, 0 open.'));
  await button('Copy the result', result).click();
  await until('the text', async () => (await clipboard(page)) === 'I has an apple.');
  await button('Start over', result).click();
  await button('Accept all', result).click();
  await button('Copy the result', result).click();
  await until('the text', async () => (await clipboard(page)) === 'I have an apple.');
  await result.getByText('How this came about').click();
  await seen(result.getByText('As text'));
});

const STORY = 'The old bridge over the river was closed in spring. Engineers had found cracks in its stones. The town council met three times about the bridge. In the end it decided to repair the bridge and not to build another. The work will take two years and cost four million. Until then a ferry carries people across the river. It holds twenty people and six bicycles. Farmers on the other side drive an hour to the next bridge.';

test('a sentence of a summary shows where it stands in the text', async () => {
  await ask(page, `Summarise in two sentences: ${STORY}`);
  const result = shown('summary', page);
  await seen(result);
  const sentences = result.getByTitle('Show where this comes from');
  assert.equal(await sentences.count(), 2);
  const text = words(await sentences.first().innerText());
  await sentences.first().focus();
  await page.keyboard.press('Enter');
  await seen(result.locator('mark.active'));
  assert.equal(words(await result.locator('mark.active').innerText()), text);
  assert.ok(STORY.includes(text));
});

test('a synonym is asked for by pressing it', async () => {
  await ask(page, 'What does happy mean?');
  const result = shown('definition', page);
  await seen(result.getByText('Adjective').first());
  const synonym = result.getByTitle(/^What does .* mean\?$/).first();
  const word = words(await synonym.innerText());
  await press(page, synonym);
  await seen(last(page).getByText(`What does ${word} mean?`).first());
  await seen(shown('definition', page));
});

test('a calculation is set as a formula, and its result copied', async () => {
  await ask(page, 'What is (3 + 4) * 5 / 2?');
  const result = shown('calculation', page);
  await seen(result.locator('math').first());
  await button('Copy', result).first().click();
  await until('the result', async () => (await clipboard(page)) === '17.5');
});

test('facts stand in a table with their source', async () => {
  await ask(page, 'Tell me about the element iron');
  const result = shown('facts', page);
  await seen(result.getByRole('rowheader').first());
  assert.match(await result.innerText(), /Iron[\s\S]*55\.8[\s\S]*Source:/);
});

test('what an unclear sentence may have meant is offered as buttons', async () => {
  await begin();
  await ask(page, 'bridge');
  const result = shown('choices', page);
  await seen(result);
  await press(page, result.getByRole('button').first());
  await seen(last(page).locator('[data-kind], .note').first());
});

test('code shows where it is wrong, and what its parts mean', async () => {
  await begin();
  await ask(page, 'Is this valid JSON? {"a": 1,}');
  ada.coded = new URL(page.url()).pathname;
  await seen(shown('code', page).locator('.problems').getByText('Line 1, column'));
  await ask(page, 'Explain this regular expression: ^\\d{4}-\\d{2}$');
  const result = shown('code', page);
  await seen(result.getByRole('row').first());
  const row = result.locator('tbody tr').nth(1);
  await row.hover();
  await until('the part of the text', () => result.locator('pre .part.active').count());
});

test('a quiz is answered by pressing, tells what was right, and ends', async () => {
  await ask(page, 'Quiz me on 3 words');
  const result = shown('quiz', page);
  await seen(result.locator('.progress').getByText('Question 1 of 3'));
  const choices = result.locator('.choices').getByRole('button');
  if ((await choices.count()) > 0) await press(page, choices.first());
  else {
    const before = await log(page).getByRole('article').count();
    await result.getByLabel('Your answer').fill('x');
    await button('Answer', result).click();
    await answeredAfter(page, before);
  }
  await seen(shown('quiz', page).locator('.note').getByText(/^(Right\.|Almost\.|Not quite\.)$/));
  await seen(shown('quiz', page).locator('.progress').getByText('Question 2 of 3'));
  assert.equal(await log(page).locator('[data-kind="quiz"]').nth(-2).locator('.choices button, input').count(), 0, 'what was answered is over');
  await press(page, button('Stop the quiz', shown('quiz', page)));
  await gone(button('Stop the quiz', last(page)));
});

test('a picture in the message is read, with boxes over it', async () => {
  await chooseFiles(page, button('Add a picture', page), ['page.png']);
  await page.getByRole('dialog').getByRole('button', { name: 'Read the text' }).click();
  await until('the text', () => page.getByRole('list', { name: 'Pictures of this message' }).getByText(/Assisti reads/).count());
  await ask(page, 'What is written on this picture?');
  const result = shown('picture', page);
  await seen(result.locator('img'));
  await until('the boxes', async () => (await result.locator('svg rect').count()) > 5);
  assert.match(await result.innerText(), /Assisti reads this page/);
  assert.match(await result.getByRole('link', { name: 'Open the picture' }).getAttribute('href'), /^\/ocr\/[0-9a-f-]{36}$/);
});

test('what was said of corrections outlives the page, and other tabs follow', async () => {
  await page.goto(ada.skilled);
  const result = log(page).locator('[data-kind="corrections"]').first();
  await until('the corrections', () => result.count());
  await result.scrollIntoViewIfNeeded();
  await button('Reject: has stays', result).click();
  await page.getByRole('navigation', { name: 'Chats' }).getByRole('link').nth(1).click();
  await page.goBack();
  await until('the corrections', () => result.count());
  assert.equal(await button('Reject: has stays', result).getAttribute('aria-pressed'), 'true');
  await page.reload();
  await until('the corrections', () => result.count());
  await result.scrollIntoViewIfNeeded();
  assert.equal(await button('Reject: has stays', result).getAttribute('aria-pressed'), 'true');
  const second = await ada.context.newPage();
  await second.goto(ada.skilled);
  const other = log(second).locator('[data-kind="corrections"]').first();
  await until('the corrections there', () => other.count());
  await other.scrollIntoViewIfNeeded();
  assert.equal(await button('Reject: has stays', other).getAttribute('aria-pressed'), 'true');
  await button('Reject: has stays', other).click();
  await second.close();
  await seen(result.getByText(/^1 accepted, 0 rejected, 1 open\./));
  await button('Copy the result', result).click();
  await until('the text', async () => (await clipboard(page)) === 'I have an apple.');
});

// ---- as tools of a language model ----

test('what a language model has a skill do is shown folded, as what it is', async () => {
  await page.goto('/chat');
  await heading(page, 'New chat');
  await page.getByRole('combobox', { name: 'Model' }).selectOption('tools');
  await ask(page, 'How much? [call calculate {"expression": "6 * 7"}]');
  const fold = last(page).getByText('Used “Calculator”');
  await seen(fold);
  assert.equal(await last(page).locator('[data-kind="calculation"]').isVisible(), false);
  await fold.click();
  await seen(last(page).locator('[data-kind="calculation"]'));
});

test('a room says which skills its model may not use', async () => {
  await page.getByRole('button', { name: /^Options for/ }).first().click();
  await button('Name and settings', page).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByText('What a language model may use here').click();
  await dialog.getByLabel('Calculator').uncheck();
  await button('Save', dialog).click();
  await gone(dialog);
  await page.getByRole('button', { name: /^Options for/ }).first().click();
  await button('Name and settings', page).click();
  await dialog.getByText('What a language model may use here').click();
  assert.equal(await dialog.getByLabel('Calculator').isChecked(), false, 'it stays off');
  assert.equal(await dialog.getByLabel('Dictionary').isChecked(), true);
  await page.keyboard.press('Escape');
});
