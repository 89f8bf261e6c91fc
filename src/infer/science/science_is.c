/* SPDX-License-Identifier: GPL-3.0-or-later */
/* "is iron a metal", "are whales fish or mammals", "do you know if Pluto is a planet": yes or no, with what the tables say of it. */
#include "infer/science/science_int.h"

#define KINDS_MAX  3 /* of "a solid, a liquid or a gas" */
#define KIND_WORDS 4

/* A question of what something is. */
struct asked {
    struct str name;
    const struct science_kind *kinds[KINDS_MAX]; /* (count) in their order */
    size_t count;
};

static bool is_word(struct str word, const char *words)
{
    return science_names_have(words, word);
}

/* How many words there are in a phrase that the words up to `to` end with; 0: they do not. */
static size_t ends_in(const struct science_query *query, size_t from, size_t to, const char *phrase)
{
    size_t words = 1;
    for (const char *p = phrase; *p != '\0'; p++) {
        words += *p == ' ';
    }
    return from + words <= to &&
                   str_eq_nocase(science_words(query, to - words, to), str_from(phrase))
               ? words
               : 0;
}

/* Without what says nothing at its end; `out_tagged`: "..., right?" made a question of a statement. */
static size_t cut_end(const struct science_query *query, size_t from, size_t to, bool *out_tagged)
{
    static const struct {
        const char *phrase;
        bool is_tag;
    } ends[] = {
        {"at room temperature", false},
        {"at normal temperature", false},
        {"or not", false},
        {"yes or no", false},
        {"or what", false},
        {"please", false},
        {"right", true},
        {"correct", true},
        {"isn't it", true},
        {"aren't they", true},
        {"true or false", true},
        {"actually", false},
        {"really", false},
        {"though", false},
        {"too", false},
        {"as well", false},
        {"then", false},
    };
    *out_tagged = false;
    size_t i = 0;
    while (i < ARRAY_LEN(ends)) {
        const size_t words = ends_in(query, from, to, ends[i].phrase);
        *out_tagged |= words > 0 && ends[i].is_tag;
        to -= words;
        i = words > 0 ? 0 : i + 1; /* there may be several */
    }
    return to;
}

/* The kinds that the words end with are taken off; how many words are left before them. */
static size_t take_kinds(const struct science_query *query, size_t from, size_t to,
                         struct asked *out)
{
    bool may_go_on = true;
    while (may_go_on && out->count < KINDS_MAX) {
        const struct science_kind *kind = NULL;
        size_t words = KIND_WORDS + 1;
        while (kind == NULL && --words > 0) {
            kind =
                from + words <= to ? science_find_kind(science_words(query, to - words, to)) : NULL;
        }
        if (kind == NULL) {
            break;
        }
        to -= words;
        out->kinds[out->count++] = kind;
        while (to > from && is_word(query->words[to - 1], "a|an|the|some")) {
            to--;
        }
        const bool is_or = to > from && is_word(query->words[to - 1], "or");
        to -= is_or;
        may_go_on = is_or || out->count > 1;
    }
    return to;
}

/* The name without what stands around it. */
static struct str name_of(const struct science_query *query, size_t from, size_t to)
{
    static const char before[] = "a|an|the|all|most|element|metal|planet|animal|word";
    static const char behind[] = "a|an|the|kind|type|sort|of|considered|counted|classed|classified|"
                                 "as|still|also|really|actually|even|just|only|be|called|to|"
                                 "technically|not|n't";
    while (to > from && is_word(query->words[to - 1], behind)) {
        to--;
    }
    while (to > from + 1 && is_word(query->words[from], before)) {
        from++;
    }
    static const char pronouns[] = "it|this|that|these|those|he|she|they|you|i|we|there|here|my|"
                                   "your|his|her|our|their|any";
    const bool is_name = to > from && to - from <= 3 && !is_word(query->words[from], pronouns);
    return is_name ? science_words(query, from, to) : STR_EMPTY;
}

static bool read_question(const struct science_query *query, struct asked *out)
{
    static const char lead[] = "so|hey|hi|hello|please|ok|okay|well|and|but|um|tell|me|do|you|know|"
                               "can|could|wonder|i|wondering|am|i'm|wanted|want|to|say|would";
    static const char verbs[] = "is|are|isn't|aren't|isnt|arent|was";
    bool is_led = false;
    bool is_tagged = false;
    size_t from = 0;
    while (from < query->count && is_word(query->words[from], lead)) {
        from++;
    }
    while (from < query->count && is_word(query->words[from], "if|whether|that")) {
        is_led = true;
        from++;
    }
    const size_t to = cut_end(query, from, query->count, &is_tagged);
    size_t verb = from;
    while (verb < to && !is_word(query->words[verb], verbs)) {
        verb++;
    }
    if (verb == to || (verb > from && !is_led && !is_tagged)) {
        return false;
    }
    const size_t begin = verb == from ? from + 1 : verb + 1;
    out->count = 0;
    const size_t end = take_kinds(query, begin, to, out);
    if (out->count == 0) {
        return false;
    }
    /* "iron is a metal": nothing but an article may stand between the verb and the kind */
    out->name = verb == from                        ? name_of(query, begin, end)
                : name_of(query, begin, end).n == 0 ? name_of(query, from, verb)
                                                    : STR_EMPTY;
    return out->name.n > 0;
}

static const char *with_article(struct arena *arena, const struct science_kind *kind)
{
    const char *name = science_kind_name(arena, kind);
    return arena_printf(arena, "%s %s", science_article(name), name);
}

static int refuse(const struct asked *asked, enum science_verdict verdict, struct err *err)
{
    return verdict == SCIENCE_VERDICT_UNSURE
               ? err_set(err, E_INVALID, "The tables are not sure about “%" STRF "” in this.",
                         STRA(asked->name))
               : err_set(err, E_INVALID,
                         "The tables tell this of %s alone, and “%" STRF "” is not among them.",
                         science_kind_subjects(asked->kinds[0]), STRA(asked->name));
}

/* "Yes. Iron is a metal" */
static int answer_one(struct arena *arena, const struct asked *asked, struct science_facts *out,
                      struct err *err)
{
    const struct science_kind *kind = asked->kinds[0];
    struct science_verdict_of verdict;
    const enum science_verdict is = science_judge(arena, kind, asked->name, &verdict);
    if (is == SCIENCE_VERDICT_UNSURE || is == SCIENCE_VERDICT_NOT_THERE) {
        return refuse(asked, is, err);
    }
    *out = verdict.facts;
    out->title = arena_printf(arena, "%s. %s is %s%s", is == SCIENCE_VERDICT_YES ? "Yes" : "No",
                              verdict.name, is == SCIENCE_VERDICT_YES ? "" : "not ",
                              with_article(arena, kind));
    return E_OK;
}

/* "A whale is a mammal", of "a fish or a mammal" */
static int answer_which(struct arena *arena, const struct asked *asked, struct science_facts *out,
                        struct err *err)
{
    struct science_verdict_of verdict = {.name = NULL};
    const char *are = NULL;
    const char *are_not = NULL;
    for (size_t i = asked->count; i-- > 0;) {
        struct science_verdict_of one;
        const enum science_verdict is = science_judge(arena, asked->kinds[i], asked->name, &one);
        const char *name = with_article(arena, asked->kinds[i]);
        if (is == SCIENCE_VERDICT_YES) {
            verdict = are == NULL ? one : verdict;
            are = are == NULL ? name : arena_printf(arena, "%s and %s", are, name);
        } else if (is == SCIENCE_VERDICT_NO) {
            verdict = verdict.name == NULL ? one : verdict;
            are_not = are_not == NULL ? name : arena_printf(arena, "%s nor %s", are_not, name);
        } else if (i == 0 && are == NULL && are_not == NULL) {
            return refuse(asked, is, err);
        }
    }
    *out = verdict.facts;
    out->title = are != NULL ? arena_printf(arena, "%s is %s", verdict.name, are)
                             : arena_printf(arena, "%s is neither %s", verdict.name, are_not);
    return E_OK;
}

int science_put_is(struct science_query *query, struct science_facts *out, struct err *err)
{
    struct asked asked;
    if (!read_question(query, &asked)) {
        return SCIENCE_NOT_MINE;
    }
    return asked.count == 1 ? answer_one(query->arena, &asked, out, err)
                            : answer_which(query->arena, &asked, out, err);
}

bool science_asks_kind(struct arena *arena, struct str question, struct str *out_name)
{
    struct science_query query = {.arena = arena};
    struct asked asked;
    science_cut_words(&query, question);
    if (!read_question(&query, &asked)) {
        return false;
    }
    *out_name = asked.name;
    return true;
}
