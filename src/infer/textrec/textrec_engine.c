/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tesseract's C API, and nothing that decides. */

#include "infer/textrec/textrec_int.h"

#define UNKNOWN_DPI 150
#define WORDS_MAX   ((size_t)100000)

struct monitor {
    const struct textrec_watch *watch;
    bool cancelled;
};

static bool should_stop(void *context, int words)
{
    (void)words;
    struct monitor *monitor = context;
    const struct textrec_watch *watch = monitor->watch;
    return watch->deadline_mono_ms != 0 && clock_mono_ms() > watch->deadline_mono_ms;
}

static bool report_progress(ETEXT_DESC *description, int left, int right, int top, int bottom)
{
    (void)left;
    (void)right;
    (void)top;
    (void)bottom;
    struct monitor *monitor = TessMonitorGetCancelThis(description);
    const struct textrec_watch *watch = monitor->watch;
    if (watch->progress != NULL &&
        !watch->progress(watch->context, 10 * TessMonitorGetProgress(description))) {
        monitor->cancelled = true;
    }
    return false;
}

static int recognize(struct textrec *engine, const struct textrec_watch *watch)
{
    static const struct textrec_watch nobody = {0};
    struct monitor monitor = {watch != NULL ? watch : &nobody, false};
    ETEXT_DESC *description = TessMonitorCreate();
    TessMonitorSetCancelThis(description, &monitor);
    TessMonitorSetCancelFunc(description, should_stop);
    TessMonitorSetProgressFunc(description, report_progress);
    int rc = TessBaseAPIRecognize(engine->api, description);
    TessMonitorDelete(description);
    if (monitor.cancelled) {
        return E_CANCELLED;
    }
    if (should_stop(&monitor, 0)) {
        return E_TOOK_TOO_LONG;
    }
    return rc == 0 ? E_OK : E_PROCESSING_FAILED;
}

static size_t count_words(const TessPageIterator *start)
{
    TessPageIterator *at = TessPageIteratorCopy(start);
    size_t count = 0;
    do {
        count++;
    } while (count < WORDS_MAX && TessPageIteratorNext(at, RIL_WORD));
    TessPageIteratorDelete(at);
    return count;
}

/* False where the iterator stands at a block without text. */
static bool take_word(TessResultIterator *at, struct arena *arena, struct textrec_word *word)
{
    char *text = TessResultIteratorGetUTF8Text(at, RIL_WORD);
    if (text == NULL) {
        return false;
    }
    struct str trimmed = str_trim(str_from(text));
    double confidence = TessResultIteratorConfidence(at, RIL_WORD) / 100.0;
    /* What the engine does not trust at all is the noise that it reads on an empty page. */
    bool found = trimmed.n > 0 && confidence > 0;
    if (found) {
        word->text = str_copy(arena, trimmed);
        word->confidence = confidence;
        TessPageIteratorBoundingBox(TessResultIteratorGetPageIteratorConst(at), RIL_WORD, &word->x1,
                                    &word->y1, &word->x2, &word->y2);
    }
    TessDeleteText(text);
    return found;
}

static void collect(TessResultIterator *at, struct arena *arena, struct page_words *out)
{
    const TessPageIterator *page = TessResultIteratorGetPageIteratorConst(at);
    size_t most = count_words(page);
    *out = (struct page_words){
        .words = arena_calloc(arena, most, sizeof(*out->words)),
        .ends_paragraph = arena_calloc(arena, most, sizeof(*out->ends_paragraph)),
    };
    int32_t block = -1;
    int32_t line = -1;
    bool more = true;
    while (more && out->count < most) {
        struct textrec_word *word = &out->words[out->count];
        bool new_block = TessPageIteratorIsAtBeginningOf(page, RIL_BLOCK);
        bool new_line = TessPageIteratorIsAtBeginningOf(page, RIL_TEXTLINE);
        bool ends = TessPageIteratorIsAtFinalElement(page, RIL_PARA, RIL_WORD);
        block += new_block ? 1 : 0;
        line += new_line ? 1 : 0;
        if (take_word(at, arena, word)) {
            word->block = block;
            word->line = line;
            out->ends_paragraph[out->count++] = ends;
        } else if (ends && out->count > 0) {
            out->ends_paragraph[out->count - 1] = true;
        }
        more = TessResultIteratorNext(at, RIL_WORD);
    }
}

/* How sure the engine is of the letters, on the average. */
static double letters_certainty(struct textrec *engine)
{
    TessResultIterator *at = TessBaseAPIGetIterator(engine->api);
    if (at == NULL) {
        return 0;
    }
    double sum = 0;
    int count = 0;
    do {
        char *text = TessResultIteratorGetUTF8Text(at, RIL_SYMBOL);
        if (text != NULL) {
            sum += TessResultIteratorConfidence(at, RIL_SYMBOL) / 100.0;
            count++;
            TessDeleteText(text);
        }
    } while (TessResultIteratorNext(at, RIL_SYMBOL));
    TessResultIteratorDelete(at);
    return count > 0 ? sum / count : 0;
}

int engine_read(struct textrec *engine, PIX *pix, TessPageSegMode mode,
                const struct textrec_watch *watch, struct arena *arena, struct page_words *out)
{
    TessBaseAPISetPageSegMode(engine->api, mode);
    TessBaseAPISetImage2(engine->api, pix);
    TessBaseAPISetSourceResolution(engine->api, UNKNOWN_DPI);
    int rc = recognize(engine, watch);
    *out = (struct page_words){0};
    if (rc == E_OK) {
        TessResultIterator *at = TessBaseAPIGetIterator(engine->api);
        if (at != NULL) {
            collect(at, arena, out);
            TessResultIteratorDelete(at);
        }
        out->certainty = letters_certainty(engine);
    }
    TessBaseAPIClear(engine->api);
    return rc;
}
