// SPDX-License-Identifier: GPL-3.0-or-later
// From an address and a person to the page that is shown. What pages there are is loaded apart from the frame around
// them: the landing page brings itself.
import type { Site, User } from './lib/api/types';
import type { Key } from './lib/i18n.svelte';
import type { Params } from './lib/match';
import type { Place } from './lib/router.svelte';
import type { Page } from './routes';
import Unreachable from './routes/Unreachable.svelte';

export interface Shown {
  path: string;
  params: Params;
  title: Key;
  page: Page;
}

export interface Visitor {
  user: Pick<User, 'is_staff'> | null;
  site: Pick<Site, 'setup_needed'> | null;
  /** A session may be there, but the server could not be asked. */
  unreachable: boolean;
}

const pages = () => import('./pages');

/** Has loaded what follow() will need. */
export async function ahead(): Promise<void> {
  // What cannot be had now is tried again then.
  await pages().catch(() => {});
}

/** The page, or where this person has to go instead; a page that cannot be had says so and offers another try. */
export async function follow({ path, query }: Place, visitor: Visitor): Promise<Shown | string> {
  const unreachable: Shown = { path, params: {}, title: 'title.unreachable', page: Unreachable };
  try {
    const { loadPage, redirectFor } = await pages();
    return redirectFor({ path, query }, visitor) ?? (await loadPage(path, visitor)) ?? unreachable;
  } catch {
    return unreachable;
  }
}
