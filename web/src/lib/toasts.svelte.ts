// SPDX-License-Identifier: GPL-3.0-or-later
// Short messages at the edge of the page, read out politely.

export interface Toast {
  id: number;
  text: string;
  kind: 'note' | 'error';
  action?: { label: string; run: () => void };
}

const SHOW_MS = 6_000;

class Toasts {
  list = $state<Toast[]>([]);
  #next = 1;

  add(text: string, options: { kind?: Toast['kind']; action?: Toast['action']; ms?: number } = {}) {
    const id = this.#next++;
    const toast: Toast = { id, text, kind: options.kind ?? 'note' };
    if (options.action) toast.action = options.action;
    this.list.push(toast);
    setTimeout(() => this.drop(id), options.ms ?? SHOW_MS);
    return id;
  }

  drop(id: number): void {
    this.list = this.list.filter((toast) => toast.id !== id);
  }
}

export const toasts = new Toasts();
