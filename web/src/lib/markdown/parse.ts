// SPDX-License-Identifier: GPL-3.0-or-later
// From Markdown (CommonMark with tables, strikethrough, task lists, plain addresses, maths) to the nodes of nodes.ts.
// markdown-it finds the structure, in linear time whatever it is given; its own way to HTML is not used.
import MarkdownIt from 'markdown-it';
import type { Token } from 'markdown-it';
import { linkify } from '../linkify';
import { withMaths, type MathsMeta } from './maths';
import { toHref, type Align, type Block, type Inline, type Item, type Maths } from './nodes';

const parser = new MarkdownIt({ html: false, linkify: false });
// Where links lead is decided in toHref, for every kind of them.
parser.validateLink = () => true;
withMaths(parser);

/** A block, and the line of the text on which it begins. */
export interface Placed {
  line: number;
  block: Block;
}

const MARKS: Readonly<Record<string, 'em' | 'strong' | 's'>> = { em_open: 'em', strong_open: 'strong', s_open: 's' };

/** Walks over a flat list of tokens, in which what opens is closed again. */
class Walk {
  at = 0;
  constructor(
    readonly tokens: readonly Token[],
    readonly lines: readonly string[] = [],
  ) {}

  next(): Token | undefined {
    return this.tokens[this.at++];
  }

  /** Whether the next token closes; then it is passed by. */
  closes(): boolean {
    const token = this.tokens[this.at];
    if (token && token.nesting >= 0) return false;
    this.at++;
    return true;
  }
}

function mathsOf(token: Token): Maths {
  return { kind: 'maths', tex: token.content, ...(token.meta as MathsMeta) };
}

/** Text as it is read: addresses become links, and the one tag that tables cannot do without a new line. */
function textOf(text: string, linked: boolean): Inline[] {
  return text.split(/<br\s{0,8}\/?>/i).flatMap((line, i) => {
    const pieces = linked ? [{ text: line, href: null }] : linkify(line);
    const nodes = pieces.filter((piece) => piece.text !== '').map((piece): Inline => {
      const href = piece.href === null ? null : toHref(piece.href);
      const node: Inline = { kind: 'text', text: piece.text };
      return href === null ? node : { kind: 'link', href, children: [node] };
    });
    return i === 0 ? nodes : [{ kind: 'break' }, ...nodes];
  });
}

function pictureOf(token: Token): Inline[] {
  const href = toHref(String(token.attrGet('src')));
  if (href === null) return token.content === '' ? [] : [{ kind: 'text', text: token.content }];
  return [{ kind: 'picture', href, text: token.content }];
}

function inlineOf(token: Token, walk: Walk, linked: boolean): Inline[] {
  const mark = MARKS[token.type];
  if (mark) return [{ kind: mark, children: inlines(walk, linked) }];
  switch (token.type) {
    case 'text':
      return textOf(token.content, linked);
    case 'code_inline':
      return [{ kind: 'code', text: token.content }];
    case 'softbreak':
      return [{ kind: 'text', text: '\n' }];
    case 'hardbreak':
      return [{ kind: 'break' }];
    case 'link_open': {
      const href = toHref(String(token.attrGet('href')));
      const children = inlines(walk, true);
      return href === null ? children : [{ kind: 'link', href, children }];
    }
    case 'image':
      return pictureOf(token);
    case 'maths_inline':
      return [mathsOf(token)];
    default:
      return token.content === '' ? [] : [{ kind: 'text', text: token.content }];
  }
}

/** The nodes up to where the list ends or what holds them closes. */
function inlines(walk: Walk, linked = false): Inline[] {
  const found: Inline[] = [];
  while (!walk.closes()) {
    const token = walk.next();
    if (token) found.push(...inlineOf(token, walk, linked));
  }
  return found;
}

/** The content of a paragraph, heading or cell, whose opening token has just passed. */
function contentOf(walk: Walk): Inline[] {
  const found: Inline[] = [];
  while (!walk.closes()) found.push(...inlines(new Walk(walk.next()?.children ?? [])));
  return found;
}

function alignOf(cell: Token): Align {
  const found = /left|center|right/.exec(cell.attrGet('style') ?? '')?.[0];
  return (found as Align | undefined) ?? null;
}

/** The rows of a table's head or body, each a list of cells. */
function rowsOf(walk: Walk, align: Align[]): Inline[][][] {
  const rows: Inline[][][] = [];
  while (!walk.closes()) {
    walk.next();
    const cells: Inline[][] = [];
    while (!walk.closes()) {
      const cell = walk.next();
      if (cell) align[cells.length] ??= alignOf(cell);
      cells.push(contentOf(walk));
    }
    rows.push(cells);
  }
  return rows;
}

function tableOf(walk: Walk): Block {
  const align: Align[] = [];
  const parts: Inline[][][][] = [];
  while (!walk.closes()) {
    walk.next();
    parts.push(rowsOf(walk, align));
  }
  return { kind: 'table', align, head: parts[0]?.[0] ?? [], rows: parts[1] ?? [] };
}

const TASK = /^\[([ xX])\](?:\s+|$)/;

/** Takes the box off an item that is a task. */
function itemOf(children: Block[]): Item {
  const [first] = children;
  const lead = first?.kind === 'paragraph' ? first.children[0] : undefined;
  const box = lead?.kind === 'text' ? TASK.exec(lead.text) : null;
  if (!box || first?.kind !== 'paragraph' || lead?.kind !== 'text') return { done: null, children };
  const rest: Inline[] = [{ kind: 'text', text: lead.text.slice(box[0].length) }, ...first.children.slice(1)];
  return { done: box[1] !== ' ', children: [{ kind: 'paragraph', children: rest }, ...children.slice(1)] };
}

function listOf(token: Token, walk: Walk): Block {
  const items: Item[] = [];
  let tight = true;
  while (!walk.closes()) {
    walk.next();
    const from = walk.at;
    items.push(itemOf(blocksIn(walk)));
    const inside = walk.tokens.slice(from, walk.at);
    if (inside.some((one) => one.type === 'paragraph_open' && one.level === token.level + 2 && !one.hidden)) tight = false;
  }
  const ordered = token.type === 'ordered_list_open';
  return { kind: 'list', ordered, start: Number(token.attrGet('start') ?? 1), tight, items };
}

/** Whether a fence is still without its end: markdown-it does not tell, but then its lines reach to the last one. */
function isOpen(token: Token, lines: readonly string[]): boolean {
  const last = (lines[(token.map?.[1] ?? 0) - 1] ?? '').trim().replace(/^(?:>\s?)+/, '');
  const isMark = last.length >= token.markup.length && last === (token.markup[0] ?? '').repeat(last.length);
  return !isMark || token.map?.[1] === (token.map?.[0] ?? 0) + 1;
}

function blockOf(token: Token, walk: Walk): Block {
  switch (token.type) {
    case 'heading_open':
      return { kind: 'heading', level: Number(token.tag.slice(1)), children: contentOf(walk) };
    case 'fence': {
      const language = token.info.trim().split(/[\s,{]/)[0]?.toLowerCase() ?? '';
      return { kind: 'code', language, text: token.content.replace(/\n$/, ''), open: isOpen(token, walk.lines) };
    }
    case 'code_block':
      return { kind: 'code', language: '', text: token.content.replace(/\n$/, ''), open: false };
    case 'blockquote_open':
      return { kind: 'quote', children: blocksIn(walk) };
    case 'bullet_list_open':
    case 'ordered_list_open':
      return listOf(token, walk);
    case 'table_open':
      return tableOf(walk);
    case 'hr':
      return { kind: 'rule' };
    case 'maths_block':
      return mathsOf(token);
    default:
      return { kind: 'paragraph', children: contentOf(walk) };
  }
}

function blocksIn(walk: Walk): Block[] {
  const found: Block[] = [];
  while (!walk.closes()) {
    const token = walk.next();
    if (token) found.push(blockOf(token, walk));
  }
  return found;
}

/** The blocks of a text whose lines end in \n. */
export function parse(text: string): Placed[] {
  const walk = new Walk(parser.parse(text, {}), text.split('\n'));
  const found: Placed[] = [];
  for (let token = walk.next(); token; token = walk.next()) {
    found.push({ line: token.map?.[0] ?? 0, block: blockOf(token, walk) });
  }
  return found;
}
