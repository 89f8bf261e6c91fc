/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Answers as people give them. */
#include "base/utf8.h"
#include "infer/dictionary/dictionary_int.h"

#define ANSWER_MAX 500 /* bytes that are looked at */

/* In the languages of the application; the questions are about English. */
static const char *const stops[] = {
    "stop",         "stop it",  "stop the quiz", "quit",     "end",
    "end the quiz", "exit",     "enough",        "no more",  "that's enough",
    "cancel",       "stopp",    "halt",          "aufhören", "genug",
    "ende",         "para",     "parar",         "basta",    "detente",
    "fin",          "terminar", "停止",          "停",       "结束",
    "不玩了",       "بس",       "توقف",          "کافی است", "پایان",
};
static const char *const unknowns[] = {
    "i don't know",
    "i dont know",
    "i do not know",
    "don't know",
    "dont know",
    "dunno",
    "i dunno",
    "idk",
    "no idea",
    "not sure",
    "i'm not sure",
    "i am not sure",
    "pass",
    "skip",
    "skip it",
    "next",
    "no clue",
    "i have no idea",
    "weiß nicht",
    "ich weiß nicht",
    "ich weiß es nicht",
    "weiss nicht",
    "ich weiss nicht",
    "ich weiss es nicht",
    "keine ahnung",
    "weiter",
    "no sé",
    "no se",
    "no lo sé",
    "no lo se",
    "ni idea",
    "paso",
    "不知道",
    "我不知道",
    "不会",
    "跳过",
    "نمی‌دانم",
    "نمیدانم",
    "نمی دانم",
    "بلد نیستم",
};
/* What may stand before an answer. */
static const char *const openings[] = {
    "the answer is ", "it is ", "it's ",     "its ",    "i think it is ", "i think it's ",
    "i think ",       "maybe ", "answer ",   "option ", "choice ",        "number ",
    "the word is ",   "i say ", "i choose ", "letter ", "is it ",
};
static const struct {
    const char *said;
    size_t choice;
} ordinals[] = {
    {"first", 0}, {"one", 0},    {"second", 1}, {"two", 1},         {"third", 2},
    {"three", 2}, {"fourth", 3}, {"four", 3},   {"last", SIZE_MAX}, {"1st", 0},
    {"2nd", 1},   {"3rd", 2},    {"4th", 3},
};

/* Lower case, single blanks, no marks at the ends, straight apostrophes. */
static struct str plain(struct str text, struct arena *arena)
{
    const struct str cut = utf8_cut(text, ANSWER_MAX);
    return dictionary_spaced(dictionary_lower(dictionary_tidy(cut, arena), arena), arena);
}

static bool is_one_of(struct str text, const char *const *list, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (str_eq(text, str_from(list[i]))) {
            return true;
        }
    }
    return false;
}

static struct str without_opening(struct str text)
{
    for (size_t i = 0; i < ARRAY_LEN(openings); i++) {
        const struct str opening = str_from(openings[i]);
        if (str_starts(text, opening) && text.n > opening.n) {
            return without_opening(str_sub(text, opening.n, text.n));
        }
    }
    return text;
}

/* "2", "b", "the second one"; `count` where it is none of these. */
static size_t choice_by_place(struct str text, size_t count)
{
    if (text.n == 1 && text.p[0] >= '1' && (size_t)(text.p[0] - '1') < count) {
        return (size_t)(text.p[0] - '1');
    }
    if (text.n == 1 && text.p[0] >= 'a' && (size_t)(text.p[0] - 'a') < count) {
        return (size_t)(text.p[0] - 'a');
    }
    if (str_starts(text, STR("the "))) {
        text = str_sub(text, 4, text.n);
    }
    if (str_ends(text, STR(" one"))) {
        text = str_sub(text, 0, text.n - 4);
    }
    for (size_t i = 0; i < ARRAY_LEN(ordinals); i++) {
        if (str_eq(text, str_from(ordinals[i].said))) {
            const size_t choice = ordinals[i].choice == SIZE_MAX ? count - 1 : ordinals[i].choice;
            return size_min(choice, count);
        }
    }
    return count;
}

/* The only choice that is the text or begins with it; `count` where none or several are. */
static size_t choice_by_text(const struct dictionary_question *question, struct str text,
                             struct arena *arena)
{
    size_t found = question->choice_count;
    size_t beginnings = 0;
    for (size_t i = 0; i < question->choice_count; i++) {
        const struct str choice = plain(question->choices[i], arena);
        if (str_eq(choice, text)) {
            return i;
        }
        if (text.n >= 4 && str_starts(choice, text)) {
            found = i;
            beginnings++;
        }
    }
    return beginnings == 1 ? found : question->choice_count;
}

/* "2) to make less", "b: ..." */
static size_t choice_by_both(const struct dictionary_question *question, struct str text,
                             struct arena *arena)
{
    const size_t count = question->choice_count;
    if (text.n < 3 || strchr(").:- ", text.p[1]) == NULL) {
        return count;
    }
    const size_t place = choice_by_place(str_sub(text, 0, 1), count);
    const struct str rest = plain(str_sub(text, 2, text.n), arena);
    return place < count && choice_by_text(question, rest, arena) == place ? place : count;
}

static bool is_right(const struct dictionary_question *question, struct str text,
                     struct arena *arena)
{
    if (str_eq(plain(question->expected, arena), text)) {
        return true;
    }
    for (size_t i = 0; i < question->also.count; i++) {
        if (str_eq(plain(question->also.items[i], arena), text)) {
            return true;
        }
    }
    return false;
}

static enum dictionary_verdict judge_choice(const struct dictionary_question *question,
                                            struct str text, struct arena *arena,
                                            struct str *out_given)
{
    const size_t count = question->choice_count;
    size_t choice = choice_by_text(question, text, arena);
    choice = choice < count ? choice : choice_by_place(text, count);
    choice = choice < count ? choice : choice_by_both(question, text, arena);
    for (size_t i = 0; i < count && choice == count; i++) {
        /* a slip in a word that stands there is no slip in knowing it */
        if (question->choices[i].n > 4 &&
            dictionary_distance(text, plain(question->choices[i], arena), 1) <= 1) {
            choice = i;
        }
    }
    if (choice == count) {
        return DICTIONARY_UNCLEAR;
    }
    *out_given = question->choices[choice];
    return str_eq(*out_given, question->expected) ? DICTIONARY_RIGHT : DICTIONARY_WRONG;
}

static enum dictionary_verdict judge_writing(const struct dictionary_question *question,
                                             struct str text)
{
    const size_t letters = question->expected.n;
    const int most = letters < 4 ? 0 : letters < 8 ? 1 : 2;
    return dictionary_distance(text, question->expected, most) <= most ? DICTIONARY_ALMOST
                                                                       : DICTIONARY_WRONG;
}

enum dictionary_verdict dictionary_judge(const struct dictionary_question *question,
                                         struct str answer, struct arena *arena,
                                         struct str *out_given)
{
    const struct str text = plain(answer, arena);
    const struct str bare = without_opening(text);
    *out_given = str_trim(utf8_cut(answer, ANSWER_MAX));
    if (is_right(question, text, arena) || is_right(question, bare, arena)) {
        return DICTIONARY_RIGHT;
    }
    if (is_one_of(text, stops, ARRAY_LEN(stops))) {
        return DICTIONARY_STOP;
    }
    if (text.n == 0 || is_one_of(text, unknowns, ARRAY_LEN(unknowns))) {
        return str_eq(str_trim(answer), STR_EMPTY) ? DICTIONARY_UNCLEAR : DICTIONARY_UNKNOWN;
    }
    return question->choice_count > 0 ? judge_choice(question, bare, arena, out_given)
                                      : judge_writing(question, bare);
}
