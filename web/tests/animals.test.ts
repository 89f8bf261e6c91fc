// SPDX-License-Identifier: GPL-3.0-or-later
// What is told of an animal: never more than the server is sure of, and in words that people know.
import { describe, expect, it } from 'vitest';
import {
  allOf,
  briefly,
  canLearn,
  capital,
  findClasses,
  missing,
  modelOf,
  nameIn,
  NOT_ANIMAL,
  oneOf,
  others,
  repeated,
  timesInTen,
  verdict,
  wordOf,
} from '../src/lib/animals';
import { fold } from '../src/lib/fold';
import { endingOf } from '../src/lib/files';
import type { AnimalClass, AnimalRecord, AnimalResult, Guess } from '../src/lib/api/types';

const guess = (label: string, confidence: number, name = label): Guess => ({ label, name, confidence });

function record(result: Partial<AnimalResult> | null): AnimalRecord {
  const whole = { top: [], group: null, doubtful: false, looks: 1, ...result };
  return { id: '1', result: result && whole } as unknown as AnimalRecord;
}

const bird = guess('bird', 0.9);
const top = [guess('owl', 0.4), guess('hawk', 0.3), guess('cat', 0.004)];

describe('verdict', () => {
  it('names a sure animal', () => {
    expect(verdict(record({ top, group: bird }))).toEqual({ kind: 'sure', best: top[0] });
  });

  it('falls back on the group only where that is sure and has a name', () => {
    const told = (group: Guess | null) => verdict(record({ top, group, doubtful: true }))?.kind;
    expect(told(bird)).toBe('group');
    expect(told(guess('bird', 0.49))).toBe('doubtful');
    expect(told(guess('other', 0.99))).toBe('doubtful');
    expect(told(null)).toBe('doubtful');
  });

  it('says that there is no animal, and when even that is not sure', () => {
    const best = guess(NOT_ANIMAL, 0.6);
    expect(verdict(record({ top: [best] }))).toEqual({ kind: 'none', best, doubtful: false });
    expect(verdict(record({ top: [best], doubtful: true, group: bird }))?.kind).toBe('none');
  });

  it('gives a correction the last word, and tells whose picture it was of', () => {
    const corrected = (by: string) => ({ by, similarity: 0.9, was: guess('cat', 0.8) });
    const said = (by: string) => verdict(record({ top, doubtful: true, corrected: corrected(by) }));
    expect(said('1')).toEqual({ kind: 'told', best: top[0], own: true });
    expect(said('2')).toEqual({ kind: 'told', best: top[0], own: false });
  });

  it('has nothing to say while there is no result', () => {
    expect(verdict(record(null))).toBeNull();
    expect(verdict(record({ top: [] }))).toBeNull();
  });
});

describe('briefly', () => {
  const listed = (label: string | null, confidence: number | null) =>
    briefly({ ...record(null), label, confidence }, (name) => (name === 'guinea pig' ? 'guinea_pig' : ''));

  it('tells from a list what can be told', () => {
    expect(listed('guinea pig', 0.9)).toEqual({ kind: 'sure', best: guess('guinea_pig', 0.9, 'guinea pig') });
    expect(listed('Minka', 0.4)).toEqual({ kind: 'doubtful', best: guess('', 0.4, 'Minka') });
    expect(listed(NOT_ANIMAL, 0.4)).toMatchObject({ kind: 'none', doubtful: true });
    expect(listed(null, null)).toBeNull();
  });
});

describe('others', () => {
  it('leaves out the first, and what is hardly possible', () => {
    expect(others(record({ top }))).toEqual([top[1]]);
    expect(others(record(null))).toEqual([]);
  });
});

const animal = (label: string, name: string, names: AnimalClass['names'], taxon = ''): AnimalClass => ({
  label,
  name,
  plural: `${name}s`,
  group: 'mammal',
  taxon,
  names,
});
const classes = [
  animal('ant', 'ant', { de: 'Ameise', fa: 'مورچه' }, 'Formicidae'),
  animal('fox', 'fox', { de: 'Fuchs', fa: 'روباه' }, 'Vulpes vulpes'),
  animal('arctic_fox', 'arctic fox', { de: 'Polarfuchs', fa: 'روباه قطبی' }),
  animal('bear', 'bear', { de: 'Bär', es: 'oso' }),
];
const byLabel = new Map(classes.map((one) => [one.label, one]));

describe('nameIn', () => {
  it('knows the classes in every language, and leaves what people named alone', () => {
    expect(nameIn(byLabel, guess('fox', 1), 'de')).toBe('Fuchs');
    expect(nameIn(byLabel, guess('fox', 1), 'en')).toBe('fox');
    expect(nameIn(byLabel, guess('bear', 1), 'fa')).toBe('bear');
    expect(nameIn(byLabel, guess('', 1, 'our cat Minka'), 'de')).toBe('our cat Minka');
    expect(nameIn(byLabel, guess('fox', 1, 'Foxi, the dog'), 'de')).toBe('Foxi, the dog');
  });

  it('stands alone with a capital', () => {
    expect(capital('élan', 'fr')).toBe('Élan');
    expect(capital('روباه', 'fa')).toBe('روباه');
    expect(capital('', 'en')).toBe('');
  });
});

describe('findClasses', () => {
  const found = (query: string, lang: 'en' | 'de' | 'fa', first: string[] = []) =>
    findClasses(classes, query, lang, first).map((one) => one.label);

  it('puts what begins so first, then words within, then scientific names', () => {
    expect(found('fo', 'en')).toEqual(['fox', 'arctic_fox', 'ant']);
    expect(found('fuchs', 'de')).toEqual(['fox', 'arctic_fox']);
    expect(found('vulp', 'de')).toEqual(['fox']);
    expect(found('zebra', 'en')).toEqual([]);
  });

  it('does not mind accents, case, and Arabic letters', () => {
    expect(found('bar', 'de')).toEqual(['bear']);
    expect(found('  BÄR ', 'de')).toEqual(['bear']);
    expect(fold('كبوتر ي')).toBe('کبوتر ی');
    expect(fold('شتر\u200cمرغ')).toBe('شترمرغ');
  });

  it('offers everything while nothing is typed, the guesses first', () => {
    expect(found('', 'en')).toEqual(['ant', 'arctic_fox', 'bear', 'fox']);
    expect(found('', 'en', ['fox', 'bear'])).toEqual(['fox', 'bear', 'ant', 'arctic_fox']);
  });
});

describe('wordOf', () => {
  it('says again what was said', () => {
    expect(wordOf(classes, guess('fox', 1))).toEqual({ label: 'fox' });
    expect(wordOf(classes, guess(NOT_ANIMAL, 1))).toEqual({ label: NOT_ANIMAL });
    expect(wordOf(classes, guess('', 1, 'Minka'))).toEqual({ name: 'Minka' });
  });
});

describe('groups', () => {
  it('have a name, but for the rest of the world', () => {
    expect(oneOf('spider_like')).toBe('group.spider_like');
    expect(allOf('bird')).toBe('groups.bird');
    expect(oneOf('other')).toBeNull();
    expect(allOf('none')).toBeNull();
  });
});

describe('a classifier of one’s own', () => {
  it('wants five pictures of two classes at least', () => {
    expect([0, 3, 5, 9].map(missing)).toEqual([5, 2, 0, 0]);
    const with_ = (...counts: number[]) => counts.map((examples, i) => ({ name: `${i}`, examples }));
    expect(canLearn(with_(5, 4))).toBe(false);
    expect(canLearn(with_(5, 7))).toBe(true);
    expect(canLearn(with_(5, 0, 6))).toBe(true);
  });

  it('never claims to be right ten times in ten when it is not', () => {
    expect([1, 0.995, 0.99, 0.96, 0.84, 0.02].map(timesInTen)).toEqual([10, 10, 9, 9, 8, 0]);
  });

  it('takes names as they are meant', () => {
    expect([...repeated(['Minka', '', 'tom', 'MINKA ', ''])]).toEqual([3]);
  });
});

describe('modelOf', () => {
  it('finds the model in its version', () => {
    expect(modelOf({ model: 'animals-dd7d0609' })).toBe('animals');
    expect(modelOf({ model: 'my-own-2-6423d169' })).toBe('my-own-2');
    expect(modelOf({ model: null })).toBe('animals');
  });
});

describe('endingOf', () => {
  it('names the file after what is in it', () => {
    expect(endingOf('image/jpeg')).toBe('jpg');
    expect(endingOf('image/x-new')).toBe('img');
  });
});
