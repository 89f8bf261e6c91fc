// SPDX-License-Identifier: GPL-3.0-or-later
import { NetworkError } from './api/problem';
import { sentenceFor } from './errors';
import { i18n, type Lang } from './i18n.svelte';
import { toasts } from './toasts.svelte';

/** Changes the language; without a connection it may not be there, which is told. */
export async function chooseLanguage(lang: Lang): Promise<void> {
  try {
    await i18n.choose(lang);
  } catch (cause) {
    toasts.add(sentenceFor(new NetworkError(cause)), { kind: 'error' });
  }
}
