// SPDX-License-Identifier: GPL-3.0-or-later
import { beforeAll, describe, expect, it } from 'vitest';
import { english as en } from './english';
import { refuse } from '../src/lib/accept';
import { tokenLifetimeMs } from '../src/lib/api/token';
import { fromBase64url, toBase64url } from '../src/lib/base64url';
import { countryName, countryOf } from '../src/lib/country';
import { deviceText, isHandheld } from '../src/lib/device';
import { digitsOf } from '../src/lib/digits';
import { fileName } from '../src/lib/files';
import { formatBytes, i18n } from '../src/lib/i18n.svelte';
import { firstChoice, languageName } from '../src/lib/languages.svelte';
import { linkify } from '../src/lib/linkify';
import { withLease } from '../src/lib/lock';
import { Paged } from '../src/lib/paged.svelte';

beforeAll(() => i18n.set('en', en));

describe('digitsOf', () => {
  it.each([
    ['481 205', '481205'],
    ['Your code: 481-205!', '481205'],
    ['۴۸۱۲۰۵', '481205'],
    ['٤٨١٢٠٥', '481205'],
    ['４８１２０５', '481205'],
    ['48120599', '481205'],
    ['none', ''],
  ])('%s', (text, digits) => expect(digitsOf(text)).toBe(digits));
});

describe('sizes of files', () => {
  it.each([
    [0, '0 kB'],
    [180, '1 kB'],
    [7_300, '7 kB'],
    [5_138_022, '4.9 MB'],
  ])('%i', (bytes, text) => expect(formatBytes(bytes)).toBe(text));
});

describe('a list that comes in parts', () => {
  /** Answers come when the test says so. */
  function slowly() {
    const waiting: { cursor: string | null; answer: (results: number[], next: string | null) => void; fail: () => void }[] = [];
    const all = new Paged<number>(
      (cursor) =>
        new Promise((resolve, reject) => {
          waiting.push({
            cursor,
            answer: (results, next) => resolve({ results, next } as never),
            fail: () => reject(new Error('offline')),
          });
        }),
    );
    return { all, waiting };
  }

  it('asks for the next part once, however often that is pressed', async () => {
    const { all, waiting } = slowly();
    const first = all.load();
    waiting[0]!.answer([1, 2], 'c');
    await first;
    const twice = [all.more(), all.more()];
    expect(waiting.length).toBe(2);
    waiting[1]!.answer([3], null);
    await Promise.all(twice);
    expect(all.list).toEqual([1, 2, 3]);
    await all.more();
    expect(waiting.length).toBe(2);
  });

  it('takes no answer that came too late', async () => {
    const { all, waiting } = slowly();
    const first = all.load();
    waiting[0]!.answer([1], 'c');
    await first;
    const more = all.more();
    const anew = all.load();
    waiting[2]!.answer([9, 1], null);
    await anew;
    waiting[1]!.answer([2], null);
    await more;
    expect(all.list).toEqual([9, 1]);
    expect(all.state).toBe('ready');
  });

  it('asks again for the part that failed', async () => {
    const { all, waiting } = slowly();
    const first = all.load();
    waiting[0]!.answer([1], 'c');
    await first;
    const more = all.more();
    waiting[1]!.fail();
    await more;
    expect(all.state).toBe('failed');
    const again = all.again();
    expect(waiting[2]!.cursor).toBe('c');
    waiting[2]!.answer([2], null);
    await again;
    expect(all.list).toEqual([1, 2]);
  });
});

describe('base64url', () => {
  it('is without padding and without + and /', () => {
    const bytes = Uint8Array.from([0xfb, 0xff, 0xfe, 0x00]);
    expect(toBase64url(bytes.buffer)).toBe('-__-AA');
    expect(fromBase64url('-__-AA')).toEqual(bytes);
    expect(fromBase64url('')).toEqual(new Uint8Array());
  });
});

describe('the country of a browser', () => {
  it.each([
    ['en-GB', 'GB'],
    ['de', 'DE'],
    ['fa', 'IR'],
    ['not a tag', null],
  ])('%s', (tag, country) => expect(countryOf(tag)).toBe(country));

  it('is called as the language does', () => {
    expect(countryName('DE', 'es')).toBe('Alemania');
  });
});

describe('a device', () => {
  it.each([
    ['Firefox on Linux', 'Firefox on Linux', false],
    ['Chrome on Android', 'Chrome on Android', true],
    ['curl', 'curl', false],
    ['', 'Unknown device', false],
  ])('%s', (device, text, held) => {
    expect(deviceText(device)).toBe(text);
    expect(isHandheld(device)).toBe(held);
  });
});

describe('fileName', () => {
  it.each([
    ['Receipt 5/6: "bread"', 'Receipt 5 6 bread.txt'],
    ['  ..\\..\\etc ', 'etc.txt'],
    ['', 'assisti.txt'],
    ['یادداشت', 'یادداشت.txt'],
    ['a'.repeat(200), `${'a'.repeat(80)}.txt`],
  ])('%s', (title, name) => expect(fileName(title, 'txt')).toBe(name));
});

describe('linkify', () => {
  it('finds addresses and leaves the punctuation outside', () => {
    expect(linkify('Open http://a.example/v?token=x_1. Or (https://b.example)!')).toEqual([
      { text: 'Open ', href: null },
      { text: 'http://a.example/v?token=x_1', href: 'http://a.example/v?token=x_1' },
      { text: '. Or (', href: null },
      { text: 'https://b.example', href: 'https://b.example' },
      { text: ')!', href: null },
    ]);
    expect(linkify('javascript:alert(1)')).toEqual([{ text: 'javascript:alert(1)', href: null }]);
    expect(linkify('')).toEqual([]);
  });
});

describe('refuse', () => {
  const file = (name: string, type: string, size = 10) => ({ name, type, size });

  it('lets through what the server reads, by type or by name', () => {
    expect(refuse(file('a', 'image/png'), null, 'photo')).toBeNull();
    expect(refuse(file('a.HEIC', ''), null, 'photo')).toBeNull();
    expect(refuse(file('scan.pdf', 'application/pdf'), 10, 'page')).toBeNull();
  });

  it('says why not', () => {
    expect(refuse(file('scan.pdf', 'application/pdf'), 10, 'photo')).toBe(en['check.type']);
    expect(refuse(file('a.svg', 'image/svg+xml'), null, 'page')).toBe(en['check.type']);
    expect(refuse(file('a.png', 'image/png', 0), null, 'page')).toBe(en['check.empty_file']);
    expect(refuse(file('a.png', 'image/png', 20 * 2 ** 20 + 1), 20 * 2 ** 20, 'page')).toContain('20 MB');
  });
});

describe('languages', () => {
  const available = [
    { code: 'chi_sim', name: 'Chinese - Simplified' },
    { code: 'chi_tra', name: 'Chinese - Traditional' },
    { code: 'eng', name: 'English' },
    { code: 'fas', name: 'Persian' },
    { code: 'xyz_vert', name: 'Something' },
  ];

  it('starts with the default of the server and the own language', () => {
    expect(firstChoice(available, 'eng', 'fa')).toEqual(['eng', 'fas']);
    expect(firstChoice(available, 'eng', 'zh-Hans')).toEqual(['chi_sim', 'eng']);
    expect(firstChoice(available, 'eng', 'en')).toEqual(['eng']);
    expect(firstChoice(available, 'eng+chi_tra', 'de')).toEqual(['chi_tra', 'eng']);
  });

  it('names them in the own language', () => {
    const [simplified, , english, , other] = available;
    expect(languageName(english!, 'de')).toBe('Englisch');
    expect(languageName(simplified!, 'en')).toBe('Simplified Chinese');
    expect(languageName(other!, 'en')).toBe('Something');
  });
});

describe('tokenLifetimeMs', () => {
  const token = (claims: object) =>
    `h.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.s`;

  it('is what the token itself says', () => {
    expect(tokenLifetimeMs(token({ iat: 100, exp: 700, name: '¿ÿ' }))).toBe(600_000);
    expect(tokenLifetimeMs(token({ exp: 700 }))).toBe(0);
    expect(tokenLifetimeMs('not a token')).toBe(0);
  });
});

class MemoryStorage implements Storage {
  #items = new Map<string, string>();
  get length() {
    return this.#items.size;
  }
  clear = () => this.#items.clear();
  getItem = (key: string) => this.#items.get(key) ?? null;
  key = (index: number) => [...this.#items.keys()][index] ?? null;
  removeItem = (key: string) => void this.#items.delete(key);
  setItem = (key: string, value: string) => void this.#items.set(key, value);
}

describe('withLease', () => {
  it('lets one holder work at a time', async () => {
    const storage = new MemoryStorage();
    let inside = 0;
    let most = 0;
    const work = async () => {
      most = Math.max(most, ++inside);
      await new Promise((resolve) => setTimeout(resolve, 5));
      inside -= 1;
    };
    await Promise.all([1, 2, 3].map(() => withLease(storage, 'x', work)));
    expect(most).toBe(1);
    expect(storage.length).toBe(0);
  });

  it('takes over from a tab that died, and lets go after a failure', async () => {
    const storage = new MemoryStorage();
    storage.setItem('assisti.lock.x', `gone ${Date.now() - 1}`);
    const failing = withLease(storage, 'x', () => Promise.reject(new Error('no')));
    await expect(failing).rejects.toThrow('no');
    expect(storage.length).toBe(0);
  });
});
