/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A question about a word. */
#include "infer/dictionary/dictionary_int.h"

struct making {
    struct dictionary *d;
    struct dictionary_row row;
    uint64_t random;
    const struct dictionary_watch *watch;
    struct arena *arena;
};

static void place_choices(struct making *making, struct str right,
                          const struct str others[DICTIONARY_CHOICES - 1],
                          struct dictionary_question *out)
{
    out->choices[0] = right;
    memcpy(out->choices + 1, others, (DICTIONARY_CHOICES - 1) * sizeof(*others));
    for (size_t i = DICTIONARY_CHOICES - 1; i > 0; i--) {
        const size_t k = dictionary_random_below(&making->random, i + 1);
        const struct str choice = out->choices[i];
        out->choices[i] = out->choices[k];
        out->choices[k] = choice;
    }
    out->choice_count = DICTIONARY_CHOICES;
}

static int ask_meaning(struct making *making, struct dictionary_question *out)
{
    struct dictionary_target target;
    struct dictionary_target others[DICTIONARY_CHOICES - 1];
    struct str meanings[DICTIONARY_CHOICES - 1];
    if (!dictionary_find_target(making->d, &making->row, making->arena, &target, NULL)) {
        return E_NOT_FOUND;
    }
    int rc = dictionary_find_others(making->d, &target, &making->random, making->watch,
                                    making->arena, others);
    if (rc < 0) {
        return rc;
    }
    for (size_t i = 0; i < ARRAY_LEN(others); i++) {
        meanings[i] = others[i].gloss.meaning;
    }
    out->expected = out->meaning = target.gloss.meaning;
    out->prompt = str_from(arena_printf(making->arena, "What does “%" STRF "” (%s) mean?",
                                        STRA(target.lemma), dictionary_part_name(target.part)));
    place_choices(making, target.gloss.meaning, meanings, out);
    return E_OK;
}

static int ask_gap(struct making *making, struct dictionary_question *out)
{
    struct dictionary_target target;
    struct dictionary_target others[DICTIONARY_CHOICES - 1];
    struct str lemmas[DICTIONARY_CHOICES - 1];
    struct dictionary_gap gap;
    if (!dictionary_find_target(making->d, &making->row, making->arena, &target, &gap)) {
        return E_NOT_FOUND;
    }
    int rc = dictionary_find_others(making->d, &target, &making->random, making->watch,
                                    making->arena, others);
    if (rc < 0) {
        return rc;
    }
    for (size_t i = 0; i < ARRAY_LEN(others); i++) {
        lemmas[i] = others[i].lemma;
    }
    const struct str before = str_sub(gap.example, 0, gap.from);
    const struct str after = str_sub(gap.example, gap.to, gap.example.n);
    const struct str word = str_sub(gap.example, gap.from, gap.to);
    out->expected = target.lemma;
    out->meaning = target.gloss.meaning;
    out->prompt = str_from(arena_printf(making->arena,
                                        "Which word belongs in the gap? “%" STRF "____%" STRF "”",
                                        STRA(before), STRA(after)));
    const char *inflected =
        str_eq_nocase(word, target.lemma) ? "" : " The word may need another ending.";
    out->hint = str_from(
        arena_printf(making->arena, "It means: %" STRF ".%s", STRA(out->meaning), inflected));
    out->also.items = arena_calloc(making->arena, 1, sizeof(struct str));
    dictionary_add_str(&out->also, 1, word);
    place_choices(making, target.lemma, lemmas, out);
    return E_OK;
}

static int ask_spelling(struct making *making, struct dictionary_question *out)
{
    struct dictionary_target target;
    if (!dictionary_find_target(making->d, &making->row, making->arena, &target, NULL)) {
        return E_NOT_FOUND;
    }
    const struct dictionary_synset *synset = &target.synset;
    out->expected = target.lemma;
    out->meaning = target.gloss.meaning;
    out->prompt = str_from(arena_printf(making->arena, "Which %s means “%" STRF "”?",
                                        dictionary_part_name(target.part), STRA(out->meaning)));
    out->hint = str_from(arena_printf(making->arena, "It begins with “%c” and has %zu letters.",
                                      target.lemma.p[0], target.lemma.n));
    out->also.items = arena_calloc(making->arena, synset->word_count, sizeof(struct str));
    for (size_t i = 0; i < synset->word_count; i++) {
        const struct str word = synset->words[i];
        if (word.n == target.lemma.n && word.p[0] == target.lemma.p[0] &&
            !str_eq(word, target.lemma)) {
            dictionary_add_str(&out->also, synset->word_count, word);
        }
    }
    return E_OK;
}

static int ask(struct making *making, enum dictionary_form form, struct dictionary_question *out)
{
    *out = (struct dictionary_question){
        .form = form, .part = making->row.part, .word = making->row.lemma};
    switch (form) {
    case DICTIONARY_MEANING:
        return ask_meaning(making, out);
    case DICTIONARY_GAP:
        return ask_gap(making, out);
    case DICTIONARY_SPELL:
        return ask_spelling(making, out);
    case DICTIONARY_MIXED:
    case DICTIONARY_FORM_COUNT:
        break;
    }
    return E_NOT_FOUND;
}

int dictionary_make_question(struct dictionary *d, const struct dictionary_ask *wanted,
                             const struct dictionary_watch *watch, struct arena *arena,
                             struct dictionary_question *out)
{
    const struct str word = wanted->word.word;
    struct making making = {.d = d, .random = wanted->seed, .watch = watch, .arena = arena};
    if (!dictionary_find_row(d, wanted->word.part, word, &making.row)) {
        return E_NOT_FOUND;
    }
    for (size_t i = 0; i < word.n; i++) {
        making.random = making.random * 31 + (uint8_t)word.p[i];
    }
    size_t first = (size_t)wanted->form;
    if (wanted->form == DICTIONARY_MIXED) {
        first = dictionary_random_below(&making.random, DICTIONARY_MIXED);
    }
    int rc = E_NOT_FOUND;
    for (size_t i = 0; i < DICTIONARY_MIXED && rc == E_NOT_FOUND; i++) {
        rc = ask(&making, (enum dictionary_form)((first + i) % DICTIONARY_MIXED), out);
    }
    return rc;
}
