// SPDX-License-Identifier: GPL-3.0-or-later
import { describe, expect, it } from 'vitest';
import { backoffMs, EventParser } from '../src/lib/api/sse';

const STREAM =
  '\uFEFF: hello\r\nid: 7\r\nevent: status\r\ndata: {"a":\r\ndata: 1}\r\n\r\n' +
  'retry: 2500\n\ndata:no space\n\nevent: empty\n\nevent: done\rdata: {}\r\r';

const EVENTS = [
  { name: 'status', data: '{"a":\n1}' },
  { name: 'message', data: 'no space' },
  { name: 'done', data: '{}' },
];

describe('EventParser', () => {
  it('reads fields, comments, all line ends and a byte order mark', () => {
    const parser = new EventParser();
    expect(parser.feed(STREAM)).toEqual(EVENTS);
    expect(parser.lastEventId).toBe('7');
    expect(parser.retryMs).toBe(2500);
  });

  it('gives the same events wherever the stream is cut', () => {
    for (let cut = 1; cut < STREAM.length; cut++) {
      const parser = new EventParser();
      const events = [...parser.feed(STREAM.slice(0, cut)), ...parser.feed(STREAM.slice(cut))];
      expect(events, `cut at ${cut}`).toEqual(EVENTS);
    }
    const parser = new EventParser();
    expect([...STREAM].flatMap((char) => parser.feed(char))).toEqual(EVENTS);
  });

  it('keeps an unfinished event to itself', () => {
    const parser = new EventParser();
    expect(parser.feed('data: half')).toEqual([]);
    expect(parser.feed('\n')).toEqual([]);
    expect(parser.feed('\n')).toEqual([{ name: 'message', data: 'half' }]);
  });

  it('ignores what the standard tells it to ignore', () => {
    const parser = new EventParser();
    parser.feed('id: 1\nid: 2\0\nretry: soon\nfoo: bar\n\n');
    expect(parser.lastEventId).toBe('1');
    expect(parser.retryMs).toBeNull();
  });
});

describe('backoffMs', () => {
  it('doubles up to half a minute and spreads by a quarter', () => {
    const calm = [0, 1, 2, 3, 4, 5, 9].map((attempt) => backoffMs(attempt, 1000, () => 0));
    expect(calm).toEqual([1000, 2000, 4000, 8000, 16000, 30000, 30000]);
    expect(backoffMs(0, 1000, () => 1)).toBe(1250);
  });
});
