/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A small database in one text, for tests and the fuzz target: "@ask WORD", then sections that begin with "@index.noun", "@data.noun",
 * "@noun.exc", ..., "@cntlist.rev", "@hyphens" alone on a line. */
#pragma once

#include "infer/dictionary/dictionary.h"

struct test_dictionary {
    struct dictionary_texts texts;
    struct str asked;
};

static inline struct str *test_dictionary_section(struct test_dictionary *out, struct str name)
{
    static const struct {
        const char *index, *data, *exceptions;
    } names[DICTIONARY_PART_COUNT] = {
        [DICTIONARY_NOUN] = {"index.noun", "data.noun", "noun.exc"},
        [DICTIONARY_VERB] = {"index.verb", "data.verb", "verb.exc"},
        [DICTIONARY_ADJECTIVE] = {"index.adj", "data.adj", "adj.exc"},
        [DICTIONARY_ADVERB] = {"index.adv", "data.adv", "adv.exc"},
    };
    for (size_t i = 0; i < DICTIONARY_PART_COUNT; i++) {
        if (str_eq(name, str_from(names[i].index))) {
            return &out->texts.index[i];
        }
        if (str_eq(name, str_from(names[i].data))) {
            return &out->texts.data[i];
        }
        if (str_eq(name, str_from(names[i].exceptions))) {
            return &out->texts.exceptions[i];
        }
    }
    return str_eq(name, STR("cntlist.rev")) ? &out->texts.counts
           : str_eq(name, STR("hyphens"))   ? &out->texts.hyphens
                                            : NULL;
}

static inline void test_dictionary_split(struct str text, struct test_dictionary *out)
{
    struct str *section = NULL;
    *out = (struct test_dictionary){.asked = STR_EMPTY};
    for (size_t at = 0; at < text.n;) {
        const char *end = memchr(text.p + at, '\n', text.n - at);
        const size_t next = end != NULL ? (size_t)(end - text.p) + 1 : text.n;
        const struct str line = str_sub(text, at, end != NULL ? next - 1 : next);
        if (str_starts(line, STR("@ask "))) {
            out->asked = str_sub(line, 5, line.n);
        } else if (str_starts(line, STR("@"))) {
            section = test_dictionary_section(out, str_sub(line, 1, line.n));
            if (section != NULL) {
                *section = (struct str){text.p + next, 0};
            }
        } else if (section != NULL) {
            section->n = (size_t)(text.p + next - section->p);
        }
        at = next;
    }
}
