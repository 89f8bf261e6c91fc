/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How a word is spelled on the other side of the Atlantic. What the known differences make of a word counts where WordNet has it in a
 * set of synonyms with the word; a table has what these differences do not tell. */
#include "infer/dictionary/dictionary_int.h"

/* Pairs of whole words. */
static const struct {
    const char *british, *american;
    bool
        is_more; /* the American one has other meanings, too, in which it is spelled so everywhere */
} pairs[] = {
    {"acknowledgement", "acknowledgment", false},
    {"ageing", "aging", false},
    {"aluminium", "aluminum", false},
    {"annexe", "annex", true},
    {"appal", "appall", false},
    {"artefact", "artifact", false},
    {"axe", "ax", false},
    {"cheque", "check", true},
    {"chequered", "checkered", false},
    {"cosy", "cozy", false},
    {"distil", "distill", false},
    {"doughnut", "donut", false},
    {"draught", "draft", true},
    {"enrol", "enroll", false},
    {"enrolment", "enrollment", false},
    {"enthral", "enthrall", false},
    {"fulfil", "fulfill", false},
    {"fulfilment", "fulfillment", false},
    {"furore", "furor", false},
    {"gaol", "jail", false},
    {"grey", "gray", false},
    {"instalment", "installment", false},
    {"instil", "instill", false},
    {"jewellery", "jewelry", false},
    {"judgement", "judgment", false},
    {"kerb", "curb", true},
    {"licence", "license", true},
    {"manoeuvre", "maneuver", false},
    {"moustache", "mustache", false},
    {"mould", "mold", false},
    {"moult", "molt", false},
    {"mum", "mom", false},
    {"mummy", "mommy", false},
    {"omelette", "omelet", false},
    {"plough", "plow", false},
    {"practise", "practice", true},
    {"programme", "program", true},
    {"pyjamas", "pajamas", false},
    {"sceptic", "skeptic", false},
    {"sceptical", "skeptical", false},
    {"scepticism", "skepticism", false},
    {"skilful", "skillful", false},
    {"skilfully", "skillfully", false},
    {"smoulder", "smolder", false},
    {"storey", "story", true},
    {"sulphate", "sulfate", false},
    {"sulphide", "sulfide", false},
    {"sulphur", "sulfur", false},
    {"sulphuric", "sulfuric", false},
    {"tyre", "tire", true},
    {"wilful", "willful", false},
    {"woollen", "woolen", false},
    {"yoghurt", "yogurt", false},
};

/* What stands in the one for what stands in the other. */
static const struct {
    const char *british, *american;
} parts[] = {
    {"our", "or"},  {"ise", "ize"}, {"isation", "ization"}, {"yse", "yze"},
    {"tre", "ter"}, {"bre", "ber"}, {"ogue", "og"},         {"ence", "ense"},
    {"lle", "le"},  {"lli", "li"},  {"llo", "lo"},          {"ae", "e"},
    {"oe", "e"},    {"mme", "m"},   {"chre", "cher"},
};

/* These are spelled so everywhere, whatever old books have. */
static const char *const everywhere[] = {
    "advertise",  "advise",     "apprise",    "arise",       "chastise",
    "circumcise", "comprise",   "compromise", "demise",      "despise",
    "devise",     "disguise",   "enterprise", "excise",      "exercise",
    "exorcise",   "franchise",  "improvise",  "incise",      "merchandise",
    "promise",    "revise",     "rise",       "supervise",   "surmise",
    "surprise",   "televise",   "wise",       "acarpellous", "barcarolle",
    "boulle",     "camellia",   "deodourant", "humourist",   "tetrachloroethylene",
    "vermilion",  "vermillion",
};

static bool is_everywhere(struct str word)
{
    for (size_t i = 0; i < ARRAY_LEN(everywhere); i++) {
        if (str_eq_nocase(word, str_from(everywhere[i]))) {
            return true;
        }
    }
    return false;
}

/* In how many of the meanings the other word may stand. */
static size_t count_shared(const struct dictionary_entry *entry, struct str other)
{
    size_t shared = 0;
    for (size_t i = 0; i < entry->sense_count; i++) {
        const struct dictionary_strs *list = &entry->senses[i].synonyms;
        size_t k = 0;
        while (k < list->count && !str_eq_nocase(list->items[k], other)) {
            k++;
        }
        shared += k < list->count;
    }
    return shared;
}

static bool find_pair(struct str word, struct dictionary_variant *out)
{
    for (size_t i = 0; i < ARRAY_LEN(pairs); i++) {
        const bool is_british = str_eq_nocase(word, str_from(pairs[i].british));
        if (is_british || str_eq_nocase(word, str_from(pairs[i].american))) {
            *out = (struct dictionary_variant){
                .word = str_from(is_british ? pairs[i].american : pairs[i].british),
                .is_american = is_british,
                .is_partly = !is_british && pairs[i].is_more,
            };
            return true;
        }
    }
    return false;
}

/* The words that come of putting `to` for one `from`, from the end on. */
static bool replace_at(struct str word, size_t at, const char *const change[2], struct arena *arena,
                       struct str *out)
{
    const struct str from = str_from(change[0]);
    if (at < 1 || !str_starts(str_sub(word, at, word.n), from)) {
        return false;
    }
    *out = str_from(arena_printf(arena, "%" STRF "%s%" STRF, STRA(str_sub(word, 0, at)), change[1],
                                 STRA(str_sub(word, at + from.n, word.n))));
    return true;
}

struct replacing {
    struct str word;
    struct arena *arena;
    size_t part; /* the next to try */
    size_t at;   /* likewise, counted from the end */
    bool to_american;
};

/* The next word that a difference makes of it; false: there is no more. */
static bool next_change(struct replacing *all, struct str *out)
{
    for (; all->part < 2 * ARRAY_LEN(parts); all->part++, all->at = 0) {
        const size_t i = all->part / 2;
        all->to_american = all->part % 2 == 0;
        const char *const change[] = {all->to_american ? parts[i].british : parts[i].american,
                                      all->to_american ? parts[i].american : parts[i].british};
        while (all->at < all->word.n) {
            all->at++;
            if (replace_at(all->word, all->word.n - all->at, change, all->arena, out)) {
                return true;
            }
        }
    }
    return false;
}

bool dictionary_find_variant(const struct dictionary_entry *entry, struct arena *arena,
                             struct dictionary_variant *out)
{
    struct replacing all = {.word = entry->word, .arena = arena};
    struct str other;
    if (entry->sense_count == 0 || is_everywhere(entry->word)) {
        return false;
    }
    if (find_pair(entry->word, out)) {
        return true;
    }
    while (next_change(&all, &other)) {
        const size_t shared = count_shared(entry, other);
        if (shared == 0) {
            continue;
        }
        const bool is_z =
            str_has_nocase(other, STR("iz")) && str_has_nocase(entry->word, STR("is"));
        *out = (struct dictionary_variant){
            .word = other,
            .is_american = all.to_american,
            .is_both = all.to_american && is_z,
            .is_partly = shared < entry->sense_count && !is_z,
        };
        return true;
    }
    return false;
}

static bool has_word(const struct dictionary *dictionary, struct str word, struct arena *arena)
{
    for (int part = 0; part < DICTIONARY_PART_COUNT; part++) {
        struct str bases[DICTIONARY_BASES_MAX];
        if (dictionary_find_bases(dictionary, (enum dictionary_part)part,
                                  dictionary_lower(word, arena), arena, bases) > 0) {
            return true;
        }
    }
    return false;
}

int dictionary_look_variant(const struct dictionary *dictionary,
                            const struct dictionary_watch *watch, struct arena *arena,
                            struct dictionary_entry *entry, struct err *err)
{
    const struct str asked = entry->asked;
    struct replacing all = {.word = asked, .arena = arena};
    struct dictionary_variant pair;
    struct str other;
    if (find_pair(asked, &pair)) {
        return dictionary_look(dictionary, pair.word, watch, arena, entry, err);
    }
    while (next_change(&all, &other)) {
        if (has_word(dictionary, other, arena)) {
            return dictionary_look(dictionary, other, watch, arena, entry, err);
        }
    }
    return E_OK;
}
