// SPDX-License-Identifier: GPL-3.0-or-later
// Whether the server can be reached. A request without an answer tells it here; then the server is asked again and
// again until there is one.

const ASK_MS = 4_000;

class Connection {
  /** The browser has no network at all. */
  offline = $state(false);
  /** The last request had no answer. */
  silent = $state(false);
  lost = $derived(this.offline || this.silent);

  /** What to do once there are answers again. */
  readonly whenBack: (() => void)[] = [];
  #timer: ReturnType<typeof setTimeout> | undefined;

  start(): void {
    this.offline = !navigator.onLine;
    window.addEventListener('offline', () => (this.offline = true));
    window.addEventListener('online', () => {
      this.offline = false;
      void this.ask();
    });
  }

  /** To be called by whoever got no answer. */
  lose(): void {
    this.silent = true;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.ask(), ASK_MS);
  }

  async ask(): Promise<void> {
    try {
      await fetch('/api/v1/site', { cache: 'no-store' });
    } catch {
      this.lose();
      return;
    }
    clearTimeout(this.#timer);
    if (!this.silent) return;
    this.silent = false;
    for (const resume of this.whenBack) resume();
  }
}

export const connection = new Connection();
