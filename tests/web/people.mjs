// SPDX-License-Identifier: GPL-3.0-or-later
// Who takes part: the person who runs the server, and those who use it.
import { PASSWORD, person } from './support.mjs';

/** Somebody with a browser of their own. */
export async function enter(name, settings) {
  const context = await person(settings);
  return { name, email: `${name.toLowerCase()}@example.org`, password: PASSWORD, context, page: await context.newPage() };
}

export const root = await enter('Root');
export const ada = await enter('Ada');
export const ben = await enter('Ben');
export const cleo = await enter('Cleo');
