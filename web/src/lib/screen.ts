// SPDX-License-Identifier: GPL-3.0-or-later
// How much room there is, where that decides what comes first: what is read and reached by keyboard keeps the order
// that is seen. The widths are those of the style sheets.
import { MediaQuery } from 'svelte/reactivity';

/** As wide as a phone: the applications stand at the lower edge. */
export const phone = new MediaQuery('width < 40rem');

/** Too narrow for a picture and its answer beside each other. */
export const narrow = new MediaQuery('width < 60rem');
