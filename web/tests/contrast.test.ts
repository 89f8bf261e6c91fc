// SPDX-License-Identifier: GPL-3.0-or-later
// The palette against WCAG 2.2 AA, in both themes: 4.5 for text, 3 for lines that carry meaning.
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const css = ['styles/tokens.css', 'lib/markdown/CodeBlock.svelte']
  .map((name) => readFileSync(new URL(`../src/${name}`, import.meta.url), 'utf8'))
  .join('\n');

function token(name: string, theme: 'light' | 'dark'): string {
  const value = new RegExp(`--${name}:\\s*([^;]+);`).exec(css)?.[1];
  if (!value) throw new Error(`there is no --${name}`);
  const pair = /^light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\)$/.exec(value);
  const color = pair ? pair[theme === 'light' ? 1 : 2] : value;
  if (!color || !/^#[0-9a-f]{6}$/.test(color)) throw new Error(`--${name} is ${value}`);
  return color;
}

function luminance(color: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => {
    const share = parseInt(color.slice(at, at + 2), 16) / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(a: string, b: string): number {
  const [light = 0, dark = 0] = [luminance(a), luminance(b)].sort((x, y) => y - x);
  return (light + 0.05) / (dark + 0.05);
}

const TEXT: [string, string[]][] = [
  ['text', ['bg', 'surface', 'surface-2', 'surface-3', 'accent-soft']],
  ['text-2', ['bg', 'surface', 'surface-2', 'accent-soft']],
  ['text-3', ['bg', 'surface', 'surface-2', 'accent-soft']],
  ['link', ['bg', 'surface', 'surface-2']],
  ['on-accent', ['accent', 'accent-hover']],
  ...['word', 'string', 'number', 'name', 'note'].map((name): [string, string[]] => [`code-${name}`, ['surface-2']]),
  ['danger', ['bg', 'surface', 'surface-2', 'danger-soft']],
  ['ok', ['bg', 'surface', 'ok-soft']],
  ['warn', ['bg', 'surface', 'warn-soft']],
];

const LINES: [string, string[]][] = [
  ['border-strong', ['bg', 'surface']],
  ['focus', ['bg', 'surface', 'surface-2']],
  ['accent-line', ['surface', 'bg']],
  ['ok', ['surface-3']],
  ['warn', ['surface-3']],
  ['danger', ['surface-3']],
];

const pairs = (rows: [string, string[]][]) =>
  rows.flatMap(([front, backs]) => backs.map((back) => [front, back] as const));

describe.each(['light', 'dark'] as const)('the %s theme', (theme) => {
  it.each(pairs(TEXT))('writes %s on %s legibly', (front, back) => {
    expect(contrast(token(front, theme), token(back, theme))).toBeGreaterThanOrEqual(4.5);
  });

  it.each(pairs(LINES))('draws %s on %s visibly', (front, back) => {
    expect(contrast(token(front, theme), token(back, theme))).toBeGreaterThanOrEqual(3);
  });
});

describe('contrast', () => {
  it('agrees with the examples of the standard', () => {
    expect(contrast('#000000', '#ffffff')).toBeCloseTo(21);
    expect(contrast('#777777', '#ffffff')).toBeCloseTo(4.48, 2);
  });
});
