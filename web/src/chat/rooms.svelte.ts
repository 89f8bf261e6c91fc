// SPDX-License-Identifier: GPL-3.0-or-later
// The person's rooms, those first in which something was said last, and the models that could answer there.
import { connection } from '../lib/connection.svelte';
import { bin } from '../lib/bin.svelte';
import { session } from '../lib/session.svelte';
import { addRoom, changeRoom, listModels, listRooms, roomPath } from './api';
import { isSkillsModel } from '../skills/names';
import type { Category, CategoryChange, Model, PresetName } from './types';

class Rooms {
  list = $state.raw<Category[]>([]);
  next = $state<string | null>(null);
  state = $state<'new' | 'loading' | 'ready' | 'failed'>('new');
  error = $state.raw<unknown>(null);

  visible = $derived.by(() => this.list.filter(({ id }) => !bin.has(roomPath(id))));

  constructor() {
    session.afterEnd.push(() => this.clear());
    connection.whenBack.push(() => {
      if (this.state === 'failed') void this.load();
    });
  }

  get(id: string): Category | null {
    return this.list.find((room) => room.id === id) ?? null;
  }

  load(): Promise<void> {
    return this.#take(null);
  }

  async more(): Promise<void> {
    if (this.next !== null && this.state !== 'loading') await this.#take(this.next);
  }

  async #take(cursor: string | null): Promise<void> {
    this.state = 'loading';
    this.error = null;
    try {
      const page = await listRooms(cursor);
      const fresh = new Set(page.results.map(({ id }) => id));
      // A room that somebody speaks in moves to the front while pages are asked for.
      this.list = cursor === null ? page.results : [...this.list.filter(({ id }) => !fresh.has(id)), ...page.results];
      this.next = page.next;
      this.state = 'ready';
    } catch (error) {
      this.error = error;
      this.state = 'failed';
    }
  }

  /** A room that is new, or has changed, at its place. */
  put(room: Category): void {
    const others = this.list.filter(({ id }) => id !== room.id);
    const at = others.findIndex(({ activity }) => activity <= room.activity);
    this.list = at < 0 ? [...others, room] : [...others.slice(0, at), room, ...others.slice(at)];
  }

  async add(change: CategoryChange): Promise<Category> {
    const room = await addRoom(change);
    this.put(room);
    return room;
  }

  async change(id: string, change: CategoryChange): Promise<Category> {
    const room = await changeRoom(id, change);
    this.put(room);
    return room;
  }

  clear(): void {
    this.list = [];
    this.next = null;
    this.state = 'new';
  }
}

export const rooms = new Rooms();

class Models {
  list = $state.raw<Model[]>([]);
  /** What answers where no model is chosen; null where there is none. */
  standard = $state<string | null>(null);
  state = $state<'new' | 'ready' | 'failed'>('new');

  constructor() {
    session.afterEnd.push(() => (this.state = 'new'));
  }

  async load(): Promise<void> {
    try {
      const answer = await listModels();
      this.list = answer.results;
      this.standard = answer.default;
      this.state = 'ready';
    } catch {
      // Without the list the default answers, and messages tell what is wrong.
      if (this.state === 'new') this.state = 'failed';
    }
  }

  /** The model that a room speaks with. */
  of(name: string): Model | null {
    const wanted = name === '' ? this.standard : name;
    return this.list.find(({ id, provider, name: plain }) => id === wanted || `${provider}/${plain}` === wanted) ?? null;
  }

  /** Whether skills answer where this is the model, and no language model. */
  bySkills(name: string): boolean {
    const model = this.of(name);
    return model !== null && isSkillsModel(model);
  }

  get onlySkills(): boolean {
    return this.list.length > 0 && this.list.every(isSkillsModel);
  }

  get none(): boolean {
    return this.state === 'ready' && this.list.length === 0;
  }
}

export const models = new Models();

/** The room that comes into being with the first message. */
class NewRoom {
  name = $state('');
  preset = $state<PresetName>('general');
  instructions = $state('');
  model = $state('');
  tools_off = $state.raw<string[]>([]);

  constructor() {
    session.afterEnd.push(() => this.clear());
  }

  clear(): void {
    this.name = this.instructions = this.model = '';
    this.preset = 'general';
    this.tools_off = [];
  }

  get change(): CategoryChange {
    const { name, preset, instructions, model, tools_off } = this;
    return { preset, instructions, model, ...(tools_off.length === 0 ? {} : { tools_off }), ...(name.trim() === '' ? {} : { name: name.trim() }) };
  }
}

export const newRoom = new NewRoom();
