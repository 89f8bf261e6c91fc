/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tells what somebody asks from the text that they ask it about, by form: a fence around code, a colon, quotation marks, a line
 * of its own. */
#include <ctype.h>

#include "base/utf8.h"
#include "infer/router/router_int.h"

#define ASK_WORDS ((size_t)16) /* a request is hardly longer */
#define ASK_BYTES ((size_t)160)

static void take(struct router_parts *parts, size_t start, size_t end, struct str payload)
{
    parts->start = start;
    parts->end = end;
    parts->payload = payload;
}

static size_t offset(const struct router_parts *parts, struct str part)
{
    return (size_t)(part.p - parts->message.p);
}

static size_t find(struct str text, size_t from, const char *part)
{
    struct str rest = str_sub(text, from, text.n);
    const char *found = rest.n > 0 ? memmem(rest.p, rest.n, part, strlen(part)) : NULL;
    return found == NULL ? text.n : (size_t)(found - text.p);
}

static bool is_ask(struct str line)
{
    return line.n > 0 && line.n <= ASK_BYTES && router_count_words(line) <= ASK_WORDS + 4 &&
           !router_shape_is_code(router_shape_of(line));
}

/* ```language
 * text
 * ``` */
static bool take_fence(struct router_parts *parts)
{
    struct str s = parts->message;
    size_t open = find(s, 0, "```");
    if (open == s.n) {
        return false;
    }
    size_t close = find(s, open + 3, "```");
    struct str inside = str_sub(s, open + 3, close);
    size_t line = str_find_byte(inside, '\n');
    bool has_language =
        line < inside.n && line <= 12 && str_find_byte(str_sub(inside, 0, line), ' ') >= line;
    if (has_language) {
        inside = str_sub(inside, line + 1, inside.n);
    }
    take(parts, open, size_min(close + 3, s.n), str_trim(inside));
    return parts->payload.n > 0;
}

/* The dash at i in "3x - 7 = 11". */
static bool is_difference(struct str s, size_t i)
{
    bool is_variable = i < 2 || isdigit((unsigned char)s.p[i - 2]) ||
                       isspace((unsigned char)s.p[i - 2]) || s.p[i - 2] == '(';
    return is_variable && i + 3 < s.n && isdigit((unsigned char)s.p[i + 3]);
}

/* "check:I has a apple" */
static bool is_tight_colon(struct str s, size_t i)
{
    bool parts_words = isalpha((unsigned char)s.p[i - 1]) && isalpha((unsigned char)s.p[i + 1]);
    return parts_words && router_count_words(str_sub(s, 0, i)) >= 1 &&
           router_count_words(str_sub(s, i + 1, s.n)) >= 2;
}

/* The bytes of a colon or a dash that parts a request from its text; 0 where none is at i. */
static size_t mark_bytes(struct str s, size_t i)
{
    bool is_colon = s.p[i] == ':' && (isspace((unsigned char)s.p[i + 1]) ||
                                      strchr("{[<\"", s.p[i + 1]) != NULL || is_tight_colon(s, i));
    bool is_dash =
        i + 2 < s.n && memcmp(s.p + i, " - ", 3) == 0 && isalpha((unsigned char)s.p[i - 1]);
    return is_colon ? 1 : is_dash ? 3 : 0;
}

/* What stands behind or before the mark at i. */
static bool take_at_mark(struct router_parts *parts, size_t i, size_t bytes)
{
    struct str s = parts->message;
    bool is_dash = bytes > 1;
    struct str rest = str_trim(str_sub(s, i + bytes, s.n));
    struct str head = str_trim(str_sub(s, 0, i));
    if (router_asks_behind(head, rest)) {
        take(parts, offset(parts, head), offset(parts, head) + head.n, head);
        return true;
    }
    if (rest.n == 0 || (is_dash && (router_opens_question(rest) || is_difference(s, i))) ||
        router_count_words(str_sub(s, 0, i)) > ASK_WORDS) {
        return false;
    }
    size_t n = router_wants_translation(head) ? router_text_before_language(rest) : rest.n;
    bool has_tail = n < rest.n;
    take(parts, offset(parts, rest), has_tail ? offset(parts, rest) + n : s.n, str_sub(rest, 0, n));
    return true;
}

/* "check: I has a apple"; or "frugal - meaning?", where the text stands first. */
static bool take_colon(struct router_parts *parts)
{
    struct str s = parts->message;
    for (size_t i = 1; i + 1 < size_min(s.n, ASK_BYTES); i++) {
        if (strchr("{}[]<>;=\"`\n", s.p[i]) != NULL) {
            return false; /* what came before is no request any more */
        }
        if (s.p[i] == '?' && isspace((unsigned char)s.p[i + 1])) {
            return false; /* what follows a question is no request */
        }
        size_t bytes = mark_bytes(s, i);
        if (bytes > 0) {
            return take_at_mark(parts, i, bytes);
        }
    }
    return false;
}

static const struct {
    struct str open;
    struct str close;
} quotes[] = {
    {STR("\""), STR("\"")},
    {STR("\xe2\x80\x9c"), STR("\xe2\x80\x9d")},
    {STR("\xe2\x80\x9e"), STR("\xe2\x80\x9c")},
    {STR("\xc2\xab"), STR("\xc2\xbb")},
    {STR("`"), STR("`")},
    {STR("\xe2\x80\x98"), STR("\xe2\x80\x99")},
    {STR("'"), STR("'")},
};

static bool is_edge(struct str s, size_t i)
{
    return i >= s.n || (!isalnum((unsigned char)s.p[i]) && (uint8_t)s.p[i] < 0x80);
}

/* The quotation that begins at i; its end, with the mark, or i. */
static size_t quotation_end(struct str s, size_t i, struct str *out_inside)
{
    for (size_t k = 0; k < ARRAY_LEN(quotes); k++) {
        if (!str_starts(str_sub(s, i, s.n), quotes[k].open) || (i > 0 && !is_edge(s, i - 1))) {
            continue;
        }
        size_t from = i + quotes[k].open.n;
        for (size_t end = from; end < s.n; end++) {
            struct str rest = str_sub(s, end, s.n);
            if (str_starts(rest, quotes[k].close) && is_edge(s, end + quotes[k].close.n)) {
                *out_inside = str_trim(str_sub(s, from, end));
                return out_inside->n > 0 ? end + quotes[k].close.n : i;
            }
        }
    }
    return i;
}

static void find_quotes(struct router_parts *parts, size_t ends[][2])
{
    struct str s = str_sub(parts->message, 0, 8 * KIB);
    size_t i = 0;
    while (i < s.n && parts->quote_count < ROUTER_QUOTES_MAX) {
        struct str inside;
        size_t end = quotation_end(s, i, &inside);
        if (end > i) {
            ends[parts->quote_count][0] = i;
            ends[parts->quote_count][1] = end;
            parts->quotes[parts->quote_count++] = inside;
        }
        i = size_max(end, i + 1);
    }
}

/* The longest quotation, unless it is only a part of a text. */
static bool take_quote(struct router_parts *parts)
{
    size_t ends[ROUTER_QUOTES_MAX][2] = {{0}};
    find_quotes(parts, ends);
    size_t best = 0;
    for (size_t i = 1; i < parts->quote_count; i++) {
        best = parts->quotes[i].n > parts->quotes[best].n ? i : best;
    }
    struct str s = parts->message;
    if (parts->quote_count == 0) {
        return false;
    }
    size_t others = router_count_words(str_sub(s, 0, ends[best][0])) +
                    router_count_words(str_sub(s, ends[best][1], s.n));
    if (others > ASK_WORDS + 8 || others == 0) {
        return false;
    }
    take(parts, ends[best][0], ends[best][1], parts->quotes[best]);
    parts->is_quoted = true;
    return true;
}

/* A request in the first line or lines, or in the last, and the text in the others. */
static bool take_lines(struct router_parts *parts)
{
    struct str s = str_trim(parts->message);
    if (str_find_byte(s, '\n') == s.n) {
        return false;
    }
    struct str rest;
    struct str first = str_trim(str_cut(s, '\n', &rest));
    size_t last_at = s.n;
    while (s.p[last_at - 1] != '\n') {
        last_at--;
    }
    struct str last = str_trim(str_sub(s, last_at, s.n));
    struct str before = str_trim(str_sub(s, 0, last_at));
    bool has_blank = find(s, 0, "\n\n") < s.n || find(s, 0, "\n\r\n") < s.n;
    bool asks_last = is_ask(last) &&
                     (router_shape_is_code(router_shape_of(before)) ||
                      router_count_words(before) > 2 * router_count_words(last) || !is_ask(first));
    rest = str_trim(rest);
    bool asks_first = is_ask(first) && rest.n > 0 && !(router_shape_of(first) == ROUTER_SHAPE_CODE);
    bool ends_asking = first.n > 0 && strchr("?:.!", first.p[first.n - 1]) != NULL;
    bool asks_behind =
        is_ask(last) && ((last.p[last.n - 1] == '?' && first.p[first.n - 1] == '.') ||
                         (router_asks(last) && !router_asks(first)));
    if (asks_first && !asks_behind && (ends_asking || !asks_last || !has_blank) &&
        !(asks_last && router_shape_of(before) == ROUTER_SHAPE_LONG)) {
        take(parts, offset(parts, rest), parts->message.n, rest);
        return true;
    }
    if ((asks_last || asks_behind) && before.n > 0) {
        take(parts, offset(parts, before), offset(parts, before) + before.n, before);
        return true;
    }
    return false;
}

static bool has_sign(struct str word)
{
    for (size_t i = 0; i < word.n; i++) {
        if (strchr("(){}[]<>=;$#", word.p[i]) != NULL) {
            return true;
        }
    }
    return false;
}

/* "let x = 5; which language?" */
static bool take_code_before(struct router_parts *parts)
{
    struct str s = str_trim(parts->message);
    size_t end = s.n;
    while (end > 0 && !router_is_one_of(";})>]", s.p[end - 1])) {
        end--;
    }
    struct str before = str_sub(s, 0, end);
    struct str last = str_trim(str_sub(s, end, s.n));
    bool is_first = router_shape_is_code(router_shape_of(before)) ||
                    (has_sign(before) && has_sign(str_sub(before, 0, end - (end > 0))));
    size_t at = 0;
    struct str word;
    bool begins = router_next_word(before, &at, &word) &&
                  (has_sign(word) ||
                   router_in_list("let var const my def int char for if while select fn func "
                                  "function public private static import use print echo return "
                                  "SELECT insert INSERT update UPDATE delete DELETE create CREATE "
                                  "class struct package async void auto",
                                  word) ||
                   (router_next_word(before, &at, &word) && router_in_list("= += := ==", word)));
    if (end == 0 || !is_first || !begins || !is_ask(last) || last.n < 3 ||
        !isspace((unsigned char)s.p[end])) {
        return false;
    }
    take(parts, offset(parts, before), offset(parts, before) + end, before);
    return true;
}

/* Whether code begins with this word: by its signs, or by what it is and what stands before it. */
static bool begins_code(struct str word, struct str before)
{
    bool is_keyword = router_in_list(
        "for while if def fn func function class let var const import int void public private "
        "static return echo print package use from",
        word);
    bool is_led = before.n > 0 &&
                  (router_is_one_of("?:.!", before.p[before.n - 1]) ||
                   router_in_list("this code following snippet it is program script", before));
    bool is_behind_mark = before.n > 1 && router_is_one_of("?:!", before.p[before.n - 1]);
    return (has_sign(word) && router_shape_of(word) != ROUTER_SHAPE_REGEX) ||
           (is_keyword && is_led) || is_behind_mark;
}

/* Where the code that begins at `start` with a bracket ends: behind the last one, if a request follows. */
static size_t code_end(struct str s, size_t start)
{
    size_t end = s.n;
    while (end > start && !router_is_one_of("}]>", s.p[end - 1])) {
        end--;
    }
    bool has_tail = end > start && end < s.n && is_ask(str_trim(str_sub(s, end, s.n))) &&
                    str_find_byte(s, '\n') == s.n;
    return has_tail ? end : s.n;
}

/* Where the rest of a sentence is code: "is this valid JSON? {...}"; or its beginning, with a question behind. */
static bool take_code(struct router_parts *parts)
{
    struct str s = parts->message;
    size_t at = 0;
    struct str word;
    struct str before = STR_EMPTY;
    for (size_t i = 0; i <= ASK_WORDS && router_next_word(s, &at, &word); i++) {
        size_t start = offset(parts, word);
        enum router_shape shape = router_shape_of(str_trim(str_sub(s, start, s.n)));
        bool opens = router_is_one_of("{[<#", word.p[0]);
        bool is_written = shape == ROUTER_SHAPE_CODE && begins_code(word, before) &&
                          str_find_byte(s, '\n') == s.n;
        bool is_code = shape == ROUTER_SHAPE_SQL || is_written ||
                       (opens && router_shape_is_code(shape) && shape != ROUTER_SHAPE_REGEX);
        size_t end = is_code && opens ? code_end(s, start) : s.n;
        if (is_code && (i > 0 || end < s.n)) {
            take(parts, start, end, str_trim(str_sub(s, start, end)));
            return true;
        }
        before = word;
    }
    return false;
}

/* "Is this right? He don't like it." */
static bool take_after_question(struct router_parts *parts)
{
    struct str s = parts->message;
    size_t mark = str_find_byte(str_sub(s, 0, ASK_BYTES), '?');
    struct str rest = str_trim(str_sub(s, mark + 1, s.n));
    if (mark + 1 >= s.n || rest.n == 0 || !isspace((unsigned char)s.p[mark + 1])) {
        return false;
    }
    enum router_shape shape = router_shape_of(rest);
    struct str head = str_sub(s, 0, mark);
    bool is_begun = isupper((unsigned char)rest.p[0]) && rest.p[rest.n - 1] != '?';
    bool is_statement = (is_begun || router_asks_for_check(head)) &&
                        router_count_words(rest) >= 3 && router_count_words(head) <= ASK_WORDS;
    bool is_code = str_has_nocase(head, STR("yaml")) || str_has_nocase(head, STR("json")) ||
                   str_has_nocase(head, STR(" code"));
    if (!router_shape_is_code(shape) && shape != ROUTER_SHAPE_LONG && !is_statement && !is_code) {
        return false;
    }
    take(parts, offset(parts, rest), s.n, rest);
    return true;
}

/* "Red pen please! Its a shame." */
static bool take_after_statement(struct router_parts *parts)
{
    struct str s = parts->message;
    size_t at = 0;
    struct str word;
    for (size_t i = 0; i <= ASK_WORDS && router_next_word(s, &at, &word); i++) {
        struct str bare = str_sub(word, 0, word.n - 1);
        struct str rest = str_trim(str_sub(s, at, s.n));
        bool ends = word.n > 1 && router_is_one_of(".!", word.p[word.n - 1]);
        if (ends &&
            router_in_list(
                "this following below text please it english sentence article passage list "
                "enclosed pls thanks",
                bare) &&
            rest.n > 0 && router_count_words(rest) >= 3 && !router_opens_question(rest) &&
            (isupper((unsigned char)rest.p[0]) || router_asks_for_check(str_sub(s, 0, at)))) {
            take(parts, offset(parts, rest), s.n, rest);
            return true;
        }
    }
    return false;
}

/* "please summarize this Bees do far more than make honey. When ..." */
static bool take_capital(struct router_parts *parts)
{
    struct str s = parts->message;
    size_t at = 0;
    struct str word;
    bool may_end = false;
    bool after_language = false;
    for (size_t i = 0; i <= ASK_WORDS && router_next_word(s, &at, &word); i++) {
        struct str rest = str_sub(s, offset(parts, word), s.n);
        bool is_text = router_count_words(rest) >= 6
                           ? router_shape_of(rest) >= ROUTER_SHAPE_SENTENCE
                           : after_language && router_count_words(rest) >= 2;
        bool is_begun = isupper((unsigned char)word.p[0]) && is_text;
        bool is_led = is_begun && i >= 1 && word.n > 1 && word.p[1] != '\'' &&
                      router_leads_text(str_sub(s, 0, offset(parts, rest)));
        if ((i >= 2 && may_end && is_begun) || is_led) {
            take(parts, offset(parts, rest), s.n, str_trim(rest));
            return true;
        }
        struct str code;
        char small[16];
        size_t n = size_min(word.n, sizeof(small));
        for (size_t k = 0; k < n; k++) {
            small[k] = (char)tolower((unsigned char)word.p[k]);
        }
        bool is_language = i > 0 && isupper((unsigned char)word.p[0]) &&
                           router_find_name((struct str){small, n}, &code) == ROUTER_LANGUAGE;
        after_language = is_language;
        may_end = is_language || router_in_list("this it that text sentence following me english "
                                                "mistakes errors email letter article "
                                                "please bullets points bullet version below "
                                                "takeaways paragraph passage grammar story",
                                                word);
    }
    return false;
}

/* Takes what a function of router_parts_text.c finds. */
static bool take_found(struct router_parts *parts, bool (*look)(struct str s, size_t out[2]))
{
    size_t range[2];
    if (!look(parts->message, range)) {
        return false;
    }
    take(parts, range[0], range[1], str_trim(str_sub(parts->message, range[0], range[1])));
    return true;
}

static bool take_snippet(struct router_parts *parts)
{
    struct str s = parts->message;
    size_t start;
    size_t end;
    if (s.n > 400 || !router_find_snippet(s, &start, &end) || end - start == s.n ||
        has_sign(str_sub(s, 0, start))) {
        return false;
    }
    take(parts, start, end, str_sub(s, start, end));
    return true;
}

void router_part(struct str message, struct router_parts *out)
{
    *out = (struct router_parts){.message = message};
    struct router_parts parts = *out;
    bool is_code = router_shape_is_code(router_shape_of(message));
    bool found = take_fence(&parts) || take_code_before(&parts);
    if (!found && !router_is_bare_code(message)) {
        found = take_colon(&parts) || take_code(&parts) || (!is_code && take_quote(&parts)) ||
                take_after_question(&parts) || take_lines(&parts) || take_snippet(&parts) ||
                (!is_code &&
                 (take_found(&parts, router_find_before_question) || take_after_statement(&parts) ||
                  take_found(&parts, router_find_checked) || take_capital(&parts)));
    }
    *out = parts;
    out->shape = router_shape_of(found ? parts.payload : message);
    if (!found) {
        out->payload = STR_EMPTY;
    }
}
