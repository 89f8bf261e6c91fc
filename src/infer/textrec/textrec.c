/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "infer/image/image.h"
#include "infer/textrec/textrec_int.h"

#define CONTRAST_MIN    16  /* of 255 */
#define SLIP_ASPECT     1.7 /* height by width from which on a page is a slip, such as a receipt */
#define LINE_HEIGHT_MAX 100 /* px; a lower picture holds one line */

const char *textrec_version(void)
{
    return TessVersion();
}

static int check_languages(const char *folder, struct str languages, struct err *err)
{
    size_t count = 0;
    bool more = true;
    while (more) {
        struct str rest;
        struct str language = str_cut(languages, '+', &rest);
        more = language.n < languages.n;
        languages = rest;
        if (++count > TEXTREC_LANGUAGES_MAX) {
            return err_set(err, E_INVALID, "At most %d languages can be read at once.",
                           TEXTREC_LANGUAGES_MAX);
        }
        if (!languages_has(folder, language)) {
            return err_set(err, E_LANGUAGE_MISSING, "The language \"%" STRF "\" is not installed.",
                           STRA(str_sub(language, 0, 32)));
        }
    }
    return E_OK;
}

int textrec_new(const char *folder, struct str languages, struct textrec **out, struct err *err)
{
    folder = languages_folder(folder);
    int rc = check_languages(folder, languages, err);
    if (rc < 0) {
        return rc;
    }
    CLEANUP(textrec_freep) struct textrec *engine = must_calloc(1, sizeof(*engine));
    CLEANUP(arena_freep) struct arena *arena = arena_new();
    engine->api = TessBaseAPICreate();
    if (TessBaseAPIInit2(engine->api, folder, str_dup(arena, languages), OEM_LSTM_ONLY) != 0) {
        return err_set(err, E_LANGUAGE_MISSING, "The languages could not be loaded from %s.",
                       folder);
    }
    engine->wide = str_starts(languages, STR("chi_")) || str_starts(languages, STR("jpn")) ||
                   str_starts(languages, STR("kor"));
    *out = engine;
    engine = NULL;
    return E_OK;
}

void textrec_free(struct textrec *engine)
{
    if (engine != NULL) {
        TessBaseAPIDelete(engine->api);
        free(engine);
    }
}

void textrec_freep(struct textrec **engine)
{
    textrec_free(*engine);
    *engine = NULL;
}

#define LAYOUT_WIDTH_MIN 900  /* px; the ink of narrower pictures is sought in twice their size */
#define LAYOUT_SIDE_MAX  3200 /* px; and that of huge ones in half of it */
#define DARK             100  /* the middle grey of pictures with light text */
#define SAMPLE_LINES     4
#define SAMPLE_GOOD      1.0 /* the page stands upright without doubt */
#define TURN_GAIN        0.03
#define TURN_LINES_MIN   4

/* One way of holding the page. */
struct attempt {
    struct plane grey;
    struct page_lines lines;
    double scale;
    double score;
    int turns;
};

struct page_read {
    struct textrec *engine;
    const struct textrec_watch *watch;
    struct arena *arena;   /* results */
    struct arena *scratch; /* planes and readings */
    struct page_words words;
    size_t capacity;
};

static int find_lines(struct attempt *attempt, struct arena *scratch)
{
    const struct plane *grey = &attempt->grey;
    int32_t longer = grey->width > grey->height ? grey->width : grey->height;
    attempt->scale = grey->width < LAYOUT_WIDTH_MIN ? 2 : longer > LAYOUT_SIDE_MAX ? 0.5 : 1;
    struct plane sized;
    struct plane ink;
    int rc = plane_scale(grey, (int32_t)(grey->width * attempt->scale),
                         (int32_t)(grey->height * attempt->scale), scratch, &sized);
    rc = rc < 0 ? rc : ink_find(&sized, scratch, &ink);
    return rc < 0 ? rc : lines_find(&ink, scratch, &attempt->lines);
}

static int read_line(struct page_read *run, const struct attempt *attempt, const struct line *line,
                     struct reading *out)
{
    const struct line_place place = {&attempt->grey, &attempt->lines, line, attempt->scale};
    return reader_read_line(run->engine, &place, run->scratch, out);
}

/* The mean score of the lines that have most letters. */
static int sample(struct page_read *run, struct attempt *attempt)
{
    const struct line *longest[SAMPLE_LINES] = {0};
    for (size_t i = 0; i < attempt->lines.count; i++) {
        const struct line *line = &attempt->lines.p[i];
        for (size_t k = 0; k < SAMPLE_LINES; k++) {
            if (longest[k] == NULL || line->part_count > longest[k]->part_count) {
                const struct line *moved = longest[k];
                longest[k] = line;
                line = moved;
            }
            if (line == NULL) {
                break;
            }
        }
    }
    attempt->score = 0;
    for (size_t k = 0; k < SAMPLE_LINES && longest[k] != NULL; k++) {
        struct reading reading;
        int rc = read_line(run, attempt, longest[k], &reading);
        if (rc < 0) {
            return rc;
        }
        attempt->score += reading.score / SAMPLE_LINES;
    }
    return E_OK;
}

/* Tries the other three ways of holding a page whose longest lines read badly. */
static int turn_upright(struct page_read *run, struct attempt *best)
{
    int rc = sample(run, best);
    if (rc < 0 || best->score >= SAMPLE_GOOD || best->lines.count < TURN_LINES_MIN) {
        return rc;
    }
    const struct plane upright = best->grey;
    const double least = best->score + TURN_GAIN;
    for (int turns = 1; turns < 4; turns++) {
        struct attempt attempt = {.turns = turns};
        rc = plane_turn(&upright, turns, run->scratch, &attempt.grey);
        rc = rc < 0 ? rc : find_lines(&attempt, run->scratch);
        rc = rc < 0 ? rc : sample(run, &attempt);
        if (rc < 0) {
            return rc;
        }
        if (attempt.score > least && attempt.score > best->score) {
            *best = attempt;
        }
    }
    return E_OK;
}

static int should_stop(const struct textrec_watch *watch, int permille)
{
    if (watch == NULL) {
        return E_OK;
    }
    if (watch->progress != NULL && !watch->progress(watch->context, permille)) {
        return E_CANCELLED;
    }
    bool late = watch->deadline_mono_ms != 0 && clock_mono_ms() > watch->deadline_mono_ms;
    return late ? E_TOOK_TOO_LONG : E_OK;
}

static void add_word(struct page_read *run, const struct textrec_word *word, int32_t line,
                     int32_t block)
{
    struct page_words *words = &run->words;
    if (words->count == run->capacity) {
        size_t capacity = run->capacity * 2 + 64;
        struct textrec_word *grown = arena_calloc(run->arena, capacity, sizeof(*grown));
        bool *ends = arena_calloc(run->arena, capacity, sizeof(*ends));
        if (words->count > 0) {
            memcpy(grown, words->words, words->count * sizeof(*grown));
            memcpy(ends, words->ends_paragraph, words->count * sizeof(*ends));
        }
        words->words = grown;
        words->ends_paragraph = ends;
        run->capacity = capacity;
    }
    struct textrec_word *added = &words->words[words->count++];
    *added = *word;
    added->text = str_copy(run->arena, word->text);
    added->line = line;
    added->block = block;
}

static void add_reading(struct page_read *run, const struct reading *reading, int32_t line,
                        int32_t block)
{
    if (reading_is_text(reading)) {
        for (size_t i = 0; i < reading->count; i++) {
            add_word(run, &reading->words[i], line, block);
        }
    }
}

/* A new column, or a gap that is wider than half a line. */
static bool starts_paragraph(const struct line *before, const struct line *line)
{
    return before->column != line->column ||
           (before->row != line->row && line->y1 - before->y2 > 0.9 * (before->y2 - before->y1));
}

static int read_lines(struct page_read *run, const struct attempt *attempt)
{
    const struct page_lines *lines = &attempt->lines;
    const struct line *before = NULL;
    int32_t number = -1;
    for (size_t i = 0; i < lines->count; i++) {
        const struct line *line = &lines->p[i];
        int rc = should_stop(run->watch, (int)(1000 * i / lines->count));
        struct reading reading = {0};
        rc = rc < 0 ? rc : read_line(run, attempt, line, &reading);
        if (rc < 0) {
            return rc;
        }
        bool new_line =
            before == NULL || before->row != line->row || before->column != line->column;
        number += new_line ? 1 : 0;
        if (before != NULL && run->words.count > 0 && starts_paragraph(before, line)) {
            run->words.ends_paragraph[run->words.count - 1] = true;
        }
        add_reading(run, &reading, number, line->column);
        before = line;
    }
    return should_stop(run->watch, 1000);
}

static bool is_dark(const struct plane *grey)
{
    size_t n = (size_t)grey->width * (size_t)grey->height;
    size_t dark = 0;
    for (size_t i = 0; i < n; i++) {
        dark += grey->p[i] < DARK ? 1 : 0;
    }
    return 2 * dark > n;
}

/* A slip: its lines are found here and read one by one, since the engine loses faint ones. */
static int read_slip(struct page_read *run, PIX *pix, int *out_turns)
{
    struct attempt attempt = {0};
    *out_turns = 0;
    int rc = plane_from_pix(pix, run->scratch, &attempt.grey);
    if (rc < 0) {
        return rc;
    }
    if (is_dark(&attempt.grey)) {
        plane_invert(&attempt.grey);
    }
    rc = should_stop(run->watch, 0);
    rc = rc < 0 ? rc : find_lines(&attempt, run->scratch);
    rc = rc < 0 ? rc : turn_upright(run, &attempt);
    *out_turns = attempt.turns;
    return rc < 0 ? rc : read_lines(run, &attempt);
}

static int32_t clamp(double value, int32_t most)
{
    return value < 0 ? 0 : value > most ? most : (int32_t)lround(value);
}

/* Boxes in the pixels of the page, where the picture came smaller, and inside it. */
static void settle_boxes(struct page_words *words, double scale, const struct textrec_page *page)
{
    for (size_t i = 0; i < words->count; i++) {
        struct textrec_word *word = &words->words[i];
        word->x1 = clamp(word->x1 * scale, page->width - 1);
        word->y1 = clamp(word->y1 * scale, page->height - 1);
        word->x2 = clamp(word->x2 * scale, page->width);
        word->y2 = clamp(word->y2 * scale, page->height);
        word->x2 = word->x2 > word->x1 ? word->x2 : word->x1 + 1;
        word->y2 = word->y2 > word->y1 ? word->y2 : word->y1 + 1;
    }
}

/* A picture of one grey has nothing to read, but the engine would find something. */
static bool has_contrast(PIX *grey)
{
    l_int32 darkest = 0;
    l_int32 lightest = 0;
    if (pixGetExtremeValue(grey, 1, L_SELECT_MIN, NULL, NULL, NULL, &darkest) != 0 ||
        pixGetExtremeValue(grey, 1, L_SELECT_MAX, NULL, NULL, NULL, &lightest) != 0) {
        return false;
    }
    return lightest - darkest >= CONTRAST_MIN;
}

static bool is_slip(PIX *pix)
{
    return pixGetHeight(pix) > LINE_HEIGHT_MAX &&
           pixGetHeight(pix) > SLIP_ASPECT * pixGetWidth(pix);
}

/* Everything but slips: crops, and pages whose layout the engine understands better than we do. */
static int read_by_layout(struct page_read *run, PIX *pix, int *out_turns, double *scale)
{
    PIX *grey = pixConvertTo8(pix, 0);
    if (grey == NULL) {
        return E_PROCESSING_FAILED;
    }
    int32_t rotation = 0;
    int rc = E_OK;
    if (has_contrast(grey)) {
        rc = pixGetHeight(grey) <= LINE_HEIGHT_MAX
                 ? crop_read(run->engine, grey, run->watch, run->arena, &run->words)
                 : page_read(run->engine, &grey, run->watch, run->arena, &run->words, &rotation);
    }
    *out_turns = rotation / 90;
    double read_width = rotation % 180 != 0 ? pixGetHeight(grey) : pixGetWidth(grey);
    *scale *= pixGetWidth(pix) / read_width;
    pixDestroy(&grey);
    return rc;
}

int textrec_read(struct textrec *engine, const struct image *page,
                 const struct textrec_watch *watch, struct arena *arena, struct textrec_page *out,
                 struct err *err)
{
    CLEANUP(arena_freep) struct arena *scratch = arena_new();
    struct page_read run = {engine, watch, arena, scratch, {0}, 0};
    int turns = 0;
    double scale = (double)page->width / pixGetWidth(page->pix);
    int rc = is_slip(page->pix) ? read_slip(&run, page->pix, &turns)
                                : read_by_layout(&run, page->pix, &turns, &scale);
    if (rc < 0) {
        return err_set(err, rc, "%s", e_title(rc));
    }
    bool lies = (turns & 1) != 0;
    *out = (struct textrec_page){
        .rotation = 90 * turns,
        .width = lies ? page->height : page->width,
        .height = lies ? page->width : page->height,
    };
    settle_boxes(&run.words, scale, out);
    out->text = words_text(&run.words, arena);
    out->words = run.words.words;
    out->word_count = run.words.count;
    out->confidence = words_confidence(&run.words);
    return E_OK;
}
