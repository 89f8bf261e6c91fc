// SPDX-License-Identifier: GPL-3.0-or-later
// What every form does: check, send once, show what went wrong, keep what was typed.
import { fieldError } from './errors';
import { t } from './i18n.svelte';

export type Checks = Record<string, string | null>;

const MIN_PASSWORD = 8;

export function checkEmail(email: string): string | null {
  if (email.trim() === '') return t('check.required');
  return /^[^\s@]+@[^\s@]+$/.test(email.trim()) ? null : t('check.email');
}

export function checkNewPassword(password: string): string | null {
  if (password === '') return t('check.required');
  return [...password].length < MIN_PASSWORD ? t('check.password') : null;
}

export function checkRequired(value: string): string | null {
  return value.trim() === '' ? t('check.required') : null;
}

export class Form {
  busy = $state(false);
  error = $state.raw<unknown>(null);
  checks = $state<Checks>({});

  /** The sentence under a field: our own check first, then the server's. */
  field(name: string): string | null {
    return this.checks[name] ?? fieldError(this.error, name);
  }

  /** The error of the whole form, unless it is told beside its field. */
  general(fields: readonly string[]): unknown {
    return fields.some((name) => fieldError(this.error, name) !== null) ? null : this.error;
  }

  /** Sends, unless a check fails; answers whether it was accepted. */
  async send(event: SubmitEvent, checks: Checks, work: () => Promise<void>): Promise<boolean> {
    event.preventDefault();
    if (this.busy) return false;
    const form = event.currentTarget as HTMLFormElement;
    this.checks = checks;
    this.error = null;
    if (Object.values(checks).some((sentence) => sentence !== null)) {
      focusFirstError(form);
      return false;
    }
    this.busy = true;
    try {
      await work();
      return true;
    } catch (error) {
      this.error = error;
      focusFirstError(form);
      return false;
    } finally {
      this.busy = false;
    }
  }
}

function focusFirstError(form: HTMLFormElement): void {
  requestAnimationFrame(() =>
    form.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus(),
  );
}
