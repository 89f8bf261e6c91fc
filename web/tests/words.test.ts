// SPDX-License-Identifier: GPL-3.0-or-later
import { describe, expect, it } from 'vitest';
import type { Word } from '../src/lib/api/types';
import { isDoubtful, layOut, spaceBetween, step, sureness } from '../src/lib/words';

function word(text: string, line: number, block: number): Word {
  return { text, confidence: 0.9, box: [0, 0, 1, 1], line, block, page: 1 };
}

const text = layOut([
  word('Dear', 0, 0),
  word('Nadia', 0, 0),
  word('the', 1, 0),
  word('bees', 1, 0),
  word('came', 1, 0),
  word('早', 0, 1),
  word('上', 0, 1),
]);

describe('layOut', () => {
  it('makes blocks of lines of words, with spaces where the script has them', () => {
    const shown = text.map((block) =>
      block.map((line) => line.map((w) => (w.spaced ? ' ' : '') + w.word.text).join('')),
    );
    expect(shown).toEqual([['Dear Nadia', 'the bees came'], ['早上']]);
  });

  it('keeps a line number apart from the same number in the next block', () => {
    expect(layOut([word('a', 3, 0), word('b', 3, 1)])).toHaveLength(2);
  });

  it('has nothing to say about nothing', () => {
    expect(layOut([])).toEqual([]);
  });
});

describe('spaceBetween', () => {
  it.each([
    ['中', '国', false],
    ['，', '国', false],
    ['中', 'OCR', true],
    ['OCR', '中', true],
    ['سلام', 'دنیا', true],
    ['𠀀', '𠀁', false],
  ])('%s %s: %s', (before, after, spaced) => {
    expect(spaceBetween(before, after)).toBe(spaced);
  });
});

describe('step', () => {
  it.each([
    [0, 'ArrowRight', 1],
    [0, 'ArrowLeft', 0],
    [6, 'ArrowRight', 6],
    [1, 'ArrowDown', 3],
    [4, 'ArrowDown', 6],
    [4, 'ArrowUp', 1],
    [0, 'ArrowUp', null],
    [3, 'Home', 2],
    [3, 'End', 4],
    [3, 'a', null],
    [99, 'Home', null],
  ])('from %i by %s to %s', (from, key, to) => {
    expect(step(text, from, key)).toBe(to);
  });
});

describe('sureness', () => {
  it('puts numbers into words', () => {
    expect([1, 0.9, 0.89, 0.75, 0.6, 0.49, 0].map(sureness)).toEqual([
      'very_likely',
      'very_likely',
      'likely',
      'likely',
      'unsure',
      'very_unsure',
      'very_unsure',
    ]);
    expect(isDoubtful(0.74)).toBe(true);
    expect(isDoubtful(0.75)).toBe(false);
  });
});
