/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <string.h>

#include "base/utf8.h"
#include "infer/textrec/textrec_int.h"

#define LAYOUT_WIDTH_MIN 900  /* px; the ink of narrower pictures is sought in twice their size */
#define LAYOUT_SIDE_MAX  3200 /* px; and that of huge ones in half of it */
#define RISE_MIN         2    /* px; letters lower than this are specks */
#define DARK             100  /* the middle grey of pictures with light text */
#define SAMPLE_LINES     4
#define SAMPLE_GOOD      0.90 /* score from which on the page stands upright without doubt */
#define SAMPLE_LETTERS   6    /* letters; shorter lines tell little of how the page stands */
#define TURN_GAIN        0.03
#define TURN_LINES_MIN   4

/* The first reading of a line, kept if it needs no other. */
struct glance {
    const struct line *line; /* NULL where it is not sure */
    struct reading reading;
};

/* One way of holding the page. */
struct attempt {
    PIX *pix; /* owned */
    struct plane grey;
    struct page_lines lines;
    double scale;
    struct glance glances[SAMPLE_LINES];
    double score;
    int turns;
};

struct slip {
    struct textrec *engine;
    const struct textrec_watch *watch;
    struct arena *arena; /* what stays */
    struct arena *line;  /* what is needed for one line */
    struct reading *out;
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

typedef int line_reader(struct textrec *engine, const struct strip *strip, struct arena *arena,
                        struct reading *out);

/* A reading lives until the next. */
static int read_line(struct slip *slip, const struct attempt *attempt, const struct line *line,
                     line_reader *read, struct reading *out)
{
    arena_reset(slip->line);
    *out = (struct reading){0};
    if (line->rise < RISE_MIN) {
        return E_OK;
    }
    struct strip strip;
    int rc = strip_of_line(attempt->pix, &attempt->lines, line, attempt->scale, slip->line, &strip);
    return rc < 0 ? rc : read(slip->engine, &strip, slip->line, out);
}

static void find_longest(const struct page_lines *lines, const struct line *longest[SAMPLE_LINES])
{
    for (size_t i = 0; i < lines->count; i++) {
        const struct line *line = &lines->p[i];
        for (size_t k = 0; k < SAMPLE_LINES && line != NULL; k++) {
            if (longest[k] == NULL || line->part_count > longest[k]->part_count) {
                const struct line *moved = longest[k];
                longest[k] = line;
                line = moved;
            }
        }
    }
}

static double letters_of(const struct reading *reading)
{
    double letters = 0;
    for (size_t i = 0; i < reading->count; i++) {
        letters += (double)utf8_length(reading->words[i].text);
    }
    return letters;
}

/* The mean score of the lines that have most letters. */
static int sample(struct slip *slip, struct attempt *attempt)
{
    const struct line *longest[SAMPLE_LINES] = {0};
    find_longest(&attempt->lines, longest);
    attempt->score = 0;
    for (size_t k = 0; k < SAMPLE_LINES && longest[k] != NULL; k++) {
        struct reading reading;
        int rc = read_line(slip, attempt, longest[k], reader_glance, &reading);
        if (rc < 0) {
            return rc;
        }
        attempt->score +=
            reading.score * fmin(1, letters_of(&reading) / SAMPLE_LETTERS) / SAMPLE_LINES;
        if (reader_is_sure(slip->engine, &reading)) {
            attempt->glances[k] = (struct glance){longest[k], reading};
            attempt->glances[k].reading.words = words_copy(&reading, slip->arena);
            attempt->glances[k].reading.ends_paragraph = NULL;
        }
    }
    return E_OK;
}

static void attempt_done(struct attempt *attempt)
{
    pixDestroy(&attempt->pix);
}

/* The same page turned further. */
static int attempt_turned(struct slip *slip, const struct attempt *upright, int turns,
                          struct attempt *out)
{
    *out = (struct attempt){.turns = turns, .pix = pixRotateOrth(upright->pix, turns)};
    int rc = out->pix != NULL ? plane_turn(&upright->grey, turns, slip->arena, &out->grey)
                              : E_PROCESSING_FAILED;
    rc = rc < 0 ? rc : find_lines(out, slip->arena);
    return rc < 0 ? rc : sample(slip, out);
}

/* Tries the other three ways of holding a page whose longest lines read badly. */
static int turn_upright(struct slip *slip, struct attempt *best)
{
    int rc = sample(slip, best);
    if (rc < 0 || best->score >= SAMPLE_GOOD || best->lines.count < TURN_LINES_MIN) {
        return rc;
    }
    CLEANUP(attempt_done) struct attempt upright = *best;
    upright.pix = pixClone(best->pix);
    best->score += TURN_GAIN;
    for (int turns = 1; turns < 4 && rc == E_OK; turns++) {
        CLEANUP(attempt_done) struct attempt turned;
        rc = attempt_turned(slip, &upright, turns, &turned);
        if (rc == E_OK && turned.score > best->score) {
            struct attempt worse = *best;
            *best = turned;
            turned = worse;
        }
    }
    return rc;
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

/* Room for so many more words. */
static void reserve(struct slip *slip, size_t count)
{
    struct reading *out = slip->out;
    if (out->count + count <= slip->capacity) {
        return;
    }
    size_t capacity = 2 * (out->count + count) + 64;
    struct textrec_word *words = arena_calloc(slip->arena, capacity, sizeof(*words));
    bool *ends = arena_calloc(slip->arena, capacity, sizeof(*ends));
    if (out->count > 0) {
        memcpy(words, out->words, out->count * sizeof(*words));
        memcpy(ends, out->ends_paragraph, out->count * sizeof(*ends));
    }
    out->words = words;
    out->ends_paragraph = ends;
    slip->capacity = capacity;
}

static void add_reading(struct slip *slip, const struct reading *reading, int32_t line,
                        int32_t block)
{
    if (!reading_is_text(reading)) {
        return;
    }
    reserve(slip, reading->count);
    const struct textrec_word *words = words_copy(reading, slip->arena);
    for (size_t i = 0; i < reading->count; i++) {
        struct textrec_word *word = &slip->out->words[slip->out->count++];
        *word = words[i];
        word->line = line;
        word->block = block;
    }
}

/* A new column, or a gap that is wider than half a line. */
static bool starts_paragraph(const struct line *before, const struct line *line)
{
    return before->column != line->column ||
           (before->row != line->row && line->y1 - before->y2 > 0.9 * (before->y2 - before->y1));
}

static int read_line_once(struct slip *slip, const struct attempt *attempt, const struct line *line,
                          struct reading *out)
{
    for (size_t k = 0; k < SAMPLE_LINES; k++) {
        if (attempt->glances[k].line == line) {
            *out = attempt->glances[k].reading;
            return E_OK;
        }
    }
    return read_line(slip, attempt, line, reader_read_line, out);
}

static int read_lines(struct slip *slip, const struct attempt *attempt)
{
    const struct page_lines *lines = &attempt->lines;
    const struct line *before = NULL;
    int32_t number = -1;
    for (size_t i = 0; i < lines->count; i++) {
        const struct line *line = &lines->p[i];
        int rc = should_stop(slip->watch, (int)(1000 * i / lines->count));
        struct reading reading = {0};
        rc = rc < 0 ? rc : read_line_once(slip, attempt, line, &reading);
        if (rc < 0) {
            return rc;
        }
        bool new_line =
            before == NULL || before->row != line->row || before->column != line->column;
        number += new_line ? 1 : 0;
        if (before != NULL && slip->out->count > 0 && starts_paragraph(before, line)) {
            slip->out->ends_paragraph[slip->out->count - 1] = true;
        }
        add_reading(slip, &reading, number, line->column);
        before = line;
    }
    return should_stop(slip->watch, 1000);
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

int slip_read(struct textrec *engine, PIX *pix, const struct plane *grey,
              const struct textrec_watch *watch, struct arena *arena, struct reading *out)
{
    CLEANUP(arena_freep) struct arena *line = arena_new();
    struct slip slip = {engine, watch, arena, line, out, 0};
    CLEANUP(attempt_done) struct attempt attempt = {.pix = pixClone(pix), .grey = *grey};
    *out = (struct reading){0};
    if (is_dark(grey)) {
        plane_invert(&attempt.grey);
    }
    int rc = should_stop(watch, 0);
    rc = rc < 0 ? rc : find_lines(&attempt, arena);
    rc = rc < 0 ? rc : turn_upright(&slip, &attempt);
    out->turns = attempt.turns;
    return rc < 0 ? rc : read_lines(&slip, &attempt);
}
