// SPDX-License-Identifier: GPL-3.0-or-later
// Before something sensitive the server wants a proof that the person is there. Requests wait here until the dialogue
// has one, or the person would rather not.
import { whenProofIsNeeded } from './api/http';
import { session } from './session.svelte';

class ProofQuestion {
  asked = $state(false);
  #waiting: ((given: boolean) => void)[] = [];

  start(): void {
    whenProofIsNeeded(
      () =>
        new Promise((resolve) => {
          this.#waiting.push(resolve);
          this.asked = true;
        }),
    );
    session.afterEnd.push(() => this.answer(false));
  }

  /** Whether it was given; all that waits goes on. */
  answer(given: boolean): void {
    this.asked = false;
    for (const resume of this.#waiting.splice(0)) resume(given);
  }
}

export const proof = new ProofQuestion();
