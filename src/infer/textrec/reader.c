/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <string.h>

#include "base/utf8.h"
#include "infer/textrec/reader.h"
#include "infer/textrec/textrec_int.h"

#define INPUT_HEIGHT    36 /* px; what the engine's networks take */
#define INPUT_WIDTH_MAX 16000
#define UNKNOWN_DPI     150
#define STRONG          0.98 /* a first look as good as this is kept */

/* What a symbol tells about a reading. */
struct tally {
    size_t symbols;
    double confidence;
    size_t marks; /* common punctuation */
    size_t odd;   /* what text seldom holds */
};

static bool is_letter_or_digit(uint32_t c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
           (c >= 0xc0 && c < 0x2000 && c != 0xd7 && c != 0xf7) || (c >= 0x3040 && c < 0xff00);
}

static void count_symbol(struct tally *tally, struct str symbol, double confidence)
{
    size_t at = 0;
    uint32_t c = utf8_next(symbol, &at);
    tally->symbols++;
    tally->confidence += confidence;
    if (is_letter_or_digit(c)) {
        return;
    }
    bool common = (c < 0x80 && strchr("-.:/,&'()#$%@*!?", (int)c) != NULL) ||
                  (c >= 0x3000 && c < 0x3040) || c >= 0xff00;
    tally->marks += common ? 1 : 0;
    tally->odd += common ? 0 : 1;
}

static void tally_symbols(TessResultIterator *at, struct tally *tally)
{
    do {
        char *text = TessResultIteratorGetUTF8Text(at, RIL_SYMBOL);
        struct str symbol = str_from(text);
        if (symbol.n > 0 && utf8_valid(symbol)) {
            count_symbol(tally, symbol, TessResultIteratorConfidence(at, RIL_SYMBOL) / 100.0);
        }
        TessDeleteText(text);
    } while (TessResultIteratorNext(at, RIL_SYMBOL));
}

static void take_words(TessResultIterator *at, struct arena *arena, size_t most,
                       struct reading *out, double *out_known)
{
    const TessPageIterator *page = TessResultIteratorGetPageIteratorConst(at);
    size_t known = 0;
    do {
        char *text = TessResultIteratorGetUTF8Text(at, RIL_WORD);
        struct str trimmed = str_trim(str_from(text));
        if (trimmed.n > 0 && utf8_valid(trimmed)) {
            struct textrec_word *word = &out->words[out->count++];
            word->text = str_copy(arena, trimmed);
            word->confidence = fmax(0, TessResultIteratorConfidence(at, RIL_WORD) / 100.0);
            TessPageIteratorBoundingBox(page, RIL_WORD, &word->x1, &word->y1, &word->x2, &word->y2);
            known += TessResultIteratorWordIsFromDictionary(at) ? 1 : 0;
        }
        TessDeleteText(text);
    } while (out->count < most && TessResultIteratorNext(at, RIL_WORD));
    *out_known = out->count > 0 ? (double)known / (double)out->count : 0;
}

/* Confidence first; signs that are rare in text speak against a reading, known words for it. The weights
 * were found by measuring on photographs of words and on receipts. */
static double score_of(const struct tally *tally, double words, double known)
{
    double n = (double)tally->symbols;
    return tally->confidence / n + 0.05 * words + 0.01 * known - 0.08 * (double)tally->marks / n -
           0.25 * (double)tally->odd / n + 0.01 * fmin(n, 8) / 8;
}

static void collect(TessBaseAPI *api, struct arena *arena, struct reading *out)
{
    *out = (struct reading){0};
    TessResultIterator *symbols = TessBaseAPIGetIterator(api);
    if (symbols == NULL) {
        return;
    }
    struct tally tally = {0};
    tally_symbols(symbols, &tally);
    TessResultIteratorDelete(symbols);
    TessResultIterator *words = TessBaseAPIGetIterator(api);
    if (tally.symbols > 0 && words != NULL) {
        out->symbols = tally.symbols;
        out->words = arena_calloc(arena, tally.symbols, sizeof(*out->words));
        double known;
        take_words(words, arena, tally.symbols, out, &known);
        double trust = 0;
        for (size_t i = 0; i < out->count; i++) {
            trust += out->words[i].confidence / (double)out->count;
        }
        out->score = score_of(&tally, trust, known);
    }
    if (words != NULL) {
        TessResultIteratorDelete(words);
    }
}

int reader_read_plane(struct textrec *engine, const struct plane *plane, struct arena *arena,
                      struct reading *out)
{
    TessBaseAPISetPageSegMode(engine->api, PSM_RAW_LINE);
    TessBaseAPISetImage(engine->api, plane->p, plane->width, plane->height, 1, plane->width);
    TessBaseAPISetSourceResolution(engine->api, UNKNOWN_DPI);
    int rc = TessBaseAPIRecognize(engine->api, NULL) == 0 ? E_OK : E_PROCESSING_FAILED;
    if (rc == E_OK) {
        collect(engine->api, arena, out);
    }
    TessBaseAPIClear(engine->api);
    return rc;
}

/* Margins around the band from capitals to feet, in heights of capitals, and a stretch along the line. */
struct frame {
    double above;
    double below;
    double stretch;
};

static const struct frame latin_frames[] = {{0.45, 0.55, 1}, {0.30, 0.50, 1}, {0.45, 0.55, 1.2}};
static const struct frame wide_frames[] = {{0.15, 0.30, 1}, {0.05, 0.12, 1}};

/* What maps the framed picture to the plane; the frame's size goes to *out_width. */
static struct plane_view frame_view(const struct line_place *place, const struct frame *frame,
                                    int32_t *out_width)
{
    const struct line *line = place->line;
    const struct page_lines *page = place->page;
    double side = 0.2 * line->rise;
    double x1 = line->x1 - side;
    double y1 = line->baseline - line->rise * (1 + frame->above);
    double height = line->rise * (1 + frame->above + frame->below);
    double step = height / INPUT_HEIGHT;
    double along = step / frame->stretch;
    *out_width =
        (int32_t)fmin(INPUT_WIDTH_MAX, fmax(8, ceil((line->x2 - line->x1 + 2 * side) / along)));
    double slope = page->slope + line->slope;
    double top = y1 - line->slope * ((line->x1 + line->x2) / 2 - x1);
    double x = x1 - page->slope * (top - page->page_height / 2.0);
    double y = top + page->slope * (x - page->width / 2.0);
    double scale = place->scale;
    return (struct plane_view){
        x / scale,   y / scale, along / scale, along * slope / scale, -step * slope / scale,
        step / scale};
}

static void map_word(struct textrec_word *word, const struct plane_view *view)
{
    double x1 = view->origin_x + word->x1 * view->right_x + word->y1 * view->down_x;
    double y1 = view->origin_y + word->x1 * view->right_y + word->y1 * view->down_y;
    double x2 = view->origin_x + word->x2 * view->right_x + word->y2 * view->down_x;
    double y2 = view->origin_y + word->x2 * view->right_y + word->y2 * view->down_y;
    word->x1 = (int32_t)lround(fmin(x1, x2));
    word->y1 = (int32_t)lround(fmin(y1, y2));
    word->x2 = (int32_t)lround(fmax(x1, x2));
    word->y2 = (int32_t)lround(fmax(y1, y2));
}

static int look(struct textrec *engine, const struct plane *grey, const struct plane_view *view,
                int32_t width, struct arena *arena, struct reading *best)
{
    struct plane framed;
    int rc = plane_view(grey, view, width, INPUT_HEIGHT, arena, &framed);
    if (rc < 0) {
        return rc;
    }
    struct reading reading;
    rc = reader_read_plane(engine, &framed, arena, &reading);
    if (rc < 0) {
        return rc;
    }
    if (reading.count > 0 && reading.score > best->score) {
        for (size_t i = 0; i < reading.count; i++) {
            map_word(&reading.words[i], view);
        }
        *best = reading;
    }
    return E_OK;
}

int reader_read_line(struct textrec *engine, const struct line_place *place, struct arena *arena,
                     struct reading *out)
{
    const struct frame *frames = engine->wide ? wide_frames : latin_frames;
    size_t count = engine->wide ? ARRAY_LEN(wide_frames) : ARRAY_LEN(latin_frames);
    *out = (struct reading){0};
    if (place->line->rise < 2) {
        return E_OK;
    }
    for (size_t i = 0; i < count && out->score < STRONG; i++) {
        int32_t width;
        struct plane_view view = frame_view(place, &frames[i], &width);
        int rc = look(engine, place->grey, &view, width, arena, out);
        if (rc < 0) {
            return rc;
        }
    }
    return E_OK;
}

bool reading_is_text(const struct reading *reading)
{
    double trust = 0;
    bool letters = false;
    for (size_t i = 0; i < reading->count; i++) {
        const struct textrec_word *word = &reading->words[i];
        trust += word->confidence / (double)reading->count;
        for (size_t at = 0; at < word->text.n;) {
            letters = is_letter_or_digit(utf8_next(word->text, &at)) || letters;
        }
    }
    return letters && (trust >= 0.30 || (reading->symbols >= 8 && reading->score >= 0.95));
}
