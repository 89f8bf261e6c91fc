// SPDX-License-Identifier: GPL-3.0-or-later
// What the page of applications says of their accuracy is what the model cards say.
import { readFileSync } from 'node:fs';
import figures from 'virtual:measured';
import { expect, it } from 'vitest';
import { CARDS } from '../scripts/cards';

const read = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');

it('reads every figure from the cards', () => {
  const { animals, signs, text } = figures;
  expect(read(CARDS.animals)).toContain(
    `| first look, and again below \`look_again\` | ${animals.photographs} | ${animals.first.toFixed(1)} | ${animals.five.toFixed(1)} |`,
  );
  expect(read(CARDS.animals)).toContain(`| thumbnails | ${animals.thumbnails} | ${animals.firstOfThumbnails.toFixed(1)} |`);
  expect(read(CARDS.signs)).toContain(`| gtsrb | ${signs.german} | ${signs.germanRight.toFixed(1)} |`);
  expect(read(CARDS.signs)).toContain(`| cis | ${signs.eastern} | ${signs.easternRight.toFixed(1)} |`);
  expect(read(CARDS.signs)).toContain(`**${signs.found} %** are found`);
  expect(read(CARDS.text)).toContain(`| documents | ${text.documents} | ${(1 - text.documentsRight / 100).toFixed(3)} /`);
  expect(read(CARDS.text)).toContain(`| chinese | ${text.chinese} | ${(1 - text.chineseRight / 100).toFixed(3)} |`);
});

it('has shares between nothing and all', () => {
  const { animals, signs, text } = figures;
  const shares = [animals.first, animals.five, animals.firstOfThumbnails, signs.found, signs.germanRight, signs.easternRight, text.documentsRight, text.receiptsRight, text.chineseRight];
  for (const share of shares) expect(share > 30 && share <= 100, String(share)).toBe(true);
});
