// SPDX-License-Identifier: GPL-3.0-or-later
// The address bar as state. Links are plain <a href>: one listener turns a click into a navigation.

import type { Params } from './match';

export interface Place {
  path: string;
  query: URLSearchParams;
  hash: string;
}

interface Entry {
  key: number;
}

function here(): Place {
  return {
    path: location.pathname,
    query: new URLSearchParams(location.search),
    hash: location.hash,
  };
}

class Router {
  place = $state.raw<Place>({ path: '/', query: new URLSearchParams(), hash: '' });
  /** What the path of the shown page holds. */
  params: Params = {};
  /** How the current place was reached; "back" wants the old scroll position. */
  arrival: 'load' | 'link' | 'back' = 'load';

  #key = 0;
  #scroll = new Map<number, number>();

  /** Takes over links and history; the answer undoes it. */
  start(): () => void {
    history.scrollRestoration = 'manual';
    this.#key = (history.state as Entry | null)?.key ?? Date.now();
    history.replaceState({ key: this.#key } satisfies Entry, '');
    this.place = here();

    const onClick = (event: MouseEvent) => this.#click(event);
    const onPop = (event: PopStateEvent) => {
      this.#keepScroll();
      this.#key = (event.state as Entry | null)?.key ?? Date.now();
      this.arrival = 'back';
      this.place = here();
    };
    document.addEventListener('click', onClick);
    window.addEventListener('popstate', onPop);
    return () => {
      document.removeEventListener('click', onClick);
      window.removeEventListener('popstate', onPop);
    };
  }

  go(to: string, options: { replace?: boolean } = {}): void {
    if (options.replace) {
      history.replaceState({ key: this.#key } satisfies Entry, '', to);
    } else {
      this.#keepScroll();
      this.#key = Date.now();
      history.pushState({ key: this.#key } satisfies Entry, '', to);
    }
    this.arrival = 'link';
    this.place = here();
  }

  /** Writes into the address how the page shows what it shows; the page stays. */
  note(query: URLSearchParams): void {
    const text = query.toString();
    history.replaceState(history.state, '', `${location.pathname}${text === '' ? '' : `?${text}`}`);
  }

  /** Gives the page that is shown another address, which would show the same; the page stays. */
  rename(path: string, params: Params): void {
    history.replaceState(history.state, '', path);
    this.params = params;
  }

  /** Where this history entry was scrolled to when it was left. */
  scrollTop(): number {
    return this.arrival === 'back' ? (this.#scroll.get(this.#key) ?? 0) : 0;
  }

  #keepScroll(): void {
    this.#scroll.set(this.#key, window.scrollY);
  }

  #click(event: MouseEvent): void {
    if (event.defaultPrevented || event.button !== 0) return;
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    const link = event.target instanceof Element ? event.target.closest('a') : null;
    if (!link || link.target !== '' || link.hasAttribute('download')) return;
    const url = new URL(link.href, location.href);
    if (url.origin !== location.origin || url.pathname.startsWith('/api/')) return;
    const samePage = url.pathname === location.pathname && url.search === location.search;
    if (samePage && url.hash !== '') return;
    event.preventDefault();
    this.go(url.pathname + url.search + url.hash);
  }
}

export const router = new Router();
