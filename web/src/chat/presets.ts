// SPDX-License-Identifier: GPL-3.0-or-later
// What rooms can be for, as people see it; what models are told is the server's.
import type { IconName } from '../lib/components/Icon.svelte';
import type { Key } from '../lib/i18n.svelte';
import { PRESETS, type PresetName } from './types';

export interface Preset {
  icon: IconName;
  title: Key;
  text: Key;
  hint: Key;
  examples: readonly Key[];
}

const SHOWN: Readonly<Record<PresetName, Preset>> = {
  general: {
    icon: 'chat',
    title: 'preset.general',
    text: 'preset.general.text',
    hint: 'preset.general.hint',
    examples: ['preset.general.a', 'preset.general.b', 'preset.general.c', 'preset.general.d'],
  },
  summarize: {
    icon: 'list',
    title: 'preset.summarize',
    text: 'preset.summarize.text',
    hint: 'preset.summarize.hint',
    examples: ['preset.summarize.a', 'preset.summarize.b', 'preset.summarize.c', 'preset.summarize.d'],
  },
  grammar: {
    icon: 'pencil',
    title: 'preset.grammar',
    text: 'preset.grammar.text',
    hint: 'preset.grammar.hint',
    examples: ['preset.grammar.a', 'preset.grammar.b', 'preset.grammar.c', 'preset.grammar.d'],
  },
  language: {
    icon: 'globe',
    title: 'preset.language',
    text: 'preset.language.text',
    hint: 'preset.language.hint',
    examples: ['preset.language.a', 'preset.language.b', 'preset.language.c', 'preset.language.d'],
  },
  science: {
    icon: 'flask',
    title: 'preset.science',
    text: 'preset.science.text',
    hint: 'preset.science.hint',
    examples: ['preset.science.a', 'preset.science.b', 'preset.science.c', 'preset.science.d'],
  },
  coding: {
    icon: 'code',
    title: 'preset.coding',
    text: 'preset.coding.text',
    hint: 'preset.coding.hint',
    examples: ['preset.coding.a', 'preset.coding.b', 'preset.coding.c', 'preset.coding.d'],
  },
};

/** A preset that this page does not know yet looks like the first. */
export const presetOf = (name: string): Preset =>
  PRESETS.includes(name as PresetName) ? SHOWN[name as PresetName] : SHOWN.general;
