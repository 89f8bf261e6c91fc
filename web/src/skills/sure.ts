// SPDX-License-Identifier: GPL-3.0-or-later
// How sure a skill is.
import { t, type Key } from '../lib/i18n.svelte';

export type Sure = 'very' | 'quite' | 'little' | 'hardly';

/** How sure in words: nobody feels what 0.83 means. */
export function surenessOf(confidence: number): Sure {
  if (confidence >= 0.9) return 'very';
  if (confidence >= 0.7) return 'quite';
  return confidence >= 0.45 ? 'little' : 'hardly';
}

const SURE: Readonly<Record<Sure, Key>> = {
  very: 'result.sure_very',
  quite: 'result.sure_quite',
  little: 'result.sure_little',
  hardly: 'result.sure_hardly',
};

export const sureWords = (confidence: number): string => t(SURE[surenessOf(confidence)]);
