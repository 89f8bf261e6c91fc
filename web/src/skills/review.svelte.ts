// SPDX-License-Identifier: GPL-3.0-or-later
// What a person makes of corrections: each is taken, left, or still open.
import { keepChoices, keptChoices, onChoices } from './kept';
import { pieces } from './places';
import type { Corrections, Finding } from './results';

/** What stands in the place of what was found; false: it stays; null: nobody has said yet. */
export type Choice = string | false | null;

/** A piece of the text, and the finding that it is about. */
export interface Placed {
  text: string;
  index: number | null;
}

export class Review {
  choices = $state.raw<readonly Choice[]>([]);
  readonly pieces: readonly Placed[];
  /** Those that have a place in the text of their own; two about the same words cannot both be taken. */
  readonly placed: ReadonlySet<number>;

  constructor(
    original: string,
    readonly findings: readonly Finding[],
    /** What was said before, and who keeps what is said now. */
    before: readonly Choice[] = [],
    readonly keep: (choices: readonly Choice[]) => void = () => {},
  ) {
    this.pieces = pieces(original, findings);
    this.placed = new Set(this.pieces.flatMap(({ index }) => (index === null ? [] : [index])));
    this.restore(before);
  }

  /** Takes over what was said elsewhere, as far as it is about these findings. */
  restore(choices: readonly Choice[]): void {
    const fits = choices.length === this.findings.length;
    this.choices = this.findings.map((finding, i) => {
      const choice = fits && this.canTake(i) ? choices[i] : null;
      const offered = choice === false || choice === finding.correction || finding.alternatives.some((one) => one === choice);
      return offered ? (choice ?? null) : null;
    });
  }

  #set(choices: readonly Choice[]): void {
    this.choices = choices;
    this.keep(choices);
  }

  /** Whether there is something to decide. */
  isOpen(index: number): boolean {
    return this.canTake(index) && this.choices[index] === null;
  }

  canTake(index: number): boolean {
    return this.placed.has(index) && typeof this.findings[index]?.correction === 'string';
  }

  /** A second press takes back what the first has said. */
  choose(index: number, choice: Choice): void {
    const fresh = this.choices[index] === choice ? null : choice;
    this.#set(this.choices.map((one, i) => (i === index ? fresh : one)));
  }

  takeAll(): void {
    this.#set(this.choices.map((one, i) => (this.isOpen(i) ? (this.findings[i]?.correction ?? one) : one)));
  }

  leaveAll(): void {
    this.#set(this.choices.map((one, i) => (this.isOpen(i) ? false : one)));
  }

  startAnew(): void {
    this.#set(this.choices.map(() => null));
  }

  get counts(): { taken: number; left: number; open: number } {
    const all = [...this.findings.keys()].filter((i) => this.canTake(i));
    return {
      taken: all.filter((i) => typeof this.choices[i] === 'string').length,
      left: all.filter((i) => this.choices[i] === false).length,
      open: all.filter((i) => this.choices[i] === null).length,
    };
  }

  /** The text as it is now: what is open counts as corrected, as the skill would have it. */
  get result(): string {
    return this.pieces
      .map(({ text, index }) => {
        if (index === null) return text;
        const choice = this.choices[index] ?? null;
        if (choice === false) return text;
        return choice ?? this.findings[index]?.correction ?? text;
      })
      .join('');
  }
}

/** Enough for all that is on a screen, and what was scrolled past. */
const MOST = 40;
const kept = new Map<string, Review>();

onChoices((key, choices) => kept.get(key)?.restore(choices));

/** What was said of this result before: a room that scrolls takes its messages away and brings them back, and so does a reload. */
export function reviewOf(key: string, { original, findings }: Corrections): Review {
  const found = kept.get(key) ?? new Review(original, findings, keptChoices(key), (choices) => keepChoices(key, choices));
  kept.delete(key);
  kept.set(key, found);
  const [oldest] = kept.keys();
  if (kept.size > MOST && oldest !== undefined) kept.delete(oldest);
  return found;
}
