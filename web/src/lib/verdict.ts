// SPDX-License-Identifier: GPL-3.0-or-later
// A verdict in one sentence, as it stands over the picture and as a screen reader hears it.
import { oneOf, type Verdict } from './animals';
import { zoo } from './animals.svelte';
import { t } from './i18n.svelte';

export function headline(found: Verdict): string {
  if (found.kind === 'none') return found.doubtful ? t('animals.maybe_none') : t('animals.none');
  if (found.kind === 'group') {
    const group = oneOf(found.group.label);
    if (group !== null) return t('animals.probably', { group: t(group) });
  }
  if (found.kind === 'doubtful') return t('animals.perhaps', { name: zoo.name(found.best) });
  return zoo.title(found.best);
}
