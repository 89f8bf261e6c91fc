/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tesseract's C API, and how believable it is what it read. */
#include "base/utf8.h"
#include "infer/textrec/textrec_int.h"

#define UNKNOWN_DPI 150
#define WORDS_MAX   ((size_t)100000)

/* How a reading is judged: the certainty's square, less these for the share of marks among its symbols and
 * for words to a symbol, since the engine takes what is no text for short words full of marks. Fitted by least
 * squares to the error rates of a thousand word and line crops read in several ways; found on one half,
 * it chose as well on the other. */
#define MARKS_WEIGHT 0.18
#define WORDS_WEIGHT 0.20
#define NOTHING_READ (-1.0)

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
static bool take_word(TessResultIterator *at, double least, struct arena *arena,
                      struct textrec_word *word)
{
    char *text = TessResultIteratorGetUTF8Text(at, RIL_WORD);
    if (text == NULL) {
        return false;
    }
    struct str trimmed = str_trim(str_from(text));
    double confidence = TessResultIteratorConfidence(at, RIL_WORD) / 100.0;
    bool found = trimmed.n > 0 && confidence > least;
    if (found) {
        word->text = str_copy(arena, trimmed);
        word->confidence = confidence;
        TessPageIteratorBoundingBox(TessResultIteratorGetPageIteratorConst(at), RIL_WORD, &word->x1,
                                    &word->y1, &word->x2, &word->y2);
    }
    TessDeleteText(text);
    return found;
}

static void collect(TessResultIterator *at, double least, struct arena *arena, struct reading *out)
{
    const TessPageIterator *page = TessResultIteratorGetPageIteratorConst(at);
    size_t most = count_words(page);
    *out = (struct reading){
        .score = NOTHING_READ,
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
        if (take_word(at, least, arena, word)) {
            word->block = block;
            word->line = line;
            out->ends_paragraph[out->count++] = ends;
        } else if (ends && out->count > 0) {
            out->ends_paragraph[out->count - 1] = true;
        }
        more = TessResultIteratorNext(at, RIL_WORD);
    }
}

static bool is_letter_or_digit(uint32_t c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
           (c >= 0xc0 && c < 0x2000 && c != 0xd7 && c != 0xf7) || (c >= 0x3040 && c < 0xff00);
}

/* Chinese words have no spaces between them, and mostly one letter. */
static size_t count_spaced(const struct reading *reading)
{
    size_t count = 0;
    for (size_t i = 0; i < reading->count; i++) {
        size_t first = 0;
        count += words_is_wide(utf8_next(reading->words[i].text, &first)) ? 0 : 1;
    }
    return count;
}

static void judge(TessResultIterator *at, struct reading *out)
{
    double certainty = 0;
    double marks = 0;
    double symbols = 0;
    do {
        char *text = TessResultIteratorGetUTF8Text(at, RIL_SYMBOL);
        struct str symbol = str_from(text);
        if (symbol.n > 0 && utf8_valid(symbol)) {
            size_t first = 0;
            marks += is_letter_or_digit(utf8_next(symbol, &first)) ? 0 : 1;
            certainty += TessResultIteratorConfidence(at, RIL_SYMBOL) / 100.0;
            symbols++;
        }
        TessDeleteText(text);
    } while (TessResultIteratorNext(at, RIL_SYMBOL));
    if (symbols > 0 && out->count > 0) {
        out->certainty = certainty / symbols;
        out->score = out->certainty * out->certainty - MARKS_WEIGHT * marks / symbols -
                     WORDS_WEIGHT * (double)count_spaced(out) / symbols;
    }
}

void engine_try_negative(struct textrec *engine, bool tries)
{
    /* Share of certainty below which the engine inverts: its own default, or nothing. */
    TessBaseAPISetVariable(engine->api, "invert_threshold", tries ? "0.7" : "0");
}

int engine_read(struct textrec *engine, const struct plane *plane, TessPageSegMode mode,
                const struct textrec_watch *watch, struct arena *arena, struct reading *out)
{
    TessBaseAPISetPageSegMode(engine->api, mode);
    TessBaseAPISetImage(engine->api, plane->p, plane->width, plane->height, 1, plane->width);
    TessBaseAPISetSourceResolution(engine->api, UNKNOWN_DPI);
    int rc = recognize(engine, watch);
    *out = (struct reading){.score = NOTHING_READ};
    TessResultIterator *words = rc == E_OK ? TessBaseAPIGetIterator(engine->api) : NULL;
    TessResultIterator *symbols = rc == E_OK ? TessBaseAPIGetIterator(engine->api) : NULL;
    if (words != NULL && symbols != NULL) {
        /* What the engine does not trust at all is, on a page, the noise that it reads where nothing is. */
        collect(words, mode == PSM_AUTO ? 0 : -1, arena, out);
        judge(symbols, out);
    }
    TessResultIteratorDelete(words);
    TessResultIteratorDelete(symbols);
    TessBaseAPIClear(engine->api);
    return rc;
}
