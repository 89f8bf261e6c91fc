// SPDX-License-Identifier: GPL-3.0-or-later
// What the server says about itself.
import { getSite } from './api/accounts';
import type { Site } from './api/types';

class SiteState {
  info = $state.raw<Site | null>(null);

  /** Asks the server; without an answer `info` stays as it was, and the offline banner speaks. */
  async load(): Promise<void> {
    this.info = await getSite().catch(() => this.info);
  }

  /** After the first account has been made. */
  setupDone(): void {
    if (this.info) this.info = { ...this.info, setup_needed: false };
  }
}

export const site = new SiteState();
