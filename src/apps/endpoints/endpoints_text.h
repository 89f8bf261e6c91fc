/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Puts the characters of a text together that comes in pieces: what a piece ends within is held back until the next. What is
 * no UTF-8 becomes U+FFFD, and NUL goes. */
#pragma once

#include "base/str.h"

struct endpoints_text {
    uint8_t held
        [5]; /* the beginning of a character, or of a pair whose halves came as three bytes each */
    uint8_t held_count;
};

/* What of the text is whole now: the piece itself, or what was made of it in `scratch`, which is cleared first. */
struct str endpoints_text_join(struct endpoints_text *text, struct str piece, struct sb *scratch);
/* Nothing more comes: true where something was held back, for which one U+FFFD stands. */
bool endpoints_text_end(struct endpoints_text *text);
