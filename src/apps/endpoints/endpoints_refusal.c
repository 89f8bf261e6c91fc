/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a server says instead of an answer: whether to ask again, and in which words people learn of it. */
#include "apps/endpoints/endpoints_int.h"
#include "base/utf8.h"

#define KEY_SHORTEST      8 /* a key that is shorter could be any word */
#define RETRY_AFTER_MAX_S 86400

/* ---- its own words ---- */

static bool is_wordlike(char c)
{
    return c > ' ' && c != '"' && c != '\'' && c != ',' && c != ';' && c != '(' && c != ')';
}

/* Keys are shown by servers in part, too, as "sk-abc***xyz". */
static bool is_secret(struct str word)
{
    return str_starts(word, STR("sk-")) ||
           (word.n > KEY_SHORTEST && str_find_byte(word, '*') < word.n);
}

/* Words of secrets become an ellipsis, control characters and blanks one blank. */
static void add_words(struct sb *out, struct str text)
{
    size_t at = 0;
    while (at < text.n) {
        size_t end = at;
        while (end < text.n && is_wordlike(text.p[end])) {
            end++;
        }
        if (end > at) {
            const struct str word = str_sub(text, at, end);
            sb_add(out, is_secret(word) ? STR("...") : word);
            at = end;
            continue;
        }
        const char c = text.p[at++];
        if ((uint8_t)c > ' ' && c != 0x7f) {
            sb_add_byte(out, c);
        } else if (out->n > 0 && out->p[out->n - 1] != ' ') {
            sb_add_byte(out, ' ');
        }
    }
}

static void add_without_key(struct sb *out, struct str text, struct str key)
{
    while (text.n > 0) {
        const char *found =
            key.n >= KEY_SHORTEST && text.n >= key.n ? memmem(text.p, text.n, key.p, key.n) : NULL;
        const size_t before = found != NULL ? (size_t)(found - text.p) : text.n;
        sb_add(out, str_sub(text, 0, before));
        if (found != NULL) {
            sb_add_c(out, "...");
        }
        text = str_sub(text, found != NULL ? before + key.n : text.n, text.n);
    }
}

struct str endpoints_clean_words(const struct endpoint *endpoint, struct str words,
                                 struct arena *arena)
{
    CLEANUP(sb_done) struct sb joined;
    CLEANUP(sb_done) struct sb without;
    CLEANUP(sb_done) struct sb clean;
    struct endpoints_text text = {0};
    sb_init(&joined, 64 * KIB);
    sb_init(&without, 64 * KIB);
    sb_init(&clean, 64 * KIB);
    const struct str well_formed = endpoints_text_join(&text, str_sub(words, 0, 16 * KIB), &joined);
    add_without_key(&without, well_formed, endpoint->row.api_key);
    add_words(&clean, sb_str(&without));
    const struct str trimmed = str_trim(sb_str(&clean));
    const struct str cut = utf8_prefix(trimmed, ENDPOINTS_WORDS_MAX);
    return cut.n < trimmed.n ? str_from(arena_printf(arena, "%" STRF "...", STRA(cut)))
                             : str_copy(arena, cut);
}

/* ---- what it means ---- */

struct refused {
    const struct endpoint *endpoint;
    const struct endpoints_reply *reply;
    struct str words; /* clean; may be empty */
    struct str code;  /* OpenAI's word for it; may be empty */
};

/* "tools: Extra inputs are not permitted" of FastAPI's [{"loc":["body","tools"],"msg":...}, ...]. */
static struct str first_detail(struct json_value list, struct arena *arena)
{
    const struct json_value first = json_at(list, 0);
    const struct json_value place = json_get(first, "loc");
    const struct str what = json_text(json_get(first, "msg"));
    const size_t depth = json_count(place);
    const struct str where = depth > 0 ? json_text(json_at(place, depth - 1)) : STR_EMPTY;
    return what.n > 0 && where.n > 0
               ? str_from(arena_printf(arena, "%" STRF ": %" STRF, STRA(where), STRA(what)))
               : what;
}

/* Bodies are {"error":{"message","code","type"}}, {"error":"..."}, {"message":...}, {"detail":...} or {"detail":[...]}. */
static void read_words(struct refused *refused, struct arena *arena)
{
    CLEANUP(json_doc_freep) struct json_doc *doc = NULL;
    refused->words = STR_EMPTY;
    refused->code = STR_EMPTY;
    if (json_doc_parse(refused->reply->body, &doc, NULL) < 0) {
        return;
    }
    const struct json_value root = json_doc_root(doc);
    const struct json_value error = json_get(root, "error");
    const struct json_value all[] = {
        json_get(error, "message"),
        error,
        json_get(root, "message"),
        json_get(root, "detail"),
    };
    struct str words = STR_EMPTY;
    for (size_t i = 0; i < ARRAY_LEN(all) && words.n == 0; i++) {
        words = json_text(all[i]);
    }
    if (words.n == 0) {
        words = first_detail(json_get(root, "detail"), arena);
    }
    refused->words = endpoints_clean_words(refused->endpoint, words, arena);
    refused->code = str_copy(arena, json_text(json_get(error, "code")));
}

static bool says(const struct refused *refused, const char *const *parts)
{
    for (; *parts != NULL; parts++) {
        if (str_has_nocase(refused->words, str_from(*parts)) ||
            str_has_nocase(refused->code, str_from(*parts))) {
            return true;
        }
    }
    return false;
}

static bool is_about_context(const struct refused *refused)
{
    static const char *const parts[] = {
        "context_length",  "context length",     "context size",    "context window",
        "too many tokens", "prompt is too long", "maximum context", NULL,
    };
    return says(refused, parts);
}

static bool is_about_model(const struct refused *refused)
{
    static const char *const parts[] = {"model_not_found", "model", NULL};
    return says(refused, parts);
}

/* What it does not understand, where the request can do without. */
static unsigned missing_quirk(const struct refused *refused, unsigned quirks, bool has_tools)
{
    static const char *const stream_options[] = {"stream_options", NULL};
    static const char *const completion[] = {"max_completion_tokens", NULL};
    static const char *const tools[] = {
        "support tool", "support function", "tool choice requires",
        "--jinja",      "tools param",      "tools:",
        ": tools",      "'tools'",          "\"tools\"",
        NULL,
    };
    if ((quirks & ENDPOINTS_NO_STREAM_OPTIONS) == 0 && says(refused, stream_options)) {
        return ENDPOINTS_NO_STREAM_OPTIONS;
    }
    if ((quirks & ENDPOINTS_COMPLETION_TOKENS) == 0 && says(refused, completion)) {
        return ENDPOINTS_COMPLETION_TOKENS;
    }
    if ((quirks & ENDPOINTS_NO_TOOLS) == 0 && has_tools && says(refused, tools)) {
        return ENDPOINTS_NO_TOOLS;
    }
    return 0;
}

static bool is_transient(const struct refused *refused)
{
    static const char *const lasting[] = {"insufficient_quota", "billing", NULL};
    const int status = refused->reply->status;
    return status == 408 || status >= 500 || (status == 429 && !says(refused, lasting));
}

static int code_of(const struct refused *refused)
{
    const int status = refused->reply->status;
    if (status == 401 || status == 403) {
        return E_MODEL_KEY;
    }
    if (status == 404 && is_about_model(refused)) {
        return E_MODEL_UNKNOWN;
    }
    if ((status == 400 || status == 413 || status == 422 || status == 500) &&
        is_about_context(refused)) {
        return E_CONTEXT;
    }
    if (status == 400 && says(refused, (const char *const[]){"model_not_found", NULL})) {
        return E_MODEL_UNKNOWN;
    }
    if (status == 402 || status == 429 || status == 503 || status == 529) {
        return E_MODEL_BUSY;
    }
    return status == 408 || status == 504 ? E_MODEL_TIMEOUT : E_MODEL_FAILED;
}

static const char *sentence_of(int rc)
{
    switch (rc) {
    case E_MODEL_KEY:
        return "does not take the key that it is asked with";
    case E_MODEL_UNKNOWN:
        return "does not have this model";
    case E_CONTEXT:
        return "cannot read that much at once";
    case E_MODEL_BUSY:
        return "has too much to do";
    case E_MODEL_TIMEOUT:
        return "took too long";
    default:
        return "gave no answer";
    }
}

/* At most so many bytes, and none of half a character. */
static struct str cut_bytes(struct str text, size_t most)
{
    size_t end = size_min(text.n, most);
    while (end > 0 && end < text.n && ((uint8_t)text.p[end] & 0xc0) == 0x80) {
        end--;
    }
    return str_sub(text, 0, end);
}

int endpoints_tell(const struct endpoint *endpoint, int rc, const char *what, struct str words,
                   struct err *err)
{
    const struct str name = endpoint->row.name;
    const size_t room = sizeof(err->detail) - 1;
    const size_t taken = name.n + strlen(what) + sizeof(" : ...");
    const struct str cut = cut_bytes(words, room > taken ? room - taken : 0);
    return err_set(err, rc, "%" STRF " %s%s%" STRF "%s", STRA(name), what, cut.n > 0 ? ": " : ".",
                   STRA(cut), cut.n < words.n ? "..." : "");
}

static void describe(const struct refused *refused, int rc, struct err *err)
{
    const int status = refused->reply->status;
    const bool is_lost = status == 404 || (status >= 300 && status < 400);
    char what[160];
    snprintf(what, sizeof(what), "%s (%d)", sentence_of(rc), status);
    if (refused->words.n == 0 && is_lost) {
        snprintf(what, sizeof(what),
                 "has nothing at this address (%d). The base URL should end where "
                 "\"/chat/completions\" can follow, mostly in \"/v1\"",
                 status);
    }
    (void)endpoints_tell(refused->endpoint, rc, what, refused->words, err);
    if (err != NULL && refused->reply->retry_after_s > 0 &&
        refused->reply->retry_after_s <= RETRY_AFTER_MAX_S) {
        err->retry_after_s = (int)refused->reply->retry_after_s;
    }
}

void endpoints_judge(const struct endpoint *endpoint, const struct endpoints_reply *reply,
                     unsigned quirks, bool has_tools, struct endpoints_refusal *out,
                     struct err *err)
{
    CLEANUP(arena_freep) struct arena *arena = arena_new();
    struct refused refused = {.endpoint = endpoint, .reply = reply};
    read_words(&refused, arena);
    *out = (struct endpoints_refusal){.verdict = ENDPOINTS_FINAL, .rc = code_of(&refused)};
    describe(&refused, out->rc, err);
    if (reply->status == 400 || reply->status == 422 || reply->status == 500) {
        out->quirk = missing_quirk(&refused, quirks, has_tools);
    }
    if (out->quirk != 0) {
        out->verdict = ENDPOINTS_AT_ONCE;
    } else if (out->rc != E_CONTEXT && is_transient(&refused)) {
        out->verdict = ENDPOINTS_AGAIN;
    }
}
