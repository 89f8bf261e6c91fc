// SPDX-License-Identifier: GPL-3.0-or-later
// Places in a text. Results count in characters of Unicode, a string of JavaScript in halves of some of them.
import type { Span } from './results';

/** A piece of a text; `index` is that of the span that it is, or null between them. */
export interface Piece {
  text: string;
  index: number | null;
}

/**
 * The text, cut where the spans begin and end. Of two that overlap, the one that begins first is there. A span may be empty: it is
 * the place where something is missing. What lies behind the end of the text is left out.
 */
export function pieces(text: string, spans: readonly Span[]): Piece[] {
  const points = Array.from(text);
  const order = [...spans.keys()].sort((a, b) => spans[a]!.start - spans[b]!.start || spans[a]!.end - spans[b]!.end);
  const out: Piece[] = [];
  let at = 0;
  for (const index of order) {
    const { start, end } = spans[index]!;
    if (start < at || end > points.length) continue;
    if (start > at) out.push({ text: points.slice(at, start).join(''), index: null });
    out.push({ text: points.slice(start, end).join(''), index });
    at = end;
  }
  if (at < points.length) out.push({ text: points.slice(at).join(''), index: null });
  return out;
}

/** A line of code around a column, with the place under which a mark stands; both counted from 1. */
export function excerpt(text: string, line: number, column: number, width = 72): { line: string; before: string } | null {
  const points = Array.from(text.split(/\r\n|\n|\r/)[line - 1] ?? '');
  if (line < 1 || points.length === 0) return null;
  const at = Math.min(Math.max(0, column - 1), points.length);
  const from = at > width ? at - Math.trunc(width / 2) : 0;
  const cut = points.slice(from, from + width);
  const lead = from > 0 ? '…' : '';
  const tail = from + width < points.length ? '…' : '';
  // A tab under a tab keeps the mark below what it is about.
  const before = cut.slice(0, at - from).map((one) => (one === '\t' ? '\t' : ' '));
  return { line: lead + cut.join('') + tail, before: (lead && ' ') + before.join('') };
}

/** The text in pieces, those marked that are one of the words. */
export function words(text: string, wanted: readonly string[]): Piece[] {
  const known = new Set(wanted.map((word) => word.toLowerCase()));
  if (known.size === 0) return [{ text, index: null }];
  const parts = text.split(/([\p{L}\p{M}\p{N}'’-]+)/u).filter((part) => part !== '');
  return parts.map((part) => ({ text: part, index: known.has(part.toLowerCase()) ? 0 : null }));
}
