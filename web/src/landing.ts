// SPDX-License-Identifier: GPL-3.0-or-later
import Landing from './routes/Landing.svelte';
import { start } from './start';

void start({ path: '/', params: {}, title: 'title.landing', page: Landing });
