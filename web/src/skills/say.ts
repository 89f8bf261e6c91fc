// SPDX-License-Identifier: GPL-3.0-or-later
// What a result offers to be said next, where there is a conversation that it can be said in.
import { getContext, setContext } from 'svelte';

export interface Talk {
  /** False while an answer is being written. */
  readonly free: boolean;
  /** Sends it as a message, and leaves alone what is being written. */
  say: (text: string) => void;
}

const TALK = Symbol('talk');

export const setTalk = (talk: Talk) => setContext(TALK, talk);

/** Null where a conversation is only read. */
export const getTalk = (): Talk | null => getContext<Talk | undefined>(TALK) ?? null;
