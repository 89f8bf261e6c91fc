// SPDX-License-Identifier: GPL-3.0-or-later
// What the link of a message carries behind its '#', which goes to no server, no log and no Referer.
import { router } from './router.svelte';

/** Takes it out of the address bar, and so out of the history. The links of older messages hold it as a parameter. */
export function takeMailed(name: string): string | null {
  const { hash, query } = router.place;
  const found = new URLSearchParams(hash.slice(1)).get(name) ?? query.get(name);
  if (found !== null) history.replaceState(history.state, '', location.pathname);
  return found;
}
