/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "infer/image/image.h"
#include "infer/textrec/textrec_int.h"

#define CONTRAST_MIN    16  /* of 255 */
#define LINE_HEIGHT_MAX 100 /* px; a lower picture holds one line */
#define SLIP_ASPECT     1.7 /* height by width from which on a page is a slip */
#define DOUBTFUL        0.85 /* confidence under which a page in small print is read as a slip, too */
#define NOISE           0.3 /* confidence of a line under which it is none */
#define TEXTURE         0.4 /* and of all together under which the picture shows leaves or stones; */
#define SURE_IN_TEXTURE 0.6 /* what is surer than this is text all the same */
#define HOPELESS        0.5 /* and under which it is no page of text at all */
#define SMALL_PRINT_PX  14  /* letters lower than this are small print */

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

static int32_t clamp(double value, int32_t most)
{
    return value < 0 ? 0 : value > most ? most : (int32_t)lround(value);
}

/* Boxes in the pixels of the page, where the picture came smaller, and inside it. */
static void settle_boxes(struct reading *words, double scale, const struct textrec_page *page)
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
static bool has_contrast(const struct plane *grey)
{
    uint8_t darkest = 255;
    uint8_t lightest = 0;
    size_t n = (size_t)grey->width * (size_t)grey->height;
    for (size_t i = 0; i < n; i++) {
        darkest = grey->p[i] < darkest ? grey->p[i] : darkest;
        lightest = grey->p[i] > lightest ? grey->p[i] : lightest;
    }
    return lightest - darkest >= CONTRAST_MIN;
}

/* Small print, which the engine's layout loses. */
static bool has_small_print(const struct plane *grey)
{
    CLEANUP(arena_freep) struct arena *scratch = arena_new();
    struct plane ink;
    struct parts parts;
    if (ink_find(grey, scratch, &ink) < 0 || ink_parts(&ink, scratch, &parts) < 0) {
        return false; /* a texture rather than a text */
    }
    double height = lines_letter_height(&parts, grey->height);
    return height > 0 && height < SMALL_PRINT_PX;
}

/* A picture that one line fills. */
static int read_crop(struct textrec *engine, PIX *pix, struct arena *arena, struct reading *out)
{
    struct strip strip;
    int rc = strip_of_picture(pix, arena, &strip);
    return rc < 0 ? rc : reader_read_crop(engine, &strip, arena, out);
}

static int read_by_layout(struct textrec *engine, struct plane grey,
                          const struct textrec_watch *watch, struct arena *arena,
                          struct reading *out)
{
    int32_t width = grey.width;
    int rc = page_read(engine, &grey, watch, arena, out);
    if (rc < 0) {
        return rc;
    }
    words_drop_noise(out, NOISE);
    double scale = (double)width / ((out->turns & 1) != 0 ? grey.height : grey.width);
    for (size_t i = 0; i < out->count; i++) {
        struct textrec_word *word = &out->words[i];
        word->x1 = (int32_t)lround(word->x1 * scale);
        word->y1 = (int32_t)lround(word->y1 * scale);
        word->x2 = (int32_t)lround(word->x2 * scale);
        word->y2 = (int32_t)lround(word->y2 * scale);
    }
    return E_OK;
}

/* Small print of which the engine's layout made little: its lines may be found here. */
static int read_again_as_slip(struct textrec *engine, PIX *pix, const struct plane *grey,
                              const struct textrec_watch *watch, struct arena *arena,
                              struct reading *out)
{
    /* All of the progress has been told already. */
    const struct textrec_watch quiet = {.deadline_mono_ms =
                                            watch != NULL ? watch->deadline_mono_ms : 0};
    struct reading again;
    int rc = slip_read(engine, pix, grey, &quiet, arena, &again);
    if (rc == E_OK && words_confidence(&again) > words_confidence(out)) {
        *out = again;
    }
    return rc == E_PROCESSING_FAILED ? E_OK : rc; /* there is a reading all the same */
}

static int read_page(struct textrec *engine, PIX *pix, const struct plane *grey,
                     const struct textrec_watch *watch, struct arena *arena, struct reading *out)
{
    if (grey->height > SLIP_ASPECT * grey->width) {
        return slip_read(engine, pix, grey, watch, arena, out);
    }
    int rc = read_by_layout(engine, *grey, watch, arena, out);
    double confidence = words_confidence(out);
    if (rc == E_OK && confidence >= HOPELESS && confidence < DOUBTFUL && has_small_print(grey)) {
        rc = read_again_as_slip(engine, pix, grey, watch, arena, out);
    }
    return rc;
}

static int read_picture(struct textrec *engine, PIX *pix, const struct textrec_watch *watch,
                        struct arena *arena, struct reading *out)
{
    *out = (struct reading){0};
    struct plane grey;
    int rc = plane_from_pix(pix, NULL, arena, &grey);
    if (rc < 0 || !has_contrast(&grey)) {
        return rc;
    }
    if (grey.height <= LINE_HEIGHT_MAX) {
        return read_crop(engine, pix, arena, out);
    }
    rc = read_page(engine, pix, &grey, watch, arena, out);
    if (rc == E_OK && words_confidence(out) < TEXTURE) {
        words_drop_noise(out, SURE_IN_TEXTURE);
    }
    return rc;
}

int textrec_read(struct textrec *engine, const struct image *page,
                 const struct textrec_watch *watch, struct arena *arena, struct textrec_page *out,
                 struct err *err)
{
    CLEANUP(arena_freep) struct arena *scratch = arena_new();
    struct reading reading;
    int rc = read_picture(engine, page->pix, watch, scratch, &reading);
    if (rc < 0) {
        return err_set(err, rc, "%s", e_title(rc));
    }
    bool lies = (reading.turns & 1) != 0;
    *out = (struct textrec_page){
        .rotation = 90 * reading.turns,
        .width = lies ? page->height : page->width,
        .height = lies ? page->width : page->height,
    };
    settle_boxes(&reading, (double)page->width / pixGetWidth(page->pix), out);
    out->text = words_text(&reading, arena);
    out->words = words_copy(&reading, arena);
    out->word_count = reading.count;
    out->confidence = words_confidence(&reading);
    return E_OK;
}
