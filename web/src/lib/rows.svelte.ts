// SPDX-License-Identifier: GPL-3.0-or-later
// A list of what is administered: searched, filtered, sorted, chosen from. The address keeps how.
import { SvelteSet } from 'svelte/reactivity';
import { actOnRows, listRows, type Outcome, type Resource, type ResourceAction, type Row } from './api/admin';
import { undoOf, wouldChange } from './resources.svelte';

const FILTER = 'filter.';

export class RowList {
  rows = $state.raw<Row[]>([]);
  total = $state(0);
  next = $state<string | null>(null);
  state = $state<'loading' | 'ready' | 'failed'>('loading');
  error = $state.raw<unknown>(null);
  q = $state('');
  sort = $state('');
  filters = $state<Record<string, string>>({});
  readonly picked = new SvelteSet<string>();
  #asked: AbortController | null = null;

  constructor(readonly resource: Resource) {}

  /** Takes search, order and filters from an address. */
  take(query: URLSearchParams): void {
    this.q = query.get('q') ?? '';
    this.sort = query.get('sort') ?? '';
    this.filters = {};
    for (const [key, value] of query) {
      if (key.startsWith(FILTER) && value !== '') this.filters[key.slice(FILTER.length)] = value;
    }
  }

  /** The same for the address, and for the server. */
  query(): URLSearchParams {
    const query = new URLSearchParams();
    if (this.q.trim() !== '') query.set('q', this.q.trim());
    if (this.sort !== '') query.set('sort', this.sort);
    for (const [name, value] of Object.entries(this.filters)) {
      if (value !== '') query.set(FILTER + name, value);
    }
    return query;
  }

  get narrowed(): boolean {
    return this.q.trim() !== '' || Object.values(this.filters).some((value) => value !== '');
  }

  load(): Promise<void> {
    return this.#ask(null);
  }

  more(): Promise<void> {
    return this.#ask(this.next);
  }

  /** A newer question makes the answer to an older one worthless. */
  async #ask(cursor: string | null): Promise<void> {
    this.#asked?.abort();
    const asked = new AbortController();
    this.#asked = asked;
    this.state = 'loading';
    this.error = null;
    const query = this.query();
    if (cursor !== null) query.set('cursor', cursor);
    try {
      const page = await listRows(this.resource.name, query, asked.signal);
      this.rows = cursor === null ? page.results : [...this.rows, ...page.results];
      this.total = page.total;
      this.next = page.next;
      this.state = 'ready';
      this.#forgetUnseen();
    } catch (error) {
      if (asked.signal.aborted) return;
      this.error = error;
      this.state = 'failed';
    }
  }

  #forgetUnseen(): void {
    const seen = new Set(this.rows.map(({ id }) => id));
    for (const id of this.picked) if (!seen.has(id)) this.picked.delete(id);
  }

  leave(): void {
    this.#asked?.abort();
  }

  get allPicked(): boolean {
    return this.rows.length > 0 && this.picked.size === this.rows.length;
  }

  pick(id: string, on: boolean): void {
    if (on) this.picked.add(id);
    else this.picked.delete(id);
  }

  pickAll(on: boolean): void {
    for (const { id } of this.rows) this.pick(id, on);
  }

  /** What would change any of those that are picked. */
  get actions(): ResourceAction[] {
    const picked = this.rows.filter(({ id }) => this.picked.has(id));
    return this.resource.actions.filter(({ name }) => picked.some((row) => wouldChange(name, row)));
  }

  /** Does something to all that are picked; `undo` takes it back for those that it has changed. */
  async act(action: string): Promise<{ outcome: Outcome; undo: (() => Promise<Outcome>) | null }> {
    const picked = this.rows.filter(({ id }) => this.picked.has(id));
    const ids = picked.map(({ id }) => id);
    const outcome = await inParts(this.resource.name, action, ids);
    const failed = new Set(outcome.failed.map(({ id }) => id));
    const changed = picked.filter((row) => !failed.has(row.id) && wouldChange(action, row)).map(({ id }) => id);
    for (const id of ids) if (!failed.has(id)) this.picked.delete(id);
    const back = undoOf(action);
    const undo = back !== null && changed.length > 0 ? () => inParts(this.resource.name, back, changed) : null;
    return { outcome, undo };
  }
}

/** As many at once as the server takes. */
const AT_ONCE = 100;

async function inParts(resource: string, action: string, ids: string[]): Promise<Outcome> {
  const all: Outcome = { done: 0, failed: [] };
  for (let i = 0; i < ids.length; i += AT_ONCE) {
    const part = await actOnRows(resource, action, ids.slice(i, i + AT_ONCE));
    all.done += part.done;
    all.failed.push(...part.failed);
  }
  return all;
}
