/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Codes that people type, and how the secret of an authenticator app is shown to them. Pure functions. */
#pragma once

#include "platform/crypt/crypt.h"

/* ---- factors_totp.c: RFC 6238 with what every app knows: SHA-1, 6 digits, 30 seconds ---- */

#define FACTORS_CODE_DIGITS  6
#define FACTORS_SECRET_BYTES 20 /* RFC 4226, section 4, R6: 160 bits are recommended */
#define FACTORS_BASE32_CHARS (FACTORS_SECRET_BYTES * 8 / 5)
#define FACTORS_TOTP_STEP_MS INT64_C(30000)

struct factors_secret {
    uint8_t b[FACTORS_SECRET_BYTES];
};

struct factors_code {
    char s[FACTORS_CODE_DIGITS + 1];
};

/* The code of a step: the number of whole 30 seconds since 1970. */
struct factors_code factors_totp_code(const struct factors_secret *secret, int64_t step);
/* Which step between those before and after now has this code, where it is later than `after_step` (the last one used:
 * a code is good once). E_INVALID_CODE where none has. */
MUSTUSE int factors_totp_check(const struct factors_secret *secret, struct str code, int64_t now_ms,
                               int64_t after_step, int64_t *out_step);

/* RFC 4648, section 6, without padding: how people type a secret. */
void factors_base32_encode(const struct factors_secret *secret, char out[FACTORS_BASE32_CHARS + 1]);

/* "otpauth://totp/Assisti:ada%40example.org?secret=...&issuer=Assisti..." for an app to read; in the arena. */
struct str factors_totp_uri(const struct factors_secret *secret, struct str issuer,
                            struct str account, struct arena *arena);

/* ---- factors_qr.c ---- */

/* The text as a QR code: a square SVG without script or style, dark on white with its quiet zone, in the arena.
 * E_TOO_LARGE where it does not fit. */
MUSTUSE int factors_qr_svg(struct str text, struct arena *arena, struct str *out);

/* ---- factors_recovery.c ---- */

#define FACTORS_RECOVERY_COUNT 10
#define FACTORS_RECOVERY_GROUP 5
/* Of 31 letters and digits: 123 bits, of which a digest tells nothing that could be guessed (OWASP ASVS 5.0, 6.5.2). */
#define FACTORS_RECOVERY_CHARS 25
/* Those of earlier releases, which are good until they are replaced. */
#define FACTORS_RECOVERY_CHARS_OLD 10

/* "k3m7p-x9rt2-..." in groups of five: no letter that looks like another or like a digit. */
struct factors_recovery_code {
    char s[FACTORS_RECOVERY_CHARS + FACTORS_RECOVERY_CHARS / FACTORS_RECOVERY_GROUP];
};

struct factors_recovery_code factors_recovery_make(void);
/* As it was given out, whatever its owner made of case, blanks and dashes. E_INVALID_CODE where it cannot be one. */
MUSTUSE int factors_recovery_read(struct str text, struct factors_recovery_code *out);
