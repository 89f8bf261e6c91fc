// SPDX-License-Identifier: GPL-3.0-or-later
// Light, dark, or as the system has it. boot.js sets the remembered choice before the first paint.

export type ThemeChoice = 'system' | 'light' | 'dark';

const STORAGE_KEY = 'assisti.theme';

function readChoice(): ThemeChoice {
  const kept = document.documentElement.dataset.theme;
  return kept === 'light' || kept === 'dark' ? kept : 'system';
}

class Theme {
  choice = $state<ThemeChoice>('system');
  #systemDark = $state(false);

  /** What is on the screen. */
  get shown(): 'light' | 'dark' {
    if (this.choice !== 'system') return this.choice;
    return this.#systemDark ? 'dark' : 'light';
  }

  start(): void {
    this.choice = readChoice();
    const query = matchMedia('(prefers-color-scheme: dark)');
    this.#systemDark = query.matches;
    query.addEventListener('change', (event) => {
      this.#systemDark = event.matches;
    });
  }

  choose(choice: ThemeChoice): void {
    this.choice = choice;
    if (choice === 'system') {
      localStorage.removeItem(STORAGE_KEY);
      delete document.documentElement.dataset.theme;
    } else {
      localStorage.setItem(STORAGE_KEY, choice);
      document.documentElement.dataset.theme = choice;
    }
  }

  toggle(): void {
    this.choose(this.shown === 'dark' ? 'light' : 'dark');
  }
}

export const theme = new Theme();
