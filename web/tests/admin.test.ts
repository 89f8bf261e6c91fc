// SPDX-License-Identifier: GPL-3.0-or-later
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Resource } from '../src/lib/api/admin';
import { detailPairs } from '../src/lib/audit-detail';
import { areaPath, HEIGHT, linePath, nearest, pieces, roundUp } from '../src/lib/chart';
import type { ImageRecord } from '../src/lib/api/types';
import { i18n } from '../src/lib/i18n.svelte';
import { markedOn } from '../src/lib/marks';
import {
  actionWords,
  columnsOf,
  detailsOf,
  explain,
  formFields,
  nameOf,
  undoOf,
  whyNot,
  word,
  wouldChange,
} from '../src/lib/resources.svelte';
import { RowList } from '../src/lib/rows.svelte';
import { english } from './english';

beforeAll(() => i18n.set('en', english));

const users: Resource = {
  name: 'users',
  fields: [
    { name: 'email', kind: 'text', editable: false, sortable: true },
    { name: 'name', kind: 'text', editable: true, sortable: true, max: 100 },
    { name: 'is_active', kind: 'bool', editable: true, sortable: true },
  ],
  filters: [{ name: 'is_active', kind: 'bool' }],
  searchable: true,
  addable: false,
  openable: false,
  exportable: false,
  actions: [
    { name: 'disable', danger: true },
    { name: 'enable', danger: false },
  ],
};

const rooms: Resource = {
  ...users,
  name: 'chat-rooms',
  fields: [
    { name: 'owner', kind: 'id', editable: false, sortable: false },
    { name: 'owner_email', kind: 'text', editable: false, sortable: true },
    { name: 'topic', kind: 'text', editable: true, sortable: true },
    { name: 'extra', kind: 'json', editable: false, sortable: false },
  ],
  actions: [],
};

describe('words', () => {
  it('are there for what is known, and made up for what is new', () => {
    expect(word('resources', 'road-signs')).toBe('Road signs');
    expect(word('fields', 'message_count')).toBe('Message count');
    expect(actionWords('users.end-sessions')).toBe('Users: Log out everywhere');
    expect(explain('users', 'delete')).toContain('all pictures');
    expect(explain('jobs', 'delete')).toBe('Nobody can bring it back.');
    expect(explain('jobs', 'retry')).toBeNull();
  });

  it('are there for every name in the descriptors of the server', () => {
    const apps = fileURLToPath(new URL('../../src/apps', import.meta.url));
    const files = readdirSync(apps, { recursive: true, encoding: 'utf8' }).filter(
      (name) => name.endsWith('.c') && !/\/(test|fuzz)_/.test(name),
    );
    const names = files.flatMap((name) => {
      const code = readFileSync(`${apps}/${name}`, 'utf8');
      return [...code.matchAll(/\{"(\w+)", RESOURCE_(?!ID)\w+,/g)].map((match) => match[1] ?? '');
    });
    expect(names.length).toBeGreaterThan(40);
    expect(names.filter((name) => i18n.text(`admin.fields.${name}`) === null)).toEqual([]);
  });

  it('tell why something was not done', () => {
    expect(whyNot({ code: 'conflict', detail: 'It is running.' })).toBe('It is running.');
    expect(whyNot({ code: 'own_account', detail: 'x' })).toBe('It is your own account.');
    expect(whyNot({ code: 'not_found', detail: 'x' })).toBe('This is not there any more.');
    expect(whyNot({ code: 'new_one', detail: 'Something new.' })).toBe('Something new.');
  });
});

describe('resources', () => {
  const row = { id: '7', email: 'ada@example.org', is_active: false };

  it('show what is known of them, or the first fields of a new one', () => {
    expect(columnsOf(users).map(({ name }) => name)).toEqual(['email', 'name', 'is_active']);
    expect(columnsOf(rooms).map(({ name }) => name)).toEqual(['owner_email', 'topic']);
    expect(detailsOf(rooms).map(({ name }) => name)).toEqual(['owner_email', 'topic', 'extra']);
  });

  it('leave to actions what actions set', () => {
    expect(formFields(users).map(({ name }) => name)).toEqual(['name']);
    expect(formFields({ ...users, actions: [] }).map(({ name }) => name)).toEqual(['name', 'is_active']);
  });

  it('are called by their first column', () => {
    expect(nameOf(users, row)).toBe('ada@example.org');
    expect(nameOf({ ...users, name: 'invitations' }, { id: '1', email: null })).toBe(
      'For whoever has the link',
    );
  });

  it('know which action changes anything, and which takes it back', () => {
    expect(wouldChange('disable', row)).toBe(false);
    expect(wouldChange('enable', row)).toBe(true);
    expect(wouldChange('delete', row)).toBe(true);
    expect(undoOf('disable')).toBe('enable');
    expect(undoOf('delete')).toBeNull();
  });
});

describe('a list', () => {
  it('is kept in the address', () => {
    const list = new RowList(users);
    list.take(new URLSearchParams('q=ada&sort=-email&filter.is_active=false&filter.x=&page=2'));
    expect(list.query().toString()).toBe('q=ada&sort=-email&filter.is_active=false');
    expect(list.narrowed).toBe(true);
    list.take(new URLSearchParams());
    expect(list.query().toString()).toBe('');
    expect(list.narrowed).toBe(false);
  });

  it('is picked from', () => {
    const list = new RowList(users);
    expect(list.allPicked).toBe(false);
    list.rows = [{ id: '1' }, { id: '2' }];
    list.pick('1', true);
    expect(list.allPicked).toBe(false);
    list.pickAll(true);
    expect(list.allPicked).toBe(true);
    list.pickAll(false);
    expect(list.picked.size).toBe(0);
  });
});

describe('a chart', () => {
  const span = { from: 0, to: 100 };
  const samples = [
    { at: 0, value: 0 },
    { at: 10, value: 5 },
    { at: 90, value: 10 },
  ];

  it.each([
    [0, 1],
    [0.4, 1],
    [3, 5],
    [10, 10],
    [11, 20],
    [501, 1000],
  ])('ends its axis for %d at %d', (value, top) => {
    expect(roundUp(value)).toBe(top);
  });

  it('draws no line where there was nothing', () => {
    expect(pieces(samples, 20).map((piece) => piece.length)).toEqual([2, 1]);
    expect(pieces([], 20)).toEqual([]);
  });

  it('draws from the axis up', () => {
    expect(linePath(samples, span, 10)).toBe('M0.0 300.0L100.0 150.0L900.0 0.0');
    expect(linePath(samples.slice(2), span, 10)).toBe('M900.0 0.0h0.1');
    expect(areaPath(samples.slice(0, 2), span, 10)).toBe(`M0.0 300.0L100.0 150.0L100.0 ${HEIGHT}L0.0 ${HEIGHT}Z`);
    expect(areaPath(samples.slice(2), span, 10)).toBe('');
  });

  it('finds what is nearest to the pointer', () => {
    expect(nearest(samples, 40)).toBe(1);
    expect(nearest(samples, 1000)).toBe(2);
    expect(nearest([], 5)).toBe(0);
  });
});

describe('what the log keeps of an act', () => {
  it('is told in words', () => {
    const detail = { owner: '01a2', reason: 'They asked', 'limits.max_upload_mib': 2000, registration: 'closed', 'smtp.password': null, is_active: false };
    expect(detailPairs(detail, true)).toEqual([
      ['Reason', 'They asked'],
      ['Largest file (MiB)', '2,000'],
      ['New accounts', 'Closed'],
      ['Password', '–'],
      ['Enabled', 'No'],
    ]);
    expect(detailPairs(detail, false)[0]).toEqual(['Owner', '01a2']);
    expect(detailPairs({ new_thing: { a: 1 } }, true)).toEqual([['New thing', 'A: 1']]);
  });

  it('calls settings as their forms do', () => {
    const server = { 'smtp.from': 'Assisti <a@b.example>', 'smtp.host': '', 'chat.first_token_seconds': 300, api_key: null };
    expect(detailPairs(server, true)).toEqual([
      ['Sender', 'Assisti <a@b.example>'],
      ['Server', '–'],
      ['Wait for an answer to begin (seconds)', '300'],
      ['API key', '–'],
    ]);
    const models = { models: ['echo', 'lorem'], model_settings: { lorem: { context_tokens: 4096, sees: true } }, base_url: 'http://a/v1' };
    expect(detailPairs(models, true)).toEqual([
      ['Only these models', 'echo, lorem'],
      ['What each model can do', 'lorem (Reads at once, in tokens: 4,096; Sees pictures: Yes)'],
      ['Address', 'http://a/v1'],
    ]);
  });
});

describe('marks on what was opened', () => {
  const record = (result: unknown): ImageRecord => ({
    id: '', title: '', label: null, created: '', updated: '', status: 'done', confidence: 1, model: null, elapsed_ms: 1, error: null,
    image: { width: 40, height: 30, bytes: 1, type: 'image/png' }, result,
  });
  const word = { text: 'a', confidence: 0.99, box: [1, 2, 3, 4], line: 0, block: 0, page: 1 };

  it('are the words of the first page, and the signs', () => {
    const page = { width: 50, height: 60, rotation: 0 };
    const one = { marks: [{ box: [1, 2, 3, 4], doubtful: false }] };
    expect(markedOn(record({ words: [word, { ...word, page: 2 }], pages: [page] }))).toEqual({ ...one, width: 50, height: 60 });
    expect(markedOn(record({ detections: [{ box: [1, 2, 3, 4], doubtful: false }] }))).toEqual({ ...one, width: 40, height: 30 });
  });

  it.each<[string, unknown]>([
    ['no result', null],
    ['a turned page', { words: [word], pages: [{ width: 50, height: 60, rotation: 90 }] }],
    ['a clip', { detections: [], frames: 3, signs: [] }],
    ['an animal', { guesses: [] }],
  ])('are none on %s', (_, result) => expect(markedOn(record(result))).toBeNull());
});
