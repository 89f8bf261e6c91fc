/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Matches the patterns of rules/ against sentences. */
#include <ctype.h>

#include "infer/grammar/pattern/pattern_int.h"

struct match {
    size_t marked[BRACKET_MAX]; /* tokens between the brackets */
    size_t marked_count;
};

static bool has_lemma(const struct token *token, struct str words)
{
    if (word_among(token->low, words)) {
        return true;
    }
    for (size_t i = 0; i < token->lemma_count; i++) {
        if (word_among(str_from(token->lemmas[i].word.p), words)) {
            return true;
        }
    }
    return word_among(STR("be"), words) && (token->may & TAG(BE)) != 0;
}

static bool passes(const struct pattern_place *place, const struct test *test, size_t at)
{
    const struct sentence *sentence = place->sentence;
    if (at >= sentence->count) {
        return test->or_end || test->kind == TEST_END;
    }
    const struct token *token = &sentence->tokens[at];
    const bool ends = test->or_end && token->kind == TOKEN_MARK;
    switch (test->kind) {
    case TEST_WORDS:
        return ((token->tag & test->tags) != 0 ||
                ((test->tags & TAG(TO)) != 0 && token_is(token, "to")) ||
                (token->may & test->may) != 0 || ends || word_among(token->low, test->words)) !=
               test->is_not;
    case TEST_LEMMA:
        return (token->kind == TOKEN_WORD && has_lemma(token, test->words)) != test->is_not;
    case TEST_END:
        return token->kind == TOKEN_MARK;
    case TEST_START:
    case TEST_ANY:
        break;
    }
    return token->kind != TOKEN_MARK;
}

static bool is_edge(const struct element *element, enum test_kind kind)
{
    return element->test_count == 1 && element->tests[0].kind == kind;
}

static bool element_matches(const struct pattern_place *place, const struct element *element,
                            size_t at)
{
    bool fits = false;
    for (size_t i = 0; i < element->test_count; i++) {
        if (element->tests[i].is_first && fits) {
            return true;
        }
        fits = (fits || element->tests[i].is_first) && passes(place, &element->tests[i], at);
    }
    return fits;
}

static bool begins(const struct sentence *sentence, size_t at)
{
    return at == 0 || (sentence->tokens[at - 1].kind == TOKEN_MARK &&
                       word_in(sentence->tokens[at - 1].low, "\"|(|:|\xE2\x80\x9C|\xE2\x80\x98|'"));
}

static bool ends_here(const struct sentence *sentence, size_t at)
{
    return at >= sentence->count || sentence->tokens[at].kind == TOKEN_MARK;
}

static void mark(const struct element *element, size_t at, struct match *out)
{
    if (element->is_marked && out->marked_count < BRACKET_MAX) {
        out->marked[out->marked_count++] = at;
    }
}

/* Matches from element `e` on at token `at`; at most 12 elements, so deep it goes. */
static bool match_from(const struct pattern_place *place, const struct pattern *pattern, size_t e,
                       size_t at, struct match *out)
{
    const struct sentence *sentence = place->sentence;
    if (e == pattern->count) {
        return out->marked_count > 0;
    }
    const struct element *element = &pattern->elements[e];
    if (is_edge(element, TEST_START)) {
        return begins(sentence, at) && match_from(place, pattern, e + 1, at, out);
    }
    if (is_edge(element, TEST_END)) {
        return ends_here(sentence, at) && match_from(place, pattern, e + 1, at, out);
    }
    const struct match saved = *out;
    if (at <= sentence->count && element_matches(place, element, at)) {
        mark(element, at, out);
        if (match_from(place, pattern, e + 1, at + 1, out)) {
            return true;
        }
        *out = saved;
    }
    return element->is_optional && match_from(place, pattern, e + 1, at, out);
}

/* ---- corrections ---- */

/* "$2:VBD", "$1:PL", "$1>do": the form asked for by what stands at *at. */
static bool make_form(const struct pattern_place *place, const struct token *token, struct str text,
                      size_t *at, struct form *out)
{
    const bool is_other = text.p[*at] == '>';
    size_t end = *at + 1;
    while (end < text.n && isalpha((unsigned char)text.p[end]) != 0) {
        end++;
    }
    const struct str name = str_sub(text, *at + 1, end);
    *at = end;
    if (is_other) {
        return forms_make(name, (token->tag & TAGS_VERB) != 0 ? token->tag : TAG(VB), out);
    }
    if (str_eq(name, STR("PL")) || str_eq(name, STR("SG"))) {
        return forms_agree(place->lexicon, token->low, name.p[0] == 'P', out);
    }
    return forms_turn(place->lexicon, token->low, pattern_tag(name), out);
}

/* Appends what "$1..." at *at stands for and moves on; false where the word has no such form. */
static bool expand_word(const struct pattern_place *place, const struct match *match,
                        struct str text, size_t *at, struct sb *out)
{
    const size_t number = (size_t)(text.p[*at + 1] - '1');
    ASSERT(number < BRACKET_MAX);
    *at += 2;
    if (number >= match->marked_count) {
        return false;
    }
    const struct token *token = &place->sentence->tokens[match->marked[number]];
    struct form form;
    if (*at >= text.n || (text.p[*at] != ':' && text.p[*at] != '>')) {
        sb_add(out, token->is_capital && match->marked[number] > 0 ? token_text(place->text, token)
                                                                   : token->low);
        return true;
    }
    if (!make_form(place, token, text, at, &form)) {
        return false;
    }
    sb_add_c(out, form.p);
    return true;
}

static bool expand(const struct pattern_place *place, const struct match *match, struct str text,
                   struct str *out)
{
    struct sb sb;
    sb_init(&sb, 400);
    bool ok = true;
    for (size_t at = 0; ok && at < text.n;) {
        if (text.p[at] == '$') {
            ok = expand_word(place, match, text, &at, &sb);
        } else {
            sb_add_byte(&sb, text.p[at++]);
        }
    }
    ok = ok && !sb.failed; /* half of a correction would take words out */
    *out = str_copy(place->arena, sb_str(&sb));
    sb_done(&sb);
    return ok;
}

static void report(const struct pattern_place *place, const struct pattern *pattern,
                   const struct match *match, struct pattern_match *out)
{
    *out = (struct pattern_match){.rule = pattern->rule.rule,
                                  .reason = pattern->rule.reason,
                                  .trust = pattern->rule.trust,
                                  .first = match->marked[0],
                                  .last = match->marked[match->marked_count - 1]};
    struct str rest = pattern->rule.correction;
    for (bool is_first = true; is_first || rest.n > 0; is_first = false) {
        struct str words;
        if (expand(place, match, str_cut(rest, '|', &rest), &words) &&
            out->count < PATTERN_CORRECTIONS_MAX) {
            out->corrections[out->count++] = words;
        }
    }
}

void patterns_match(const struct patterns *patterns, const struct pattern_place *place,
                    void (*take)(void *context, const struct pattern_match *match), void *context)
{
    const bool *wanted = patterns_find_wanted(patterns, place);
    for (size_t i = 0; i < patterns->count; i++) {
        const size_t places =
            wanted[i] || !patterns->items[i].has_anchor ? place->sentence->count : 0;
        for (size_t at = 0; at < places; at++) {
            struct match match = {0};
            struct pattern_match told;
            if (match_from(place, &patterns->items[i], 0, at, &match)) {
                report(place, &patterns->items[i], &match, &told);
                if (told.count > 0) {
                    take(context, &told);
                }
            }
        }
    }
}
