/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <ctype.h>
#include <unicode/uloc.h>
#include <unicode/ustring.h>

#include "base/clock.h"
#include "base/utf8.h"
#include "infer/grammar/grammar_int.h"
#include "infer/text/text.h"
#include "skill/skill.h"

#define WORDNET_FOLDER  "/usr/share/wordnet"
#define HUNSPELL_FOLDER "/usr/share/hunspell"
/* Of the files of all dictionaries that are in memory at once. */
#define DICTIONARY_BYTES_MAX (24 * MIB)
/* For the parser, of one text. */
#define LINKS_MS_MAX 6000

const char *grammar_category_name(enum grammar_category category)
{
    static const char *const names[] = {"spelling", "grammar", "punctuation", "style"};
    _Static_assert(ARRAY_LEN(names) == GRAMMAR_CATEGORY_COUNT, "one name each");
    return names[category];
}

int grammar_new(struct grammar **out, struct err *err)
{
    struct grammar *grammar = must_calloc(1, sizeof(*grammar));
    grammar->spell = spell_new(HUNSPELL_FOLDER, DICTIONARY_BYTES_MAX);
    grammar->patterns = patterns_new();
    grammar->links = links_new();
    int rc = lexicon_new(WORDNET_FOLDER, &grammar->lexicon);
    if (rc < 0) {
        grammar_free(grammar);
        return err_set(err, rc, "The lists of words cannot be loaded.");
    }
    *out = grammar;
    return E_OK;
}

void grammar_free(struct grammar *grammar)
{
    if (grammar != NULL) {
        spell_free(grammar->spell);
        lexicon_free(grammar->lexicon);
        links_free(grammar->links);
        patterns_free(grammar->patterns);
        free(grammar);
    }
}

/* ---- sentences ---- */

static bool begins_sentence(const struct checker *checker, const struct sentence *previous)
{
    const struct sentence *sentence = checker->sentence;
    size_t at = sentence->start;
    while (at > 0 && checker->text.p[at - 1] == ' ') {
        at--;
    }
    if (at == 0) {
        return sentence->has_end || sentence->count >= 4;
    }
    return previous != NULL && previous->has_end &&
           !str_ends(str_sub(checker->text, previous->start, previous->end), STR(":")) &&
           !str_ends(str_sub(checker->text, previous->start, previous->end), STR(";")) &&
           sentence->tokens[0].kind != TOKEN_MARK;
}

/* Of one sentence, where begins_text and is_english are told. */
static void check_rules(struct checker *checker, const char *language)
{
    const struct sentence *sentence = checker->sentence;
    if (language != NULL && strcmp(language, "en") == 0) {
        lexicon_tag_sentence(checker->lexicon, checker->sentence, checker->arena);
        check_doubled(checker);
        if (sentence->is_english) {
            check_articles(checker);
            check_tense(checker);
            check_order(checker);
            check_possessive(checker);
            check_patterns(checker);
            check_agreement(checker);
            check_capitals(checker);
        }
    }
    if (language != NULL && spell_use(checker->grammar->spell, language)) {
        check_spelling(checker, language);
    }
    if (sentence->is_english) {
        check_first_capital(checker);
    }
    check_punctuation(checker);
}

/* The corrected sentence is checked again: a correction can make another one due, or need one itself. */
static void check_corrected(struct checker *checker, const char *language)
{
    const struct sentence *before = checker->sentence;
    struct sentences after;
    const struct edits *found = &checker->found;
    if (found->count == checker->sentence_first || !before->is_english ||
        found->items[checker->sentence_first].start < before->start) {
        return;
    }
    struct checker again = *checker;
    again.text = checker_render(checker, NULL);
    again.found = (struct edits){0};
    again.sentence_first = 0;
    sentences_split(again.text, checker->arena, &after);
    if (after.count != 1) {
        return;
    }
    struct sentence *sentence = &after.items[0];
    sentence->is_english = true;
    sentence->begins_text = before->begins_text;
    sentence->ends_paragraph = before->ends_paragraph;
    sentence->is_broken = before->is_broken;
    again.sentence = sentence;
    check_rules(&again, language);
    checker->suggest_ms = again.suggest_ms;
    checker->has_ended = again.has_ended;
    checker->asked_ms = again.asked_ms;
    checker_settle(checker, &again.found);
}

static void check_sentence(struct checker *checker, const char *language,
                           const struct sentence *previous)
{
    struct sentence *sentence = checker->sentence;
    const bool is_english = language != NULL && strcmp(language, "en") == 0;
    checker->sentence_first = checker->found.count;
    checker->doubtful = (struct edits){0};
    sentence->is_english = is_english && sentence_words(sentence) >= 2;
    sentence->begins_text = begins_sentence(checker, previous);
    check_rules(checker, language);
    if (sentence->is_english && lexicon_is_full(checker->lexicon)) {
        repair_propose(checker);
        repair_try(checker);
    }
    check_corrected(checker, language);
}

/* ---- results ---- */

static struct str words_of_reason(const struct checker *checker, const struct edit *edit)
{
    const char *slot = strstr(edit->reason, "%s");
    if (slot == NULL) {
        return str_from(edit->reason);
    }
    return str_from(arena_printf(checker->arena, "%.*s%" STRF "%s", (int)(slot - edit->reason),
                                 edit->reason, STRA(edit->correction), slot + 2));
}

static void give_findings(struct checker *checker, struct grammar_result *out)
{
    const struct str text = checker->text;
    out->findings = arena_calloc(checker->arena, checker->found.count + 1, sizeof(*out->findings));
    out->count = checker->found.count;
    size_t bytes = 0;
    size_t chars = 0;
    for (size_t i = 0; i < out->count; i++) {
        const struct edit *edit = &checker->found.items[i];
        struct grammar_finding *finding = &out->findings[i];
        chars += utf8_length(str_sub(text, bytes, edit->start));
        bytes = edit->start;
        *finding = (struct grammar_finding){
            .start = chars,
            .end = chars + utf8_length(str_sub(text, edit->start, edit->end)),
            .found = str_sub(text, edit->start, edit->end),
            .has_correction = edit->has_correction,
            .correction = edit->correction,
            .alternative_count = edit->alternative_count,
            .reason = words_of_reason(checker, edit),
            .rule = edit->rule,
            .category = edit->category};
        memcpy(finding->alternatives, edit->alternatives, sizeof(finding->alternatives));
    }
}

static int give_corrected(struct checker *checker, struct str whole, struct grammar_result *out)
{
    struct sb sb;
    sb_init(&sb, GRAMMAR_CORRECTED_BYTES_MAX);
    size_t at = 0;
    for (size_t i = 0; i < checker->found.count; i++) {
        const struct edit *edit = &checker->found.items[i];
        if (edit->has_correction) {
            sb_add(&sb, str_sub(whole, at, edit->start));
            sb_add(&sb, edit->correction);
            at = edit->end;
        }
    }
    sb_add(&sb, str_sub(whole, at, whole.n));
    out->corrected = str_copy(checker->arena, sb_str(&sb));
    const int rc = sb.failed ? E_TOO_LARGE : E_OK;
    sb_done(&sb);
    return rc;
}

static void add_notice(struct grammar_result *out, const char *text)
{
    if (out->notice_count < GRAMMAR_NOTICES_MAX) {
        out->notices[out->notice_count++] = str_from(text);
    }
}

/* Which language it was taken for, and what that has. */
static void note_language(struct checker *checker, const struct language_guess *guess,
                          struct grammar_result *out)
{
    struct spell *spell = checker->grammar->spell;
    const char *code = str_dup(checker->arena, out->language);
    UErrorCode status = U_ZERO_ERROR;
    UChar wide[60];
    char name[60];
    (void)uloc_getDisplayLanguage(code, "en", wide, ARRAY_LEN(wide), &status);
    (void)u_strToUTF8(name, sizeof(name), NULL, wide, -1, &status);
    if (U_FAILURE(status)) {
        (void)snprintf(name, sizeof(name), "%s", code);
    }
    if (!spell_has(spell, code)) {
        const char *package = spell_package(code, checker->arena);
        add_notice(out,
                   package == NULL
                       ? "For this language no dictionary is installed: spelling was not checked."
                       : arena_printf(checker->arena,
                                      "For this language no dictionary is installed; the package "
                                      "%s would help. Spelling was not checked.",
                                      package));
    } else if (!spell_use(spell, code)) {
        add_notice(out, "The dictionary of this language cannot be read here: spelling was not "
                        "checked.");
    } else if (!str_eq(out->language, STR("en"))) {
        add_notice(out, guess->language == NULL
                            ? "In this language only spelling is checked."
                            : arena_printf(checker->arena,
                                           "This was taken for %s, of which the dictionary knows "
                                           "%zu of %zu words; in this language only spelling is "
                                           "checked.",
                                           name, guess->known, guess->words));
    }
}

static void give_notices(struct checker *checker, bool is_cut, const struct language_guess *guess,
                         struct grammar_result *out)
{
    const struct grammar *grammar = checker->grammar;
    if (is_cut) {
        add_notice(out,
                   arena_printf(checker->arena,
                                "The text is long: only its first %zu characters were checked.",
                                GRAMMAR_CHARS_MAX));
    }
    if (checker->found.count >= GRAMMAR_FINDINGS_MAX) {
        add_notice(out,
                   arena_printf(checker->arena,
                                "There is more to find: only the first %zu findings are listed.",
                                GRAMMAR_FINDINGS_MAX));
    }
    if (checker->links_late) {
        add_notice(out, "The text is long: its later part was checked by simpler rules only.");
    }
    if (checker->suggest_ms > SUGGEST_MS_MAX) {
        add_notice(
            out,
            "The text has many unknown words: for the later ones no correction was looked for.");
    }
    if (out->language.n == 0 && checker->text.n > 0) {
        add_notice(out, "The language of this text was not recognised: spelling was not checked.");
    }
    const bool is_english = str_eq(out->language, STR("en"));
    if (is_english && (!lexicon_is_full(checker->lexicon) || grammar->links == NULL)) {
        static const char *const english[] = {"en", NULL};
        const char *purpose = lexicon_is_full(checker->lexicon) ? "grammar" : "dictionary";
        add_notice(out, arena_printf(checker->arena,
                                     "Grammar would be checked better with the package %s.",
                                     skill_package("grammar", purpose, english, checker->arena)));
    }
    if (out->language.n > 0) {
        note_language(checker, guess, out);
    }
}

static bool goes_on_always(void *context)
{
    (void)context;
    return true;
}

/* "en-GB" is "en". NULL: to be guessed. */
static int language_asked(const struct grammar *grammar, struct str asked, struct arena *arena,
                          const char **out, struct err *err)
{
    *out = NULL;
    if (asked.n == 0 || str_eq(asked, STR("auto"))) {
        return E_OK;
    }
    size_t n = 0;
    while (n < asked.n && isalpha((unsigned char)asked.p[n]) != 0) {
        n++;
    }
    char *language = str_dup(arena, str_sub(asked, 0, n));
    for (size_t i = 0; i < n; i++) {
        language[i] = (char)tolower((unsigned char)language[i]);
    }
    if (n < 2 || n > 3) {
        return err_set(err, E_INVALID, "The language is not one that can be checked.");
    }
    if (!spell_has(grammar->spell, language)) {
        const char *package = spell_package(language, arena);
        return err_set(
            err, E_NOT_INSTALLED,
            package == NULL
                ? "There is no dictionary for this language here."
                : "There is no dictionary for this language here. The package %s would help.",
            package);
    }
    *out = language;
    return E_OK;
}

/* "en-GB": the variety of English that is wanted; NULL: any. */
static const char *locale_asked(struct str asked)
{
    if (asked.n != 5 || !str_eq_nocase(str_sub(asked, 0, 2), STR("en"))) {
        return NULL;
    }
    const struct str region = str_sub(asked, 3, 5);
    return str_eq_nocase(region, STR("GB"))   ? "en_GB"
           : str_eq_nocase(region, STR("US")) ? "en_US"
                                              : NULL;
}

static bool guess_goes_on(void *context)
{
    return checker_goes_on(context);
}

static int check_sentences(struct checker *checker, struct sentences *sentences,
                           const char **language, struct language_guess *guess, struct err *err)
{
    if (*language == NULL) {
        const struct language_text text = {.spell = checker->grammar->spell,
                                           .text = checker->text,
                                           .sentences = sentences,
                                           .arena = checker->arena,
                                           .goes_on = guess_goes_on,
                                           .context = checker};
        language_guess(&text, guess);
        *language = guess->language;
    }
    for (size_t i = 0; i < sentences->count && checker->found.count < GRAMMAR_FINDINGS_MAX; i++) {
        if (!checker_goes_on(checker)) {
            break;
        }
        checker->sentence = &sentences->items[i];
        check_sentence(checker,
                       language_of_sentence(checker->grammar->spell, checker->text,
                                            checker->sentence, *language),
                       i == 0 ? NULL : &sentences->items[i - 1]);
    }
    return checker->has_ended ? err_set(err, E_CANCELLED, "The check was cancelled.") : E_OK;
}

/* Of "colour or color" only the spelling counts: it is no sentence. False: the text is something else. */
static bool check_choice(struct checker *checker, struct sentences *sentences, const char *language,
                         struct grammar_result *out)
{
    struct str words[2];
    if ((language != NULL && strcmp(language, "en") != 0) || sentences->count != 1 ||
        !spell_has(checker->grammar->spell, "en") || !text_read_spellings(checker->text, words)) {
        return false;
    }
    checker->sentence = &sentences->items[0];
    check_rules(checker, "en");
    out->choice = str_from(choice_tell(checker, words));
    add_notice(out, out->choice.p);
    return true;
}

int grammar_check(struct grammar *grammar, const struct grammar_request *request,
                  struct arena *arena, struct grammar_result *out, struct err *err)
{
    *out = (struct grammar_result){0};
    const char *language;
    int rc = language_asked(grammar, request->language, arena, &language, err);
    if (rc < 0) {
        return rc;
    }
    const struct str text = utf8_prefix(request->text, GRAMMAR_CHARS_MAX);
    struct checker checker = {.grammar = grammar,
                              .lexicon = grammar->lexicon,
                              .text = text,
                              .arena = arena,
                              .goes_on =
                                  request->goes_on == NULL ? goes_on_always : request->goes_on,
                              .context = request->context,
                              .links_until_ms = clock_mono_ms() + LINKS_MS_MAX};
    struct sentences sentences;
    sentences_split(text, arena, &sentences);
    struct language_guess guess = {0};
    if (check_choice(&checker, &sentences, language, out)) {
        language = "en";
    } else {
        rc = check_sentences(&checker, &sentences, &language, &guess, err);
        check_variety(&checker, &sentences, locale_asked(request->language));
    }
    if (rc < 0) {
        return rc;
    }
    out->language = language == NULL ? STR_EMPTY : str_from(language);
    give_findings(&checker, out);
    give_notices(&checker, text.n < request->text.n, &guess, out);
    rc = give_corrected(&checker, request->text, out);
    return rc < 0 ? err_set(err, rc, "The corrected text is too large.") : E_OK;
}
