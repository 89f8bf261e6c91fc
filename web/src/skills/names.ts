// SPDX-License-Identifier: GPL-3.0-or-later
// Skills as people know them. One that this page does not know yet goes by the name that the server has for it.
import type { IconName } from '../lib/components/Icon.svelte';
import { t, type Key } from '../lib/i18n.svelte';

interface Known {
  icon: IconName;
  title: Key;
  /** What it does, in a sentence. */
  text: Key;
}

const KNOWN: Readonly<Record<string, Known>> = {
  summarize: { icon: 'list', title: 'skill.summarize', text: 'skill.summarize.text' },
  grammar: { icon: 'pencil', title: 'skill.grammar', text: 'skill.grammar.text' },
  define: { icon: 'book', title: 'skill.define', text: 'skill.define.text' },
  quiz: { icon: 'badge', title: 'skill.quiz', text: 'skill.quiz.text' },
  calculate: { icon: 'sum', title: 'skill.calculate', text: 'skill.calculate.text' },
  science: { icon: 'flask', title: 'skill.science', text: 'skill.science.text' },
  translate: { icon: 'globe', title: 'skill.translate', text: 'skill.translate.text' },
  code: { icon: 'code', title: 'skill.code', text: 'skill.code.text' },
  read_picture: { icon: 'text', title: 'skill.read', text: 'skill.read.text' },
  name_animal: { icon: 'paw', title: 'skill.animal', text: 'skill.animal.text' },
  find_road_signs: { icon: 'sign', title: 'skill.signs', text: 'skill.signs.text' },
  choices: { icon: 'chat', title: 'skill.choices', text: 'skill.choices.text' },
};

const known = (name: string): Known | null => (Object.hasOwn(KNOWN, name) ? KNOWN[name]! : null);

export const skillIcon = (name: string): IconName => known(name)?.icon ?? 'spark';

export function skillTitle(name: string, fallback: string = name): string {
  const found = known(name);
  return found ? t(found.title) : fallback;
}

export function skillText(name: string, fallback: string): string {
  const found = known(name);
  return found ? t(found.text) : fallback;
}

export const SKILLS_PROVIDER = 'skills';

/** Whether what answers are the skills, and no language model; models go by "provider/name" and by "name" alone. */
export const isSkills = (model: string | null): boolean => model === `${SKILLS_PROVIDER}/assisti` || model === 'assisti';

/** Whether a model is that of the skills. */
export const isSkillsModel = ({ provider }: { provider: string }): boolean => provider === SKILLS_PROVIDER;

/** A model as people call it. */
export const modelTitle = (model: string): string => (isSkills(model) ? t('skills.provider') : model);

/** What of an answer is not said by its results already. */
export function restOf(answer: string, told: readonly string[]): string {
  let rest = answer;
  for (const text of told) if (text !== '') rest = rest.replace(text.trim(), () => '');
  return rest.trim();
}
