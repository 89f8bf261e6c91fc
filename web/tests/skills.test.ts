// SPDX-License-Identifier: GPL-3.0-or-later
// What skills answer is read with care, and what is shown of it can be relied on.
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { i18n } from '../src/lib/i18n.svelte';
import { examplesOf } from '../src/skills/examples';
import { codeTitle } from '../src/skills/languages';
import { isSkills, modelTitle, restOf, skillIcon, skillTitle } from '../src/skills/names';
import { excerpt, pieces, words } from '../src/skills/places';
import { readResult, type Corrections, type Finding } from '../src/skills/results';
import { additionsOf, commandOf, installedOf } from '../src/skills/needs';
import { Review, reviewOf } from '../src/skills/review.svelte';
import { surenessOf, sureWords } from '../src/skills/sure';
import { toTex } from '../src/skills/tex';
import { isResult, reasonOf, toldOf } from '../src/chat/calls';
import { PRESETS } from '../src/chat/types';
import { english } from './english';

i18n.set('en', english);

describe('a result', () => {
  it('is none where it is a tool of another sort, an error or nothing', () => {
    for (const output of [null, undefined, 'a text', '{broken', [], 7, { error: 'It failed.' }, { kind: 7 }, '[1]']) {
      expect(readResult(output), String(output)).toBeNull();
    }
  });

  it('is read from an object, and from JSON as text', () => {
    const wanted = { kind: 'choices', text: 'Which?', confidence: null, understood: null, notices: [], choices: [{ label: 'Sum', say: 'add 1 and 2' }] };
    const raw = { kind: 'choices', text: 'Which?', choices: [{ label: 'Sum', say: 'add 1 and 2' }, { label: 'without a sentence' }, 3] };
    expect(readResult(raw)).toEqual(wanted);
    expect(readResult(JSON.stringify(raw))).toEqual(wanted);
  });

  it('takes no confidence that is none, and only sentences as notices', () => {
    expect(readResult({ kind: 'facts', confidence: 1.5 })?.confidence).toBeNull();
    expect(readResult({ kind: 'facts', confidence: '0.9' })?.confidence).toBeNull();
    expect(readResult({ kind: 'facts', confidence: 0.9, notices: ['Only a part was read.', 4, ''] })).toMatchObject({
      confidence: 0.9,
      notices: ['Only a part was read.'],
    });
  });

  it.each([
    ['corrections', { findings: [], original: '' }],
    ['summary', { sentences: [], bullets: false, phrases: [], wordsBefore: null }],
    ['definition', { lead: null, senses: [], family: [], suggestions: [] }],
    ['quiz', { question: null, feedback: null, score: null, finished: false, due: null, progress: null }],
    ['calculation', { expression: '', result: '', exact: false, steps: [] }],
    ['facts', { rows: [], source: '' }],
    ['translation', { translation: '', unknown: [] }],
    ['code', { problems: [], valid: null, formatted: null, parts: [], languageConfidence: null }],
    ['choices', { choices: [] }],
  ])('of the kind %s is whole whatever is missing or wrong in it', (kind, wanted) => {
    expect(readResult({ kind })).toMatchObject({ kind, ...wanted });
    const wrong = Object.fromEntries(
      ['findings', 'sentences', 'senses', 'question', 'rows', 'unknown', 'problems', 'parts', 'choices', 'text'].map((name) => [name, 5]),
    );
    expect(readResult({ kind, ...wrong })).toMatchObject({ kind });
  });

  it('keeps the corrections in the order of the text, and none without a place', () => {
    const result = readResult({
      kind: 'corrections',
      original: 'a b',
      findings: [
        { start: 2, end: 3, found: 'b', correction: null, alternatives: ['c', 5], reason: 'r', rule: 'x', category: 'style' },
        { start: 0, end: 1, found: 'a', correction: 'A', alternatives: ['A', 'An'] },
        { start: 5, end: 1, found: 'nowhere' },
        { found: 'without a place' },
      ],
    });
    expect(result).toMatchObject({ findings: [{ found: 'a', correction: 'A', alternatives: ['An'] }, { found: 'b', correction: null, alternatives: ['c'] }] });
  });

  it('of a picture keeps the boxes that are boxes, and is another kind where the application is not known', () => {
    const box = [1, 2, 3, 4];
    const raw = { kind: 'picture', app: 'road-signs', id: 'x', width: 10, height: 20, boxes: [{ box, label: 'stop', confidence: 0.9 }, { box: [1, 2], label: 'y' }, { label: 'z' }] };
    expect(readResult(raw)).toMatchObject({ kind: 'picture', boxes: [{ box, label: 'stop', confidence: 0.9 }] });
    expect(readResult({ ...raw, app: 'x-rays' })).toMatchObject({ kind: 'other', members: { app: 'x-rays' } });
  });

  it('of a kind that nobody knows shows what is in it', () => {
    expect(readResult({ kind: 'weather', text: 'Sunny', degrees: 21 })).toEqual({
      kind: 'other', text: 'Sunny', confidence: null, understood: null, notices: [], members: { degrees: 21 },
    });
  });
});

describe('what was done for an answer', () => {
  const call = (output: unknown, failed = false) => ({ name: 'x', input: {}, output, failed });

  it('is a result, a failure with its reason, or what a tool of another sort gave', () => {
    expect(isResult(call({ kind: 'facts', text: 'Iron' }))).toBe(true);
    expect(isResult(call({ kind: 'facts', text: 'Iron' }, true))).toBe(false);
    expect(isResult(call({ results: [] }))).toBe(false);
    expect(reasonOf(call({ error: 'It is not installed.' }, true))).toBe('It is not installed.');
    expect(reasonOf(call('It broke.', true))).toBe('It broke.');
    expect(reasonOf(call(null, true))).toBe('');
  });

  it('is told once: what the text says of it is left out of the text', () => {
    const calls = [call({ kind: 'facts', text: 'Iron' }), call({ error: 'Not installed.' }, true), call({ results: [] })];
    expect(calls.map(toldOf)).toEqual(['Iron', 'Not installed.', '']);
    expect(restOf('Iron\n\nNot installed.', calls.map(toldOf))).toBe('');
  });
});

describe('places in a text', () => {
  it('count in characters of Unicode', () => {
    expect(pieces('🦊 is a fox', [{ start: 0, end: 1 }, { start: 7, end: 10 }])).toEqual([
      { text: '🦊', index: 0 },
      { text: ' is a ', index: null },
      { text: 'fox', index: 1 },
    ]);
  });

  it('keep the first of two that overlap, and leave out what lies behind the end', () => {
    const spans = [{ start: 2, end: 5 }, { start: 0, end: 3 }, { start: 6, end: 90 }];
    expect(pieces('abcdefg', spans)).toEqual([{ text: 'abc', index: 1 }, { text: 'defg', index: null }]);
  });

  it('may be empty: something is missing there', () => {
    expect(pieces('ab', [{ start: 1, end: 1 }])).toEqual([
      { text: 'a', index: null },
      { text: '', index: 0 },
      { text: 'b', index: null },
    ]);
  });

  it('mark a column of a line, in a long one around it', () => {
    expect(excerpt('one\n\ttwo three', 2, 6)).toEqual({ line: '\ttwo three', before: '\t    ' });
    const long = excerpt('x'.repeat(500), 1, 300, 40);
    expect(long?.line).toBe(`…${'x'.repeat(40)}…`);
    expect(long?.before).toHaveLength(21);
    expect(excerpt('one', 7, 1)).toBeNull();
    expect(excerpt('one', 0, 0)).toBeNull();
  });

  it('find words whole, in any case', () => {
    const marked = (text: string, wanted: string[]) => words(text, wanted).filter(({ index }) => index !== null).map(({ text: one }) => one);
    expect(marked('El Zorbo zorbos, zorbo.', ['zorbo'])).toEqual(['Zorbo', 'zorbo']);
    expect(marked('nothing', [])).toEqual([]);
  });
});

const finding = (start: number, end: number, correction: string | null, more: Partial<Finding> = {}): Finding => ({
  start, end, found: '', correction, alternatives: [], reason: '', rule: '', category: 'grammar', ...more,
});

describe('a review of corrections', () => {
  const text = 'I has a apple apple,yes';
  const findings = [finding(2, 5, 'have'), finding(6, 7, 'an', { alternatives: ['the'] }), finding(13, 19, ''), finding(20, 20, ' '), finding(20, 23, null)];
  const fresh = () => new Review(text, findings);

  it('counts what is open as corrected, and leaves what needs a person', () => {
    const review = fresh();
    expect(review.result).toBe('I have an apple, yes');
    expect(review.counts).toEqual({ taken: 0, left: 0, open: 4 });
    expect(review.canTake(4)).toBe(false);
  });

  it('takes and leaves singly, with another word, and takes that back', () => {
    const review = fresh();
    review.choose(0, false);
    review.choose(1, 'the');
    expect(review.result).toBe('I has the apple, yes');
    expect(review.counts).toEqual({ taken: 1, left: 1, open: 2 });
    review.choose(0, false);
    expect(review.counts).toEqual({ taken: 1, left: 0, open: 3 });
  });

  it('takes or leaves all that is open, and nothing that was decided', () => {
    const review = fresh();
    review.choose(0, false);
    review.takeAll();
    expect(review.result).toBe('I has an apple, yes');
    review.startAnew();
    review.choose(0, 'have');
    review.leaveAll();
    expect(review.result).toBe('I have a apple apple,yes');
    expect(review.counts).toEqual({ taken: 1, left: 3, open: 0 });
  });

  it('cannot take two about the same words', () => {
    const review = new Review('their', [finding(0, 5, 'there'), finding(0, 5, "they're")]);
    expect([review.canTake(0), review.canTake(1)]).toEqual([true, false]);
    review.takeAll();
    expect(review.result).toBe('there');
  });

  it('is there again when the message is, but not for ever', () => {
    const result = { original: text, findings } as unknown as Corrections;
    const review = reviewOf('a', result);
    review.choose(0, false);
    expect(reviewOf('a', result)).toBe(review);
    for (let i = 0; i < 50; i++) reviewOf(`other ${i}`, result);
    expect(reviewOf('a', result)).not.toBe(review);
  });

  describe('in a browser that keeps things', () => {
    const storage = new Map<string, string>();
    const stored = () => [...storage.keys()].filter((key) => key.startsWith('assisti.draft.review.'));
    const result = { original: text, findings } as unknown as Corrections;

    /** The page as it is after a reload. */
    async function open() {
      vi.resetModules();
      return import('../src/skills/review.svelte');
    }

    beforeEach(() => {
      storage.clear();
      vi.stubGlobal(
        'localStorage',
        new Proxy({} as Storage, {
          get: (_, name) =>
            ({
              getItem: (key: string) => storage.get(key) ?? null,
              setItem: (key: string, value: string) => storage.set(key, value),
              removeItem: (key: string) => storage.delete(key),
            })[name as string],
          ownKeys: () => [...storage.keys()],
          getOwnPropertyDescriptor: () => ({ enumerable: true, configurable: true }),
        }),
      );
    });
    afterEach(() => {
      vi.unstubAllGlobals();
    });

    it('is there after a reload, with the text that comes of it', async () => {
      const review = (await open()).reviewOf('m-1-0', result);
      review.choose(0, false);
      review.choose(1, 'the');
      const again = (await open()).reviewOf('m-1-0', result);
      expect(again.choices).toEqual([false, 'the', null, null, null]);
      expect(again.result).toBe('I has the apple, yes');
      again.startAnew();
      expect(stored()).toEqual([]);
    });

    it('takes nothing from there that is not offered', async () => {
      const { reviewOf: of } = await open();
      of('m-1-0', result).choose(0, false);
      const [key = ''] = stored();
      for (const choices of [['rubbish', 7, {}, true, 'x'], [false], 'text', null]) {
        storage.set(key, JSON.stringify({ at: 1, choices }));
        expect((await open()).reviewOf('m-1-0', result).counts.open).toBe(4);
      }
      storage.set(key, '{broken');
      expect((await open()).reviewOf('m-1-0', result).counts.open).toBe(4);
    });

    it('follows what is said in another tab', async () => {
      const heard: ((event: unknown) => void)[] = [];
      vi.stubGlobal('addEventListener', (name: string, hear: (event: unknown) => void) => name === 'storage' && heard.push(hear));
      const review = (await open()).reviewOf('m-1-0', result);
      const tell = (choices: unknown) => heard.forEach((hear) => hear({ key: 'assisti.draft.review..m-1-0', newValue: choices === null ? null : JSON.stringify({ at: 1, choices }) }));
      tell(['have', null, null, null, null]);
      expect(review.counts.taken).toBe(1);
      tell(null);
      expect(review.counts.taken).toBe(0);
    });

    it('keeps the latest hundred', async () => {
      const { reviewOf: of } = await open();
      const clock = vi.spyOn(Date, 'now');
      for (let i = 0; i < 130; i++) {
        clock.mockReturnValue(1000 + i);
        of(`m-${i}`, result).choose(0, false);
      }
      expect(stored().length).toBe(100);
      expect(storage.has('assisti.draft.review..m-29')).toBe(false);
      expect(storage.has('assisti.draft.review..m-30')).toBe(true);
      clock.mockRestore();
    });
  });
});

describe('a calculation in TeX', () => {
  it.each([
    ['1 + 2 = 3', '1 + 2 = 3'],
    ['(1 + 2) / 4', '\\frac{1 + 2}{4}'],
    ['x^2 - 5x + 6 = 0', '{x}^{2} - 5\\,x + 6 = 0'],
    ['3 miles to km ≈ 4.828 km', '3\\,\\text{miles} \\text{ to } \\text{km} \\approx 4.828\\,\\text{km}'],
    ['sqrt(2) × π', '\\sqrt{2} \\times \\pi'],
    ['5 kg*m/s^2', '\\frac{5\\,\\text{kg} \\times \\text{m}}{{\\text{s}}^{2}}'],
    ['5 m/s²', '\\frac{5\\,\\text{m}}{{\\text{s}}^{2}}'],
    ['15 % of 240', '15\\,\\text{\\%} \\text{ of } 240'],
    ['1.5E-6', '1.5\\times 10^{-6}'],
    ['sin(x) + ln(2)', '\\sin\\left(x\\right) + \\ln\\left(2\\right)'],
    ['2^-3', '{2}^{-3}'],
    ['−4!', '-4!'],
  ])('%s', (text, tex) => expect(toTex(text)).toBe(tex));

  it.each(['', '5 km / 2 h', '(1 + 2', '1 +', '2 # 3', '\\input{x}', '[1, 2]', '"text"'])(
    'stays as it was: %s', (text) => expect(toTex(text)).toBeNull());

  it('stays as it was where it is too long, or too deep', () => {
    expect(toTex('1'.repeat(600))).toBeNull();
    expect(toTex(`${'('.repeat(90)}1${')'.repeat(90)}`)).toBeNull();
  });

  it('escapes what is a sign of TeX', () => {
    expect(toTex('5 $')).toBe('5\\,\\text{\\$}');
    expect(toTex('a_b + 1')).toBe('\\text{a\\_b} + 1');
  });
});

describe('names and words', () => {
  it('of skills are known, or the server has them', () => {
    expect(skillTitle('grammar')).toBe('Spelling and grammar');
    expect(skillTitle('weather')).toBe('weather');
    expect(skillTitle('weather', 'The weather')).toBe('The weather');
    expect(skillTitle('constructor')).toBe('constructor');
    expect(skillIcon('weather')).toBe('spark');
  });

  it('of models are friendly for the skills, and their own for others', () => {
    expect(isSkills(null)).toBe(false);
    expect(modelTitle('skills/assisti')).toBe("Assisti's skills");
    expect(modelTitle('ollama/llama3')).toBe('ollama/llama3');
  });

  it('of languages of code are those that people use', () => {
    expect(['json', 'cpp', 'regex', 'cobol', 'constructor'].map(codeTitle)).toEqual(['JSON', 'C++', 'Regular expression', 'cobol', 'constructor']);
  });

  it('say how sure something is', () => {
    expect([1, 0.9, 0.8, 0.7, 0.6, 0.45, 0.2].map(surenessOf)).toEqual(['very', 'very', 'quite', 'quite', 'little', 'little', 'hardly']);
    expect(sureWords(0.75)).toBe('quite sure');
  });

  it('leave of an answer what its results do not say', () => {
    expect(restOf('Corrected: I have.\n\nAnd this.', ['Corrected: I have.'])).toBe('And this.');
    expect(restOf('Same. Same.', ['Same.', 'Same.'])).toBe('');
    expect(restOf('Costs $& 5', ['$& 5'])).toBe('Costs');
    expect(restOf('A text', ['', 'another'])).toBe('A text');
  });

  it('offer something to ask in every room', () => {
    for (const preset of PRESETS) {
      expect(examplesOf(preset)).toHaveLength(4);
      expect(new Set(examplesOf(preset)).size).toBe(4);
    }
    expect(examplesOf('new one')).toBe(examplesOf('general'));
  });
});

describe('packages of a skill', () => {
  const need = (name: string, purpose: string, languages: string[], installed = false) => ({ package: name, for: purpose, languages, required: false, installed });

  it('are named by what they bring, each once, and a pair that goes both ways once', () => {
    const needs = [
      need('apertium-eng-spa', 'translation', ['en', 'es'], true),
      need('apertium-eng-spa', 'translation', ['es', 'en'], true),
      need('apertium-afr-nld', 'translation', ['af', 'nl']),
      need('apertium-afr-nld', 'translation', ['nl', 'af']),
      need('apertium-eu-en', 'translation', ['eu', 'en']),
    ];
    expect(installedOf(needs)).toBe('English – Spanish');
    expect(additionsOf(needs)).toEqual([
      { name: 'apertium-afr-nld', text: 'Afrikaans – Dutch' },
      { name: 'apertium-eu-en', text: 'Basque to English' },
    ]);
  });

  it('say what for, where that differs', () => {
    const needs = [need('hunspell-da', 'spelling', ['da']), need('wordnet-base', 'grammar', ['en']), need('hunspell-de-de', 'spelling', ['de'], true)];
    expect(additionsOf(needs).map(({ text }) => text)).toEqual(['Grammar: English', 'Spelling: Danish']);
    expect(installedOf(needs)).toBe('German');
    expect([installedOf([]), additionsOf([])]).toEqual(['', []]);
  });

  it('make a command that can only install', () => {
    expect(commandOf('hunspell-da')).toBe('sudo apt install hunspell-da');
    expect(commandOf('x; reboot $(y)')).toBe('sudo apt install xrebooty');
  });
});
