// SPDX-License-Identifier: GPL-3.0-or-later
import account from '../src/i18n/en/account.json';
import admin from '../src/i18n/en/admin.json';
import animals from '../src/i18n/en/animals.json';
import app from '../src/i18n/en/app.json';
import chat from '../src/i18n/en/chat.json';
import core from '../src/i18n/en/core.json';
import form from '../src/i18n/en/form.json';
import home from '../src/i18n/en/home.json';
import images from '../src/i18n/en/images.json';
import landing from '../src/i18n/en/landing.json';
import mail from '../src/i18n/en/mail.json';
import models from '../src/i18n/en/models.json';
import markdown from '../src/i18n/en/markdown.json';
import ocr from '../src/i18n/en/ocr.json';
import presets from '../src/i18n/en/presets.json';
import proof from '../src/i18n/en/proof.json';
import results from '../src/i18n/en/results.json';
import rooms from '../src/i18n/en/rooms.json';
import security from '../src/i18n/en/security.json';
import server from '../src/i18n/en/server.json';
import services from '../src/i18n/en/services.json';
import settings from '../src/i18n/en/settings.json';
import shared from '../src/i18n/en/shared.json';
import signs from '../src/i18n/en/signs.json';
import skills from '../src/i18n/en/skills.json';
import stats from '../src/i18n/en/stats.json';

/** All English text. */
export const english = {
  ...account,
  ...admin,
  ...animals,
  ...app,
  ...chat,
  ...core,
  ...form,
  ...home,
  ...images,
  ...landing,
  ...mail,
  ...models,
  ...markdown,
  ...ocr,
  ...presets,
  ...proof,
  ...results,
  ...rooms,
  ...security,
  ...server,
  ...services,
  ...settings,
  ...shared,
  ...signs,
  ...skills,
  ...stats,
};
