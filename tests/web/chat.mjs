// SPDX-License-Identifier: GPL-3.0-or-later
// What is said in chat, and what is answered: streams, stops, versions, lost connections, pictures, hostile words.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { ada } from './people.mjs';
import { PHONE, answered, at, expectComplaint, file, fromMenu, gone, heading, inTab, logIn, person, reads, seen, test, until, words } from './support.mjs';

const { page } = ada;
const field = (tab = page) => tab.getByRole('textbox', { name: 'Write a message' });
const log = (tab = page) => tab.getByRole('log', { name: 'Conversation' });
const turns = (tab = page) => log(tab).getByRole('article');
const last = (tab = page) => turns(tab).last();
const answer = (tab = page) => last(tab).locator('.text');
const button = (name, within = page) => within.getByRole('button', { name, exact: true });
const rooms = () => page.getByRole('navigation', { name: 'Chats' });
const lorem = (count) => Array.from({ length: count }, (_, i) => `word${i + 1}`).join(' ');

async function say(text, tab = page) {
  await seen(button('Send', tab));
  await field(tab).fill(text);
  await field(tab).press('Enter');
}

async function begin(model) {
  await page.goto('/chat');
  await heading(page, 'New chat');
  if (model) await page.getByRole('combobox', { name: 'Model' }).selectOption(model);
}

async function offline(play) {
  await ada.context.setOffline(true);
  try {
    await play();
  } finally {
    await ada.context.setOffline(false);
  }
}

const choose = (model) => answered(page, 'PATCH', page.url().split('/').at(-1), () =>
  page.getByRole('combobox', { name: 'Model' }).selectOption(model));

test('a first message makes a room, which is called after it', async () => {
  await page.goto('/');
  await page.getByRole('navigation').getByRole('link', { name: 'Chat', exact: true }).first().click();
  await at(page, '/chat');
  await until('the cursor in the field', () => field().evaluate((one) => one === document.activeElement));
  await button('Language practice').click();
  assert.equal(await field().getAttribute('placeholder'), 'Say which language, or just begin to write in it');
  await button('Play a waiter in a restaurant in Paris. I am the guest.').click();
  assert.equal(await field().inputValue(), 'Play a waiter in a restaurant in Paris. I am the guest.');
  await button('General').click();
  await say('Where do storks\nspend the winter?');
  await reads(answer(), 'You said: Where do storks spend the winter?');
  await heading(page, /^Where do storks/);
  await seen(rooms().getByRole('link', { name: /^Where do storks/ }));
  assert.match(page.url(), /\/chat\/[0-9a-f-]{36}$/);
  ada.room = new URL(page.url()).pathname;
  assert.equal(await field().inputValue(), '');
  await seen(last().getByText(/^\d+ tokens$/));
});

test('an answer is seen as it is written, stops, and goes on', async () => {
  await choose('slow');
  await say('Slowly, please');
  await until('some of it', async () => /word3/.test(await answer().innerText()));
  assert.doesNotMatch(await answer().innerText(), /word20/);
  await button('Stop the answer').click();
  await seen(last().getByText('The answer was stopped.'));
  const part = words(await answer().innerText());
  await page.reload();
  await reads(answer(), part);
  await choose('lorem');
  await button('Continue', last()).click();
  await until('more of it', async () => words(await answer().innerText()).length > part.length + 20);
  assert.ok(words(await answer().innerText()).startsWith(part), 'what was written stays');
  await gone(button('Continue', last()));
});

test('Escape stops an answer', async () => {
  await choose('endless');
  await say('On and on');
  await until('some of it', async () => (await answer().count()) > 0);
  await page.keyboard.press('Escape');
  await seen(last().getByText('The answer was stopped.'));
});

test('an answer can be had anew, and the earlier one stays', async () => {
  await choose('echo');
  await button('Answer anew', last()).click();
  await reads(answer(), 'You said: On and on');
  await seen(last().getByText('2 / 2'));
  await button('Earlier version', last()).click();
  await seen(last().getByText('1 / 2'));
  await seen(last().getByText('The answer was stopped.'));
  await button('Later version', last()).click();
  await reads(answer(), 'You said: On and on');
});

test('an earlier message in other words hides what followed, until its version is shown again', async () => {
  const first = turns().first();
  await first.getByText(/^Where do storks/).first().hover();
  await until('the button', () => button('Change the message', first).evaluate((one) => getComputedStyle(one.parentElement).opacity === '1'));
  await button('Change the message', first).click();
  await first.getByRole('textbox').fill('And the swallows?');
  await first.getByRole('textbox').press('Enter');
  await reads(first.locator('.text'), 'You said: And the swallows?');
  await until('the first alone', async () => (await turns().count()) === 1);
  await button('Earlier version', first).click();
  await until('all of it', async () => (await turns().count()) === 3);
  await reads(turns().first().locator('.text'), 'You said: Where do storks spend the winter?');
  await page.reload();
  await until('all of it', async () => (await turns().count()) === 3);
});

test('the arrow up changes the last message, and Escape leaves it', async () => {
  await field().focus();
  await page.keyboard.press('ArrowUp');
  const box = last().getByRole('textbox');
  assert.equal(await box.inputValue(), 'On and on');
  await page.keyboard.press('Escape');
  await gone(box);
  await until('the cursor in the field', () => field().evaluate((one) => one === document.activeElement));
});

test('an answer that is being written goes on after a reload, and in another tab', async () => {
  await begin('lorem');
  await say('Count [pieces=30 pause=150]');
  await until('some of it', async () => (await answer().count()) > 0);
  const second = await ada.context.newPage();
  await second.goto(new URL(page.url()).pathname);
  await page.reload();
  for (const tab of [page, second]) await reads(answer(tab), lorem(30));
  await say('And once more [pieces=5]', second);
  await reads(answer(second), lorem(5));
  await until('the other tab has it', async () => (await turns().count()) === 2);
  await reads(answer(), lorem(5));
  await second.close();
});

test('a lost connection is taken up where it broke', async () => {
  expectComplaint(/ERR_INTERNET_DISCONNECTED|ERR_FAILED|Failed to fetch/);
  await say('Count on [pieces=40 pause=150]');
  await until('some of it', async () => /word4/.test(await answer().innerText()));
  await offline(() => seen(page.getByText('You are offline.')));
  await reads(answer(), lorem(40));
});

test('what cannot be sent stays in the field, and survives a reload', async () => {
  expectComplaint(/ERR_INTERNET_DISCONNECTED|ERR_FAILED|Failed to fetch/);
  await offline(async () => {
    await say('Do not lose this');
    await seen(page.getByText('The server could not be reached. Please check the connection and try again.'));
    assert.equal(await field().inputValue(), 'Do not lose this');
  });
  await page.reload();
  await until('the draft', async () => (await field().inputValue()) === 'Do not lose this');
  await field().fill('');
});

test('logging out takes drafts along', async () => {
  const context = await person();
  const tab = await context.newPage();
  await tab.goto('/login?next=/chat');
  await logIn(tab, ada.email, ada.password);
  await field(tab).fill('Nobody else reads this');
  await tab.goto('/settings');
  await heading(tab, 'Settings');
  const stored = () => tab.evaluate(() => JSON.stringify({ ...localStorage }));
  assert.match(await stored(), /Nobody else reads this/);
  await fromMenu(tab, 'Log out');
  await until('the draft has gone', async () => !/Nobody else/.test(await stored()));
  await context.close();
});

test('a failed answer says why, and another try is one click', async () => {
  await begin('forbidden');
  await say('Let me in');
  await seen(last().getByText("The model's server does not accept the key."));
  await seen(log().getByText('Let me in', { exact: true }));
  await choose('echo');
  await button('Try again', last()).click();
  await reads(answer(), 'You said: Let me in');
});

test('an answer that broke off can go on', async () => {
  await choose('cut');
  await say('Do not break off');
  await seen(last().getByText('The connection to the model broke off.'));
  const part = words(await answer().innerText());
  assert.match(part, /^word1 .*word9/);
  await answered(page, 'POST', '/continue?wait=0', () => button('Continue', last()).click());
  await seen(last().getByText('The connection to the model broke off.'));
  assert.ok(words(await answer().innerText()).startsWith(part));
});

test('thoughts and what was looked up are folded away', async () => {
  await choose('reasoning');
  await say('Think first');
  await until('an answer', async () => (await answer().count()) > 0);
  await last().getByText('Thoughts').click();
  await seen(last().locator('details[open] .markdown'));
  await choose('tools');
  await say('What time is it? [call current_time {}]');
  await seen(last().getByText('Looked at the clock'));
  await last().getByText('Looked at the clock').click();
  await seen(last().getByText('What it was told'));
});

test('hostile words are only words', async () => {
  await choose('echo');
  await say('<img src=x onerror="document.title=1"><script>document.title=2</script> [a](javascript:alert(1)) ![b](https://example.org/b.png)');
  await until('an answer', async () => /onerror/.test(await answer().innerText()));
  assert.equal(await answer().locator('img, script, iframe').count(), 0);
  assert.equal(await log().locator('a[href^="javascript"]').count(), 0);
  await say('| a | b |\n|---|---|\n| 1 | 2 |');
  await until('an answer', async () => /1/.test(await answer().innerText()));
});

test('a message that is too long says by how much', async () => {
  await field().fill('x'.repeat(65_540));
  await seen(page.getByText('4 characters too many'));
  await field().press('Enter');
  assert.equal((await field().inputValue()).length, 65_540);
  await field().fill('');
});

/** Hands a file to the page as a drop brings it. */
async function drop(name, type) {
  const bytes = readFileSync(file(name)).toString('base64');
  await page.evaluate(({ name, type, bytes }) => {
    const data = new DataTransfer();
    data.items.add(new File([Uint8Array.from(atob(bytes), (c) => c.charCodeAt(0))], name, { type }));
    const shared = { bubbles: true, cancelable: true };
    for (const step of ['dragenter', 'dragover', 'drop']) document.body.dispatchEvent(new DragEvent(step, { ...shared, dataTransfer: data }));
  }, { name, type, bytes });
}

test('what stands on a picture goes along with the message', async () => {
  await begin('prompt');
  await drop('page.png', 'image/png');
  await seen(page.getByRole('heading', { name: 'What should be done with the picture?' }));
  await button('Read the text').click();
  const chip = page.getByRole('list', { name: 'Pictures of this message' });
  await seen(chip.getByText(/Assisti reads this page/));
  await page.reload();
  await seen(chip.getByText(/Assisti reads this page/));
  await say('What does it cost?');
  await until('the prompt', async () => /23\.50/.test(await answer().innerText()));
  await seen(last().getByRole('link', { name: /page/ }));
  assert.equal(await chip.count(), 0);
});

test('a message goes, and comes back', async () => {
  await choose('echo');
  await say('One more');
  await reads(answer(), 'You said: One more');
  await button('More', last()).click();
  await button('Delete message and answer', last()).click();
  await until('one less', async () => (await turns().count()) === 1);
  await button('Undo').click();
  await until('it is back', async () => (await turns().count()) === 2);
});

test('a room is renamed, gets instructions, goes, and comes back', async () => {
  await button(/^Options for/, page.getByRole('region')).first().click();
  await button('Name and settings', page.getByRole('region')).first().click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Name', { exact: true }).fill('Receipts');
  await dialog.getByText('Science', { exact: true }).click();
  await dialog.getByLabel(/^Instructions/).fill('Be brief.');
  await button('Save', dialog).click();
  await heading(page, 'Receipts');
  await seen(rooms().getByRole('link', { name: 'Receipts' }));
  await button('Options for “Receipts”', rooms()).click();
  await button('Delete', rooms()).click();
  await at(page, '/chat');
  await gone(rooms().getByRole('link', { name: 'Receipts' }));
  await button('Undo').click();
  await rooms().getByRole('link', { name: 'Receipts' }).click();
  await heading(page, 'Receipts');
  await until('its messages', async () => (await turns().count()) === 2);
});

test('Ctrl+K finds a message, and leads there', async () => {
  await page.keyboard.press('Control+k');
  await page.getByRole('searchbox').fill('swallows');
  await page.getByRole('dialog').getByRole('link').first().waitFor({ state: 'detached', timeout: 1000 }).catch(() => {});
  await page.getByRole('searchbox').fill('storks');
  await page.getByRole('dialog').getByRole('link').first().click();
  await until('the room', () => page.url().includes(ada.room));
  await seen(log().getByText(/Where do storks/).first());
});

test('a screen reader hears whole sentences', async () => {
  const spoken = page.getByTestId('spoken');
  await say('One. Two! And three.');
  await until('the answer', async () => /You said: One\./.test(await spoken.innerText()));
  await until('the end', async () => /The answer is complete\./.test(await spoken.innerText()));
});

/** A room that was long before it came here. */
async function bringLongRoom(count) {
  const messages = Array.from({ length: count }, (_, i) => ({ message: `Question ${i}`, answer: `Answer ${i}\n\n${'Some more words. '.repeat(i % 9)}` }));
  return page.evaluate(async (messages) => {
    const mapping = { root: { id: 'root', message: null, parent: null, children: ['q0'] } };
    messages.forEach(({ message, answer }, i) => {
      const next = i + 1 < messages.length ? [`q${i + 1}`] : [];
      const say = (role, text) => ({ author: { role }, content: { content_type: 'text', parts: [text] }, create_time: 1700000000 + i });
      mapping[`q${i}`] = { id: `q${i}`, message: say('user', message), parent: i === 0 ? 'root' : `a${i - 1}`, children: [`a${i}`] };
      mapping[`a${i}`] = { id: `a${i}`, message: say('assistant', answer), parent: `q${i}`, children: next };
    });
    const file = [{ title: 'A long one', create_time: 1700000000, mapping, current_node: `a${messages.length - 1}` }];
    const renewed = await (await fetch('/api/v1/auth/token/refresh', { method: 'POST' })).json();
    const form = new FormData();
    form.set('file', new File([JSON.stringify(file)], 'conversations.json', { type: 'application/json' }));
    const reply = await fetch('/api/v1/categories/import', { method: 'POST', body: form, headers: { Authorization: `Bearer ${renewed.access}` } });
    return reply.json();
  }, messages);
}

test('a room of thousands of messages opens at its end, and loads upwards without a jump', async () => {
  const { categories } = await bringLongRoom(1500);
  const begun = Date.now();
  await page.goto(`/chat/${categories[0].id ?? categories[0]}`);
  await seen(log().getByText('Question 1499', { exact: true }));
  assert.ok(Date.now() - begun < 5_000, `it took ${Date.now() - begun} ms`);
  const loaded = () => log().evaluate((box) => [...box.querySelectorAll('[data-turns]')].reduce((sum, part) => sum + part.dataset.turns.split(' ').length, 0));
  // What comes is held back until it was looked at what is seen.
  const late = /\/messages\?.*cursor=/;
  let open = () => {};
  let gate = Promise.resolve();
  await page.route(late, async (route) => {
    await gate;
    await route.continue();
  });
  for (let i = 0; i < 8; i += 1) {
    gate = new Promise((resolve) => { open = resolve; });
    const before = await loaded();
    await log().evaluate((box) => { box.scrollTop = 0; });
    await delay(200);
    const seenFirst = await log().evaluate((box) => {
      const first = [...box.querySelectorAll('article')].find((one) => one.getBoundingClientRect().top > box.getBoundingClientRect().top);
      return { id: first.id, y: first.getBoundingClientRect().top };
    });
    assert.equal(await loaded(), before, 'nothing has come yet');
    open();
    await until('more', async () => (await loaded()) > before);
    await delay(200);
    const y = await log().evaluate((box, id) => box.querySelector(`[id="${id}"]`)?.getBoundingClientRect().top, seenFirst.id);
    // The line that says that more is coming has gone, or has not: it is not part of what is read.
    assert.ok(Math.abs(y - seenFirst.y) < 4, `part ${i} moved by ${y - seenFirst.y} px`);
  }
  await page.unroute(late);
  assert.ok((await turns().count()) < 150, `${await turns().count()} messages are drawn`);
  await button('To the newest').click();
  await seen(log().getByText('Question 1499', { exact: true }));
});

test('on a phone the rooms come from the side', () =>
  inTab(ada.context, PHONE, async (tab) => {
    await tab.goto(ada.room);
    await seen(log(tab).getByText(/storks/).first());
    await button('Chats', tab).click();
    await tab.getByRole('dialog').getByRole('link', { name: 'Receipts' }).click();
    await heading(tab, 'Receipts');
    await say('From the phone', tab);
    await reads(answer(tab), 'You said: From the phone');
  }));
