// SPDX-License-Identifier: GPL-3.0-or-later
// One classifier of a person's own: its examples, and the learning as it goes on.
import * as api from './api/animals';
import type { UploadOptions } from './api/http';
import type { Classifier, ClassifierClass, Example } from './api/types';
import { bin } from './bin.svelte';

const PAGE_SIZE = 100;
const ASK_MS = 600;

export class Workshop {
  classifier = $state.raw<Classifier | null>(null);
  error = $state.raw<unknown>(null);
  #examples = $state.raw<Example[]>([]);
  /** Oldest first, without those that are being deleted. */
  examples = $derived.by(() =>
    this.#examples.filter((one) => !bin.has(api.examplePath(this.id, one.id))),
  );
  /** Whether examples have come or gone since it learned. */
  changed = $state(false);
  readonly #abort = new AbortController();

  constructor(readonly id: string) {}

  /** The classes with the examples that are really there: some may be about to be deleted. */
  classes = $derived.by<ClassifierClass[]>(() =>
    (this.classifier?.classes ?? []).map(({ name }) => ({ name, examples: this.of(name).length })),
  );

  of(name: string): Example[] {
    return this.examples.filter((one) => one.class === name);
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

  /** Sends one example; the server may refuse it. */
  async add(name: string, image: File, options: UploadOptions): Promise<void> {
    const example = await api.addExample(this.id, name, image, options);
    this.#examples = [...this.#examples, { ...example, class: name }];
    this.changed = true;
  }

  drop(example: Example, text: string): void {
    bin.add(api.examplePath(this.id, example.id), text);
    this.changed = true;
  }

  async rename(name: string): Promise<void> {
    this.classifier = await api.renameClassifier(this.id, name);
  }

  /** Learns; resolves once that is over, with how it went. */
  async train(): Promise<Classifier | null> {
    await bin.empty();
    this.classifier = await api.trainClassifier(this.id);
    this.changed = false;
    return this.#watch();
  }

  stop(): void {
    this.#abort.abort();
  }

  /** Asks until nothing is being learned any more. */
  async #watch(): Promise<Classifier | null> {
    while (this.classifier?.status === 'training' && !this.#abort.signal.aborted) {
      await new Promise((resolve) => setTimeout(resolve, ASK_MS));
      if (this.#abort.signal.aborted) break;
      try {
        this.classifier = await api.getClassifier(this.id, this.#abort.signal);
      } catch {
        // The banner tells of a lost connection; the next question finds out how it went.
      }
    }
    return this.classifier;
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
