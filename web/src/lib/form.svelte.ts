// SPDX-License-Identifier: GPL-3.0-or-later
// What every form does: check, send once, show what went wrong, keep what was typed.
import { ApiError } from './api/problem';
import { sentenceFor } from './errors';
import { formatNumber, t, type Key, type Values } from './i18n.svelte';

export type Checks = Record<string, string | null>;

const MIN_PASSWORD = 8;

export function checkEmail(email: string): string | null {
  if (email.trim() === '') return t('check.required');
  return /^[^\s@]+@[^\s@]+$/.test(email.trim()) ? null : t('check.email');
}

export function checkNewPassword(password: string): string | null {
  if (password === '') return t('check.required');
  return [...password].length < MIN_PASSWORD ? t('check.at_least', { count: formatNumber(MIN_PASSWORD) }) : null;
}

export function checkRequired(value: string): string | null {
  return value.trim() === '' ? t('check.required') : null;
}

/** What is wrong with one field, in the words of the server. */
export function fieldError(error: unknown, field: string): string | null {
  if (!(error instanceof ApiError)) return null;
  if (error.code === `${field}_taken` || error.code === `invalid_${field}`) return sentenceFor(error);
  const words = error.errors[field]?.[0];
  return words === undefined ? null : fieldSentence(words);
}

/** What the server says of fields, as far as people come to see it, and the sentence for it. */
const FIELD_RULES: readonly [RegExp, Key][] = [
  [/^(?:is required|must not be empty)/, 'check.required'],
  [/^must have at least (\d+) characters$/, 'check.at_least'],
  [/^must have (?:at most|1 to) (\d+) characters$/, 'check.at_most'],
  [/^is not an e-mail address$/, 'check.email'],
  [/^may have letters, digits and/, 'check.username'],
  [/^must not be your e-mail address or name$/, 'check.password_same'],
  [/^must not contain control characters$/, 'check.characters'],
  [/^is taken by another classifier$/, 'check.taken'],
  [/^is wrong$/, 'check.wrong_password'],
  [/^is one of the passwords that everybody tries/, 'check.password_common'],
  [/^must not have control characters$/, 'check.characters'],
  [/^is your address already$/, 'check.same_email'],
  [/^needs its country/, 'check.phone_country'],
  [/^is (?:not a telephone number|no number that can be called|too long for a telephone)/, 'check.phone'],
  [/^must be a whole number from (\d+) to (\d+)$/, 'check.whole'],
  [/^must be the name or address of a server$/, 'check.host'],
  [/^must be like "Assisti/, 'check.sender'],
  [/^must be an e-mail address$/, 'check.email'],
  [/^must have no slash/, 'check.slash'],
  [/^must be given again, since the address is another/, 'check.key_again'],
  [/^must be one of the models$/, 'check.of_models'],
  [/^(?:This is not an address of the web|An address has to begin with)/, 'check.address'],
  [/^(?:An address must hold no user name|must have no question mark)/, 'check.plain_address'],
  [/^An address of another machine needs/, 'check.https'],
  [/^is not valid any more, or is for another address$/, 'check.invitation'],
];

/** The server's words on a field as a sentence; words that are new here are shown as they are. */
export function fieldSentence(words: string): string {
  for (const [rule, key] of FIELD_RULES) {
    const match = rule.exec(words);
    if (match) return t(key, numbersIn(match));
  }
  return words;
}

/** What stands in the server's words, as the person's language writes it. */
function numbersIn([, count, most]: RegExpExecArray): Values {
  const values: Values = {};
  if (count !== undefined) values.count = formatNumber(Number(count));
  if (most !== undefined) values.most = formatNumber(Number(most));
  return values;
}

export class Form {
  busy = $state(false);
  error = $state.raw<unknown>(null);
  checks = $state<Checks>({});
  #fields: string[] = [];

  /** Every field of the form says at its start that it is there: it tells the errors that have its name. */
  add(name: string): void {
    this.#fields.push(name);
  }

  /** The sentence under a field: our own check first, then the server's. */
  field(name: string): string | null {
    return this.checks[name] ?? fieldError(this.error, name);
  }

  /** The error of the whole form, unless it is told beside its field. */
  get general(): unknown {
    return this.#fields.some((name) => fieldError(this.error, name) !== null) ? null : this.error;
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
    const accepted = await this.run(work);
    if (!accepted) focusFirstError(form);
    return accepted;
  }

  /** Does what a button stands for that sends no fields; answers whether it was accepted. */
  async run(work: () => Promise<void>): Promise<boolean> {
    if (this.busy) return false;
    this.error = null;
    this.busy = true;
    try {
      await work();
      return true;
    } catch (error) {
      this.error = error;
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
