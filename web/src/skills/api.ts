// SPDX-License-Identifier: GPL-3.0-or-later
// The skills that this server has.
import { requestJson } from '../lib/api/http';
import type { Listing } from '../lib/api/types';

export interface Skill {
  name: string;
  title: string;
  description: string;
  /** Codes of languages; "*" for any. */
  languages: string[];
  examples: { say: string }[];
  /** What it lacks here, in sentences; empty or absent where it lacks nothing. */
  notices?: string[];
}

export function listSkills(): Promise<Listing<Skill>> {
  return requestJson('GET', '/skills');
}
