// SPDX-License-Identifier: GPL-3.0-or-later
// What was found on a picture, in the person's language: results carry the English names.
import { zoo } from '../lib/animals.svelte';
import { i18n } from '../lib/i18n.svelte';
import { codex } from '../lib/road-signs.svelte';
import { STANDARD } from '../lib/road-signs';
import type { PictureKind } from './results';

/** Brings the names; without them the English ones stay. */
export async function loadNames(app: PictureKind): Promise<void> {
  if (app === 'animals') await zoo.load();
  else if (app === 'road-signs') await codex.try();
}

/** What people call it. */
export function nameFound(app: PictureKind, label: string): string {
  if (app === 'animals') return zoo.title(zoo.get(label) ?? zoo.find(label) ?? { label, name: label });
  if (app !== 'road-signs') return label;
  const classes = codex.of(STANDARD);
  const sign = classes.get(label) ?? [...classes.values()].find(({ name }) => name === label);
  return sign?.names[i18n.lang] ?? sign?.name ?? label;
}
