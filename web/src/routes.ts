// SPDX-License-Identifier: GPL-3.0-or-later
// Every page, the exact paths before the patterns that they fit. The build writes the patterns to dist/pages.txt, from which the server knows what exists.
import type { Component } from 'svelte';
import type { Area, Key } from './lib/i18n.svelte';

/** Pages take what they need from the router. */
export type Page = Component<Record<string, never>>;

export interface Route {
  path: string;
  title: Key;
  /** Guests are not signed in; `setup` is for a server that has no account yet. */
  who: 'anyone' | 'guest' | 'user' | 'staff' | 'setup';
  /** The areas of text that the page needs beside `core` and `app`. */
  texts: readonly Area[];
  load: () => Promise<{ default: Page }>;
}

export const routes: readonly Route[] = [
  {
    path: '/',
    title: 'title.landing',
    who: 'anyone',
    texts: ['landing'],
    load: () => import('./routes/Landing.svelte'),
  },
  {
    path: '/signup',
    title: 'title.signup',
    who: 'guest',
    texts: ['form', 'account'],
    load: () => import('./routes/SignUp.svelte'),
  },
  {
    path: '/login',
    title: 'title.login',
    who: 'guest',
    texts: ['form', 'account'],
    load: () => import('./routes/LogIn.svelte'),
  },
  {
    path: '/forgot',
    title: 'title.forgot',
    who: 'anyone',
    texts: ['form', 'account'],
    load: () => import('./routes/Forgot.svelte'),
  },
  {
    path: '/reset',
    title: 'title.reset',
    who: 'anyone',
    texts: ['form', 'account'],
    load: () => import('./routes/Reset.svelte'),
  },
  {
    path: '/verify',
    title: 'title.verify',
    who: 'anyone',
    texts: ['form', 'account'],
    load: () => import('./routes/Verify.svelte'),
  },
  {
    path: '/verify-email-change',
    title: 'title.newmail',
    who: 'anyone',
    texts: ['account'],
    load: () => import('./routes/VerifyEmailChange.svelte'),
  },
  {
    path: '/setup',
    title: 'title.setup',
    who: 'setup',
    texts: ['form', 'account'],
    load: () => import('./routes/SetUp.svelte'),
  },
  {
    path: '/services',
    title: 'title.services',
    who: 'anyone',
    texts: ['services'],
    load: () => import('./routes/Services.svelte'),
  },
  {
    path: '/skills',
    title: 'title.skills',
    who: 'user',
    texts: ['skills'],
    load: () => import('./routes/Skills.svelte'),
  },
  {
    path: '/chat',
    title: 'title.chat',
    who: 'user',
    texts: ['chat', 'presets', 'rooms', 'markdown', 'images', 'form', 'skills', 'results'],
    load: () => import('./chat/Chat.svelte'),
  },
  {
    path: '/chat/:category',
    title: 'title.chat',
    who: 'user',
    texts: ['chat', 'presets', 'rooms', 'markdown', 'images', 'form', 'skills', 'results'],
    load: () => import('./chat/Chat.svelte'),
  },
  {
    path: '/ocr',
    title: 'title.ocr',
    who: 'user',
    texts: ['images', 'ocr'],
    load: () => import('./routes/Ocr.svelte'),
  },
  {
    path: '/ocr/:id',
    title: 'title.ocr_one',
    who: 'user',
    texts: ['images', 'ocr'],
    load: () => import('./routes/OcrOne.svelte'),
  },
  {
    path: '/animals',
    title: 'title.animals',
    who: 'user',
    texts: ['images', 'animals'],
    load: () => import('./routes/Animals.svelte'),
  },
  {
    path: '/animals/corrections',
    title: 'title.corrections',
    who: 'user',
    texts: ['images', 'animals'],
    load: () => import('./routes/Corrections.svelte'),
  },
  {
    path: '/animals/classifiers',
    title: 'title.classifiers',
    who: 'user',
    texts: ['images', 'animals', 'form'],
    load: () => import('./routes/Classifiers.svelte'),
  },
  {
    path: '/animals/classifiers/:id',
    title: 'title.classifier',
    who: 'user',
    texts: ['images', 'animals', 'form'],
    load: () => import('./routes/ClassifierOne.svelte'),
  },
  {
    path: '/animals/:id',
    title: 'title.animal',
    who: 'user',
    texts: ['images', 'animals'],
    load: () => import('./routes/AnimalOne.svelte'),
  },
  {
    path: '/road-signs',
    title: 'title.signs',
    who: 'user',
    texts: ['images', 'signs'],
    load: () => import('./routes/RoadSigns.svelte'),
  },
  {
    path: '/road-signs/signs',
    title: 'title.signs_all',
    who: 'user',
    texts: ['images', 'signs'],
    load: () => import('./routes/SignTable.svelte'),
  },
  {
    path: '/road-signs/:id',
    title: 'title.signs_one',
    who: 'user',
    texts: ['images', 'signs'],
    load: () => import('./routes/RoadSignOne.svelte'),
  },
  {
    path: '/share',
    title: 'title.share',
    who: 'user',
    texts: ['home', 'images'],
    load: () => import('./routes/Share.svelte'),
  },
  {
    path: '/shared/:token',
    title: 'title.shared',
    who: 'anyone',
    texts: ['shared', 'markdown', 'skills'],
    load: () => import('./routes/SharedRoom.svelte'),
  },
  {
    path: '/profile',
    title: 'title.profile',
    who: 'user',
    texts: ['form', 'settings'],
    load: () => import('./routes/Profile.svelte'),
  },
  {
    path: '/settings',
    title: 'title.settings',
    who: 'user',
    texts: ['settings'],
    load: () => import('./routes/Settings.svelte'),
  },
  {
    path: '/settings/account',
    title: 'title.account',
    who: 'user',
    texts: ['form', 'settings'],
    load: () => import('./routes/SettingsAccount.svelte'),
  },
  {
    path: '/settings/security',
    title: 'title.security',
    who: 'user',
    texts: ['form', 'settings', 'security'],
    load: () => import('./routes/SettingsSecurity.svelte'),
  },
  {
    path: '/settings/api-keys',
    title: 'title.keys',
    who: 'user',
    texts: ['form', 'settings', 'security'],
    load: () => import('./routes/SettingsKeys.svelte'),
  },
  {
    path: '/settings/appearance',
    title: 'title.appearance',
    who: 'user',
    texts: ['settings'],
    load: () => import('./routes/SettingsAppearance.svelte'),
  },
  {
    path: '/settings/data',
    title: 'title.data',
    who: 'user',
    texts: ['form', 'settings', 'rooms'],
    load: () => import('./routes/SettingsData.svelte'),
  },
  {
    path: '/admin',
    title: 'title.admin',
    who: 'staff',
    texts: ['admin', 'stats'],
    load: () => import('./routes/AdminHome.svelte'),
  },
  {
    path: '/admin/mail',
    title: 'title.mail',
    who: 'staff',
    texts: ['form', 'admin', 'mail'],
    load: () => import('./routes/Mail.svelte'),
  },
  {
    path: '/admin/settings',
    title: 'title.server',
    who: 'staff',
    texts: ['form', 'admin', 'mail', 'server'],
    load: () => import('./routes/AdminSettings.svelte'),
  },
  {
    path: '/admin/model-endpoints',
    title: 'title.models',
    who: 'staff',
    texts: ['form', 'admin', 'models'],
    load: () => import('./routes/ModelEndpoints.svelte'),
  },
  {
    path: '/admin/:resource',
    title: 'title.admin',
    who: 'staff',
    texts: ['form', 'admin', 'server', 'models'],
    load: () => import('./routes/AdminList.svelte'),
  },
  {
    path: '/admin/:resource/:id',
    title: 'title.admin',
    who: 'staff',
    texts: ['form', 'admin', 'server', 'models', 'shared', 'markdown', 'skills'],
    load: () => import('./routes/AdminOne.svelte'),
  },
  {
    path: '/api/docs',
    title: 'title.api',
    who: 'anyone',
    texts: ['api'],
    load: () => import('./routes/Api.svelte'),
  },
];

/** What "/" is for somebody who is signed in. */
export const home: Route = {
  path: '/',
  title: 'title.home',
  who: 'user',
  texts: ['home', 'images', 'ocr', 'animals', 'signs'],
  load: () => import('./routes/Home.svelte'),
};

export const notFound: Route = {
  path: '',
  title: 'title.not_found',
  who: 'anyone',
  texts: [],
  load: () => import('./routes/NotFound.svelte'),
};
