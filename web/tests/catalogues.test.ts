// SPDX-License-Identifier: GPL-3.0-or-later
// Every language says everything, with the same places for values and the plural forms that it needs.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import de from '../src/i18n/de.json';
import en from '../src/i18n/en.json';
import es from '../src/i18n/es.json';
import fa from '../src/i18n/fa.json';
import zh from '../src/i18n/zh.json';
import { fill, i18n, isLang, LANGS, pickLang, t, tn, type Lang } from '../src/lib/i18n.svelte';

const catalogues: Record<Lang, Record<string, string>> = { de, en, es, fa, zh };
const langs = Object.keys(LANGS) as Lang[];

const counted = Object.keys(en)
  .filter((key) => key.endsWith('_other'))
  .map((key) => key.slice(0, -'_other'.length));
const plain = Object.keys(en).filter((key) => !counted.some((base) => key.startsWith(`${base}_`)));

function places(text: string): string[] {
  return [...text.matchAll(/\{(\w+)\}/g)].map((match) => match[1] ?? '').sort();
}

function expectedKeys(lang: Lang): string[] {
  const forms = new Intl.PluralRules(LANGS[lang].tag).resolvedOptions().pluralCategories;
  return [...plain, ...counted.flatMap((base) => forms.map((form) => `${base}_${form}`))].sort();
}

describe.each(langs)('the catalogue %s', (lang) => {
  const catalogue = catalogues[lang];

  it('has exactly the keys it must have', () => {
    expect(Object.keys(catalogue).sort()).toEqual(expectedKeys(lang));
  });

  it('leaves nothing empty', () => {
    for (const [key, text] of Object.entries(catalogue)) expect(text.trim(), key).not.toBe('');
  });

  it('has the same places for values as English', () => {
    for (const [key, text] of Object.entries(catalogue)) {
      const source = key in en ? key : key.replace(/_[a-z]+$/, '_other');
      expect(places(text), key).toEqual(places((en as Record<string, string>)[source] ?? ''));
    }
  });

  it('is a translation, not a copy', () => {
    if (lang === 'en') return;
    const same = Object.keys(catalogue).filter(
      (key) => catalogue[key] === (en as Record<string, string>)[key],
    );
    expect(same.length).toBeLessThan(12);
  });
});

describe('the source code', () => {
  it('uses every text, and no text that is not there', () => {
    const root = fileURLToPath(new URL('../src', import.meta.url));
    const code = readdirSync(root, { recursive: true, encoding: 'utf8' })
      .filter((name) => /\.(ts|svelte)$/.test(name))
      .map((name) => readFileSync(join(root, name), 'utf8'))
      .join('\n');
    const unused = [...plain, ...counted].filter(
      (key) => !code.includes(`'${key}'`) && !/^(problem|sure)\./.test(key),
    );
    expect(unused).toEqual([]);
  });
});

describe('the functions', () => {
  it('fill places and leave unknown ones standing', () => {
    expect(fill('{a} and {b}', { a: 1 })).toBe('1 and {b}');
  });

  it('choose the plural form and write numbers as the language does', () => {
    i18n.set('en', en);
    expect(tn('ocr.found', 1)).toBe('1 picture found');
    expect(tn('ocr.found', 1200)).toBe('1,200 pictures found');
    i18n.set('fa', fa);
    expect(tn('ocr.found', 12)).toContain('۱۲');
    i18n.set('en', en);
    expect(t('home.morning', { name: '{x}' })).toBe('Good morning, {x}');
  });

  it('pick the first language that there is', () => {
    expect(pickLang(['fr-FR', 'de-AT', 'en'])).toBe('de');
    expect(pickLang(['zh-Hant-TW'])).toBe('zh');
    expect(pickLang(['fr'])).toBe('en');
    expect(isLang('constructor')).toBe(false);
  });
});
