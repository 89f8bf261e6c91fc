/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Two of the tables' cards side by side: "compare Earth and Mars". */
#include <string.h>

#include "infer/science/science_int.h"

static bool is_word(struct str word, const char *words)
{
    return science_names_have(words, word);
}

static int compare_all(struct science_query *query, size_t and_at, struct science_facts *out,
                       struct err *err)
{
    struct science_facts first;
    struct science_facts second;
    const struct str left = science_words(query, 0, and_at);
    const struct str right = science_words(query, and_at + 1, query->count);
    if (!science_put_subject(query, left, &first) || !science_put_subject(query, right, &second)) {
        return err_set(err, E_INVALID,
                       "Two elements, planets, units or species can be compared, which are in the "
                       "tables: “%" STRF "” and “%" STRF "” are not both.",
                       STRA(str_sub(left, 0, 60)), STRA(str_sub(right, 0, 60)));
    }
    *out = (struct science_facts){
        .title = arena_printf(query->arena, "%s and %s", first.title, second.title),
        .source = first.source};
    for (size_t i = 0; i < first.count; i++) {
        for (size_t k = 0; k < second.count; k++) {
            if (strcmp(first.rows[i].label, second.rows[k].label) == 0) {
                science_add_row(out, first.rows[i].label,
                                arena_printf(query->arena, "%s / %s", first.rows[i].value,
                                             second.rows[k].value),
                                first.rows[i].unit);
            }
        }
    }
    return out->count > 0
               ? E_OK
               : err_set(err, E_INVALID, "%s and %s have nothing that could be compared.",
                         first.title, second.title);
}

static size_t find_and(const struct science_query *query)
{
    for (size_t i = 1; i + 1 < query->count; i++) {
        if (is_word(query->words[i], "and|with|to|vs|versus|or")) {
            return i;
        }
    }
    return 0;
}

int science_put_both(struct science_query *query, struct science_facts *out, struct err *err)
{
    const size_t at = find_and(query);
    return at > 0 ? compare_all(query, at, out, err) : SCIENCE_NOT_MINE;
}
