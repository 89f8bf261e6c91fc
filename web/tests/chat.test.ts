// SPDX-License-Identifier: GPL-3.0-or-later
import { afterEach, describe, expect, it, vi } from 'vitest';
import { placeOf } from '../src/chat/api';
import { nextSentences } from '../src/chat/sentences';
import { Turn } from '../src/chat/turn.svelte';
import type { Message } from '../src/chat/types';
import { overBy } from '../src/chat/writing';

const message: Message = {
  id: 'm',
  category: 'c',
  message: 'Question',
  answer: '',
  reasoning: '',
  created: '2026-11-26T10:00:00Z',
  status: 'streaming',
  model: null,
  usage: { prompt_tokens: 0, completion_tokens: 0, estimated: false },
  tools: [],
  attachments: [],
  version: 1,
  versions: 1,
  error: null,
  finish: null,
  context: { dropped: 0 },
  ended: null,
  can_continue: false,
};

describe('placeOf', () => {
  it('counts bytes as the server does, and results of tools', () => {
    expect(placeOf(message)).toBe('1-0-0-0');
    const tools = [{ name: 'current_time', input: {}, output: {}, failed: false }];
    expect(placeOf({ ...message, version: 3, reasoning: 'é', answer: 'سلام 👩‍🚀', tools })).toBe('3-2-20-1');
  });
});

describe('nextSentences', () => {
  it.each([
    ['nothing before a sentence ends', 'One two', 0, false, '', 0],
    ['a whole sentence, once the next begins', 'One two. Thr', 0, false, 'One two.', 8],
    ['a point within a number ends none', 'It costs 3.5', 0, false, '', 0],
    ['the rest where it is done', 'One two. Thr', 8, true, 'Thr', 12],
    ['Chinese needs no blank', '你好。世界', 0, false, '你好。', 3],
    ['Persian has its own mark', 'چرا؟ زیرا', 0, false, 'چرا؟', 4],
    ['marks of Markdown are not read', '## **Bold** [a](https://b.c)\n', 0, false, 'Bold a', 29],
    ['a fence is not read', '```js\nlet a = 1;\n```\n', 0, true, 'let a = 1;', 21],
  ])('%s', (_name, text, chars, done, said, end) => {
    expect(nextSentences(text, chars, done)).toEqual({ text: said, chars: end });
  });
});

describe('overBy', () => {
  it('counts characters, not halves of them', () => {
    expect(overBy('x'.repeat(65_536))).toBe(0);
    expect(overBy('x'.repeat(65_539))).toBe(3);
    expect(overBy('😀'.repeat(65_536))).toBe(0);
    expect(overBy('😀'.repeat(65_537))).toBe(1);
  });
});

/** Answers with a stream that is torn into pieces of seven bytes. */
function streamOf(text: string): Response {
  const bytes = new TextEncoder().encode(text);
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      for (let i = 0; i < bytes.length; i += 7) controller.enqueue(bytes.slice(i, i + 7));
      controller.close();
    },
  });
  return new Response(body, { status: 200, headers: { 'Content-Type': 'text/event-stream' } });
}

const event = (id: string, name: string, data: unknown) => `id: ${id}\nevent: ${name}\ndata: ${JSON.stringify(data)}\n\n`;

describe('a turn', () => {
  afterEach(() => vi.unstubAllGlobals());

  /** Stands in for the browser, with these streams one after the other. */
  function browser(...streams: string[]) {
    const asked: (string | null)[] = [];
    vi.stubGlobal('requestAnimationFrame', (run: () => void) => setTimeout(run, 1));
    vi.stubGlobal('cancelAnimationFrame', clearTimeout);
    vi.stubGlobal('window', new EventTarget());
    vi.stubGlobal('fetch', (_url: string, init: RequestInit) => {
      asked.push(new Headers(init.headers).get('Last-Event-ID'));
      return Promise.resolve(streamOf(streams.shift() ?? ''));
    });
    return asked;
  }

  it('is written as the stream says, and taken up where the stream broke', async () => {
    const done = { ...message, answer: 'Grüße!', reasoning: 'Hm', status: 'complete' as const };
    const asked = browser(
      'retry: 1\n' + event('1-0-0-0', 'start', { id: 'm', version: 1, model: 'x' }) + event('1-2-0-0', 'reasoning', { text: 'Hm' }) + event('1-2-3-0', 'delta', { text: 'Gr' }),
      event('1-2-8-0', 'delta', { text: 'üße!' }) + event('1-2-8-0', 'done', { message: done }),
    );
    const seen: string[] = [];
    await new Promise<void>((resolve) => {
      const turn = new Turn(message, 0, ({ message: ended }) => {
        seen.push(ended.reasoning, ended.answer, ended.status);
        resolve();
      });
      turn.take(message);
    });
    expect(seen).toEqual(['Hm', 'Grüße!', 'complete']);
    expect(asked).toEqual(['1-0-0-0', '1-2-3-0']);
  });

  it('begins anew where another version is written', async () => {
    browser(
      event('2-0-0-0', 'start', { id: 'm', version: 2, model: null }) + event('2-0-1-0', 'delta', { text: 'B' }) +
        event('2-0-1-0', 'error', { problem: { title: '', status: 502, code: 'model_failed' }, message: null }),
    );
    const ended = await new Promise<Message>((resolve) => {
      new Turn(message, 0, (turn) => resolve(turn.message)).take({ ...message, answer: 'A' });
    });
    expect(ended).toMatchObject({ answer: 'B', version: 2, status: 'failed', error: { code: 'model_failed' } });
  });
});
