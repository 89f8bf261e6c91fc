// SPDX-License-Identifier: GPL-3.0-or-later
// Maths for markdown-it: $...$ and \(...\) within a line, $$...$$ and \[...\] also as blocks. As in TeX, no blank line stands
// in a formula: so whatever has begun as one is settled at the next blank line, which the stream of an answer relies on.
import type { MarkdownIt, StateBlock, StateInline } from 'markdown-it';

/** Longer ones are taken for text: it bounds the looking for an end that never comes. */
const MAX_LINES = 200;
const MAX_CHARS = 4000;

/** What a token of a formula carries in `meta`. */
export interface MathsMeta {
  display: boolean;
  source: string;
  open: boolean;
}

const CLOSING: Readonly<Record<string, string>> = { $$: '$$', '\\[': '\\]', '\\(': '\\)' };

interface Found {
  tex: string;
  /** The line behind the formula. */
  next: number;
  open: boolean;
}

/** One line of a block without its indentation. */
function lineOf(state: StateBlock, line: number): string {
  return state.src.slice(state.bMarks[line]! + state.tShift[line]!, state.eMarks[line]).trimEnd();
}

/** The text before `close` where it ends the line; null where it stands elsewhere in it; undefined where it is not there. */
function before(text: string, close: string): string | null | undefined {
  const at = text.indexOf(close);
  if (at < 0) return undefined;
  return at === text.length - close.length ? text.slice(0, at) : null;
}

function findBlock(state: StateBlock, start: number, end: number): Found | null {
  const first = lineOf(state, start);
  const close = CLOSING[first.slice(0, 2)];
  if (close === undefined || first[1] === '(') return null;
  const lines: string[] = [];
  const last = Math.min(end, start + MAX_LINES);
  for (let line = start; line < last; line++) {
    if (line > start && (state.isEmpty(line) || state.sCount[line]! < state.blkIndent)) return null;
    const text = line === start ? first.slice(2) : lineOf(state, line);
    const body = before(text, close);
    if (body === null) return null;
    lines.push(body ?? text);
    if (body !== undefined) return { tex: lines.join('\n').trim(), next: line + 1, open: false };
  }
  // More may come only where the text ends.
  const isEnd = last === end && state.eMarks[last - 1]! >= state.src.trimEnd().length;
  return isEnd ? { tex: lines.join('\n').trim(), next: last, open: true } : null;
}

function blockRule(state: StateBlock, start: number, end: number, silent: boolean): boolean {
  if (state.sCount[start]! - state.blkIndent >= 4) return false;
  const found = findBlock(state, start, end);
  if (!found || (found.tex === '' && !found.open)) return false;
  if (silent) return true;
  const token = state.push('maths_block', '', 0);
  token.content = found.tex;
  token.map = [start, found.next];
  const source = state.getLines(start, found.next, state.blkIndent, false).trim();
  token.meta = { display: true, source, open: found.open } satisfies MathsMeta;
  state.line = found.next;
  return true;
}

function pushInline(state: StateInline, opening: string, end: number, silent: boolean): boolean {
  const source = state.src.slice(state.pos, end);
  if (!silent) {
    const token = state.push('maths_inline', '', 0);
    token.content = source.slice(opening.length, -opening.length).trim();
    const display = opening === '$$' || opening === '\\[';
    token.meta = { display, source, open: false } satisfies MathsMeta;
  }
  state.pos = end;
  return true;
}

/** Where the dollar stands that ends a formula, or -1. Prices are none: "$5 and $10", "$5-$10". */
function closingDollar(text: string, start: number, end: number): number {
  if (/\s/.test(text[start] ?? ' ')) return -1;
  for (let at = text.indexOf('$', start); at >= 0 && at < end; at = text.indexOf('$', at + 1)) {
    if (text[at - 1] === '\\') continue;
    return /\s/.test(text[at - 1]!) || /\d/.test(text[at + 1] ?? '') || at === start ? -1 : at;
  }
  return -1;
}

function dollarRule(state: StateInline, silent: boolean): boolean {
  const { src, pos } = state;
  if (src[pos] !== '$') return false;
  const end = Math.min(state.posMax, pos + MAX_CHARS);
  if (src[pos + 1] === '$') {
    const at = src.slice(pos + 2, end).indexOf('$$');
    return at > 0 && pushInline(state, '$$', pos + at + 4, silent);
  }
  const at = closingDollar(src, pos + 1, end);
  return at > 0 && pushInline(state, '$', at + 1, silent);
}

function backslashRule(state: StateInline, silent: boolean): boolean {
  const { src, pos } = state;
  const opening = src.slice(pos, pos + 2);
  if (opening !== '\\(' && opening !== '\\[') return false;
  const text = src.slice(pos + 2, Math.min(state.posMax, pos + MAX_CHARS));
  const at = text.indexOf(CLOSING[opening]!);
  if (at <= 0) return false;
  // A bracket may be escaped for its own sake: \[1\].
  if (opening === '\\[' && !/[\\^_={}+]/.test(text.slice(0, at))) return false;
  return pushInline(state, opening, pos + at + 4, silent);
}

/** Teaches a parser the formulas. */
export function withMaths(md: MarkdownIt): void {
  const alt = ['paragraph', 'reference', 'blockquote', 'list'];
  md.block.ruler.before('fence', 'maths_block', blockRule, { alt });
  md.inline.ruler.before('escape', 'maths_backslash', backslashRule);
  md.inline.ruler.before('escape', 'maths_dollar', dollarRule);
}
