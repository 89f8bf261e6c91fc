// SPDX-License-Identifier: GPL-3.0-or-later
// What somebody has begun to write in each room; it stays in this browser until it is sent, or they log out.
import { DRAFT_PREFIX, session } from '../lib/session.svelte';
import type { AttachmentRef } from './types';

export interface Draft {
  text: string;
  /** Pictures that are on the server already. */
  attachments: AttachmentRef[];
}

const NONE: Draft = { text: '', attachments: [] };
/** Of the room that there is not yet. */
export const NEW = 'new';

const keyOf = (room: string) => `${DRAFT_PREFIX}${session.user?.id ?? ''}.${room}`;

export function readDraft(room: string): Draft {
  try {
    return { ...NONE, ...(JSON.parse(localStorage.getItem(keyOf(room)) ?? '{}') as Partial<Draft>) };
  } catch {
    return NONE;
  }
}

export function keepDraft(room: string, draft: Draft): void {
  try {
    if (draft.text === '' && draft.attachments.length === 0) localStorage.removeItem(keyOf(room));
    else localStorage.setItem(keyOf(room), JSON.stringify(draft));
  } catch {
    // A browser that keeps nothing loses no more than it would without drafts.
  }
}
