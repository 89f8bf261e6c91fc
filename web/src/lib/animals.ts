// SPDX-License-Identifier: GPL-3.0-or-later
// What a prediction says of an animal, put so that it can be told; and the names that animals have.
import type { AnimalClass, AnimalRecord, ClassifierClass, CorrectionWord, Guess } from './api/types';
import { fold } from './fold';
import type { Key, Lang } from './i18n.svelte';

/** The class of pictures that hold no animal. */
export const NOT_ANIMAL = 'not_animal';

/** The model that comes with the server. */
export const BUILT_IN = 'animals';

/** The model that looked at a picture; a record tells its version, such as "animals-dd7d0609". */
export function modelOf(record: Pick<AnimalRecord, 'model'>): string {
  return record.model?.replace(/-[0-9a-f]{8}$/, '') ?? BUILT_IN;
}

/** A classifier of one's own wants so many pictures of each class. */
export const ENOUGH = 5;

/** What a list tells of less than this is told as a guess. */
const DOUBTFUL = 0.5;
/** From here on a group may be told in the animal's place. */
const SURE_GROUP = 0.5;
/** What is less likely than this is not worth a line. */
const WORTH_A_LINE = 0.005;

/** Groups as "a bird" for sentences and as "Birds" for a label; other groups have no name of their own. */
const GROUPS: Readonly<Record<string, readonly [one: Key, all: Key]>> = {
  mammal: ['group.mammal', 'groups.mammal'],
  bird: ['group.bird', 'groups.bird'],
  reptile: ['group.reptile', 'groups.reptile'],
  amphibian: ['group.amphibian', 'groups.amphibian'],
  fish: ['group.fish', 'groups.fish'],
  insect: ['group.insect', 'groups.insect'],
  spider_like: ['group.spider_like', 'groups.spider_like'],
  mollusc: ['group.mollusc', 'groups.mollusc'],
  crustacean: ['group.crustacean', 'groups.crustacean'],
};

/** "a bird", as a key; null for what cannot be said so. */
export function oneOf(group: string): Key | null {
  return GROUPS[group]?.[0] ?? null;
}

/** "Birds", as a key. */
export function allOf(group: string): Key | null {
  return GROUPS[group]?.[1] ?? null;
}

export type Verdict =
  /** There is no animal; `doubtful` when even that is not sure. */
  | { kind: 'none'; best: Guess; doubtful: boolean }
  | { kind: 'sure'; best: Guess }
  /** Which animal it is is not sure, but what kind of animal. */
  | { kind: 'group'; best: Guess; group: Guess }
  | { kind: 'doubtful'; best: Guess }
  /** A person said so, of this picture (`own`) or of one like it. */
  | { kind: 'told'; best: Guess; own: boolean };

/** What to say of a picture; null as long as there is nothing to say. */
export function verdict(record: AnimalRecord): Verdict | null {
  const { result } = record;
  const best = result?.top[0];
  if (!result || !best) return null;
  if (result.corrected) return { kind: 'told', best, own: result.corrected.by === record.id };
  if (best.label === NOT_ANIMAL) return { kind: 'none', best, doubtful: result.doubtful };
  if (!result.doubtful) return { kind: 'sure', best };
  const { group } = result;
  return group && group.confidence >= SURE_GROUP && oneOf(group.label) !== null
    ? { kind: 'group', best, group }
    : { kind: 'doubtful', best };
}

/** Whether the animal itself is told as a guess only. */
export function isUnsure(found: Verdict): boolean {
  return found.kind === 'group' || found.kind === 'doubtful';
}

/** The same from a list, where a record has no result but a name, as people call it in English, and how sure it is. */
export function briefly(record: AnimalRecord, labelOf: (name: string) => string): Verdict | null {
  const { label: name, confidence } = record;
  if (name === null || name === '' || confidence === null) return null;
  const doubtful = confidence < DOUBTFUL;
  if (name === NOT_ANIMAL) {
    return { kind: 'none', best: { label: NOT_ANIMAL, name, confidence }, doubtful };
  }
  return { kind: doubtful ? 'doubtful' : 'sure', best: { label: labelOf(name), name, confidence } };
}

/** What else it could be, beside the first that was told. */
export function others(record: AnimalRecord): Guess[] {
  return record.result?.top.slice(1).filter((one) => one.confidence >= WORTH_A_LINE) ?? [];
}

/** The name of a class in a language; what a person named is called so in every language. */
export function nameIn(
  classes: ReadonlyMap<string, AnimalClass>,
  guess: Pick<Guess, 'label' | 'name'>,
  lang: Lang,
): string {
  const known = classes.get(guess.label);
  // A class of somebody's own may share the label of a known one, but then not its name.
  if (!known || known.name !== guess.name) return guess.name;
  return known.names[lang] ?? known.name;
}

/** "dog" as it stands alone: "Dog". */
export function capital(text: string, tag: string): string {
  const [first = ''] = text;
  return first.toLocaleUpperCase(tag) + text.slice(first.length);
}

/** What to send to say once more what was said. */
export function wordOf(
  classes: readonly AnimalClass[],
  said: Pick<Guess, 'label' | 'name'>,
): CorrectionWord {
  const known = classes.some((one) => one.label === said.label && one.name === said.name);
  return known || said.label === NOT_ANIMAL ? { label: said.label } : { name: said.name };
}

export interface Choice {
  label: string;
  name: string;
}

/** How well a name fits: it begins so, a word in it does, or it holds that somewhere. Null: not at all. */
function rank(text: string, query: string): number | null {
  const at = ` ${fold(text)}`.indexOf(` ${query}`);
  if (at === 0) return 0;
  if (at > 0) return 1;
  return fold(text).includes(query) ? 2 : null;
}

/** The name that people see counts first; the English and the scientific ones only by how a word begins. */
function fit(one: AnimalClass, name: string, query: string): number | null {
  const shown = rank(name, query);
  if (shown !== null) return shown;
  const begins = [one.name, one.plural, one.taxon].some((text) => (rank(text, query) ?? 2) < 2);
  return begins ? 3 : null;
}

/**
 * The classes that fit what was typed, the best first; the scientific and the English name count, too. Without
 * a query all of them, those of `first` before the others.
 */
export function findClasses(
  classes: readonly AnimalClass[],
  query: string,
  lang: Lang,
  first: readonly string[] = [],
): Choice[] {
  const wanted = fold(query);
  const place = (label: string) => {
    const at = first.indexOf(label);
    return at < 0 ? first.length : at;
  };
  const found = classes.flatMap((one) => {
    const name = one.names[lang] ?? one.name;
    const order = wanted === '' ? place(one.label) : fit(one, name, wanted);
    return order === null ? [] : [{ order, choice: { label: one.label, name } }];
  });
  const collator = new Intl.Collator(lang);
  found.sort((a, b) => a.order - b.order || collator.compare(a.choice.name, b.choice.name));
  return found.map(({ choice }) => choice);
}

/** How many more pictures a class wants. */
export function missing(examples: number): number {
  return Math.max(0, ENOUGH - examples);
}

/** Whether there is something to learn: classes that are not full yet do not take part. */
export function canLearn(classes: readonly ClassifierClass[]): boolean {
  return classes.filter((one) => missing(one.examples) === 0).length >= 2;
}

/** "right 9 times in 10": how many times in ten, never ten of ten for what is not. */
export function timesInTen(accuracy: number): number {
  if (accuracy >= 0.995) return 10;
  return Math.min(9, Math.max(0, Math.round(accuracy * 10)));
}

/** The places of names that are there already further up, whatever the case. */
export function repeated(names: readonly string[]): Set<number> {
  const seen = new Set<string>();
  const twice = new Set<number>();
  for (const [i, name] of names.entries()) {
    const key = fold(name);
    if (key !== '' && seen.has(key)) twice.add(i);
    seen.add(key);
  }
  return twice;
}
