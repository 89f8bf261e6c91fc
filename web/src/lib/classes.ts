// SPDX-License-Identifier: GPL-3.0-or-later
// The classes of a classifier while somebody writes them down: new ones, and those that are there under other names.
import { repeated } from './animals';
import type { ClassifierClass } from './api/types';
import { checkRequired, type Checks } from './form.svelte';
import { t } from './i18n.svelte';

export const LEAST_CLASSES = 2;
export const MOST_CLASSES = 20;

export interface Draft {
  /** Tells drafts apart while their names change. */
  key: number;
  /** The class as it is called now; '' for a new one. */
  was: string;
  name: string;
}

export function draftsOf(classes: readonly Pick<ClassifierClass, 'name'>[]): Draft[] {
  return classes.map(({ name }, key) => ({ key, was: name, name }));
}

export function emptyDraft(drafts: readonly Draft[]): Draft {
  return { key: Math.max(-1, ...drafts.map((one) => one.key)) + 1, was: '', name: '' };
}

/** What a field of a form is called. */
export const fieldOf = (draft: Draft) => `class_${draft.key}`;

/** Whether a class has to have a name; a further new one without counts as not written down. */
export function isNeeded(drafts: readonly Draft[], index: number): boolean {
  return index < LEAST_CLASSES || drafts[index]?.was !== '';
}

/** What is wrong with each, by the name of its field. */
export function checkClasses(drafts: readonly Draft[]): Checks {
  const twice = repeated(drafts.map((one) => one.name));
  const checks: Checks = {};
  for (const [i, draft] of drafts.entries()) {
    checks[fieldOf(draft)] = isNeeded(drafts, i) ? checkRequired(draft.name) : null;
    if (twice.has(i)) checks[fieldOf(draft)] = t('classifier.twice');
  }
  return checks;
}

export interface ClassChange {
  classes: string[];
  /** What each is called now, '' for a new one. */
  were: string[];
}

/** The classes as they are sent: trimmed, none empty. */
export function changeOf(drafts: readonly Draft[]): ClassChange {
  const named = drafts.filter((one) => one.name.trim() !== '');
  return { classes: named.map((one) => one.name.trim()), were: named.map((one) => one.was) };
}

/** The classes that are to go with pictures of theirs. */
export function going(classes: readonly ClassifierClass[], drafts: readonly Draft[]): ClassifierClass[] {
  return classes.filter(
    ({ name, examples }) => examples > 0 && !drafts.some((one) => one.was === name),
  );
}
