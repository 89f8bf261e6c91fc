/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Texts that begin or end without a mark: behind "any mistakes in", between "does" and "sound right"; and code that is all there is. */
#include <ctype.h>

#include "infer/router/router_int.h"

#define ASK_WORDS  ((size_t)10)
#define TEXT_WORDS ((size_t)3) /* a sentence to be checked has at least so many */

/* In small letters, without the marks around it. Longer words than `small` are cut. */
static struct str plain_word(struct str word, char small[static 24])
{
    size_t n = 0;
    for (size_t i = 0; i < word.n && n < 24; i++) {
        if (strchr(".,!?:;\"()", word.p[i]) == NULL) {
            small[n++] = (char)tolower((unsigned char)word.p[i]);
        }
    }
    return (struct str){small, n};
}

static bool has_word(struct str text, const char *list)
{
    size_t at = 0;
    struct str word;
    char small[24];
    while (router_next_word(text, &at, &word)) {
        if (router_in_list(list, plain_word(word, small))) {
            return true;
        }
    }
    return false;
}

bool router_asks_for_check(struct str head)
{
    return has_word(head, "check correct fix proofread improve mistake mistakes error errors typos "
                          "right wrong ok grammatical polish proof") &&
           has_word(head,
                    "sentence text english grammar spelling this message email line letter it "
                    "paragraph writing wording proofread please pls");
}

bool router_asks(struct str text)
{
    return has_word(text, "correct check fix mistake mistakes error errors proofread grammar typo "
                          "typos spelling fault faults summarize summarise summary short shorter "
                          "shorten gist bullet bullets points takeaways translate translation "
                          "valid parse compile syntax format indent prettify beautify readable "
                          "language explain meaning mean means lint validate sum tldr tl;dr "
                          "condense brief highlights keywords english please pls");
}

/* The same, and words that ask about a single sentence. */
static bool asks_about(struct str text)
{
    return router_asks(text) ||
           has_word(text, "right wrong ok okay tense sound sounds comma commas slip slips howlers "
                          "blunders proper native incorrect articles preposition");
}

/* The sentence that asks, and the one that is asked about, in any order. */
static bool find_sentence(struct str s, size_t out[2])
{
    for (size_t i = 1; i + 2 < s.n && i < 4 * KIB; i++) {
        if (!router_is_one_of(".?!", s.p[i]) || !isspace((unsigned char)s.p[i + 1])) {
            continue;
        }
        bool first = asks_about(str_sub(s, 0, i));
        bool second = asks_about(str_sub(s, i + 1, s.n));
        if (first != second) {
            out[0] = first ? i + 2 : 0;
            out[1] = first ? s.n : i + 1;
            return router_count_words(str_sub(s, out[0], out[1])) >= TEXT_WORDS;
        }
    }
    return false;
}

bool router_find_led(struct str s, size_t out[2])
{
    if (find_sentence(s, out)) {
        return true;
    }
    size_t at = 0;
    struct str word;
    for (size_t i = 0; i < 2 * ASK_WORDS && router_next_word(s, &at, &word); i++) {
        size_t start = (size_t)(word.p - s.p);
        bool is_name = word.n <= 1 || word.p[1] == '\'';
        if (i >= 1 && isupper((unsigned char)word.p[0]) && !is_name &&
            asks_about(str_sub(s, 0, start)) &&
            router_count_words(str_sub(s, start, s.n)) >= TEXT_WORDS) {
            out[0] = start;
            out[1] = s.n;
            return true;
        }
    }
    return false;
}

/* "summary", "pls correct", "the short version pls": a request about a text, and not one that names what it is about behind it. */
bool router_leads_text(struct str head)
{
    static const char unfinished[] = "the a an of about who what when where why how is was are by "
                                     "with from and or on at whether if my our your his her";
    size_t at = 0;
    struct str word;
    struct str last = STR_EMPTY;
    while (router_next_word(head, &at, &word)) {
        last = word;
    }
    char small[24];
    return last.n > 0 && !router_in_list(unfinished, plain_word(last, small)) &&
           has_word(head, "correct check fix proofread grammar typo typos spelling summarize "
                          "summarise summary shorten gist tldr tl;dr short shorter points bullets "
                          "bulleted condense takeaways");
}

static const char text_names[] =
    "text sentence sentences following letter email message grammar english paragraph spelling "
    "essay homework writing translation summary picture photo code first last above below";

/* Behind "any mistakes in". */
static bool find_behind_mistakes(struct str s, size_t out[2])
{
    size_t at = 0;
    struct str word;
    char small[24];
    bool names_mistake = false;
    for (size_t i = 0; i < ASK_WORDS && router_next_word(s, &at, &word); i++) {
        struct str plain = plain_word(word, small);
        if (names_mistake && router_in_list("in with", plain)) {
            size_t behind = at;
            struct str next;
            struct str rest = str_trim(str_sub(s, at, s.n));
            bool is_other = !router_next_word(s, &behind, &next) ||
                            router_in_list("this it here that following these what there",
                                           plain_word(next, small)) ||
                            router_count_words(rest) < TEXT_WORDS;
            bool is_led = router_in_list("my the our", plain_word(next, small));
            is_other = is_other || (is_led && router_next_word(s, &behind, &next) &&
                                    router_in_list(text_names, plain_word(next, small)));
            out[0] = (size_t)(rest.p - s.p);
            out[1] = s.n;
            return !is_other;
        }
        names_mistake = router_in_list("mistake mistakes error errors typo typos wrong", plain);
    }
    return false;
}

/* Between "does" or "is" and "sound right", "good English". */
static bool find_before_verdict(struct str s, size_t out[2])
{
    static const char *const verdicts[] = {
        " sound right",     " sound ok",       " sound good",         " sound natural",
        " sound correct",   " sound wrong",    " look right",         " good english",
        " correct english", " proper english", " a correct sentence", " grammatically correct",
    };
    size_t at = 0;
    struct str word;
    char small[24];
    if (!router_next_word(s, &at, &word) || !router_in_list("does is", plain_word(word, small))) {
        return false;
    }
    struct str end = s;
    while (end.n > 0 && router_is_one_of("?!. ", end.p[end.n - 1])) {
        end.n--;
    }
    for (size_t i = 0; i < ARRAY_LEN(verdicts); i++) {
        struct str verdict = str_from(verdicts[i]);
        bool ends = end.n > at + verdict.n &&
                    str_eq_nocase(str_sub(end, end.n - verdict.n, end.n), verdict);
        struct str text = ends ? str_trim(str_sub(s, at, end.n - verdict.n)) : STR_EMPTY;
        size_t first = 0;
        if (router_count_words(text) >= TEXT_WORDS && router_next_word(text, &first, &word) &&
            !router_in_list("this that it my the following", plain_word(word, small))) {
            out[0] = (size_t)(text.p - s.p);
            out[1] = out[0] + text.n;
            return true;
        }
    }
    return false;
}

bool router_find_checked(struct str s, size_t out[2])
{
    return find_behind_mistakes(s, out) || find_before_verdict(s, out);
}

/* ---- before a question ---- */

bool router_opens_question(struct str text)
{
    size_t at = 0;
    struct str first;
    return router_next_word(text, &at, &first) &&
           router_in_list("what which who how is that's are does do what's whats can could "
                          "translate please where when why",
                          first);
}

/* Whether a short question asks if what was said is right. */
static bool asks_verdict(struct str tag)
{
    return has_word(tag, "right wrong correct ok okay proper grammatical sound") &&
           has_word(tag, "that this it sentence english");
}

#define LAST_ASK_WORDS ((size_t)6)

/* "I was born on 4 May 1948. How old am I?" is about no text. */
static bool asks_figure(struct str question)
{
    size_t at = 0;
    struct str first;
    struct str second;
    return router_next_word(question, &at, &first) && router_next_word(question, &at, &second) &&
           str_eq_nocase(first, STR("how")) &&
           router_in_list("old many much long far tall heavy", second);
}

/* "He don't like it. Is that right?" */
static bool find_before_question(struct str s, size_t out[2])
{
    size_t i = s.n;
    while (i > 2 && !(isspace((unsigned char)s.p[i - 1]) && router_is_one_of(".!?", s.p[i - 2]))) {
        i--;
    }
    struct str last = str_sub(s, i, s.n);
    struct str before = str_trim(str_sub(s, 0, i));
    if (i <= 2 || last.n == 0 || last.p[last.n - 1] != '?' ||
        router_count_words(last) > LAST_ASK_WORDS || router_count_words(before) < 3 ||
        asks_figure(last) || before.p[before.n - 1] == '?') {
        return false;
    }
    out[0] = (size_t)(before.p - s.p);
    out[1] = out[0] + before.n;
    return true;
}

/* "Me and my friend goes to school, is that right?" */
static bool find_before_tag(struct str s, size_t out[2])
{
    size_t comma = s.n;
    while (comma > 0 && s.p[comma - 1] != ',') {
        comma--;
    }
    struct str tag = str_trim(str_sub(s, comma, s.n));
    struct str before = str_trim(str_sub(s, 0, comma > 0 ? comma - 1 : 0));
    size_t at = 0;
    struct str word;
    bool asks = router_next_word(tag, &at, &word) && router_in_list("is Is does correct", word);
    if (comma == 0 || tag.n == 0 || tag.p[tag.n - 1] != '?' || !asks ||
        router_opens_question(before) || router_count_words(before) < 3 ||
        router_count_words(tag) > LAST_ASK_WORDS || !asks_verdict(tag)) {
        return false;
    }
    out[0] = (size_t)(before.p - s.p);
    out[1] = out[0] + before.n;
    return true;
}

bool router_find_before_question(struct str s, size_t out[2])
{
    while (s.n > 0 && isspace((unsigned char)s.p[s.n - 1])) {
        s.n--;
    }
    return find_before_question(s, out) || find_before_tag(s, out);
}

/* ---- code ---- */

static struct str last_line(struct str s)
{
    size_t at = s.n;
    while (at > 0 && s.p[at - 1] != '\n') {
        at--;
    }
    return str_sub(s, at, s.n);
}

bool router_is_bare_code(struct str s)
{
    static const char asks[] =
        "this it which what's what valid please explain check code language snippet mean does "
        "right correct wrong format following why how you parse json yaml xml sql my broken ok";
    enum router_shape shape = router_shape_of(s);
    size_t at = 0;
    struct str word;
    bool may_be = shape == ROUTER_SHAPE_JSON || shape == ROUTER_SHAPE_XML ||
                  shape == ROUTER_SHAPE_SQL || shape == ROUTER_SHAPE_CODE;
    if (!may_be || !router_next_word(s, &at, &word)) {
        return false;
    }
    bool begins = router_is_one_of("{[<(#/$", word.p[0]) || strchr("(=;", word.p[word.n - 1]) ||
                  router_in_list("for while if elif else try def fn func function class struct let "
                                 "var const import int char void public private static return echo "
                                 "print package from use select SELECT insert INSERT update UPDATE "
                                 "delete DELETE create CREATE with WITH async switch do",
                                 word);
    struct str first = str_sub(s, 0, str_find_byte(s, '\n'));
    return begins && !has_word(first, asks) && !has_word(last_line(s), asks);
}

/* Words of short requests that may stand behind their text. */
static const char behind_words[] =
    "meaning mean means definition synonym synonyms antonym antonyms opposite contrary spelling "
    "spelled spelt correct right wrong grammar mistake mistakes error errors translate translation "
    "summary shorter gist bullets points syntax valid format words";

#define BEHIND_WORDS ((size_t)6)
#define BEFORE_WORDS ((size_t)16)

static bool names_language(struct str word)
{
    struct str code;
    char small[24];
    return router_find_name(plain_word(word, small), &code) == ROUTER_LANGUAGE;
}

bool router_asks_behind(struct str head, struct str rest)
{
    size_t count = router_count_words(rest);
    bool is_asked = count >= 1 && count <= BEHIND_WORDS && router_count_words(head) <= BEFORE_WORDS;
    if (!is_asked || has_word(head, behind_words) ||
        has_word(head, "what what's how which translate explain define check say give word "
                       "sentence text following find show write tell")) {
        return false;
    }
    size_t at = 0;
    struct str word;
    bool asks = has_word(rest, behind_words) && count <= 4;
    while (router_next_word(rest, &at, &word)) {
        asks = asks || (at == rest.n && names_language(word));
    }
    return asks;
}

/* ---- into which language ---- */

#define TARGET_WORDS ((size_t)7) /* "into Spanish, French and German please" */

static bool ends_sentence(struct str text)
{
    while (text.n > 0 && router_is_one_of("\"')", text.p[text.n - 1])) {
        text.n--;
    }
    return text.n > 0 &&
           (router_is_one_of(".?!", text.p[text.n - 1]) || str_ends(text, STR("\xe2\x80\x9d")));
}

/* The last words of a text, the last one first. */
static size_t last_words(struct str text, struct str out[TARGET_WORDS])
{
    size_t count = 0;
    size_t end = text.n;
    while (count < TARGET_WORDS && end > 0) {
        while (end > 0 && isspace((unsigned char)text.p[end - 1])) {
            end--;
        }
        size_t start = end;
        while (start > 0 && !isspace((unsigned char)text.p[start - 1])) {
            start--;
        }
        if (start < end) {
            out[count++] = str_sub(text, start, end);
        }
        end = start;
    }
    return count;
}

size_t router_text_before_language(struct str text)
{
    struct str words[TARGET_WORDS];
    char small[24];
    size_t count = last_words(text, words);
    size_t i = 0;
    while (i < count && router_in_list("please pls thanks", plain_word(words[i], small))) {
        i++;
    }
    if (i == count || !names_language(words[i])) {
        return text.n;
    }
    bool is_bare = router_is_one_of("(", words[i].p[0]) ||
                   !router_is_one_of(".?!", words[i].p[words[i].n - 1]);
    while (i < count &&
           (names_language(words[i]) || router_in_list("and &", plain_word(words[i], small)))) {
        i++;
    }
    bool is_led = i < count && router_in_list("in into to", words[i]);
    size_t first = is_led ? i : i - 1; /* a capital begins a sentence: "In Spanish it is ..." */
    size_t end = (size_t)(words[first].p - text.p);
    struct str before = str_trim(str_sub(text, 0, end));
    return (is_led || is_bare) && ends_sentence(before) ? before.n : text.n;
}

bool router_wants_translation(struct str head)
{
    size_t at = 0;
    struct str word;
    while (router_next_word(head, &at, &word)) {
        if (names_language(word)) {
            return false; /* it says into which one */
        }
    }
    return has_word(head, "translate translation translating say put render tranlsate traslate");
}
