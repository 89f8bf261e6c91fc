// SPDX-License-Identifier: GPL-3.0-or-later
// Every language says everything, with the same places for values and the plural forms that it needs, and every
// page brings the texts that it shows.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { fill, formatList, i18n, isLang, LANGS, pickLang, t, tn, type Lang } from '../src/lib/i18n.svelte';
import { textsOf } from '../src/pages';
import { home, notFound, routes } from '../src/routes';
import { english } from './english';

const source = fileURLToPath(new URL('../src', import.meta.url));
const langs = Object.keys(LANGS) as Lang[];
const areas = readdirSync(join(source, 'i18n/en')).map((name) => name.replace('.json', ''));

function read(lang: Lang, area: string): Record<string, string> {
  return JSON.parse(readFileSync(join(source, `i18n/${lang}/${area}.json`), 'utf8')) as Record<
    string,
    string
  >;
}

/** The keys whose text depends on a number, without the name of the form. */
function countedKeys(texts: Record<string, string>): string[] {
  return Object.keys(texts)
    .filter((key) => key.endsWith('_other'))
    .map((key) => key.slice(0, -'_other'.length));
}

function plainKeys(texts: Record<string, string>): string[] {
  const counted = countedKeys(texts);
  return Object.keys(texts).filter((key) => !counted.some((base) => key.startsWith(`${base}_`)));
}

function places(text: string): string[] {
  return [...text.matchAll(/\{(\w+)\}/g)].map((match) => match[1] ?? '').sort();
}

describe.each(langs)('the language %s', (lang) => {
  it('has the areas that English has', () => {
    expect(readdirSync(join(source, 'i18n', lang))).toEqual(areas.map((area) => `${area}.json`));
  });

  it.each(areas)('says everything in %s', (area) => {
    const texts = read(lang, area);
    const en = read('en', area);
    const forms = new Intl.PluralRules(LANGS[lang].tag).resolvedOptions().pluralCategories;
    const wanted = countedKeys(en).flatMap((base) => forms.map((form) => `${base}_${form}`));
    expect(Object.keys(texts).sort()).toEqual([...plainKeys(en), ...wanted].sort());
    for (const [key, text] of Object.entries(texts)) {
      expect(text.trim(), key).not.toBe('');
      expect(places(text), key).toEqual(places(en[key] ?? en[key.replace(/_[a-z]+$/, '_other')] ?? ''));
    }
  });

  it('is a translation, not a copy', () => {
    if (lang === 'en') return;
    const all = Object.assign({}, ...areas.map((area) => read(lang, area))) as typeof english;
    const keys = Object.keys(english) as (keyof typeof english)[];
    expect(keys.filter((key) => all[key] === english[key]).length).toBeLessThan(26);
  });
});

/** The files that `file` brings with it, itself among them. Pages are loaded by their route alone. */
function closure(file: string, seen = new Set<string>()): Set<string> {
  if (seen.has(file)) return seen;
  seen.add(file);
  const code = readFileSync(file, 'utf8');
  for (const [, name = ''] of code.matchAll(/^\s*import (?!type )[^;]*?from '(\.[^']+)';/gm)) {
    const path = join(dirname(file), name);
    const found = [path, `${path}.ts`].find((one) => existsSync(one) && /\.(ts|svelte)$/.test(one));
    if (found) closure(found, seen);
  }
  return seen;
}

function keysIn(files: Iterable<string>): Set<string> {
  const known = new Set([...plainKeys(english), ...countedKeys(english)]);
  const found = new Set<string>();
  for (const file of files) {
    const code = readFileSync(file, 'utf8').replace(/^\s*import [^;]*;/gm, '');
    for (const [, key = ''] of code.matchAll(/'([a-z_.]+)'/g)) if (known.has(key)) found.add(key);
    if (code.includes('`sure.')) found.add('sure.likely');
  }
  return found;
}

describe('the source code', () => {
  it('uses every text', () => {
    const files = readdirSync(source, { recursive: true, encoding: 'utf8' })
      .filter((name) => /\.(ts|svelte)$/.test(name))
      .map((name) => join(source, name));
    const used = keysIn(files);
    const unused = [...plainKeys(english), ...countedKeys(english)].filter(
      (key) => !used.has(key) && !/^(problem|sure|admin\.(resources|fields|actions|choices|explain|unnamed))\./.test(key),
    );
    expect(unused).toEqual([]);
  });

  const pages = [...routes, home, notFound].map((route) => {
    const name = /\/((?:routes|chat)\/\w+)\.svelte/.exec(String(route.load))?.[1] ?? '';
    return [name, route] as const;
  });

  it.each(pages)('brings the texts of the page %s', (name, route) => {
    const brought = new Set(
      ['core', ...textsOf(route)].flatMap((area) => {
        const texts = read('en', area);
        return [...plainKeys(texts), ...countedKeys(texts)];
      }),
    );
    const shown = keysIn(closure(join(source, `${name}.svelte`)));
    expect([...shown].filter((key) => !brought.has(key))).toEqual([]);
  });

  it('keeps the frame of every page to the core, and to what all pages but the first bring', () => {
    const texts = { ...read('en', 'core'), ...read('en', 'app') };
    const brought = new Set([...plainKeys(texts), ...countedKeys(texts)]);
    const files = [...closure(join(source, 'start.ts'))];
    expect([...keysIn(files)].filter((key) => !brought.has(key))).toEqual([]);
  });
});

describe('the functions', () => {
  it('fill places and leave unknown ones standing', () => {
    expect(fill('{a} and {b}', { a: 1 })).toBe('1 and {b}');
  });

  it('choose the plural form and write numbers as the language does', () => {
    i18n.set('en', english);
    expect(tn('image.found', 1)).toBe('1 picture found');
    expect(tn('image.found', 1200)).toBe('1,200 pictures found');
    i18n.set('fa', read('fa', 'images'));
    expect(tn('image.found', 12)).toContain('۱۲');
    i18n.set('en', english);
    expect(t('home.morning', { name: '{x}' })).toBe('Good morning, {x}');
  });

  it('list as the language does', () => {
    i18n.set('zh', {});
    expect(formatList(['限速50', '停车'])).toBe('限速50、停车');
    i18n.set('en', english);
    expect(formatList(['Stop', 'No entry'])).toBe('Stop, No entry');
  });

  it('pick the first language that there is', () => {
    expect(pickLang(['fr-FR', 'de-AT', 'en'])).toBe('de');
    expect(pickLang(['zh-Hant-TW'])).toBe('zh');
    expect(pickLang(['fr'])).toBe('en');
    expect(isLang('constructor')).toBe(false);
  });
});
