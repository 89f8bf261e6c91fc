/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Finds and names the road signs on pictures and in clips, with the model that is its variant.
 *
 * {"pictures": yes or no, "drawing": yes or no, "frames": "1200,1340"} gets a picture; an animated GIF or WebP; or, where "frames"
 * tells how many bytes each has, the frames of a clip one behind the other:
 *   {"label": the names of the signs, "confidence": 0 to 1, "model": the model's version,
 *    "image": {"width", "height", "type"},
 *    "result": {"detections": [{"label", "name", "confidence", "box": [x1, y1, x2, y2], "group", "doubtful", "top"}],
 *               "stages": {"read", "find", "name"}: milliseconds, of a picture}}
 * with detections of the first frame, and for a clip also
 *    "frames": how many it has, "looked": at how many of them,
 *    "signs": [{"label", "name", "confidence", "group", "first_frame", "last_frame", "frames", "box"}];
 * and as parts of their own a thumbnail, and a preview where no browser shows the file; or a drawing of the picture with
 * its boxes. */
#include <math.h>
#include <stdlib.h>

#include "base/clock.h"
#include "worker/kind_signs_answer.h"
#include "worker/late.h"

#define DRAWING_PIXELS      (3840.0 * 2160) /* of a large screen: 32 MiB */
#define CLIP_DRAWING_PIXELS (1280.0 * 720)  /* beside the pictures that an animation is made of */
#define DRAWING_MAX         (24 * MIB)
#define FRAMES_TEXT         8000 /* letters of the list of sizes */

struct signs_worker {
    struct arena *arena; /* of the model */
    struct model model;
    struct signs *signs;
};

struct params {
    bool pictures;
    bool drawing;
    struct str frames;
};

static const struct json_field param_fields[] = {
    {"pictures", JSON_BOOL, offsetof(struct params, pictures), /* must= */ false, 0, 0},
    {"drawing", JSON_BOOL, offsetof(struct params, drawing), false, 0, 0},
    {"frames", JSON_STR, offsetof(struct params, frames), false, 0, FRAMES_TEXT},
    {0},
};

/* ---- loading ---- */

static int load_model(struct signs_worker *worker, const char *name, struct err *err)
{
    CLEANUP(arena_freep) struct arena *scratch = arena_new();
    const struct model *model = &worker->model;
    struct worker_network detector = {0};
    struct worker_network naming = {0};
    int rc = worker_load_model(name, worker->arena, &worker->model, err);
    if (rc == E_OK && model->kind != MODEL_DETECTOR) {
        rc = err_set(err, E_INVALID, "The model \"%s\" is no detector.", name);
    }
    if (rc == E_OK) {
        rc = worker_read_network(model, scratch, &detector, err);
    }
    if (rc == E_OK && model->detector.naming != NULL) {
        rc = worker_read_network(model->detector.naming, scratch, &naming, err);
    }
    if (rc < 0) {
        return rc;
    }
    const struct signs_networks networks = {
        .detector = detector.file,
        .detector_weights = detector.weights,
        .naming = naming.file,
        .naming_weights = naming.weights,
    };
    rc = signs_new(model, &networks, &worker->signs, err);
    model_release_network(detector.file);
    model_release_network(naming.file);
    return rc;
}

static int signs_init(const char *variant, void **out_state, struct err *err)
{
    struct signs_worker *worker = must_calloc(1, sizeof(*worker));
    worker->arena = arena_new();
    int rc = worker_init_pictures(LATE_NETWORKS, err);
    if (rc == E_OK) {
        rc = load_model(worker, variant, err);
    }
    if (rc < 0) {
        arena_free(worker->arena);
        free(worker);
        return E_PROCESSING_FAILED; /* whatever it is, it is no fault of a picture; the words say more */
    }
    *out_state = worker;
    return E_OK;
}

/* ---- one task ---- */

struct run {
    const struct signs_worker *worker;
    struct worker_task *task;
    struct params params;
    struct image *first; /* the picture, smaller if it is large, or a copy of the first frame */
    struct signs_answer answer;
    struct ipc_progress progress; /* pages are frames */
};

static bool goes_on(void *context, int permille)
{
    struct run *run = context;
    run->progress.permille = (uint32_t)permille;
    return worker_tell(run->task, &run->progress);
}

static int look(struct run *run, struct image_lines *lines, struct signs_found *out,
                struct err *err)
{
    const struct detect_listener listener = {goes_on, run};
    struct signs *signs = run->worker->signs;
    struct arena *arena = run->task->arena;
    return run->answer.is_clip ? signs_find_on_frame(signs, lines, &listener, arena, out, err)
                               : signs_find(signs, lines, &listener, arena, out, err);
}

/* ---- the result ---- */

static int add_drawing(struct run *run, struct err *err)
{
    struct image_mark *marks =
        arena_calloc(run->task->arena, run->answer.found.count + 1, sizeof(*marks));
    for (size_t i = 0; i < run->answer.found.count; i++) {
        const struct signs_sign *sign = &run->answer.found.items[i];
        const char *text = arena_printf(run->task->arena, "%" STRF " %.2f", STRA(sign->best.name),
                                        sign->best.confidence);
        marks[i] =
            (struct image_mark){sign->left, sign->top, sign->right, sign->bottom, str_from(text)};
    }
    const struct image_marks all = {marks, run->answer.found.count};
    struct str png = {0};
    int rc = image_draw_marks(run->first, &all, DRAWING_MAX, run->task->arena, &png, err);
    return rc < 0 ? rc : worker_add_part(run->task, IPC_PART_DRAWING, 0, png);
}

static int add_parts(struct run *run, struct err *err)
{
    int rc = signs_add_answer(&run->answer, run->task, err);
    if (rc < 0) {
        return rc;
    }
    if (run->params.drawing) {
        return add_drawing(run, err);
    }
    return run->params.pictures
               ? worker_add_pictures(run->task, run->first, run->answer.info.kind, err)
               : E_OK;
}

/* ---- pictures ---- */

/* What is shown in the end of this picture, which may be a frame that is not the first. */
static int32_t shown_px(const struct run *run, struct image_info info)
{
    if (run->first != NULL) {
        return 0;
    }
    if (run->params.drawing) {
        const double pixels = run->answer.is_clip ? CLIP_DRAWING_PIXELS : DRAWING_PIXELS;
        const double longer = fmax(info.width, info.height);
        return (int32_t)sqrt(pixels * longer / fmin(info.width, info.height));
    }
    return run->params.pictures ? worker_pictures_px(info.kind) : 0;
}

/* A picture, or a frame, while it is looked at. */
struct opened {
    struct image_file *file;
    struct image_lines *lines;
};

static void opened_donep(struct opened *opened)
{
    image_lines_close(opened->lines);
    image_file_close(opened->file);
}

static int open_picture(const struct run *run, struct str bytes, struct opened *out,
                        struct err *err)
{
    int rc = worker_open_picture(bytes, &out->file, err);
    if (rc < 0) {
        return rc;
    }
    const struct image_lines_options options = {
        .whole_pixels = IMAGE_WHOLE_PIXELS,
        .shrunk_px = shown_px(run, image_file_info(out->file)),
    };
    return image_lines_open(out->file, 0, &options, &out->lines, err);
}

/* Of a clip's first frame as much as will be shown: the others have still to be read beside it. */
static int keep_picture(struct run *run, const struct opened *opened, struct err *err)
{
    run->answer.info = image_file_info(opened->file);
    const int32_t side_px = shown_px(run, run->answer.info);
    if (side_px == 0 || !run->answer.is_clip) {
        return side_px == 0 ? E_OK : image_lines_take(opened->lines, &run->first, err);
    }
    CLEANUP(image_freep) struct image *frame = NULL;
    int rc = image_lines_take(opened->lines, &frame, err);
    return rc < 0 ? rc : image_thumbnail(frame, side_px, &run->first, err);
}

static int look_at_picture(struct run *run, struct err *err)
{
    CLEANUP(opened_donep) struct opened opened = {0};
    const int64_t begin = clock_mono_us();
    run->progress = (struct ipc_progress){IPC_STAGE_READ, 1, 1, 0};
    int rc = open_picture(run, run->task->picture, &opened, err);
    run->answer.reading_us = clock_mono_us() - begin;
    if (rc == E_OK) {
        rc = look(run, opened.lines, &run->answer.found, err);
    }
    return rc < 0 ? rc : keep_picture(run, &opened, err);
}

/* ---- clips ---- */

/* Every which frame is looked at. */
static int64_t step_of(int64_t frames)
{
    return (frames + SIGNS_FRAMES_MAX - 1) / SIGNS_FRAMES_MAX;
}

static int add_frame(struct run *run, struct signs_tracks *tracks, struct image_lines *lines,
                     int64_t frame, struct err *err)
{
    struct signs_found found = {0};
    run->progress.page = (uint32_t)frame + 1;
    int rc = look(run, lines, &found, err);
    if (rc < 0) {
        return rc;
    }
    if (frame == 0) {
        run->answer.found = found;
    }
    run->answer.looked++;
    signs_tracks_add(tracks, &found, frame, step_of(run->answer.frames));
    return E_OK;
}

static int begin_clip(struct run *run, int64_t frames)
{
    run->answer.is_clip = true;
    run->answer.frames = frames;
    run->progress = (struct ipc_progress){IPC_STAGE_READ, 1, (uint32_t)frames, 0};
    return E_OK;
}

/* The file's own copy of the frame is drawn over by the next one; of this one as much stays as will be shown. */
static int keep_first(struct run *run, const struct image *image, struct err *err)
{
    enum image_kind kind;
    int rc = image_sniff(run->task->picture, &kind);
    if (rc < 0) {
        return rc;
    }
    run->answer.info = (struct image_info){
        .kind = kind, .width = image->width, .height = image->height, .page_count = 1};
    const int32_t side_px = shown_px(run, run->answer.info);
    return side_px == 0 ? E_OK : image_thumbnail(image, side_px, &run->first, err);
}

static int look_at_animation(struct run *run, struct image_clip *clip, struct err *err)
{
    struct signs_tracks *tracks = signs_tracks_new(run->task->arena);
    int rc = begin_clip(run, image_clip_count(clip));
    const struct image *image = NULL;
    for (int64_t frame = 0; rc >= 0 && (rc = image_clip_next(clip, &image, err)) == 1; frame++) {
        if (frame == 0) {
            rc = keep_first(run, image, err);
        }
        if (rc >= 0 && frame % step_of(run->answer.frames) == 0) {
            CLEANUP(image_lines_closep) struct image_lines *lines = image_lines_of(image);
            rc = add_frame(run, tracks, lines, frame, err);
        }
    }
    signs_tracks_end(tracks, run->task->arena, &run->answer.passed);
    return rc;
}

/* The size of the next frame in the list, or 0 where the list is no list. */
static size_t next_size(struct str *list)
{
    struct str rest;
    int64_t size = 0;
    const struct str text = str_cut(*list, ',', &rest);
    *list = rest;
    return str_to_i64(text, 1, INT32_MAX, &size) == E_OK ? (size_t)size : 0;
}

static int look_at_frame(struct run *run, struct signs_tracks *tracks, struct str bytes,
                         int64_t frame, struct err *err)
{
    CLEANUP(opened_donep) struct opened opened = {0};
    int rc = open_picture(run, bytes, &opened, err);
    if (rc == E_OK) {
        rc = add_frame(run, tracks, opened.lines, frame, err);
    }
    return rc == E_OK && frame == 0 ? keep_picture(run, &opened, err) : rc;
}

static int look_at_frames(struct run *run, struct err *err)
{
    struct signs_tracks *tracks = signs_tracks_new(run->task->arena);
    struct str rest = run->task->picture;
    struct str list = run->params.frames;
    int64_t count = 1;
    for (size_t i = 0; i < list.n; i++) {
        count += list.p[i] == ',';
    }
    int rc = begin_clip(run, count);
    for (int64_t frame = 0; rc == E_OK && list.n > 0; frame++) {
        const size_t size = next_size(&list);
        if (size == 0 || size > rest.n) {
            return err_set(err, E_INVALID, "The frames are not what their sizes say.");
        }
        if (frame % step_of(count) == 0) {
            rc = look_at_frame(run, tracks, str_sub(rest, 0, size), frame, err);
        }
        rest = str_sub(rest, size, rest.n);
    }
    signs_tracks_end(tracks, run->task->arena, &run->answer.passed);
    return rc;
}

static int look_at_file(struct run *run, struct err *err)
{
    CLEANUP(image_clip_closep) struct image_clip *clip = NULL;
    if (run->params.frames.n > 0) {
        return look_at_frames(run, err);
    }
    int rc = image_clip_open(run->task->picture, &clip, err);
    if (rc == E_NOT_FOUND) {
        err_clear(err);
        return look_at_picture(run, err);
    }
    return rc < 0 ? rc : look_at_animation(run, clip, err);
}

static int signs_run(void *state, struct worker_task *task, struct err *err)
{
    struct run *run = arena_calloc(task->arena, 1, sizeof(*run));
    run->worker = state;
    run->answer.model = run->worker->model.version;
    run->task = task;
    run->params.pictures = true;
    int rc = json_read(task->params, param_fields, &run->params, task->arena, err);
    const struct ipc_progress progress = {IPC_STAGE_DECODE, 1, 1, 0};
    if (rc == E_OK && !worker_tell(task, &progress)) {
        rc = err_set(err, E_CANCELLED, "%s", e_title(E_CANCELLED));
    }
    if (rc == E_OK) {
        rc = look_at_file(run, err);
    }
    if (rc == E_OK) {
        rc = add_parts(run, err);
    }
    image_free(run->first);
    return rc;
}

/* None, but asking for one is no breach: decoders look for the number of cores, and bear not to find it. */
static const char *const signs_folders[] = {NULL};

const struct worker_role worker_signs = {
    .type = &worker_types[WORKER_SIGNS],
    .rights = {.folders = signs_folders},
    .init = signs_init,
    .run = signs_run,
};
