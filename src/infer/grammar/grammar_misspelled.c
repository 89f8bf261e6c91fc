/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Words that no dictionary has. */
#include <ctype.h>

#include "base/clock.h"
#include "infer/grammar/grammar_int.h"

#define UNKNOWN "No dictionary here has this word."

/* What people write for other words so often that it needs no search. */
static const char *const known[] = {
    "alot a lot",
    "definately definitely",
    "definatly definitely",
    "recieve receive",
    "seperate separate",
    "untill until",
    "wich which",
    "becuase because",
    "becouse because",
    "thier their",
    "teh the",
    "tommorow tomorrow",
    "tommorrow tomorrow",
    "neccessary necessary",
    "goverment government",
    "enviroment environment",
    "begining beginning",
    "beleive believe",
    "freind friend",
    "wierd weird",
    "adress address",
    "calender calendar",
    "embarassed embarrassed",
    "occured occurred",
    "occurence occurrence",
    "publically publicly",
    "restaraunt restaurant",
    "suprise surprise",
    "suprised surprised",
    "truely truly",
    "writting writing",
    "diffrent different",
    "differnt different",
    "intresting interesting",
    "exemple example",
    "realy really",
    "allways always",
    "usefull useful",
    "succesful successful",
    "sucessful successful",
    "accomodation accommodation",
    "arguement argument",
    "comming coming",
    "dont don't",
    "doesnt doesn't",
    "didnt didn't",
    "isnt isn't",
    "wasnt wasn't",
    "arent aren't",
    "werent weren't",
    "havent haven't",
    "hasnt hasn't",
    "hadnt hadn't",
    "couldnt couldn't",
    "wouldnt wouldn't",
    "shouldnt shouldn't",
    "youre you're",
    "theyre they're",
    "ive I've",
    "im I'm",
    "thats that's",
    "whats what's",
    "theres there's",
    "youve you've",
    "weve we've",
    "theyve they've",
    "itll it'll",
    "youll you'll",
    "theyll they'll",
    "lets' let's",
    "mustnt mustn't",
    "neednt needn't",
    "hes he's",
    "shes she's",
    "wheres where's",
    "heres here's",
    "langauge language",
    "knowlege knowledge",
    "tought thought",
    "trought through",
    "throught through",
    "experiance experience",
    "independant independent",
    "existance existence",
    "grammer grammar",
    "foward forward",
    "freinds friends",
    "buisness business",
    "bussiness business",
    "collegue colleague",
    "dissapear disappear",
    "dissapoint disappoint",
    "excercise exercise",
    "finaly finally",
    "happend happened",
    "immediatly immediately",
    "libary library",
    "maintainance maintenance",
    "noticable noticeable",
    "ocassion occasion",
    "oppurtunity opportunity",
    "peice piece",
    "posession possession",
    "prefered preferred",
    "refered referred",
    "religous religious",
    "remeber remember",
    "rythm rhythm",
    "shedule schedule",
    "sincerly sincerely",
    "speach speech",
    "strenght strength",
    "tendancy tendency",
    "tounge tongue",
    "vegtables vegetables",
    "wether whether",
    "wensday Wednesday",
    "febuary February",
    "jewellary jewellery",
    "quitely quietly",
    "appartment apartment",
    "responsable responsible",
    "beautifull beautiful",
    "probaly probably",
};

static bool has_inner_capital(struct str word)
{
    for (size_t i = 1; i < word.n; i++) {
        if (isupper((unsigned char)word.p[i]) != 0) {
            return true;
        }
    }
    return false;
}

static bool has_wide(struct str word)
{
    for (size_t i = 0; i < word.n; i++) {
        if ((unsigned char)word.p[i] >= 0x80) {
            return true;
        }
    }
    return false;
}

/* Without 's and a closing apostrophe. */
static struct str bare(struct str word)
{
    if (str_ends(word, STR("'s"))) {
        return str_sub(word, 0, word.n - 2);
    }
    if (str_ends(word, STR("\xE2\x80\x99s"))) {
        return str_sub(word, 0, word.n - 4);
    }
    return word;
}

static bool part_known(const struct checker *checker, const char *language, struct str word)
{
    return spell_knows(checker->grammar->spell, language, word) ||
           (strcmp(language, "en") == 0 && lexicon_find(checker->lexicon, word) != NULL);
}

static bool is_known(const struct checker *checker, const char *language, const struct token *token)
{
    const struct str word = bare(token_text(checker->text, token));
    const struct str low = bare(token->low);
    if (spell_knows(checker->grammar->spell, language, word) ||
        (token->is_capital && spell_knows(checker->grammar->spell, language, low))) {
        return true;
    }
    if (memchr(word.p, '-', word.n) == NULL) {
        return false;
    }
    struct str rest = word;
    while (rest.n > 0) {
        const struct str part = str_cut(rest, '-', &rest);
        if (part.n > 2 && !part_known(checker, language, part)) {
            return false;
        }
    }
    return true;
}

static bool is_skipped(const struct checker *checker, size_t at)
{
    const struct token *token = &checker->sentence->tokens[at];
    const struct str word = token_text(checker->text, token);
    const bool after_mark =
        at > 0 && token_in(token - 1, "@|#|\\|/|_|$|&|<") && !token->space_before;
    return token->kind != TOKEN_WORD || word.n < 2 || token->is_quoted ||
           (token->is_upper && word.n < 12) || has_inner_capital(word) || after_mark;
}

static struct str in_case_of(struct checker *checker, const struct token *token, struct str word)
{
    const struct sentence *sentence = checker->sentence;
    const bool begins = sentence->is_english && sentence->begins_text && sentence->count >= 3 &&
                        token == &sentence->tokens[0];
    char *copy = str_dup(checker->arena, word);
    if ((token->is_capital || begins) && word.n > 0) {
        copy[0] = (char)toupper((unsigned char)copy[0]);
    }
    return str_from(copy);
}

static bool note_common(struct checker *checker, size_t at)
{
    const struct token *token = &checker->sentence->tokens[at];
    for (size_t i = 0; i < ARRAY_LEN(known); i++) {
        struct str right = str_from(known[i]);
        const struct str wrong = str_cut(right, ' ', &right);
        if (!str_eq(wrong, token->low)) {
            continue;
        }
        struct edit edit = edit_of(checker, at, at, "");
        edit.correction = in_case_of(checker, token, right);
        const bool is_short = memchr(right.p, '\'', right.n) != NULL;
        edit.category = is_short ? GRAMMAR_PUNCTUATION : GRAMMAR_SPELLING;
        checker_note(checker, edit, is_short ? "punctuation.apostrophe" : "spelling.common",
                     is_short ? "This short form has an apostrophe: \"%s\"."
                              : "This word is spelled \"%s\".");
        return true;
    }
    return false;
}

/* "germany" */
static bool note_name(struct checker *checker, size_t at, const char *language)
{
    const struct token *token = &checker->sentence->tokens[at];
    if (token->is_capital || strcmp(language, "en") != 0) {
        return false;
    }
    char *copy = str_dup(checker->arena, token_text(checker->text, token));
    copy[0] = (char)toupper((unsigned char)copy[0]);
    if (!spell_knows(checker->grammar->spell, language, bare(str_from(copy)))) {
        return false;
    }
    struct edit edit = edit_of(checker, at, at, "");
    edit.correction = str_from(copy);
    edit.category = GRAMMAR_SPELLING;
    checker_note(checker, edit, "capital.name",
                 "Names, and words made from names, have a capital.");
    return true;
}

/* "buyed", "tallerer": forms that rules would make, but that are not said. */
static bool note_form(struct checker *checker, size_t at)
{
    const struct token *token = &checker->sentence->tokens[at];
    struct form form;
    const bool is_past = str_ends(token->low, STR("ed"));
    if (!is_past ||
        !forms_turn(checker->lexicon, token->low, token->tag == TAG(VBN) ? TAG(VBN) : TAG(VBD),
                    &form) ||
        str_eq(str_from(form.p), token->low)) {
        return false;
    }
    struct edit edit = edit_of(checker, at, at, arena_strdup(checker->arena, form.p));
    edit.category = GRAMMAR_GRAMMAR;
    checker_note(checker, edit, "verb.irregular", "This verb has a past of its own: \"%s\".");
    return true;
}

static size_t letters_apart(struct str a, struct str b)
{
    const size_t n = size_min(a.n, b.n);
    size_t head = 0;
    size_t tail = 0;
    while (head < n && a.p[head] == b.p[head]) {
        head++;
    }
    while (tail < n - head && a.p[a.n - 1 - tail] == b.p[b.n - 1 - tail]) {
        tail++;
    }
    return size_max(a.n, b.n) - head - tail;
}

/* In other languages than English, whose common words no list here counts: one letter is wrong, in a word that is long enough.
 * Every noun has a capital in some of them; there it makes no name. */
static bool is_likely_foreign_name(const struct checker *checker, size_t at, struct str best,
                                   const char *language)
{
    const struct token *token = &checker->sentence->tokens[at];
    const bool has_noun_capitals = word_in(str_from(language), "de|lb");
    const bool is_within = at > 0 && checker->sentence->tokens[at - 1].kind == TOKEN_WORD;
    const struct str word = bare(token_text(checker->text, token));
    /* The first letter aside, which may be large in the one and small in the other. */
    const size_t apart = best.n > 0 && word.n > 0
                             ? letters_apart(str_sub(word, 1, word.n), str_sub(best, 1, best.n))
                             : word.n;
    return (is_within && !has_noun_capitals) || word.n < 5 || apart > 1;
}

/* A capital within a sentence is a name's, one at the beginning may be: then only what is near to a common word counts. */
static bool is_likely_name(const struct checker *checker, size_t at, struct str best,
                           const char *language)
{
    const struct token *token = &checker->sentence->tokens[at];
    if (!token->is_capital) {
        return false;
    }
    if (strcmp(language, "en") != 0) {
        return is_likely_foreign_name(checker, at, best, language);
    }
    char *low = str_dup(checker->arena, best);
    for (size_t i = 0; i < best.n; i++) {
        low[i] = (char)tolower((unsigned char)low[i]);
    }
    const size_t apart = letters_apart(token->low, str_from(low));
    if (at > 0 && checker->sentence->tokens[at - 1].kind == TOKEN_WORD) {
        return !(apart <= 2 &&
                 word_in(str_from(low), "monday|tuesday|wednesday|thursday|friday|saturday|sunday|"
                                        "january|february|september|"
                                        "october|november|december|english|german|french|spanish|"
                                        "italian|american|european|christmas"));
    }
    return apart > 2 || token->low.n < 5 || lexicon_frequency(checker->lexicon, str_from(low)) < 5;
}

/* A word of the lists, or a form that the rules make of one. */
static bool is_listed(const struct checker *checker, struct str low)
{
    struct lemma lemmas[LEMMAS_MAX];
    const size_t count = forms_lemmas(checker->lexicon, low, lemmas);
    for (size_t i = 0; i < count; i++) {
        for (uint32_t tags = lemmas[i].tags; tags != 0; tags &= tags - 1) {
            struct form form;
            if (forms_make(str_from(lemmas[i].word.p), tags & -tags, &form) &&
                str_eq(str_from(form.p), low)) {
                return true;
            }
        }
    }
    return false;
}

_Static_assert(SPELL_SUGGESTIONS_MAX <= 1 + GRAMMAR_ALTERNATIVES_MAX,
               "a correction and its alternatives");

static void note_unknown(struct checker *checker, size_t at, const char *language)
{
    const struct token *token = &checker->sentence->tokens[at];
    if (strcmp(language, "en") == 0 &&
        (is_listed(checker, bare(token->low)) || token_in(token, "tis|twas"))) {
        return; /* rarer than the dictionary's words */
    }
    struct str words[SPELL_SUGGESTIONS_MAX];
    const struct str word = bare(token_text(checker->text, token));
    const int64_t start_ms = clock_mono_ms();
    const size_t count = checker->suggest_ms > SUGGEST_MS_MAX
                             ? 0
                             : spell_suggest(checker->grammar->spell, checker->lexicon, language,
                                             word, checker->arena, words);
    checker->suggest_ms += clock_mono_ms() - start_ms;
    if (is_likely_name(checker, at, count > 0 ? words[0] : STR_EMPTY, language) ||
        (count == 0 && (word.n < 4 || token->is_capital)) ||
        (has_wide(word) && strcmp(language, "en") == 0)) {
        return;
    }
    const struct str rest = str_sub(checker->text, token->start + word.n, token->end);
    struct edit edit = edit_of(checker, at, at, "");
    edit.has_correction = count > 0;
    for (size_t i = 0; i < count; i++) {
        const struct str whole =
            str_from(arena_printf(checker->arena, "%" STRF "%" STRF,
                                  STRA(in_case_of(checker, token, words[i])), STRA(rest)));
        if (i == 0) {
            edit.correction = whole;
        } else {
            edit.alternatives[edit.alternative_count++] = whole;
        }
    }
    edit.category = GRAMMAR_SPELLING;
    checker_note(checker, edit, "spelling.unknown",
                 count > 0 ? "No dictionary here has this word. \"%s\" is the nearest to it."
                           : UNKNOWN);
}

void check_spelling(struct checker *checker, const char *language)
{
    for (size_t at = 0; at < checker->sentence->count; at++) {
        const struct token *token = &checker->sentence->tokens[at];
        if (is_skipped(checker, at)) {
            continue;
        }
        if (strcmp(language, "en") == 0 && !token_in(token, "ive|hes|shes|wheres|im") &&
            note_common(checker, at)) {
            continue;
        }
        if (is_known(checker, language, token) || !checker_goes_on(checker)) {
            continue;
        }
        const bool is_english = strcmp(language, "en") == 0;
        if ((is_english && (note_common(checker, at) || note_name(checker, at, language) ||
                            note_form(checker, at)))) {
            continue;
        }
        note_unknown(checker, at, language);
    }
}
