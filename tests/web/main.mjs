// SPDX-License-Identifier: GPL-3.0-or-later
// Every case, in the order of one long visit.
import { playAll } from './support.mjs';
import './accounts.mjs';
import './pictures.mjs';
import './animals.mjs';
import './road-signs.mjs';
import './passkeys.mjs';
import './session.mjs';
import './oidc.mjs';
import './settings.mjs';
import './factors.mjs';
import './admin.mjs';
import './leaving.mjs';
import './looks.mjs';

process.exitCode = (await playAll()) === 0 ? 0 : 1;
