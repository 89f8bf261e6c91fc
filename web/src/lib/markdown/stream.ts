// SPDX-License-Identifier: GPL-3.0-or-later
// A text that grows: what is settled is not parsed again, and keeps its very objects, so that a page draws only what changed.
import type { Block } from './nodes';
import { parse } from './parse';

export interface Parsed {
  blocks: readonly Block[];
  /** How much of the text no further piece can change, and how many blocks are made of that. */
  settledChars: number;
  settledBlocks: number;
  text: string;
}

export const NOTHING: Parsed = { blocks: [], settledChars: 0, settledBlocks: 0, text: '' };

// The last line may yet become anything: it may end the block before it, or not. Whatever comes can change the block
// that was open before that line, and what the line has begun; all earlier ones ended with whole lines.
const UNSETTLED = 2;

const DEFINITION = /^ {0,3}\[[^\]]+\]:/m;

function offsetOfLine(text: string, line: number): number {
  let at = 0;
  for (let i = 0; i < line; i++) at = text.indexOf('\n', at) + 1;
  return at;
}

/**
 * The text as it stands now, after `before`. Pass `done` when it is whole: only then do links by name, [so][name], find
 * what is defined further down.
 */
export function advance(before: Parsed, text: string, done: boolean): Parsed {
  const clean = text.replace(/\r\n?/g, '\n');
  const whole = done && DEFINITION.test(clean);
  const grows = !whole && clean.startsWith(before.text.slice(0, before.settledChars));
  const { settledChars, settledBlocks, blocks } = grows ? before : NOTHING;
  // A last line of blanks is not known to be blank yet.
  const tail = clean.slice(settledChars).replace(/[ \t]+$/, '');
  const placed = parse(tail);
  const settled = Math.max(0, placed.length - UNSETTLED);
  const first = placed[settled];
  return {
    blocks: [...blocks.slice(0, settledBlocks), ...placed.map((one) => one.block)],
    settledChars: settledChars + (settled > 0 && first ? offsetOfLine(tail, first.line) : 0),
    settledBlocks: settledBlocks + settled,
    text: clean,
  };
}
