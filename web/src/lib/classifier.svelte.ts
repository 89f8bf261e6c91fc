// SPDX-License-Identifier: GPL-3.0-or-later
// One classifier of a person's own: its examples, and the learning, which the server begins by itself whenever the
// examples have changed and there are enough of them.
import * as api from './api/animals';
import type { UploadOptions } from './api/http';
import type { Classifier, ClassifierClass, Example } from './api/types';
import { bin } from './bin.svelte';
import type { ClassChange } from './classes';

const PAGE_SIZE = 100;
const ASK_MS = 600;

export class Workshop {
  classifier = $state.raw<Classifier | null>(null);
  error = $state.raw<unknown>(null);
  #examples = $state.raw<Example[]>([]);
  #watching = false;
  readonly #abort = new AbortController();

  /** Oldest first, without those that are being deleted. */
  examples = $derived.by(() =>
    this.#examples.filter((one) => !bin.has(api.examplePath(this.id, one.id))),
  );
  /** The classes with the examples that count: those that failed or are going do not. */
  classes = $derived.by<ClassifierClass[]>(() =>
    (this.classifier?.classes ?? []).map(({ name }) => ({
      name,
      examples: this.of(name).filter((one) => one.status !== 'failed').length,
    })),
  );

  /** `onLearned` is called whenever it has learned something. */
  constructor(
    readonly id: string,
    private readonly onLearned: () => void,
  ) {}

  of(name: string): Example[] {
    return this.examples.filter((one) => one.class === name);
  }

  get looking(): boolean {
    return this.#examples.some((one) => one.status === 'queued');
  }

  async load(): Promise<void> {
    this.error = null;
    try {
      const [classifier, examples] = await Promise.all([api.getClassifier(this.id), this.#list()]);
      this.#examples = examples;
      this.classifier = classifier;
      void this.#watch();
    } catch (error) {
      this.error = error;
    }
  }

  async add(name: string, image: File, options: UploadOptions): Promise<void> {
    const example = await api.addExample(this.id, name, image, options);
    // A list that was asked for meanwhile may have brought it already.
    if (!this.#examples.some((one) => one.id === example.id)) this.#examples = [...this.#examples, example];
    void this.#watch();
  }

  drop(example: Example, text: string): void {
    bin.add(api.examplePath(this.id, example.id), text, () => void this.#refresh());
  }

  async rename(name: string): Promise<void> {
    this.classifier = await api.renameClassifier(this.id, name);
  }

  /** Examples follow their class to its new name, or go with it. */
  async changeClasses({ classes, were }: ClassChange): Promise<void> {
    const changed = await api.changeClasses(this.id, classes, were);
    const named = new Map(were.map((was, i) => [was, classes[i] ?? was]));
    this.#examples = this.#examples.flatMap((one) => {
      const name = named.get(one.class);
      return name === undefined ? [] : [{ ...one, class: name }];
    });
    this.classifier = changed;
    void this.#watch();
  }

  async train(): Promise<void> {
    this.classifier = await api.trainClassifier(this.id);
    void this.#watch();
  }

  stop(): void {
    this.#abort.abort();
  }

  async #refresh(): Promise<void> {
    const { signal } = this.#abort;
    if (signal.aborted) return;
    const was = this.classifier;
    try {
      if (this.looking) await this.#look();
      this.classifier = await api.getClassifier(this.id, signal);
    } catch {
      // The banner tells of a lost connection; the next question finds out how it went.
      return;
    }
    void this.#watch();
    if (was?.status !== 'ready' && this.classifier.status === 'ready') this.onLearned();
  }

  /** Brings the examples up to date; what was added while the list was on its way is not lost. */
  async #look(): Promise<void> {
    const before = new Set(this.#examples);
    const listed = await this.#list();
    const known = new Set(listed.map((one) => one.id));
    const added = this.#examples.filter((one) => !before.has(one) && !known.has(one.id));
    this.#examples = [...listed, ...added];
  }

  /** Asks until every example has been looked at and nothing is being learned any more. */
  async #watch(): Promise<void> {
    if (this.#watching) return;
    this.#watching = true;
    while (this.looking || this.classifier?.stale || this.classifier?.status === 'training') {
      await new Promise((resolve) => setTimeout(resolve, ASK_MS));
      if (this.#abort.signal.aborted) break;
      await this.#refresh();
    }
    this.#watching = false;
  }

  async #list(): Promise<Example[]> {
    const all: Example[] = [];
    let cursor: string | null = null;
    do {
      const page: { results: Example[]; next: string | null } = await api.listExamples(this.id, {
        limit: PAGE_SIZE,
        cursor,
      });
      all.push(...page.results);
      cursor = page.next;
    } while (cursor !== null);
    return all.reverse();
  }
}
