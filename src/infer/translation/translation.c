/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <unicode/uchar.h>

#include "base/clock.h"
#include "base/utf8.h"
#include "infer/text/text.h"
#include "infer/translation/translation_int.h"
#include "skill/skill.h"

#define STREAM_MAX (4 * MIB) /* of one sentence between stages; rules may write much for little */
#define RESULT_MAX (4 * MIB)

/* ---- sentences ---- */

static void choose(struct sb *stream)
{
    struct sb chosen;
    sb_init(&chosen, STREAM_MAX);
    translation_choose(sb_str(stream), &chosen);
    sb_clear(stream);
    sb_add(stream, sb_str(&chosen));
    sb_done(&chosen);
}

/* Through all stages; `stream` ends with a NUL that counts, before and after. */
static int run_stages(const struct direction *direction,
                      const struct translation_question *question, struct sb *stream)
{
    for (size_t i = 0; i < direction->pipeline.count; i++) {
        if (direction->pipeline.steps[i].kind > TRANSLATION_CHOICE) {
            continue;
        }
        if (!translation_goes_on(question)) {
            return E_CANCELLED;
        }
        if (direction->pipeline.steps[i].kind == TRANSLATION_CHOICE) {
            choose(stream);
            continue;
        }
        char *written = NULL;
        size_t n = 0;
        if (translation_stage_run(direction->stages[i], stream->p, stream->n, &written, &n) < 0) {
            return E_PROCESSING_FAILED;
        }
        sb_clear(stream);
        sb_add(stream, (struct str){written, strnlen(written, n)});
        sb_add_byte(stream, '\0');
        free(written);
        if (stream->failed) {
            return E_TOO_LARGE;
        }
    }
    return E_OK;
}

static bool ends_with_mark(struct str sentence)
{
    return sentence.n > 0 && strchr(".!?:;", sentence.p[sentence.n - 1]) != NULL;
}

/* What some pairs forget: a sentence that began with a capital has one. */
static void keep_capital(struct str sentence, struct sb *out, size_t start)
{
    size_t at = 0;
    const struct str made = str_sub(sb_str(out), start, out->n);
    if (sentence.n == 0 || made.n == 0 || !text_is_upper(utf8_next(sentence, &at))) {
        return;
    }
    at = 0;
    const uint32_t first = utf8_next(made, &at);
    const uint32_t upper = (uint32_t)u_toupper((UChar32)first);
    struct sb one;
    sb_init(&one, 8);
    utf8_add(&one, upper);
    if (upper != first && one.n == at) {
        memcpy(out->p + start, one.p, at);
    }
    sb_done(&one);
}

/* "i am lost" of who writes without capitals: the dictionaries have "I" alone. */
static struct str with_capital_i(struct str sentence, struct arena *arena)
{
    char *copy = NULL;
    for (size_t i = 0; i < sentence.n; i++) {
        const char before = i > 0 ? sentence.p[i - 1] : ' ';
        const char next = i + 1 < sentence.n ? sentence.p[i + 1] : ' ';
        const bool is_word = strchr(" \"", before) != NULL && strchr(" ',?!", next) != NULL;
        if (sentence.p[i] == 'i' && is_word) {
            copy = copy == NULL ? str_dup(arena, sentence) : copy;
            copy[i] = 'I';
        }
    }
    return copy == NULL ? sentence : (struct str){copy, sentence.n};
}

/* The stages look ahead for the end of a sentence: one without gets a full stop, which is taken away afterwards. */
static int translate_sentence(const struct direction *direction,
                              const struct translation_question *question, struct str sentence,
                              struct arena *arena, struct sb *out,
                              struct translation_result *result)
{
    const bool marked = ends_with_mark(sentence);
    if (strcmp(direction->from->code, "en") == 0) {
        sentence = with_capital_i(sentence, arena);
    }
    struct sb stream;
    sb_init(&stream, STREAM_MAX);
    translation_escape(sentence, &stream);
    sb_add_c(&stream, marked ? "[]" : ".[]");
    sb_add_byte(&stream, '\0');
    int rc = run_stages(direction, question, &stream);
    if (rc == E_OK) {
        const size_t before = out->n;
        translation_unescape(sb_str(&stream), arena, out, result);
        if (!marked && out->n > before && out->p[out->n - 1] == '.') {
            out->p[--out->n] = '\0';
        }
        keep_capital(sentence, out, before);
    }
    sb_done(&stream);
    return rc;
}

/* Marks alone are the same in all languages, and the stages are slow at many of them. */
static bool has_letters(const struct text *text, const struct text_sentence *sentence)
{
    for (size_t at = sentence->start; at < sentence->end; at++) {
        if (text_is_letter(text->points[at])) {
            return true;
        }
    }
    return false;
}

static int translate_text(const struct direction *direction, const struct text *text,
                          const struct translation_question *question, struct arena *arena,
                          struct translation_result *result)
{
    struct text_sentences sentences;
    text_split(text, text_language_find(str_from(direction->from->code)), arena, &sentences);
    struct sb out;
    sb_init(&out, RESULT_MAX);
    size_t last = 0;
    int rc = E_OK;
    const int64_t start = clock_mono_ms();
    for (size_t i = 0; i < sentences.count && rc == E_OK && !result->late; i++) {
        const struct text_sentence *sentence = &sentences.items[i];
        sb_add(&out, text_slice(text, last, sentence->start));
        last = sentence->end;
        /* tables and code stay as they are */
        if (sentence->part == TEXT_ROW || !has_letters(text, sentence)) {
            sb_add(&out, text_slice(text, sentence->start, sentence->end));
        } else {
            rc = translate_sentence(direction, question,
                                    text_clean(text, sentence->start, sentence->end, arena), arena,
                                    &out, result);
        }
        result->late = i + 1 < sentences.count && clock_mono_ms() - start > TRANSLATION_TIME_MS;
    }
    if (!result->late) {
        sb_add(&out, text_slice(text, last, text->count));
    }
    rc = rc == E_OK && out.failed ? E_TOO_LARGE : rc;
    result->text = str_copy(arena, sb_str(&out));
    sb_done(&out);
    return rc;
}

/* ---- questions ---- */

/* Of a language that no package translates: its name where that is known, else what was asked for. */
static int refuse_language(const char *direction, struct str code, struct err *err)
{
    const struct text_language *language = text_language_find(code);
    return language != NULL
               ? err_set(err, E_NOT_INSTALLED,
                         "There is no translation %s %s here, nor one through another language: "
                         "Apertium has no pair of it for Debian 12.",
                         direction, language->name)
               : err_set(err, E_NOT_INSTALLED, "There is no translation %s \"%" STRF "\" here.",
                         direction, STRA(str_sub(code, 0, 40)));
}

static int find_languages(const struct translation_question *question, const struct text *text,
                          const struct translation_language **from,
                          const struct translation_language **to, struct err *err)
{
    *to = translation_language_find(question->to);
    if (*to == NULL) {
        return refuse_language("into", question->to, err);
    }
    if (question->from.n > 0) {
        *from = translation_language_find(question->from);
    } else {
        double confidence;
        const struct text_language *guessed = text_guess(text, &confidence);
        if (guessed == NULL) {
            return err_set(
                err, E_INVALID,
                "Please say which language the text is in; it cannot be told from so little.");
        }
        *from = translation_language_find(str_from(guessed->code));
        if (*from == NULL) {
            return refuse_language("from", str_from(guessed->code), err);
        }
    }
    if (*from == NULL) {
        return refuse_language("from", question->from, err);
    }
    return *from == *to
               ? err_set(err, E_INVALID, "The text seems to be in %s already.", (*to)->name)
               : E_OK;
}

/* A language through which two installed directions lead. */
static const struct translation_language *find_between(struct translation *translation,
                                                       const struct translation_language *from,
                                                       const struct translation_language *to)
{
    for (size_t i = 0; i < translation->count; i++) {
        const struct direction *first = &translation->directions[i];
        if (first->from == from && first->is_ready &&
            translation_find(translation, first->to, to) != NULL) {
            return first->to;
        }
    }
    return NULL;
}

static int say_not_installed(struct translation *translation,
                             const struct translation_language *from,
                             const struct translation_language *to, struct err *err)
{
    CLEANUP(arena_freep) struct arena *arena = arena_new();
    const char *const languages[] = {from->code, to->code, NULL};
    const char *package = skill_package("translate", "translation", languages, arena);
    const struct translation_language *between = find_between(translation, from, to);
    if (between != NULL) {
        return err_set(
            err, E_NOT_INSTALLED,
            "No translation from %s to %s is installed, but there is one into %s, and one "
            "from there.",
            from->name, to->name, between->name);
    }
    if (package == NULL) {
        return err_set(err, E_NOT_INSTALLED,
                       "There is no translation from %s to %s that could be installed here.",
                       from->name, to->name);
    }
    return err_set(
        err, E_NOT_INSTALLED,
        "No translation from %s to %s is installed. The Debian package %s would bring it.",
        from->name, to->name, package);
}

int translation_run(struct translation *translation, const struct translation_question *question,
                    struct arena *arena, struct translation_result *out, struct err *err)
{
    struct text text;
    if (text_read(question->text, TRANSLATION_POINTS_MAX, arena, &text) < 0 ||
        str_trim(text.bytes).n == 0) {
        return err_set(err, E_INVALID, "There is no text to translate.");
    }
    const struct translation_language *from = NULL;
    const struct translation_language *to = NULL;
    int rc = find_languages(question, &text, &from, &to, err);
    if (rc < 0) {
        return rc;
    }
    struct direction *direction = translation_find(translation, from, to);
    if (direction == NULL) {
        return say_not_installed(translation, from, to, err);
    }
    rc = translation_load(translation, direction, question, err);
    if (rc < 0) {
        return rc;
    }
    struct translation_result result = {.from = str_from(from->code),
                                        .to = str_from(to->code),
                                        .refined = direction->pipeline.refined,
                                        .cut = text.cut};
    rc = translate_text(direction, &text, question, arena, &result);
    if (rc < 0) {
        return err_set(err, rc == E_CANCELLED ? rc : E_PROCESSING_FAILED,
                       "This text could not be translated.");
    }
    *out = result;
    return E_OK;
}
