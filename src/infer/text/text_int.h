/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "infer/text/text.h"

extern const struct text_language text_ar, text_de, text_el, text_en, text_es, text_fa, text_fr,
    text_he, text_hi, text_it, text_ja, text_ko, text_nl, text_pl, text_pt, text_ru, text_sv,
    text_th, text_tr, text_uk, text_zh;

extern const struct text_language *const text_languages[];
extern const size_t text_language_count;

bool text_list_has(struct text_list list, struct str word);

/* A run of lines that belong together; sentences do not go over its ends. */
struct text_block {
    size_t start, end; /* the content, without bullet or marks; may have line breaks in it */
    enum text_part part;
    uint32_t paragraph;
};

struct text_blocks {
    struct text_block *items;
    size_t count;
    size_t capacity;
};

void text_find_blocks(const struct text *text, struct arena *arena, struct text_blocks *out);
