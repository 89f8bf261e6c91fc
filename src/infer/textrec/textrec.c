/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <stdlib.h>

#include "infer/image/image.h"
#include "infer/textrec/textrec_int.h"

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

/* Boxes in the pixels of the page, where the picture came smaller. */
static void scale_boxes(struct reading *reading, double scale)
{
    for (size_t i = 0; i < reading->count; i++) {
        struct textrec_word *word = &reading->words[i];
        word->x1 = (int32_t)lround(word->x1 * scale);
        word->y1 = (int32_t)lround(word->y1 * scale);
        word->x2 = (int32_t)lround(word->x2 * scale);
        word->y2 = (int32_t)lround(word->y2 * scale);
    }
}

int textrec_read(struct textrec *engine, const struct image *page,
                 const struct textrec_watch *watch, struct arena *arena, struct textrec_page *out,
                 struct err *err)
{
    PIX *grey = pixConvertTo8(page->pix, 0);
    if (grey == NULL) {
        return err_set(err, E_PROCESSING_FAILED, "The picture could not be processed.");
    }
    bool one_line = pixGetHeight(grey) <= LINE_HEIGHT_MAX;
    struct reading reading;
    int rc =
        engine_read(engine, grey, one_line ? PSM_SINGLE_WORD : PSM_AUTO, watch, arena, &reading);
    double scale = (double)page->width / pixGetWidth(grey);
    pixDestroy(&grey);
    if (rc < 0) {
        return err_set(err, rc, "%s", e_title(rc));
    }
    scale_boxes(&reading, scale);
    *out = (struct textrec_page){
        .text = words_text(&reading, arena),
        .words = reading.words,
        .word_count = reading.count,
        .confidence = words_confidence(&reading),
        .width = page->width,
        .height = page->height,
    };
    return E_OK;
}
