// SPDX-License-Identifier: GPL-3.0-or-later
// Every case, in the order of one long visit.
import { playAll } from './support.mjs';

// One after the other: some open a page before they name their cases, and what comes next would not wait for it.
for (const part of [
  'accounts', 'pictures', 'animals', 'road-signs', 'chat', 'passkeys', 'session', 'oidc', 'settings', 'factors',
  'leaving', 'admin', 'chat-around', 'skills', 'streets', 'looks',
]) {
  await import(`./${part}.mjs`);
}

process.exitCode = (await playAll()) === 0 ? 0 : 1;
