// SPDX-License-Identifier: GPL-3.0-or-later
// How often the applications were right, read from where it was written down when it was measured: the model cards
// and, for text, docs/adr/0003. The build puts it into the page, so that its figures are never those of older models.
import { readFileSync } from 'node:fs';

export const CARDS = {
  animals: 'models/animals/README.md',
  signs: 'models/road-signs/README.md',
  text: 'docs/adr/0003-lines-read-several-ways.md',
} as const;

const read = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');

/** The numbers in the cells after the first of a table's row that begins so; of "a / b" both. */
function row(path: string, text: string, first: string): number[] {
  const line = text.split('\n').find((one) => one.startsWith(`| ${first} |`));
  if (!line) throw new Error(`${path} has no row "${first}"`);
  return line.split('|').slice(2, -1).flatMap((cell) => cell.split('/').map(Number));
}

/** The groups of a pattern, as numbers. */
function numbers(path: string, text: string, pattern: RegExp): number[] {
  const match = pattern.exec(text);
  if (!match) throw new Error(`${path} does not say ${pattern}`);
  return match.slice(1).map(Number);
}

function animals() {
  const text = read(CARDS.animals);
  const [kinds] = numbers(CARDS.animals, text, /(\d+) animals and `not_animal`/);
  const [photographs, first, five] = row(CARDS.animals, text, 'first look, and again below `look_again`');
  const [thumbnails, firstOfThumbnails] = row(CARDS.animals, text, 'thumbnails');
  return { kinds, photographs, first, five, thumbnails, firstOfThumbnails };
}

function signs() {
  const text = read(CARDS.signs);
  const [of43 = NaN, further = NaN] = numbers(
    CARDS.signs,
    text,
    /The 100 labels are the (\d+) of the German benchmark, (\d+) further ones/,
  );
  const [scenes] = numbers(CARDS.signs, text, /^Scenes \((\d+) German pictures/m);
  const [found] = numbers(CARDS.signs, text, /of signs of at least 24 pixels \*\*([\d.]+) %\*\* are found where there is one false alarm in ten pictures/);
  // The first table with these names counts what trains, the second tells how often it was right.
  const measured = text.slice(text.indexOf('## Measured'));
  const [german, germanRight] = row(CARDS.signs, measured, 'gtsrb');
  const [eastern, easternRight] = row(CARDS.signs, measured, 'cis');
  return { named: of43 + further, scenes, found, german, germanRight, eastern, easternRight };
}

/** The share of characters that were wrong, in percent right; of receipts without regard to case. */
function text() {
  const record = read(CARDS.text);
  const right = (wrong = NaN) => Math.round(1000 * (1 - wrong)) / 10;
  const [documents, documentsWrong] = row(CARDS.text, record, 'documents');
  const [receipts, , receiptsWrong] = row(CARDS.text, record, 'receipts');
  const [chinese, chineseWrong] = row(CARDS.text, record, 'chinese');
  return {
    documents,
    documentsRight: right(documentsWrong),
    receipts,
    receiptsRight: right(receiptsWrong),
    chinese,
    chineseRight: right(chineseWrong),
  };
}

/** Every figure; throws where one cannot be found, so that a build never has a wrong one. */
export function readCards() {
  const figures = { animals: animals(), signs: signs(), text: text() };
  for (const [name, group] of Object.entries(figures)) {
    for (const [key, value] of Object.entries(group)) {
      if (!Number.isFinite(value)) throw new Error(`${CARDS[name as keyof typeof CARDS]}: ${key} is no number`);
    }
  }
  return figures as { [G in keyof typeof figures]: Record<keyof (typeof figures)[G], number> };
}
