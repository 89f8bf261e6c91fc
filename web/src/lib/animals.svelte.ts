// SPDX-License-Identifier: GPL-3.0-or-later
// The pictures of animals, what the server knows of animals, and by what new pictures are looked at.
import { BUILT_IN, NOT_ANIMAL, capital, nameIn } from './animals';
import { animalsApi, listClasses, listClassifiers, listModels } from './api/animals';
import type { Fields } from './api/images';
import type { AnimalClass, Classifier, Guess, Model } from './api/types';
import { i18n, t } from './i18n.svelte';
import { Records } from './records.svelte';
import { session } from './session.svelte';

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

const STORAGE_KEY = 'assisti.animals.eye';
const SEVERAL_KEY = 'assisti.animals.several';

/** Whose eyes a new picture is looked at with: the built-in model, another one, or a classifier of one's own. */
class Eyes {
  models = $state.raw<Model[]>([]);
  classifiers = $state.raw<Classifier[]>([]);
  /** Whether there is a choice; as it was last time, until it is known: so nothing jumps. */
  several = $state(localStorage.getItem(SEVERAL_KEY) !== null);
  #chosen = $state(localStorage.getItem(STORAGE_KEY) ?? '');

  constructor() {
    session.afterEnd.push(() => {
      this.classifiers = [];
      this.several = false;
      localStorage.removeItem(SEVERAL_KEY);
      this.choose('');
    });
  }

  async load(): Promise<void> {
    const [models, classifiers] = await Promise.all([listModels(), listClassifiers({ limit: 100 })]);
    this.models = models.results;
    this.classifiers = classifiers.results.filter((one) => one.usable);
    this.several = this.models.length + this.classifiers.length > 1;
    if (this.several) localStorage.setItem(SEVERAL_KEY, '');
    else localStorage.removeItem(SEVERAL_KEY);
  }

  /** '' is the first model; what is not there any more counts as not chosen. */
  get chosen(): string {
    const [kind, name] = this.#chosen.split(/:(.*)/s);
    if (kind === 'classifier' && this.classifiers.some((one) => one.id === name)) return this.#chosen;
    if (kind === 'model' && this.models.some((one) => one.name === name && one.ok)) return this.#chosen;
    return '';
  }

  choose(value: string): void {
    this.#chosen = value;
    if (value === '') localStorage.removeItem(STORAGE_KEY);
    else localStorage.setItem(STORAGE_KEY, value);
  }

  /** What goes with a new picture. */
  get fields(): Fields {
    const [kind, name = ''] = this.chosen.split(/:(.*)/s);
    return kind ? { [kind]: name } : {};
  }
}

export const eyes = new Eyes();
