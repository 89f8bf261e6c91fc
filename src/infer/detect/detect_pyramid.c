/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <leptonica/allheaders.h>
#include <stdlib.h>

#include "infer/detect/detect.h"

/* ---- which levels ---- */

static int32_t half_of(int32_t side)
{
    return side > 1 ? side / 2 : 1;
}

static int32_t longer_side(const struct detect_level *level)
{
    return level->width > level->height ? level->width : level->height;
}

/* A very small picture is kept, upright, so that its largest level can be made of it. */
static int enlarge(struct detect_pyramid *pyramid, struct err *err)
{
    int rc = image_lines_gather(pyramid->lines, &pyramid->small, err);
    if (rc < 0) {
        return rc;
    }
    pyramid->lines = image_lines_of(pyramid->small);
    pyramid->is_owner = true;
    struct image *large = must_calloc(1, sizeof(*large));
    pyramid->enlarged = large;
    large->pix = pixScaleLI(pyramid->small->pix, 2, 2);
    if (large->pix == NULL) {
        return err_set(err, E_PROCESSING_FAILED,
                       "There is not enough memory for a picture of this size.");
    }
    large->width = pixGetWidth(large->pix);
    large->height = pixGetHeight(large->pix);
    const double scale = pyramid->levels[0].scale;
    pyramid->levels[1] = pyramid->levels[0];
    pyramid->levels[0] = (struct detect_level){large->width, large->height, 2 * scale};
    pyramid->original = 1;
    pyramid->count = 2;
    return E_OK;
}

int detect_pyramid_make(struct image_lines *lines, const struct model *model,
                        struct detect_pyramid *out, struct err *err)
{
    const struct image_lines_info info = image_lines_info(lines);
    *out = (struct detect_pyramid){.lines = lines, .page = {info.page_width, info.page_height}};
    out->levels[0] =
        (struct detect_level){info.width, info.height, (double)info.width / info.page_width};
    out->count = 1;
    int rc = longer_side(&out->levels[0]) < model->detector.enlarge ? enlarge(out, err) : E_OK;
    if (rc < 0) {
        detect_pyramid_done(out);
        return rc;
    }
    while (longer_side(&out->levels[out->count - 1]) / 2 >= model->detector.smallest) {
        const struct detect_level *last = &out->levels[out->count - 1];
        out->levels[out->count++] =
            (struct detect_level){half_of(last->width), half_of(last->height), last->scale / 2};
    }
    return E_OK;
}

void detect_pyramid_done(struct detect_pyramid *pyramid)
{
    if (pyramid->is_owner) {
        image_lines_close(pyramid->lines);
    }
    image_free(pyramid->small);
    image_free(pyramid->enlarged);
    *pyramid = (struct detect_pyramid){0};
}

struct image_lines_info detect_lines_of(const struct detect_pyramid *pyramid, size_t level)
{
    struct image_lines_info info = image_lines_info(pyramid->lines);
    info.width = pyramid->levels[level].width;
    info.height = pyramid->levels[level].height;
    return info;
}

/* ---- their lines ---- */

/* A level while its lines come. */
struct stage {
    struct image_lines_info info;
    int32_t came; /* lines so far */
    uint32_t
        *first; /* (length) of two that are to become one; NULL where no smaller level follows */
    bool has_first;
    uint32_t *half; /* (length of the next level) */
};

struct pass {
    struct stage stages[DETECT_LEVELS_MAX]; /* (end) */
    size_t end;
    detect_take_line *take;
    void *context;
};

/* Each new pixel is the mean of four, per channel; a last odd one is left out. A single one counts twice. */
static void halve(const uint32_t *a, const uint32_t *b, int32_t length, uint32_t *out)
{
    const int32_t step = length > 1;
    const int32_t count = half_of(length);
    for (int32_t x = 0; x < count; x++, a += 2, b += 2) {
        /* Two channels at once, with eight bits between them for what carries over. */
        const uint32_t mask = 0x00ff00ff;
        const uint32_t two = 0x00020002;
        const uint32_t even =
            (a[0] & mask) + (a[step] & mask) + (b[0] & mask) + (b[step] & mask) + two;
        const uint32_t odd = (a[0] >> 8 & mask) + (a[step] >> 8 & mask) + (b[0] >> 8 & mask) +
                             (b[step] >> 8 & mask) + two;
        out[x] = (even >> 2 & mask) | (odd >> 2 & mask) << 8;
    }
}

/* Whether a line has no other one to be halved with: the last of an odd number, wherever they begin. */
static bool is_odd_one(const struct stage *stage, int32_t place)
{
    const int32_t count = image_lines_count(&stage->info);
    return count > 1 && count % 2 == 1 && place == count - 1;
}

/* Hands a line of a level over, and halves it, which may make lines of the levels after it. 1, 0 or negative as
 * detect_take_line. */
static int push(struct pass *pass, size_t level, const uint32_t *line, struct err *err)
{
    int rc = 1;
    while (rc > 0 && line != NULL) {
        struct stage *stage = &pass->stages[level];
        const int32_t count = image_lines_count(&stage->info);
        const int32_t length = image_lines_length(&stage->info);
        const int32_t place = stage->info.are_backwards ? count - 1 - stage->came : stage->came;
        stage->came++;
        rc = pass->take(pass->context, level, place, line, err);
        if (stage->half == NULL || is_odd_one(stage, place)) {
            line = NULL;
        } else if (count > 1 && !stage->has_first) {
            memcpy(stage->first, line, (size_t)length * sizeof(*line));
            stage->has_first = true;
            line = NULL;
        } else {
            halve(count > 1 ? stage->first : line, line, length, stage->half);
            stage->has_first = false;
            line = stage->half;
            level++;
        }
    }
    return rc;
}

static void begin_pass(const struct detect_pyramid *pyramid, struct arena *scratch,
                       struct pass *pass)
{
    for (size_t i = 0; i < pass->end; i++) {
        struct stage *stage = &pass->stages[i];
        stage->info = detect_lines_of(pyramid, i);
        if (i >= pyramid->original && i + 1 < pass->end) {
            const struct image_lines_info next = detect_lines_of(pyramid, i + 1);
            stage->first = arena_alloc(scratch, (size_t)image_lines_length(&stage->info) * 4);
            stage->half = arena_alloc(scratch, (size_t)image_lines_length(&next) * 4);
        }
    }
}

/* All lines that come from a level on; 1, 0 or negative as detect_take_line. */
static int push_all(struct pass *pass, size_t level, struct image_lines *lines, struct err *err)
{
    const int32_t count = image_lines_count(&pass->stages[level].info);
    const uint32_t *line = NULL;
    int rc = 1;
    for (int32_t i = 0; rc > 0 && i < count; i++) {
        rc = image_lines_next(lines, &line, err);
        if (rc > 0) {
            rc = push(pass, level, line, err);
        }
    }
    return rc;
}

static int push_enlarged(struct pass *pass, const struct image *enlarged, struct err *err)
{
    CLEANUP(image_lines_closep) struct image_lines *lines = image_lines_of(enlarged);
    return push_all(pass, 0, lines, err);
}

int detect_pyramid_pass(const struct detect_pyramid *pyramid, size_t end, detect_take_line *take,
                        void *context, struct err *err)
{
    CLEANUP(arena_freep) struct arena *scratch = arena_new();
    struct pass *pass = arena_calloc(scratch, 1, sizeof(*pass));
    *pass = (struct pass){.end = end, .take = take, .context = context};
    begin_pass(pyramid, scratch, pass);
    int rc = image_lines_rewind(pyramid->lines, err);
    if (rc < 0) {
        return rc;
    }
    rc = pyramid->enlarged != NULL ? push_enlarged(pass, pyramid->enlarged, err) : 1;
    if (rc > 0 && end > pyramid->original) {
        rc = push_all(pass, pyramid->original, pyramid->lines, err);
    }
    return rc < 0 ? rc : E_OK;
}
