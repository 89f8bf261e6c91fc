// SPDX-License-Identifier: GPL-3.0-or-later
import account from '../src/i18n/en/account.json';
import core from '../src/i18n/en/core.json';
import form from '../src/i18n/en/form.json';
import landing from '../src/i18n/en/landing.json';
import mail from '../src/i18n/en/mail.json';
import ocr from '../src/i18n/en/ocr.json';
import profile from '../src/i18n/en/profile.json';

/** All English text. */
export const english = { ...account, ...core, ...form, ...landing, ...mail, ...ocr, ...profile };
