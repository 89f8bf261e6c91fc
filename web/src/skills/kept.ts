// SPDX-License-Identifier: GPL-3.0-or-later
// What somebody has said of corrections stays in this browser, as what they have begun to write does: until they log out, or have said
// something of many others. It is on its way to a text that is copied within minutes, so the server does not have to know it.
import { DRAFT_PREFIX, session } from '../lib/session.svelte';
import type { Choice } from './review.svelte';

/** More corrections than anybody works on at a time. */
const MOST = 100;

const prefix = () => `${DRAFT_PREFIX}review.${session.user?.id ?? ''}.`;

interface Kept {
  at: number;
  choices: readonly Choice[];
}

function read(stored: string | null): Kept {
  try {
    const { at, choices } = JSON.parse(stored ?? '{}') as Partial<Kept>;
    return { at: typeof at === 'number' ? at : 0, choices: Array.isArray(choices) ? choices : [] };
  } catch {
    return { at: 0, choices: [] };
  }
}

/** Makes room for one more, the oldest first. */
function makeRoom(own: string): void {
  const others = Object.keys(localStorage).filter((key) => key.startsWith(prefix()) && key !== own);
  if (others.length < MOST) return;
  const byAge = others.map((key) => ({ key, at: read(localStorage.getItem(key)).at })).sort((a, b) => a.at - b.at);
  for (const { key } of byAge.slice(0, others.length - MOST + 1)) localStorage.removeItem(key);
}

export function keptChoices(result: string): readonly Choice[] {
  try {
    return read(localStorage.getItem(prefix() + result)).choices;
  } catch {
    return [];
  }
}

export function keepChoices(result: string, choices: readonly Choice[]): void {
  const key = prefix() + result;
  try {
    if (choices.every((one) => one === null)) {
      localStorage.removeItem(key);
      return;
    }
    makeRoom(key);
    localStorage.setItem(key, JSON.stringify({ at: Date.now(), choices } satisfies Kept));
  } catch {
    // A browser that keeps nothing shows them until the page is left.
  }
}

/** Tells of what is said in another tab. */
export function onChoices(hear: (result: string, choices: readonly Choice[]) => void): void {
  globalThis.addEventListener?.('storage', ({ key, newValue }: StorageEvent) => {
    if (key?.startsWith(prefix())) hear(key.slice(prefix().length), read(newValue).choices);
  });
}
