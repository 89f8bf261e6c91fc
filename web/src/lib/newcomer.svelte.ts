// SPDX-License-Identifier: GPL-3.0-or-later
// What sign-up and log-in hand to the verification page. The password stays in memory, so that the person
// need not type it again; the address survives a reload.

const EMAIL_KEY = 'assisti.verify';

class Newcomer {
  email = $state('');
  password: string | null = null;
  /** Of the link that brought them here; kept while they look at other pages. */
  invitation: string | null = null;

  recall(): void {
    if (this.email === '') this.email = sessionStorage.getItem(EMAIL_KEY) ?? '';
  }

  expect(email: string, password: string): void {
    this.email = email;
    this.password = password;
    sessionStorage.setItem(EMAIL_KEY, email);
  }

  /** Verified: nothing of it is needed any more. */
  clear(): void {
    this.email = '';
    this.password = null;
    this.invitation = null;
    sessionStorage.removeItem(EMAIL_KEY);
  }
}

export const newcomer = new Newcomer();
