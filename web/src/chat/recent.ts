// SPDX-License-Identifier: GPL-3.0-or-later
// The rooms in which something was said last.
import { requestJson } from '../lib/api/http';
import type { Listing } from '../lib/api/types';

export interface RecentRoom {
  id: string;
  name: string;
  /** When something was said last. */
  activity: string;
  /** How its latest message begins, if there is one. */
  last_message: string | null;
}

export function listRecentRooms(limit: number): Promise<Listing<RecentRoom>> {
  return requestJson('GET', `/categories?order=activity&limit=${limit}`);
}
