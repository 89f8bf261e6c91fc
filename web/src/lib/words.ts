// SPDX-License-Identifier: GPL-3.0-or-later
// Recognised words as blocks and lines that can be read, and how sure a reader may be of them.
import type { Word } from './api/types';

export interface PlacedWord {
  /** Place in the page's list of words: the link between text and picture. */
  index: number;
  word: Word;
  /** Whether a space stands before it. */
  spaced: boolean;
}

export type Line = PlacedWord[];
export type Block = Line[];

const UNSPACED =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\u3000-\u303F\uFF00-\uFFEF]/u;

/** Chinese and Japanese set no spaces between words. */
export function spaceBetween(before: string, after: string): boolean {
  const last = [...before].at(-1) ?? '';
  const first = [...after][0] ?? '';
  return !(UNSPACED.test(last) && UNSPACED.test(first));
}

/** Words come in reading order; a new line or block number starts a new line or block. */
export function layOut(words: readonly Word[]): Block[] {
  const blocks: Block[] = [];
  let before: Word | null = null;
  for (const [index, word] of words.entries()) {
    let block = blocks.at(-1);
    if (!block || word.block !== before?.block) blocks.push((block = []));
    let line = block.at(-1);
    if (!line || word.line !== before?.line) block.push((line = []));
    const spaced = line.length > 0 && before !== null && spaceBetween(before.text, word.text);
    line.push({ index, word, spaced });
    before = word;
  }
  return blocks;
}

/** The word that an arrow key leads to from the word at `index`. */
export function step(blocks: readonly Block[], index: number, key: string): number | null {
  const lines = blocks.flat();
  const row = lines.findIndex((line) => line.some((placed) => placed.index === index));
  const line = lines[row];
  if (!line) return null;
  const column = line.findIndex((placed) => placed.index === index);
  const last = lines.reduce((count, one) => count + one.length, 0) - 1;
  switch (key) {
    case 'ArrowRight':
      return Math.min(last, index + 1);
    case 'ArrowLeft':
      return Math.max(0, index - 1);
    case 'ArrowDown':
    case 'ArrowUp': {
      const other = lines[row + (key === 'ArrowDown' ? 1 : -1)];
      return other?.[Math.min(column, other.length - 1)]?.index ?? null;
    }
    case 'Home':
      return line[0]?.index ?? null;
    case 'End':
      return line.at(-1)?.index ?? null;
    default:
      return null;
  }
}

export type Sureness = 'very_likely' | 'likely' | 'unsure' | 'very_unsure';

/** A confidence in words. */
export function sureness(confidence: number): Sureness {
  if (confidence >= 0.9) return 'very_likely';
  if (confidence >= 0.75) return 'likely';
  return confidence >= 0.5 ? 'unsure' : 'very_unsure';
}

/** Below this a person should look for themselves. */
export function isDoubtful(confidence: number): boolean {
  return confidence < 0.75;
}
