// SPDX-License-Identifier: GPL-3.0-or-later
import account from '../src/i18n/en/account.json';
import animals from '../src/i18n/en/animals.json';
import core from '../src/i18n/en/core.json';
import form from '../src/i18n/en/form.json';
import home from '../src/i18n/en/home.json';
import images from '../src/i18n/en/images.json';
import landing from '../src/i18n/en/landing.json';
import mail from '../src/i18n/en/mail.json';
import ocr from '../src/i18n/en/ocr.json';
import profile from '../src/i18n/en/profile.json';
import signs from '../src/i18n/en/signs.json';

/** All English text. */
export const english = {
  ...account,
  ...animals,
  ...core,
  ...form,
  ...home,
  ...images,
  ...landing,
  ...mail,
  ...ocr,
  ...profile,
  ...signs,
};
