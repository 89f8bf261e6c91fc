// SPDX-License-Identifier: GPL-3.0-or-later
// With which model new pictures of an application are looked at.
import type { Fields } from './api/images';
import type { Model } from './api/types';
import type { Key } from './i18n.svelte';
import { session } from './session.svelte';

export interface Option {
  /** How the choice is kept for the next visit. */
  value: string;
  title: string;
  ok: boolean;
  /** What goes with a new picture. */
  fields: Fields;
}

export interface Options {
  /** Beside the one that is taken where nobody chooses. */
  models: Option[];
  /** What somebody made of their own pictures. */
  own: Option[];
}

export function optionOf({ name, title, ok }: Model, value = name): Option {
  return { value, title, ok, fields: { model: name } };
}

interface Setup {
  /** Of the application, and under which name the choice is kept. */
  app: string;
  key: string;
  label: Key;
  standard: Key;
  /** What stands over somebody's own. */
  own?: Key;
  list: () => Promise<Options>;
}

export class Choice {
  options = $state.raw<Options>({ models: [], own: [] });
  /** Whether there is a choice; as it was last time, until it is known: so nothing jumps. */
  several: boolean;
  #kept: string;
  readonly #keptKey: string;
  readonly #severalKey: string;

  constructor(readonly setup: Setup) {
    this.#keptKey = `assisti.${setup.app}.${setup.key}`;
    this.#severalKey = `assisti.${setup.app}.several`;
    this.#kept = $state(localStorage.getItem(this.#keptKey) ?? '');
    this.several = $state(localStorage.getItem(this.#severalKey) !== null);
    session.afterEnd.push(() => {
      this.options = { models: [], own: [] };
      this.#keepSeveral(false);
      this.choose('');
    });
  }

  async load(): Promise<void> {
    this.options = await this.setup.list();
    this.#keepSeveral(this.options.models.length + this.options.own.length > 0);
  }

  get #chosen(): Option | undefined {
    const { models, own } = this.options;
    return [...models, ...own].find((one) => one.value === this.#kept && one.ok);
  }

  /** '' is the standard model; what is not there any more counts as not chosen. */
  get chosen(): string {
    return this.#chosen?.value ?? '';
  }

  /** What goes with a new picture. */
  get fields(): Fields {
    return this.#chosen?.fields ?? {};
  }

  choose(value: string): void {
    this.#kept = value;
    if (value === '') localStorage.removeItem(this.#keptKey);
    else localStorage.setItem(this.#keptKey, value);
  }

  #keepSeveral(several: boolean): void {
    this.several = several;
    if (several) localStorage.setItem(this.#severalKey, '');
    else localStorage.removeItem(this.#severalKey);
  }
}
