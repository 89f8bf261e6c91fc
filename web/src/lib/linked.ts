// SPDX-License-Identifier: GPL-3.0-or-later
// A list beside a picture: its entries carry the numbers of the boxes that stand on the picture.

export type Linked = 'word' | 'sign' | 'finding' | 'part';

/** The number of the entry that holds this, or null. */
export function numberAt(target: EventTarget | null, kind: Linked): number | null {
  const entry = target instanceof Element ? target.closest<HTMLElement>(`[data-${kind}]`) : null;
  return entry ? Number(entry.dataset[kind]) : null;
}

export function entryOf(list: Element, kind: Linked, number: number): HTMLElement | null {
  return list.querySelector<HTMLElement>(`[data-${kind}="${number}"]`);
}

/** Scrolls the list, never the page, until the entry is in sight; not under the pointer, which would lose it. */
export function reveal(list: Element, entry: Element, margin: number): void {
  if (entry.matches(':hover')) return;
  const box = entry.getBoundingClientRect();
  const frame = list.getBoundingClientRect();
  if (box.top < frame.top) list.scrollTop -= frame.top - box.top + margin;
  else if (box.bottom > frame.bottom) list.scrollTop += box.bottom - frame.bottom + margin;
}
