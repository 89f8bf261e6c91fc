// SPDX-License-Identifier: GPL-3.0-or-later

/** The country that a browser's language tells of, as its two letters: "DE" of "de" and of "en-DE". */
export function countryOf(tag: string): string | null {
  try {
    return new Intl.Locale(tag).maximize().region ?? null;
  } catch {
    return null;
  }
}

/** What a country is called in a language. */
export function countryName(country: string, tag: string): string {
  return new Intl.DisplayNames([tag], { type: 'region', fallback: 'code' }).of(country) ?? country;
}
