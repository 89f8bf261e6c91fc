// SPDX-License-Identifier: GPL-3.0-or-later
// One-time codes as people type and paste them.

const CODE_LENGTH = 6;

/** The first six digits of a text, Persian and Arabic ones among them, without spaces and dashes. */
export function digitsOf(text: string): string {
  const digits = [...text].map((char) => {
    const code = char.codePointAt(0) ?? 0;
    if (code >= 0x06f0 && code <= 0x06f9) return String(code - 0x06f0);
    if (code >= 0x0660 && code <= 0x0669) return String(code - 0x0660);
    if (code >= 0xff10 && code <= 0xff19) return String(code - 0xff10);
    return code >= 0x30 && code <= 0x39 ? char : '';
  });
  return digits.join('').slice(0, CODE_LENGTH);
}
