// SPDX-License-Identifier: GPL-3.0-or-later
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { pathOfHit, reasonKey, REASONS, refusalKey } from '../src/chat/portable';
import { ApiError, NetworkError } from '../src/lib/api/problem';

const folder = new URL('../../src/apps/chat/import/', import.meta.url);
const source = readdirSync(folder)
  .filter((name) => /^import_.*\.c$/.test(name))
  .map((name) => readFileSync(new URL(name, folder), 'utf8'))
  .join('\n');

/** Sentences of the server that say why something was left out. */
const said = [...source.matchAll(/(?:E_INVALID|E_TOO_LARGE|E_LIMIT_REACHED),\s*"([A-Z][^"]+)"|cut\([^"]*"([A-Z][^"]+)"/g)].map(
  (match) => match[1] ?? match[2] ?? '',
);

describe('why a room was left out', () => {
  it('is known for all that the server says', () => {
    expect(said.length).toBeGreaterThan(12);
    expect(said.filter((words) => !words.startsWith('Nothing in the file') && reasonKey(words) === null)).toEqual([]);
  });

  it('names nothing that the server does not say', () => {
    expect(REASONS.filter(([begins]) => !source.includes(`"${begins}`))).toEqual([]);
  });

  it('is told of a whole file, too', () => {
    const refused = (detail: string) => new ApiError({ title: 'T', status: 400, code: 'invalid', detail });
    expect(refusalKey(refused('The file is empty.'))).toBe('rooms.why_empty');
    expect(refusalKey(refused('Nothing in the file could be taken in. There are no messages in it.'))).toBe('rooms.why_bare');
    expect(refusalKey(refused('Something that is new.'))).toBeNull();
    expect(refusalKey(new NetworkError())).toBeNull();
  });
});

describe('a hit', () => {
  it.each([
    ['message', 'm', 'r', '/chat/r?message=m'],
    ['ocr', 'p', null, '/ocr/p'],
    ['road-signs', 's', null, '/road-signs/s'],
  ] as const)('of the kind %s leads there', (kind, id, category, path) => {
    expect(pathOfHit({ kind, id, category })).toBe(path);
  });
});
