/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads the patterns of rules/; pattern.h says how a line reads. */
#include <ctype.h>

#include "base/embed.h"
#include "infer/grammar/pattern/pattern_int.h"

/* rules/, made by tools/embed. */
extern const struct embed_file grammar_rules[];
extern const size_t grammar_rules_count;

uint32_t pattern_tag(struct str name)
{
    static const struct {
        const char *name;
        uint32_t tag;
    } names[] = {
#define TAG_NAME(name) {#name, TAG(name)},
        TAG_TABLE(TAG_NAME)
#undef TAG_NAME
            {"NOUN", TAGS_NOUN},
        {"VERB", TAGS_VERB},
        {"ADJ", TAGS_ADJ},
    };
    for (size_t i = 0; i < ARRAY_LEN(names); i++) {
        if (str_eq(name, str_from(names[i].name))) {
            return names[i].tag;
        }
    }
    ASSERT(name.n == 0 || isupper((unsigned char)name.p[0]) == 0);
    return 0;
}

static void read_test(struct str word, struct test *out)
{
    out->is_not = str_starts(word, STR("!"));
    word = str_sub(word, out->is_not ? 1 : 0, word.n);
    ASSERT(word.n > 0);
    if (str_eq(word, STR("*"))) {
        out->kind = TEST_ANY;
        return;
    }
    if (str_eq(word, STR("^")) || str_eq(word, STR("$"))) {
        out->kind = word.p[0] == '^' ? TEST_START : TEST_END;
        return;
    }
    out->kind = word.p[0] == '=' ? TEST_LEMMA : TEST_WORDS;
    out->words = str_sub(word, out->kind == TEST_LEMMA ? 1 : 0, word.n);
    out->or_end = word_among(STR("$"), out->words);
    for (struct str rest = out->words; rest.n > 0;) {
        const struct str one = str_cut(rest, '|', &rest);
        if (str_starts(one, STR("~"))) {
            out->may |= pattern_tag(str_sub(one, 1, one.n));
        } else {
            out->tags |= pattern_tag(one);
        }
    }
}

static void read_element(struct str word, struct arena *arena, struct element *element)
{
    struct test tests[TESTS_MAX];
    while (word.n > 0) {
        struct str way = str_cut(word, '/', &word);
        for (bool is_first = true; way.n > 0; is_first = false) {
            ASSERT(element->test_count < TESTS_MAX);
            struct test *test = &tests[element->test_count++];
            *test = (struct test){.is_first = is_first};
            read_test(str_cut(way, '&', &way), test);
        }
    }
    element->tests =
        (struct test *)arena_memdup(arena, tests, element->test_count * sizeof(tests[0]));
}

static void read_pattern(struct arena *arena, struct pattern *out)
{
    struct str rest = out->rule.pattern;
    bool is_marked = false;
    out->elements = arena_calloc(arena, ELEMENTS_MAX, sizeof(*out->elements));
    while (rest.n > 0) {
        struct str word = str_cut(rest, ' ', &rest);
        ASSERT(word.n > 0 && out->count < ELEMENTS_MAX);
        struct element *element = &out->elements[out->count++];
        if (word.p[0] == '[') {
            is_marked = true;
            word = str_sub(word, 1, word.n);
        }
        element->is_marked = is_marked;
        if (str_ends(word, STR("]"))) {
            is_marked = false;
            word = str_sub(word, 0, word.n - 1);
        }
        element->is_optional = word.n > 1 && str_ends(word, STR("?"));
        word = str_sub(word, 0, word.n - element->is_optional);
        read_element(word, arena, element);
    }
}

/* What a file names first: "@reason" and "%LIST". */
struct named {
    struct str names[NAMED_MAX];
    const char *texts[NAMED_MAX];
    size_t count;
};

static const char *find_named(const struct named *named, struct str name)
{
    for (size_t i = 0; i < named->count; i++) {
        if (str_eq(named->names[i], name)) {
            return named->texts[i];
        }
    }
    ASSERT(!"a reason or list that its file does not name");
    return NULL;
}

static const char *find_reason(struct patterns *patterns, const struct named *named,
                               struct str text)
{
    return str_starts(text, STR("@")) ? find_named(named, text) : str_dup(patterns->arena, text);
}

/* The pattern with the words of its lists. */
static struct str expand_lists(struct patterns *patterns, const struct named *named,
                               struct str pattern)
{
    struct sb sb;
    sb_init(&sb, 16 * KIB);
    for (size_t at = 0; at < pattern.n;) {
        size_t end = at + 1;
        while (pattern.p[at] == '%' && end < pattern.n &&
               isupper((unsigned char)pattern.p[end]) != 0) {
            end++;
        }
        const struct str part = str_sub(pattern, at, end);
        if (part.n > 1) {
            sb_add_c(&sb, find_named(named, part));
        } else {
            sb_add(&sb, part);
        }
        at = end;
    }
    ASSERT(!sb.failed);
    const struct str whole = str_copy(patterns->arena, sb_str(&sb));
    sb_done(&sb);
    return whole;
}

static void read_line(struct patterns *patterns, struct named *named, struct str line)
{
    struct str rest;
    const struct str name = str_cut(line, '\t', &rest);
    if (str_starts(name, STR("@")) || str_starts(name, STR("%"))) {
        ASSERT(named->count < NAMED_MAX);
        named->names[named->count] = name;
        named->texts[named->count++] = str_dup(patterns->arena, rest);
        return;
    }
    ASSERT(patterns->count < RULES_MAX);
    struct pattern *pattern = &patterns->items[patterns->count++];
    pattern->rule.rule = str_dup(patterns->arena, name);
    const struct str trust = str_cut(rest, '\t', &rest);
    ASSERT(str_eq(trust, STR("sure")) || str_eq(trust, STR("cures")));
    pattern->rule.trust = str_eq(trust, STR("sure")) ? SURE : CURES;
    pattern->rule.pattern = expand_lists(patterns, named, str_cut(rest, '\t', &rest));
    pattern->rule.correction = str_cut(rest, '\t', &rest);
    pattern->rule.reason = find_reason(patterns, named, rest);
    read_pattern(patterns->arena, pattern);
}

/* ---- which patterns a sentence may match ---- */

static uint64_t hash(struct str word)
{
    uint64_t h = 14695981039346656037u; /* FNV-1a */
    for (size_t i = 0; i < word.n; i++) {
        h = (h ^ (unsigned char)word.p[i]) * 1099511628211u;
    }
    return h;
}

static int by_hash(const void *a, const void *b)
{
    const struct anchor *x = a;
    const struct anchor *y = b;
    return (x->hash > y->hash) - (x->hash < y->hash);
}

/* The words of an element that one of them has to be; 0 where other words will do. */
static size_t count_words(const struct element *element)
{
    const struct test *test = &element->tests[0];
    if (element->is_optional || (test->kind != TEST_WORDS && test->kind != TEST_LEMMA) ||
        test->is_not || test->or_end || test->tags != 0 || test->may != 0) {
        return 0;
    }
    for (size_t i = 1; i < element->test_count; i++) {
        if (element->tests[i].is_first) {
            return 0;
        }
    }
    size_t count = 1;
    for (size_t i = 0; i < test->words.n; i++) {
        count += test->words.p[i] == '|';
    }
    return count;
}

static void add_anchors(struct patterns *patterns, size_t index)
{
    struct pattern *pattern = &patterns->items[index];
    const struct element *best = NULL;
    for (size_t i = 0; i < pattern->count; i++) {
        const size_t words = count_words(&pattern->elements[i]);
        if (words > 0 && (best == NULL || words < count_words(best))) {
            best = &pattern->elements[i];
        }
    }
    pattern->has_anchor = best != NULL;
    for (struct str rest = best == NULL ? STR_EMPTY : best->tests[0].words; rest.n > 0;) {
        ASSERT(patterns->anchor_count < ANCHORS_MAX);
        patterns->anchors[patterns->anchor_count++] =
            (struct anchor){hash(str_cut(rest, '|', &rest)), index};
    }
}

static void want(const struct patterns *patterns, struct str word, bool *out_wanted)
{
    const uint64_t h = hash(word);
    size_t low = 0;
    size_t high = patterns->anchor_count;
    while (low < high) {
        const size_t middle = (low + high) / 2;
        if (patterns->anchors[middle].hash < h) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    for (; low < patterns->anchor_count && patterns->anchors[low].hash == h; low++) {
        out_wanted[patterns->anchors[low].pattern] = true;
    }
}

bool *patterns_find_wanted(const struct patterns *patterns, const struct pattern_place *place)
{
    bool *wanted = arena_calloc(place->arena, patterns->count, sizeof(*wanted));
    for (size_t i = 0; i < place->sentence->count; i++) {
        const struct token *token = &place->sentence->tokens[i];
        want(patterns, token->low, wanted);
        for (size_t j = 0; j < token->lemma_count; j++) {
            want(patterns, str_from(token->lemmas[j].word.p), wanted);
        }
        if ((token->may & TAG(BE)) != 0) {
            want(patterns, STR("be"), wanted);
        }
    }
    return wanted;
}

struct patterns *patterns_new(void)
{
    struct patterns *patterns = must_calloc(1, sizeof(*patterns));
    patterns->arena = arena_new();
    patterns->anchors = must_calloc(ANCHORS_MAX, sizeof(*patterns->anchors));
    patterns->items = must_calloc(RULES_MAX, sizeof(*patterns->items));
    for (size_t i = 0; i < grammar_rules_count; i++) {
        struct named named = {0};
        struct str rest = {(const char *)grammar_rules[i].bytes, grammar_rules[i].n};
        while (rest.n > 0) {
            const struct str line = str_cut(rest, '\n', &rest);
            if (line.n > 0 && line.p[0] != '#') {
                read_line(patterns, &named, line);
            }
        }
    }
    for (size_t i = 0; i < patterns->count; i++) {
        add_anchors(patterns, i);
    }
    qsort(patterns->anchors, patterns->anchor_count, sizeof(*patterns->anchors), by_hash);
    return patterns;
}

size_t patterns_count(const struct patterns *patterns)
{
    return patterns->count;
}

void patterns_free(struct patterns *patterns)
{
    if (patterns != NULL) {
        arena_free(patterns->arena);
        free(patterns->items);
        free(patterns->anchors);
        free(patterns);
    }
}
