// SPDX-License-Identifier: GPL-3.0-or-later
import { needsUser } from './pages';
import { start } from './start';

void start(null, needsUser(location.pathname));
