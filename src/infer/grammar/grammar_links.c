/* SPDX-License-Identifier: GPL-3.0-or-later */
/* link-grammar: whether a sentence can be parsed without leaving words out, and at what cost. */
#include <link-grammar/link-includes.h>

#include "infer/grammar/grammar_int.h"

/* What a parse may take; the library looks at it now and then. */
#define PARSE_SECONDS_MAX 1
#define LINKAGES_MAX      30
/* Longer ones take long and say little. */
#define SENTENCE_BYTES_MAX 320

struct links {
    Dictionary dictionary;
    Parse_Options options;
};

struct links *links_new(void)
{
    lg_error_set_handler(NULL, NULL); /* it would write to the standard error */
    Dictionary dictionary = dictionary_create_lang("en");
    if (dictionary == NULL) {
        return NULL;
    }
    struct links *links = must_calloc(1, sizeof(*links));
    links->dictionary = dictionary;
    links->options = parse_options_create();
    parse_options_set_verbosity(links->options, 0);
    parse_options_set_spell_guess(links->options, 0);
    parse_options_set_min_null_count(links->options, 0);
    parse_options_set_max_null_count(links->options, 0);
    parse_options_set_linkage_limit(links->options, LINKAGES_MAX);
    parse_options_set_max_parse_time(links->options, PARSE_SECONDS_MAX);
    return links;
}

void links_free(struct links *links)
{
    if (links != NULL) {
        parse_options_delete(links->options);
        dictionary_delete(links->dictionary);
        free(links);
    }
}

double links_cost(struct links *links, struct str sentence)
{
    if (sentence.n == 0 || sentence.n > SENTENCE_BYTES_MAX) {
        return -1;
    }
    char buffer[SENTENCE_BYTES_MAX + 1];
    memcpy(buffer, sentence.p, sentence.n);
    buffer[sentence.n] = '\0';
    Sentence parsed = sentence_create(buffer, links->dictionary);
    if (parsed == NULL) {
        return -1;
    }
    double cost = -1;
    parse_options_reset_resources(links->options);
    if (sentence_split(parsed, links->options) == 0 && sentence_parse(parsed, links->options) > 0) {
        Linkage linkage = linkage_create(0, parsed, links->options);
        if (linkage != NULL) {
            const double found = linkage_disjunct_cost(linkage);
            cost = found < 0 ? 0 : found;
            linkage_delete(linkage);
        }
    }
    sentence_delete(parsed);
    return cost;
}
