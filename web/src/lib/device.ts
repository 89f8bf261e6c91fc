// SPDX-License-Identifier: GPL-3.0-or-later
import { t } from './i18n.svelte';

/** What the server calls a device, "Firefox on Linux", in the person's language. */
export function deviceText(device: string): string {
  if (device === '') return t('sessions.unknown');
  const [, browser, system] = /^(.+) on (.+)$/.exec(device) ?? [];
  return browser && system ? t('sessions.device', { browser, system }) : device;
}

/** Whether it is one that is held in the hand. */
export function isHandheld(device: string): boolean {
  return /\b(iPhone|iPad|Android)\b/.test(device);
}
