// SPDX-License-Identifier: GPL-3.0-or-later
// The pictures of animals, what the server knows of animals, and by what new pictures are looked at.
import { BUILT_IN, NOT_ANIMAL, capital, nameIn } from './animals';
import { animalsApi, listClasses, listClassifiers, listModels } from './api/animals';
import type { AnimalClass, Guess } from './api/types';
import { Choice, optionOf } from './choice.svelte';
import { i18n, t } from './i18n.svelte';
import { Records } from './records.svelte';

export const animals = new Records(animalsApi, 'progress.look');

/** The classes of the models with their names in every language. */
class Zoo {
  /** By model, those that were asked for. */
  #known = $state.raw<ReadonlyMap<string, AnimalClass[]>>(new Map());
  /** Where two models share a label, the built-in one says what it is called. */
  #byLabel = $derived(
    new Map(
      [...this.#known]
        .sort(([a], [b]) => Number(a === BUILT_IN) - Number(b === BUILT_IN))
        .flatMap(([, classes]) => classes.map((one) => [one.label, one])),
    ),
  );
  readonly #loading = new Map<string, Promise<void>>();

  /** Those of the built-in model. */
  get classes(): readonly AnimalClass[] {
    return this.of(BUILT_IN);
  }

  of(model: string): readonly AnimalClass[] {
    return this.#known.get(model) ?? [];
  }

  /** Once is enough; without an answer names stay as the server wrote them, and the next page asks again. */
  load(model = BUILT_IN): Promise<void> {
    const loading =
      this.#loading.get(model) ??
      listClasses(model).then(
        ({ results }) => void (this.#known = new Map(this.#known).set(model, results)),
        () => void this.#loading.delete(model),
      );
    this.#loading.set(model, loading);
    return loading;
  }

  get(label: string): AnimalClass | null {
    return this.#byLabel.get(label) ?? null;
  }

  /** The class that is called so in English; a record's label is such a name. */
  find(name: string): AnimalClass | null {
    return this.classes.find((one) => one.name === name) ?? null;
  }

  /** "dog", in the person's language. */
  name(guess: Pick<Guess, 'label' | 'name'>): string {
    if (guess.label === NOT_ANIMAL) return t('animals.no_animal');
    return nameIn(this.#byLabel, guess, i18n.lang);
  }

  /** "Dog". */
  title(guess: Pick<Guess, 'label' | 'name'>): string {
    return capital(this.name(guess), i18n.info.tag);
  }
}

export const zoo = new Zoo();

/** Whose eyes a new picture is looked at with: the built-in model, another one, or a classifier of one's own. */
export const eyes = new Choice({
  app: 'animals',
  key: 'eye',
  label: 'animals.eye',
  standard: 'animals.eye_standard',
  own: 'classifier.all',
  list: async () => {
    const [models, classifiers] = await Promise.all([listModels(), listClassifiers({ limit: 100 })]);
    return {
      models: models.results
        .filter((one) => one.name !== BUILT_IN)
        .map((one) => optionOf(one, `model:${one.name}`)),
      own: classifiers.results
        .filter((one) => one.usable)
        .map(({ id, name }) => ({
          value: `classifier:${id}`,
          title: name,
          ok: true,
          fields: { classifier: id },
        })),
    };
  },
});
