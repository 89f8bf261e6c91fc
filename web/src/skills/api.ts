// SPDX-License-Identifier: GPL-3.0-or-later
// The skills that this server has.
import { requestJson } from '../lib/api/http';
import type { Listing } from '../lib/api/types';

/** A package of the server's system that a skill can use. */
export interface Need {
  package: string;
  for: string;
  /** Codes; of a translation, from and to. */
  languages: string[];
  required: boolean;
  installed: boolean;
}

export interface Skill {
  name: string;
  title: string;
  description: string;
  /** Codes of languages; "*" for any. */
  languages: string[];
  examples: { say: string }[];
  /** Of what it can use: all, some, or nothing of what it must have. */
  state: 'ready' | 'partly' | 'not_installed';
  needs: Need[];
}

export function listSkills(): Promise<Listing<Skill>> {
  return requestJson('GET', '/skills');
}
