// SPDX-License-Identifier: GPL-3.0-or-later
import { describe, expect, it } from 'vitest';
import { english } from './english';
import { fieldSentence } from '../src/lib/form.svelte';
import { i18n } from '../src/lib/i18n.svelte';
import type { Endpoint } from '../src/models/api';
import { Draft, namesIn, settingsOf } from '../src/models/draft.svelte';

const endpoint: Endpoint = {
  id: '1',
  source: 'database',
  name: 'Home',
  base_url: 'http://127.0.0.1:11434/v1',
  api_key_set: true,
  enabled: true,
  models: [],
  default_model: null,
  model_settings: { small: { context_tokens: 2048 }, gone: { tools: true } },
  problem: null,
  available: [
    { name: 'small', context_tokens: 2048, sees: false, tools: false },
    { name: 'large', context_tokens: 8192, sees: true, tools: true },
  ],
};

describe('a draft of an endpoint', () => {
  it('sends only what was changed', () => {
    const draft = new Draft(endpoint);
    expect(draft.change).toEqual({});
    draft.name = ' Cellar ';
    expect(draft.change).toEqual({ name: 'Cellar' });
  });

  it('sends all of a new one, without a key that was not given', () => {
    const draft = new Draft(null);
    draft.name = 'A';
    draft.url = 'https://a.example/v1';
    expect(draft.change).toEqual({
      name: 'A',
      base_url: 'https://a.example/v1',
      enabled: true,
      models: [],
      default_model: null,
      model_settings: {},
    });
  });

  it('keeps the key, takes another, or takes it away', () => {
    const draft = new Draft(endpoint);
    draft.key = '  ';
    expect(draft.change).toEqual({});
    draft.key = ' sk-1 ';
    expect(draft.change).toEqual({ api_key: 'sk-1' });
    draft.dropsKey = true;
    expect(draft.change).toEqual({ api_key: null });
  });

  it('offers what was named, or all that the server listed, and the one that is chosen', () => {
    const draft = new Draft(endpoint);
    expect(draft.models).toEqual(['small', 'large']);
    draft.only = 'large\n\n large \nother';
    expect(draft.models).toEqual(['large', 'other']);
    draft.chosen = 'small';
    expect(draft.models).toEqual(['large', 'other', 'small']);
  });

  it('changes what is known of one model, and leaves what is known of the others', () => {
    const draft = new Draft(endpoint);
    draft.setRow('large', { sees: 'no' });
    draft.setRow('small', { context: '' });
    expect(draft.change).toEqual({ model_settings: { gone: { tools: true }, large: { sees: false } } });
  });
});

it('names stand in a text, one in each line', () => {
  expect(namesIn(' a \nb\r\n\na')).toEqual(['a', 'b']);
});

it.each([
  ['', null],
  ['4096', { context_tokens: 4096 }],
  ['۴۰۹۶', { context_tokens: 4096 }],
  ['many', { context_tokens: 0 }],
])('a context of "%s" is told as it is meant', (context, settings) => {
  expect(settingsOf({ context, sees: '', tools: '' })).toEqual(settings);
});

it.each([
  ['must have no slash and no control characters', 'check.slash'],
  ['must be given again, since the address is another server\'s', 'check.key_again'],
  ['An address has to begin with https:// and a host.', 'check.address'],
  ['An address must hold no user name, password or fragment.', 'check.plain_address'],
  ['An address of another machine needs https://.', 'check.https'],
  ['must be one of the models', 'check.of_models'],
] as const)('"%s" is told in the language of the person', (words, key) => {
  i18n.set('en', english);
  expect(fieldSentence(words)).toBe(english[key]);
});
