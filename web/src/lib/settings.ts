// SPDX-License-Identifier: GPL-3.0-or-later
import type { IconName } from './components/Icon.svelte';
import type { Key } from './i18n.svelte';

/** The pages about oneself and one's account, in the order in which they are listed. */
export const SETTINGS: readonly [path: string, icon: IconName, name: Key, text: Key][] = [
  ['/profile', 'user', 'title.profile', 'settings.profile'],
  ['/settings/account', 'badge', 'title.account', 'settings.account'],
  ['/settings/security', 'shield', 'title.security', 'settings.security'],
  ['/settings/api-keys', 'key', 'title.keys', 'settings.keys'],
  ['/settings/appearance', 'sun', 'title.appearance', 'settings.appearance'],
  ['/settings/data', 'download', 'title.data', 'settings.data'],
];
