// SPDX-License-Identifier: GPL-3.0-or-later
import { copyText } from './files';
import { t } from './i18n.svelte';
import { toasts } from './toasts.svelte';

/** Puts a text into the clipboard, and says whether that worked. */
export async function copyAndTell(text: string): Promise<void> {
  if (await copyText(text)) toasts.add(t('copied'));
  else toasts.add(t('not_copied'), { kind: 'error' });
}
