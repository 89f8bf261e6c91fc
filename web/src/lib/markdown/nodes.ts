// SPDX-License-Identifier: GPL-3.0-or-later
// All that an answer can be made of. What a model or a person has written becomes these nodes and nothing else: there
// is no node for raw HTML, none for a picture that a page would fetch, and a link holds only an address that `toHref` let through.

export interface Maths {
  kind: 'maths';
  tex: string;
  /** On lines of its own. */
  display: boolean;
  /** As it was written, delimiters included: what is shown until it is set, and where it cannot be. */
  source: string;
  /** The closing delimiter has not come yet. */
  open: boolean;
}

export type Inline =
  | { kind: 'text'; text: string }
  | { kind: 'break' }
  | { kind: 'code'; text: string }
  | { kind: 'em' | 'strong' | 's'; children: Inline[] }
  | { kind: 'link'; href: string; children: Inline[] }
  /** A picture elsewhere: its address would learn who reads this, so it is only linked. */
  | { kind: 'picture'; href: string; text: string }
  | Maths;

export interface Item {
  /** Whether a task is done; null where the item is none. */
  done: boolean | null;
  children: Block[];
}

export type Align = 'left' | 'center' | 'right' | null;

export type Block =
  | { kind: 'paragraph'; children: Inline[] }
  | { kind: 'heading'; level: number; children: Inline[] }
  | { kind: 'code'; language: string; text: string; open: boolean }
  | { kind: 'quote'; children: Block[] }
  /** `start` is the first number of an ordered list. Items of a tight list have no space between them. */
  | { kind: 'list'; ordered: boolean; start: number; tight: boolean; items: Item[] }
  | { kind: 'table'; align: Align[]; head: Inline[][]; rows: Inline[][][] }
  | { kind: 'rule' }
  | Maths;

const SCHEMES = new Set(['http:', 'https:', 'mailto:']);

/** The address as a browser reads it, or null where a link must not lead: scripts, files, this page, another's password. */
export function toHref(address: string): string | null {
  try {
    const url = new URL(address);
    return SCHEMES.has(url.protocol) && url.username === '' && url.password === '' ? url.href : null;
  } catch {
    return null;
  }
}
