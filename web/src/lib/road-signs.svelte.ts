// SPDX-License-Identifier: GPL-3.0-or-later
// The pictures of road signs, what the models know of signs, and with which model new pictures are looked at.
import { listClasses, listModels, roadSignsApi } from './api/road-signs';
import type { Guess, RoadSignClass, RoadSignRecord } from './api/types';
import { Choice, optionOf } from './choice.svelte';
import { formatList, i18n, tn } from './i18n.svelte';
import { Records } from './records.svelte';
import { modelOf, sightings, splitLabel, STANDARD } from './road-signs';

export const roadSigns = new Records(roadSignsApi, 'progress.look');

type Classes = ReadonlyMap<string, RoadSignClass>;
const NONE: Classes = new Map();

/** The signs with their names in every language, for each model that was asked for. */
class Codex {
  #models = $state.raw<Record<string, Classes>>({});
  readonly #loading = new Map<string, Promise<void>>();

  /** Once is enough; after a failure the next page asks again. */
  load(model: string): Promise<void> {
    let loading = this.#loading.get(model);
    if (!loading) {
      loading = this.#fetch(model);
      this.#loading.set(model, loading);
    }
    return loading;
  }

  /** The same where names may stay as the server wrote them. */
  async try(model: string = STANDARD): Promise<void> {
    await this.load(model).catch(() => {});
  }

  async #fetch(model: string): Promise<void> {
    try {
      const { results } = await listClasses(model);
      this.#models = { ...this.#models, [model]: new Map(results.map((one) => [one.label, one])) };
    } catch (error) {
      this.#loading.delete(model);
      throw error;
    }
  }

  of(model: string): Classes {
    return this.#models[model] ?? NONE;
  }
}

export const codex = new Codex();

/** The name of a sign in the person's language. */
export function nameOf(classes: Classes, guess: Pick<Guess, 'label' | 'name'>): string {
  return classes.get(guess.label)?.names[i18n.lang] ?? guess.name;
}

/** What a sign tells a driver, in the person's language; empty where nobody has said it. */
export function meaningOf(sign: RoadSignClass | undefined): string {
  return sign?.meanings[i18n.lang] ?? sign?.meaning ?? '';
}

/** The names of a record's label, in the person's language. */
export function labelNames(record: RoadSignRecord): string[] {
  const classes = codex.of(modelOf(record));
  const byName = new Map([...classes.values()].map((one) => [one.name, one]));
  return splitLabel(record.label ?? '', (text) => byName.has(text)).map(
    (name) => byName.get(name)?.names[i18n.lang] ?? name,
  );
}

/** "2 road signs found: Stop and No entry". */
export function headline(record: RoadSignRecord): string {
  const count = sightings(record).length;
  return tn('signs.found_with', count, { names: formatList(labelNames(record)) });
}

/** With which model a new picture is looked at. */
export const detectors = new Choice({
  app: 'road-signs',
  key: 'model',
  label: 'signs.model',
  standard: 'signs.model_standard',
  list: async () => {
    const { results } = await listModels();
    return { models: results.filter((one) => one.name !== STANDARD).map((one) => optionOf(one)), own: [] };
  },
});
