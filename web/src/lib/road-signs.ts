// SPDX-License-Identifier: GPL-3.0-or-later
// What was found on a picture or in a clip, put so that it can be told; and the signs that there are.
import type { Box, Guess, RoadSignClass, RoadSignRecord } from './api/types';
import { fold } from './fold';
import type { Key, Lang } from './i18n.svelte';

/** The model that comes with Assisti. */
export const STANDARD = 'road-signs';
/** The class of what looks like a sign and is none. */
const NOT_A_SIGN = 'not_a_sign';
/** What is less likely than this is not worth a line. */
const WORTH_A_LINE = 0.005;
/** What a list tells of less than this is told as a guess. */
const DOUBTFUL = 0.5;

/** One sign of a picture or a clip. */
export interface Sighting extends Guess {
  doubtful: boolean;
  /** Null in a clip, where signs move. */
  box: Box | null;
  others: Guess[];
  /** In a clip: the frames that it was seen in, counted from 1. */
  frames: { first: number; last: number } | null;
}

/** The signs in the order in which they are told: the surest first, in a clip as they came. */
export function sightings(record: RoadSignRecord): Sighting[] {
  const { result } = record;
  if (!result) return [];
  if (result.signs) {
    return result.signs.map(({ label, name, confidence, first_frame, last_frame }) => ({
      label,
      name,
      confidence,
      doubtful: confidence < DOUBTFUL,
      box: null,
      others: [],
      frames: { first: first_frame + 1, last: last_frame + 1 },
    }));
  }
  return result.detections.map(({ label, name, confidence, doubtful, box, top }) => ({
    label,
    name,
    confidence,
    doubtful,
    box,
    others: top.filter((one) => one.label !== label && one.confidence >= WORTH_A_LINE),
    frames: null,
  }));
}

/** How many frames the clip has; null of a picture. */
export function framesOf(record: RoadSignRecord): number | null {
  return record.result?.frames ?? null;
}

/** Lists tell only the names, in English and joined by commas, and a name may hold a comma itself. */
export function splitLabel(label: string, isName: (text: string) => boolean): string[] {
  const parts = label === '' ? [] : label.split(', ');
  const names: string[] = [];
  while (parts.length > 0) {
    let length = parts.length;
    while (length > 1 && !isName(parts.slice(0, length).join(', '))) length -= 1;
    names.push(parts.splice(0, length).join(', '));
  }
  return names;
}

/** Whether a list has to tell of the surest sign as of a guess. */
export function isGuess(record: RoadSignRecord): boolean {
  return record.confidence !== null && record.confidence < DOUBTFUL;
}

/** The model that looked at a picture; a record tells its version, such as "road-signs-dd7d0609-1a2b3c4d". */
export function modelOf(record: Pick<RoadSignRecord, 'model'>): string {
  return record.model?.replace(/(-[0-9a-f]{8}){1,2}$/, '') ?? STANDARD;
}

/** What kinds of sign there are, in the order in which they are told. */
const GROUPS: readonly (readonly [group: string, name: Key])[] = [
  ['warning', 'sign_group.warning'],
  ['priority', 'sign_group.priority'],
  ['prohibition', 'sign_group.prohibition'],
  ['end', 'sign_group.end'],
  ['mandatory', 'sign_group.mandatory'],
  ['information', 'sign_group.information'],
  ['light', 'sign_group.light'],
];

/** Kinds that only a model of somebody's own knows. */
const FURTHER: Key = 'sign_group.other';

export interface Shelf {
  name: Key;
  signs: RoadSignClass[];
}

/** The signs by kind that fit what was typed, in any of a sign's names, or in its meaning. */
export function shelves(classes: readonly RoadSignClass[], query: string, lang: Lang): Shelf[] {
  const wanted = fold(query);
  const fits = (one: RoadSignClass) =>
    [one.name, one.names[lang], one.meanings[lang] ?? one.meaning].some((text) =>
      fold(text ?? '').includes(wanted),
    );
  const found = classes.filter((one) => one.label !== NOT_A_SIGN && fits(one));
  const known = new Set(GROUPS.map(([group]) => group));
  return [
    ...GROUPS.map(([group, name]) => ({ name, signs: found.filter((one) => one.group === group) })),
    { name: FURTHER, signs: found.filter((one) => !known.has(one.group)) },
  ].filter(({ signs }) => signs.length > 0);
}
