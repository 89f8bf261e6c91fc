/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the classifier goes by. Words that are no part of requests count by what they stand for ("<elem>", "<w>"), so that "what does X
 * mean" is the same for all X. */
#include "infer/router/router_int.h"

#define FIRST_TOKENS \
    ((size_t)24) /* of a long message without a form that tells where the request is */
#define LAST_TOKENS ((size_t)10)
#define EDGE_BYTES  ((size_t)800)

/* ---- tokens of the request ---- */

static void add_payload(const struct router_parts *parts, struct router_tokens *tokens)
{
    if (tokens->count < ROUTER_TOKENS_MAX) {
        tokens->items[tokens->count++] = (struct router_token){
            .text = str_from(router_shape_name(parts->shape)),
            .start = parts->start,
            .end = parts->end,
            .class = ROUTER_PAYLOAD,
            .is_known = true,
        };
    }
}

/* The last place at or before i that parts two characters. */
static size_t aligned(struct str s, size_t i)
{
    while (i < s.n && i > 0 && ((uint8_t)s.p[i] & 0xC0) == 0x80) {
        i--;
    }
    return size_min(i, s.n);
}

/* A long text that may begin or end with a request: tokens of its two ends, with the text between them. */
static void add_ends(const struct router_words *words, struct router_parts *parts,
                     struct arena *arena, struct router_tokens *tokens)
{
    struct str s = parts->message;
    struct router_tokens end;
    router_tokens_init(arena, &end);
    const size_t ranges[2][2] = {{0, aligned(s, EDGE_BYTES)},
                                 {aligned(s, s.n > EDGE_BYTES ? s.n - EDGE_BYTES : 0), s.n}};
    router_add_tokens(words, s, ranges[0], arena, tokens);
    router_add_tokens(words, s, ranges[1], arena, &end);
    bool is_whole = tokens->count <= FIRST_TOKENS + LAST_TOKENS && s.n <= EDGE_BYTES;
    if (is_whole) {
        return;
    }
    tokens->count = size_min(tokens->count, FIRST_TOKENS);
    add_payload(parts, tokens);
    size_t from = end.count > LAST_TOKENS ? end.count - LAST_TOKENS : 0;
    for (size_t i = from; i < end.count && tokens->count < ROUTER_TOKENS_MAX; i++) {
        tokens->items[tokens->count++] = end.items[i];
    }
}

static void tokenize(struct router_request *request)
{
    const struct router_words *words = &request->router->words;
    struct router_parts *parts = &request->parts;
    struct str s = parts->message;
    router_tokens_init(request->arena, &request->tokens);
    if (parts->payload.n > 0) {
        const size_t before[2] = {0, size_min(parts->start, aligned(s, EDGE_BYTES))};
        const size_t behind[2] = {parts->end, aligned(s, parts->end + EDGE_BYTES)};
        router_add_tokens(words, s, before, request->arena, &request->tokens);
        add_payload(parts, &request->tokens);
        router_add_tokens(words, s, behind, request->arena, &request->tokens);
    } else if (router_shape_is_code(parts->shape)) {
        parts->end = s.n;
        add_payload(parts, &request->tokens);
    } else {
        add_ends(words, parts, request->arena, &request->tokens);
    }
}

/* ---- features ---- */

static void add_feature(struct router_features *out, const char *kind, const struct str *parts,
                        size_t count)
{
    uint32_t hash = ngram_hash(NGRAM_HASH_START, kind, strlen(kind));
    for (size_t i = 0; i < count; i++) {
        hash = ngram_hash(hash, "\x1f", 1);
        hash = ngram_hash(hash, parts[i].p, parts[i].n);
    }
    if (out->count < ROUTER_FEATURES_MAX) {
        out->hashes[out->count++] = hash;
    }
}

static void add_one(struct router_features *out, const char *kind, struct str value)
{
    add_feature(out, kind, &value, 1);
}

/* What a token is in a pattern; empty: nothing. */
static struct str pattern_of(const struct router_concepts *concepts,
                             const struct router_token *token, bool is_first)
{
    switch (token->class) {
    case ROUTER_NUMBER:
        return STR("<n>");
    case ROUTER_NUMBER_WORD:
        return str_eq(token->text, STR("one")) ? token->text : STR("<n>");
    case ROUTER_SIGN:
        return token->text.n == 1 && strchr("?+*/=^%!&|", token->text.p[0]) != NULL ? token->text
                                                                                    : STR_EMPTY;
    case ROUTER_UNIT:
        return STR("<unit>");
    case ROUTER_CURRENCY:
        return STR("<cur>");
    case ROUTER_LANGUAGE:
        return STR("<lang>");
    case ROUTER_CODE_LANGUAGE:
        return STR("<cl>");
    case ROUTER_ELEMENT:
        return STR("<elem>");
    case ROUTER_PLANET:
        return STR("<planet>");
    case ROUTER_DAY:
        return STR("<day>");
    case ROUTER_PAYLOAD:
        return STR("<t>");
    case ROUTER_WORD:
    case ROUTER_CLASS_COUNT:
        break;
    }
    if (token->is_known) {
        return token->text;
    }
    struct str found[ROUTER_CONCEPTS_MAX];
    size_t count = 0;
    router_add_concepts(concepts, token->text, found, &count);
    return count > 0 ? found[0] : token->is_capital && !is_first ? STR("<W>") : STR("<w>");
}

static void add_patterns(const struct str *patterns, size_t n, struct router_features *out)
{
    for (size_t i = 0; i < n; i++) {
        add_feature(out, "1", patterns + i, 1);
        if (i + 1 < n) {
            add_feature(out, "2", patterns + i, 2);
        }
        if (i + 2 < n) {
            const struct str ends[2] = {patterns[i], patterns[i + 2]};
            add_feature(out, "3", patterns + i, 3);
            add_feature(out, "s", ends, 2);
        }
    }
}

/* What a request asks for in its order, without the words in between: "would you be so kind as to give me the meaning of X" is
 * "give sense <w>". */
static void add_concepts(const struct router_request *request, struct router_features *out)
{
    struct str order[ROUTER_TOKENS_MAX];
    size_t n = 0;
    for (size_t i = 0; i < request->tokens.count; i++) {
        const struct router_token *token = &request->tokens.items[i];
        struct str found[ROUTER_CONCEPTS_MAX];
        size_t count = 0;
        if (token->class == ROUTER_WORD) {
            router_add_concepts(&request->router->concepts, token->text, found, &count);
        }
        for (size_t k = 0; k < count; k++) {
            add_one(out, "concept", found[k]);
        }
        bool is_name = token->class != ROUTER_WORD || !token->is_known;
        struct str here = count > 0 ? found[0]
                          : is_name ? pattern_of(&request->router->concepts, token, i == 0)
                                    : STR_EMPTY;
        if (here.n > 0 && (n == 0 || !str_eq(order[n - 1], here))) {
            order[n++] = here;
        }
    }
    for (size_t i = 0; i + 1 < n; i++) {
        add_feature(out, "concepts", order + i, 2);
        if (i + 2 < n) {
            const struct str ends[2] = {order[i], order[i + 2]};
            add_feature(out, "concepts", order + i, 3);
            add_feature(out, "apart", ends, 2);
        }
    }
}

#define STEM_LETTERS ((size_t)5)
#define GRAM_MIN     ((size_t)3)
#define GRAM_MAX     ((size_t)4)
#define GRAM_WORD    ((size_t)20)

/* Letters in a row, with the edges of the word. */
static void add_grams(struct str word, struct router_features *out)
{
    char bytes[GRAM_WORD + 2];
    size_t n = size_min(word.n, GRAM_WORD);
    bytes[0] = '<';
    memcpy(bytes + 1, word.p, n);
    bytes[n + 1] = '>';
    for (size_t length = GRAM_MIN; length <= GRAM_MAX; length++) {
        for (size_t i = 0; i + length <= n + 2; i++) {
            add_one(out, "gram", (struct str){bytes + i, length});
        }
    }
}

static void add_words(const struct router_request *request, struct router_features *out)
{
    struct str patterns[ROUTER_TOKENS_MAX + 2];
    size_t n = 0;
    patterns[n++] = STR("<s>");
    for (size_t i = 0; i < request->tokens.count; i++) {
        const struct router_token *token = &request->tokens.items[i];
        struct str pattern = pattern_of(&request->router->concepts, token, i == 0);
        if (pattern.n > 0) {
            patterns[n++] = pattern;
        }
        if (token->class != ROUTER_WORD && token->class != ROUTER_SIGN && token->is_known) {
            add_one(out, "word", token->text);
        }
        if (token->class == ROUTER_WORD && token->text.n > STEM_LETTERS) {
            add_one(out, "stem", str_sub(token->text, 0, STEM_LETTERS));
        }
        if (token->class == ROUTER_WORD && token->text.n > 3) {
            add_grams(token->text, out);
        }
    }
    patterns[n++] = STR("</s>");
    add_patterns(patterns, n, out);
}

static struct str length_name(size_t tokens)
{
    static const struct {
        size_t max;
        struct str name;
    } lengths[] = {{1, STR("1")}, {2, STR("2")}, {4, STR("4")}, {8, STR("8")}, {16, STR("16")}};
    for (size_t i = 0; i < ARRAY_LEN(lengths); i++) {
        if (tokens <= lengths[i].max) {
            return lengths[i].name;
        }
    }
    return STR("17");
}

/* None, one, or several. */
static struct str count_name(size_t count)
{
    return count == 0 ? STR("0") : count == 1 ? STR("1") : STR("2");
}

static struct str form_name(const struct router_parts *parts, bool has_request)
{
    if (parts->payload.n == 0) {
        return STR("whole");
    }
    return has_request ? STR("part") : STR("alone");
}

static void add_shape(const struct router_request *request, struct router_features *out)
{
    const struct router_parts *parts = &request->parts;
    const struct str shape = str_from(router_shape_name(parts->shape));
    size_t counts[ROUTER_CLASS_COUNT] = {0};
    for (size_t i = 0; i < request->tokens.count; i++) {
        counts[request->tokens.items[i].class]++;
    }
    bool has_request = request->tokens.count > counts[ROUTER_PAYLOAD];
    const struct str form[2] = {shape, form_name(parts, has_request)};
    add_feature(out, "shape", form, 2);
    add_one(out, "form", form[1]);
    add_one(out, "length", length_name(request->tokens.count));
    size_t numbers = counts[ROUTER_NUMBER] + counts[ROUTER_NUMBER_WORD];
    add_one(out, "numbers", count_name(numbers));
    const struct str both[2] = {numbers == 0 ? STR("0") : STR("1"),
                                count_name(counts[ROUTER_UNIT] + counts[ROUTER_CURRENCY])};
    add_feature(out, "units", both, 2);
    if (parts->is_quoted) {
        add_one(out, "quoted", shape);
    }
}

static void add_room(const struct router_request *request, struct router_features *out)
{
    const struct router_question *question = request->question;
    const struct str shape = str_from(router_shape_name(request->parts.shape));
    struct str pictures = question->attached > 0  ? STR("attached")
                          : question->earlier > 0 ? STR("earlier")
                                                  : STR("none");
    struct str skill = request->last == NULL ? STR("none") : request->last->skill;
    bool is_short = request->tokens.count <= 4;
    const struct str after[2] = {skill, is_short ? STR("short") : STR("long")};
    const struct str hint[2] = {question->preset, shape};
    add_one(out, "pictures", pictures);
    add_one(out, "last", request->last == NULL ? STR("no") : STR("yes"));
    add_feature(out, "after", after, 2);
    if (question->preset.n > 0) {
        add_one(out, "preset", question->preset);
        add_feature(out, "hint", hint, 2);
    }
}

void router_add_features(const struct router_request *request, struct router_features *out)
{
    add_words(request, out);
    add_concepts(request, out);
    add_shape(request, out);
    add_room(request, out);
}

/* ---- understanding ---- */

/* The last thing that was done; what was only offered is none. */
static const struct router_step *last_step(const struct router_question *question)
{
    for (size_t i = question->turn_count; i-- > 0;) {
        const struct router_turn *turn = &question->turns[i];
        for (size_t k = turn->step_count; k-- > 0;) {
            if (!str_eq(turn->steps[k].skill, STR("choices"))) {
                return &turn->steps[k];
            }
        }
    }
    return NULL;
}

static void classify(struct router_request *request)
{
    const struct ngram_model *model = &request->router->model;
    struct router_features features = {
        arena_calloc(request->arena, ROUTER_FEATURES_MAX, sizeof(uint32_t)), 0};
    router_add_features(request, &features);
    struct ngram_counts counts;
    ngram_counts_init(model, request->arena, &counts);
    for (size_t i = 0; i < features.count; i++) {
        ngram_count(&counts, features.hashes[i]);
    }
    double *probabilities =
        arena_calloc(request->arena, model->label_count, sizeof(*probabilities));
    ngram_classify(model, &counts, probabilities);
    for (size_t i = 0; i < model->label_count; i++) {
        request->probabilities[request->router->intents[i]] = probabilities[i];
    }
}

static void look(const struct router *router, const struct router_question *question,
                 struct str text, struct arena *arena, struct router_request *out)
{
    *out = (struct router_request){
        .router = router, .question = question, .arena = arena, .last = last_step(question)};
    router_part(text, &out->parts);
    tokenize(out);
}

void router_understand(const struct router *router, const struct router_question *question,
                       struct str text, struct arena *arena, struct router_request *out)
{
    look(router, question, text, arena, out);
    classify(out);
    router_weigh(out);
    if (out->intent != ROUTER_TRANSLATE && router_orders_translation(out)) {
        out->intent = ROUTER_TRANSLATE;
        out->probabilities[ROUTER_TRANSLATE] = 1;
    }
}

void router_features_of(const struct router *router, const struct router_question *question,
                        struct arena *arena, struct router_features *out)
{
    struct router_request request;
    look(router, question, str_trim(question->message), arena, &request);
    *out = (struct router_features){arena_calloc(arena, ROUTER_FEATURES_MAX, sizeof(uint32_t)), 0};
    router_add_features(&request, out);
}
