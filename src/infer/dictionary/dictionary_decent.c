/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is not put before people who have not asked for it: WordNet has every word, and examples from everywhere. Own list of
 * beginnings of words, by which whole meanings are left out; rather too many than one too few. */
#include "infer/dictionary/dictionary_int.h"

static const char *const beginnings[] = {
    "adulter",     "anus",     "arous",     "asshole",  "bastard",   "bestial", "bitch",
    "bloodthirst", "breast",   "brothel",   "bugger",   "buttock",   "castrat", "coit",
    "concubin",    "condom",   "contracep", "copulat",  "cripple",   "cunt",    "damn",
    "darkie",      "defecat",  "derogat",   "disparag", "ejaculat",  "enema",   "eroti",
    "excre",       "faggot",   "fellat",    "fart",     "feces",     "fecal",   "fornicat",
    "fuck",        "gamete",   "gang",      "genital",  "genocid",   "gypsy",   "harlot",
    "heroin",      "hitler",   "holocaust", "hymen",    "imbecil",   "incest",  "intercourse",
    "kike",        "kill",     "lesbian",   "libid",    "lust",      "lynch",   "masturb",
    "molest",      "moron",    "mulatto",   "murder",   "naked",     "nazi",    "negr",
    "nigg",        "nipple",   "nude",      "obscen",   "offensive", "orgasm",  "orgy",
    "paedophil",   "pedophil", "penile",    "penis",    "pimp",      "piss",    "porn",
    "prostitut",   "racis",    "rape",      "raping",   "rapist",    "redskin", "retard",
    "savage",      "scrot",    "semen",     "sex",      "shit",      "slave",   "slur",
    "slut",        "sodom",    "spastic",   "sperm",    "squaw",     "suicid",  "testic",
    "tortur",      "turd",     "urin",      "vagin",    "virgin",    "vulgar",  "vulva",
    "wetback",     "whore",
};
static const char *const words[] = {"anal", "ass", "chink", "coon", "dago", "dyke", "gook", "honky",
                                    "jap",  "nip", "queer", "spic", "tit",  "tits", "wop"};

/* Synsets that say how a word is used. */
static const char *const usages[] = {"disparagement",  "ethnic_slur", "obscenity", "vulgarism",
                                     "slang",          "trade_name",  "trademark", "archaism",
                                     "combining_form", "street_name"};

static bool is_barred(struct str word)
{
    for (size_t i = 0; i < ARRAY_LEN(words); i++) {
        if (str_eq_nocase(word, str_from(words[i]))) {
            return true;
        }
    }
    for (size_t i = 0; i < ARRAY_LEN(beginnings); i++) {
        const struct str beginning = str_from(beginnings[i]);
        if (str_eq_nocase(str_sub(word, 0, beginning.n), beginning)) {
            return true;
        }
    }
    return false;
}

static bool has_barred(struct str text)
{
    for (;;) {
        const struct str word = dictionary_next_word(&text);
        if (word.n == 0) {
            return false;
        }
        if (is_barred(word)) {
            return true;
        }
    }
}

static bool is_bad_usage(const struct dictionary *d, const struct dictionary_pointer *pointer)
{
    CLEANUP(arena_freep) struct arena *arena = arena_new();
    struct dictionary_synset usage;
    if (!str_eq(pointer->symbol, STR(";u")) ||
        !dictionary_read_synset(d, pointer->part, pointer->offset, arena, &usage)) {
        return false;
    }
    for (size_t i = 0; i < ARRAY_LEN(usages); i++) {
        if (dictionary_word_number(&usage, str_from(usages[i])) > 0) {
            return true;
        }
    }
    return false;
}

bool dictionary_is_decent(const struct dictionary *d, const struct dictionary_synset *synset)
{
    if (has_barred(synset->gloss)) {
        return false;
    }
    for (size_t i = 0; i < synset->word_count; i++) {
        if (has_barred(synset->words[i])) {
            return false;
        }
    }
    for (size_t i = 0; i < synset->pointer_count; i++) {
        if (is_bad_usage(d, &synset->pointers[i])) {
            return false;
        }
    }
    return true;
}
