// SPDX-License-Identifier: GPL-3.0-or-later
/** What scripts/cards.ts reads when the application is built. */
declare module 'virtual:measured' {
  const figures: ReturnType<typeof import('../scripts/cards').readCards>;
  export default figures;
}
