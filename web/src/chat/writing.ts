// SPDX-License-Identifier: GPL-3.0-or-later
// What all fields have in common in which messages are written.
import { tn } from '../lib/i18n.svelte';

/** The server's limit. */
const MOST_CHARACTERS = 65_536;

/** By how many characters a message is too long; a character is one of Unicode, as the server counts. */
export function overBy(text: string): number {
  if (text.length <= MOST_CHARACTERS) return 0;
  return Math.max(0, [...text].length - MOST_CHARACTERS);
}

export const overText = (count: number) => tn('chat.over', count);

/** Grows with what is in it, as far as the style sheet lets it. */
export function fit(field: HTMLTextAreaElement): void {
  field.style.blockSize = 'auto';
  field.style.blockSize = `${field.scrollHeight + field.offsetHeight - field.clientHeight}px`;
}

/** A finger's keyboard has Enter for a new line, and a button to send; another one sends by Enter. */
export const entersLines = () => matchMedia('(pointer: coarse)').matches;

/** Whether this key sends. While an input method composes, Enter is its own. */
export function isSend(event: KeyboardEvent): boolean {
  const composing = event.isComposing || event.keyCode === 229;
  if (event.key !== 'Enter' || event.shiftKey || event.altKey || composing) return false;
  return event.ctrlKey || event.metaKey || !entersLines();
}
