/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <dirent.h>

#include "base/clock.h"
#include "base/file.h"
#include "infer/text/text.h"
#include "infer/translation/translation_int.h"

#define MODE_MAX   (16 * KIB)
#define STREAM_MAX (4 * MIB) /* of one sentence between stages; rules may write much for little */
#define RESULT_MAX (4 * MIB)
#define LOADED_MAX 2

struct direction {
    const struct translation_language *from, *to;
    struct translation_pipeline pipeline;
    struct translation_stage *stages[TRANSLATION_STEPS_MAX];
    uint64_t used; /* when last, 0: dictionaries are not loaded */
};

struct translation {
    struct arena *arena;
    struct direction directions[TRANSLATION_DIRECTIONS_MAX];
    size_t count;
    uint64_t clock;
};

/* ---- directions ---- */

static bool names_language(struct str word, const struct translation_language *language)
{
    return language != NULL &&
           (str_eq(word, str_from(language->code)) || str_eq(word, str_from(language->long_code)));
}

/* "eng-spa.mode", but no variant such as "eng-cat_valencia.mode". */
static bool read_name(struct str name, struct direction *out)
{
    if (!str_ends(name, STR(".mode"))) {
        return false;
    }
    struct str to;
    const struct str from = str_cut(str_sub(name, 0, name.n - 5), '-', &to);
    out->from = translation_language_find(from);
    out->to = translation_language_find(to);
    return names_language(from, out->from) && names_language(to, out->to);
}

static bool load_rules(struct direction *direction)
{
    for (size_t i = 0; i < direction->pipeline.count; i++) {
        direction->stages[i] = translation_stage_new(&direction->pipeline.steps[i]);
        if (direction->stages[i] == NULL) {
            return false;
        }
    }
    return true;
}

static void add_direction(struct translation *translation, const char *folder, const char *name)
{
    struct direction *direction = &translation->directions[translation->count];
    struct str mode;
    *direction = (struct direction){0};
    if (read_name(str_from(name), direction) &&
        file_read_path(arena_printf(translation->arena, "%s/%s", folder, name), translation->arena,
                       MODE_MAX, &mode) == E_OK &&
        translation_read_mode(str_trim(mode), translation->arena, &direction->pipeline) == E_OK &&
        load_rules(direction)) {
        translation->count++;
    }
}

int translation_new(const char *folder, struct translation **out, struct err *err)
{
    (void)err;
    struct translation *translation = must_calloc(1, sizeof(*translation));
    translation->arena = arena_new();
    struct dirent **entries = NULL;
    const int n = scandir(folder, &entries, NULL, alphasort);
    for (int i = 0; i < n; i++) {
        if (translation->count < TRANSLATION_DIRECTIONS_MAX) {
            add_direction(translation, folder, entries[i]->d_name);
        }
        free(entries[i]);
    }
    free(entries);
    *out = translation;
    return E_OK;
}

static void unload(struct direction *direction)
{
    for (size_t i = 0; i < direction->pipeline.count; i++) {
        translation_stage_unload(direction->stages[i]);
    }
    direction->used = 0;
}

void translation_free(struct translation *translation)
{
    if (translation == NULL) {
        return;
    }
    for (size_t i = 0; i < translation->count; i++) {
        unload(&translation->directions[i]);
    }
    arena_free(translation->arena);
    free(translation);
}

void translation_freep(struct translation **translation)
{
    translation_free(*translation);
}

static struct direction *find_direction(struct translation *translation,
                                        const struct translation_language *from,
                                        const struct translation_language *to)
{
    for (size_t i = 0; i < translation->count; i++) {
        if (translation->directions[i].from == from && translation->directions[i].to == to) {
            return &translation->directions[i];
        }
    }
    return NULL;
}

/* Makes room for one more direction's dictionaries. */
static void unload_oldest(struct translation *translation)
{
    struct direction *oldest = NULL;
    size_t loaded = 0;
    for (size_t i = 0; i < translation->count; i++) {
        struct direction *direction = &translation->directions[i];
        if (direction->used == 0) {
            continue;
        }
        loaded++;
        oldest = oldest == NULL || direction->used < oldest->used ? direction : oldest;
    }
    if (oldest != NULL && loaded >= LOADED_MAX) {
        unload(oldest);
    }
}

static bool may_go_on(const struct translation_question *question)
{
    return question->goes_on == NULL || question->goes_on(question->context);
}

static int load_dictionaries(struct translation *translation, struct direction *direction,
                             const struct translation_question *question, struct err *err)
{
    if (direction->used == 0) {
        unload_oldest(translation);
    }
    direction->used = ++translation->clock;
    for (size_t i = 0; i < direction->pipeline.count; i++) {
        if (!may_go_on(question)) {
            return err_set(err, E_CANCELLED, "The translation was stopped.");
        }
        if (translation_stage_load(direction->stages[i]) < 0) {
            return err_set(err, E_PROCESSING_FAILED,
                           "The dictionaries from %s to %s are damaged on this server.",
                           direction->from->name, direction->to->name);
        }
    }
    return E_OK;
}

/* ---- sentences ---- */

/* Through all stages; `stream` ends with a NUL that counts, before and after. */
static int run_stages(const struct direction *direction,
                      const struct translation_question *question, struct sb *stream)
{
    for (size_t i = 0; i < direction->pipeline.count; i++) {
        if (direction->pipeline.steps[i].kind == TRANSLATION_REFINEMENT) {
            continue;
        }
        if (!may_go_on(question)) {
            return E_CANCELLED;
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

/* The stages look ahead for the end of a sentence: one without gets a full stop, which is taken away afterwards. */
static int translate_sentence(const struct direction *direction,
                              const struct translation_question *question, struct str sentence,
                              struct arena *arena, struct sb *out,
                              struct translation_result *result)
{
    const bool marked = ends_with_mark(sentence);
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
               ? err_set(err, E_NOT_INSTALLED, "There is no translation %s %s here.", direction,
                         language->name)
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

static int say_not_installed(const struct translation_language *from,
                             const struct translation_language *to, struct err *err)
{
    const char *package = translation_package(from, to);
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
    struct direction *direction = find_direction(translation, from, to);
    if (direction == NULL) {
        return say_not_installed(from, to, err);
    }
    rc = load_dictionaries(translation, direction, question, err);
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
