// SPDX-License-Identifier: GPL-3.0-or-later
import { webcrypto } from 'node:crypto';
import { describe, expect, it, vi } from 'vitest';
import type { ImageApi } from '../src/lib/api/images';
import { NetworkError } from '../src/lib/api/problem';
import type { ImageRecord } from '../src/lib/api/types';

// These are made for a page, and listen to its window when they are loaded. Node 18 has no `crypto` of its own.
vi.stubGlobal('window', { addEventListener: () => {} });
vi.stubGlobal('crypto', webcrypto);
const { connection } = await import('../src/lib/connection.svelte');
const { Records } = await import('../src/lib/records.svelte');
const { session } = await import('../src/lib/session.svelte');
const { uploads } = await import('../src/lib/uploads.svelte');

const as = (id: string) => (session.user = { id } as never);
const soon = () => new Promise((resolve) => setTimeout(resolve));

describe('pictures on their way', () => {
  it('are nobody else’s who signs in after their owner', async () => {
    const send = vi.fn(() => Promise.reject(new NetworkError()));
    const file = { name: 'cat.png', size: 10, type: 'image/png' } as File;
    as('ada');
    uploads.add({ file, place: '/animals', kind: 'photo', send });
    await soon();
    expect(uploads.at('/animals').map(({ state }) => state)).toEqual(['failed']);
    as('ben');
    expect(uploads.at('/animals')).toEqual([]);
    for (const back of connection.whenBack) back();
    await soon();
    expect(send).toHaveBeenCalledTimes(1);
    as('ada');
    for (const back of connection.whenBack) back();
    await soon();
    expect(send).toHaveBeenCalledTimes(2);
  });
});

describe('the list of pictures', () => {
  const record = (id: string, status = 'done') => ({ id, status }) as ImageRecord;

  it('keeps what came while it was on its way', async () => {
    let answer: (page: unknown) => void = () => {};
    const api = { list: () => new Promise((resolve) => (answer = resolve)), path: (id: string) => id };
    const records = new Records(api as unknown as ImageApi<ImageRecord>, 'progress.decode');
    const loads = records.load();
    records.put(record('new', 'queued'));
    records.put(record('gone'));
    records.drop('gone');
    answer({ results: [record('old')], next: null });
    await loads;
    expect(records.list.map(({ id }) => id)).toEqual(['new', 'old']);
  });
});
