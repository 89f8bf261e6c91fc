/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "infer/text/text_int.h"

const struct text_language *const text_languages[] = {
    &text_en, &text_de, &text_fr, &text_es, &text_it, &text_pt, &text_nl,
    &text_sv, &text_pl, &text_tr, &text_ru, &text_uk, &text_fa, &text_ar,
    &text_hi, &text_zh, &text_ja, &text_ko, &text_th, &text_el, &text_he,
};
const size_t text_language_count = ARRAY_LEN(text_languages);

const struct text_language *text_language_find(struct str code)
{
    struct str rest;
    code = str_cut(code, '-', &rest);
    code = str_cut(code, '_', &rest);
    for (size_t i = 0; i < text_language_count; i++) {
        if (str_eq_nocase(code, str_from(text_languages[i]->code))) {
            return text_languages[i];
        }
    }
    return NULL;
}

bool text_list_has(struct text_list list, struct str word)
{
    size_t low = 0;
    size_t high = list.count;
    while (low < high) {
        const size_t middle = low + (high - low) / 2;
        const struct str item = str_from(list.items[middle]);
        int order = memcmp(item.p, word.p, size_min(item.n, word.n));
        if (order == 0 && item.n != word.n) {
            order = item.n < word.n ? -1 : 1;
        }
        if (order == 0) {
            return true;
        }
        if (order < 0) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return false;
}

bool text_is_stop_word(const struct text_language *language, struct str lower)
{
    return language != NULL && text_list_has(language->stop_words, lower);
}
