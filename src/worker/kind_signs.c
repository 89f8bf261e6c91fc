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
#include <stdlib.h>

#include "base/clock.h"
#include "infer/signs/signs.h"
#include "worker/late.h"
#include "worker/worker_picture.h"

#define DRAWING_PX  4000
#define DRAWING_MAX (30 * MIB)
#define JSON_MAX    (4 * MIB)
#define FRAMES_TEXT 8000 /* letters of the list of sizes */

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
    return signs_new(model, &networks, &worker->signs, err);
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
    struct image_info info;
    struct image *first;      /* the picture, or a copy of the first frame */
    struct signs_found found; /* on it */
    int64_t reading_us;       /* of a picture */
    bool is_clip;
    int64_t frames;
    int64_t looked;
    struct signs_passed passed;
    struct ipc_progress progress; /* pages are frames */
};

static bool goes_on(void *context, int permille)
{
    struct run *run = context;
    run->progress.permille = (uint32_t)permille;
    return worker_tell(run->task, &run->progress);
}

static int look(struct run *run, const struct image *image, struct signs_found *out,
                struct err *err)
{
    const struct detect_listener listener = {goes_on, run};
    struct signs *signs = run->worker->signs;
    struct arena *arena = run->task->arena;
    return run->is_clip ? signs_find_on_frame(signs, image, &listener, arena, out, err)
                        : signs_find(signs, image, &listener, arena, out, err);
}

/* ---- the result ---- */

static void write_box(struct json_out *out, int32_t left, int32_t top, int32_t right,
                      int32_t bottom)
{
    json_key(out, "box");
    json_begin_array(out);
    json_put_i64(out, left);
    json_put_i64(out, top);
    json_put_i64(out, right);
    json_put_i64(out, bottom);
    json_end_array(out);
}

static void write_guess(struct json_out *out, const struct signs_guess *guess, struct str group)
{
    json_kv_str(out, "label", guess->label);
    json_kv_str(out, "name", guess->name);
    json_key(out, "confidence");
    json_put_double(out, guess->confidence, 4);
    if (group.n > 0) {
        json_kv_str(out, "group", group);
    } else {
        json_kv_null(out, "group");
    }
}

static void write_sign(struct json_out *out, const struct signs_sign *sign)
{
    json_begin_object(out);
    write_guess(out, &sign->best, sign->group);
    json_kv_bool(out, "doubtful", sign->is_doubtful);
    write_box(out, sign->left, sign->top, sign->right, sign->bottom);
    json_key(out, "top");
    json_begin_array(out);
    for (size_t i = 0; i < sign->other_count; i++) {
        model_write_guess(out, sign->others[i].label, sign->others[i].name,
                          sign->others[i].confidence);
    }
    json_end_array(out);
    json_end_object(out);
}

static void write_track(struct json_out *out, const struct signs_track *track)
{
    json_begin_object(out);
    write_guess(out, &track->best, track->group);
    json_kv_i64(out, "first_frame", track->first_frame);
    json_kv_i64(out, "last_frame", track->last_frame);
    json_kv_i64(out, "frames", track->frames);
    write_box(out, track->left, track->top, track->right, track->bottom);
    json_end_object(out);
}

static void write_stages(struct json_out *out, const struct run *run)
{
    const struct {
        const char *name;
        int64_t us;
    } stages[] = {
        {"read", run->reading_us}, {"find", run->found.finding_us}, {"name", run->found.naming_us}};
    json_key(out, "stages");
    json_begin_object(out);
    for (size_t i = 0; i < ARRAY_LEN(stages); i++) {
        json_key(out, stages[i].name);
        json_put_double(out, (double)stages[i].us / 1000, 1);
    }
    json_end_object(out);
}

static void write_result(struct json_out *out, const struct run *run)
{
    json_begin_object(out);
    json_key(out, "detections");
    json_begin_array(out);
    for (size_t i = 0; i < run->found.count; i++) {
        write_sign(out, &run->found.items[i]);
    }
    json_end_array(out);
    if (!run->is_clip) {
        write_stages(out, run);
    } else {
        json_kv_i64(out, "frames", run->frames);
        json_kv_i64(out, "looked", run->looked);
        json_key(out, "signs");
        json_begin_array(out);
        for (size_t i = 0; i < run->passed.count; i++) {
            write_track(out, &run->passed.items[i]);
        }
        json_end_array(out);
    }
    json_end_object(out);
}

/* What a picture or clip shows, the surest first. */
static const struct signs_guess *guess_at(const struct run *run, size_t index)
{
    return run->is_clip ? &run->passed.items[index].best : &run->found.items[index].best;
}

static int surest_first(const void *a, const void *b)
{
    const struct signs_guess *x = *(const struct signs_guess *const *)a;
    const struct signs_guess *y = *(const struct signs_guess *const *)b;
    return (x->confidence < y->confidence) - (x->confidence > y->confidence);
}

/* The names, each once. */
static void write_label(struct json_out *out, const struct run *run)
{
    const size_t count = run->is_clip ? run->passed.count : run->found.count;
    const struct signs_guess **guesses =
        arena_calloc(run->task->arena, count + 1, sizeof(const struct signs_guess *));
    for (size_t i = 0; i < count; i++) {
        guesses[i] = guess_at(run, i);
    }
    qsort(guesses, count, sizeof(const struct signs_guess *), surest_first);
    struct sb label;
    sb_init(&label, JSON_MAX);
    for (size_t i = 0; i < count; i++) {
        bool is_new = true;
        for (size_t k = 0; k < i; k++) {
            is_new = is_new && !str_eq(guesses[k]->name, guesses[i]->name);
        }
        if (is_new) {
            sb_add_c(&label, i > 0 ? ", " : "");
            sb_add(&label, guesses[i]->name);
        }
    }
    json_kv_str(out, "label", sb_str(&label));
    json_key(out, "confidence");
    json_put_double(out, count > 0 ? guesses[0]->confidence : 0, 4);
    sb_done(&label);
}

static int add_answer(struct run *run, struct err *err)
{
    struct sb json;
    struct json_out out;
    sb_init(&json, JSON_MAX);
    json_out_init(&out, &json);
    json_begin_object(&out);
    write_label(&out, run);
    json_kv_str(&out, "model", run->worker->model.version);
    worker_write_image(&out, &run->info);
    json_key(&out, "result");
    write_result(&out, run);
    json_end_object(&out);
    return worker_add_json(run->task, &json, err);
}

static int add_drawing(struct run *run, struct err *err)
{
    const struct image_preview form = {.side_px = DRAWING_PX, .bytes_max = DRAWING_MAX};
    struct image_mark *marks = arena_calloc(run->task->arena, run->found.count + 1, sizeof(*marks));
    for (size_t i = 0; i < run->found.count; i++) {
        const struct signs_sign *sign = &run->found.items[i];
        const char *text = arena_printf(run->task->arena, "%" STRF " %.2f", STRA(sign->best.name),
                                        sign->best.confidence);
        marks[i] =
            (struct image_mark){sign->left, sign->top, sign->right, sign->bottom, str_from(text)};
    }
    const struct image_marks all = {marks, run->found.count};
    struct str png = {0};
    int rc = image_draw_marks(run->first, &all, &form, run->task->arena, &png, err);
    return rc < 0 ? rc : worker_add_part(run->task, IPC_PART_DRAWING, 0, png);
}

static int add_parts(struct run *run, struct err *err)
{
    int rc = add_answer(run, err);
    if (rc < 0) {
        return rc;
    }
    if (run->params.drawing) {
        return add_drawing(run, err);
    }
    return run->params.pictures ? worker_add_pictures(run->task, run->first, run->info.kind, err)
                                : E_OK;
}

/* ---- pictures ---- */

static int decode(struct str bytes, struct image_info *out_info, struct image **out,
                  struct err *err)
{
    CLEANUP(image_file_closep) struct image_file *file = NULL;
    int rc = worker_check_picture(bytes, err);
    if (rc == E_OK) {
        rc = image_file_open(bytes, &file, err);
    }
    if (rc < 0) {
        return rc;
    }
    *out_info = image_file_info(file);
    return image_decode(file, 0, /* enough_px= */ 0, out, err);
}

static int look_at_picture(struct run *run, struct err *err)
{
    const int64_t begin = clock_mono_us();
    run->progress = (struct ipc_progress){IPC_STAGE_READ, 1, 1, 0};
    int rc = decode(run->task->picture, &run->info, &run->first, err);
    run->reading_us = clock_mono_us() - begin;
    return rc < 0 ? rc : look(run, run->first, &run->found, err);
}

/* ---- clips ---- */

/* Every which frame is looked at. */
static int64_t step_of(int64_t frames)
{
    return (frames + SIGNS_FRAMES_MAX - 1) / SIGNS_FRAMES_MAX;
}

static int add_frame(struct run *run, struct signs_tracks *tracks, const struct image *image,
                     int64_t frame, struct err *err)
{
    struct signs_found found = {0};
    run->progress.page = (uint32_t)frame + 1;
    int rc = look(run, image, &found, err);
    if (rc < 0) {
        return rc;
    }
    if (frame == 0) {
        run->found = found;
    }
    run->looked++;
    signs_tracks_add(tracks, &found, frame, step_of(run->frames));
    return E_OK;
}

static int begin_clip(struct run *run, int64_t frames)
{
    run->is_clip = true;
    run->frames = frames;
    run->progress = (struct ipc_progress){IPC_STAGE_READ, 1, (uint32_t)frames, 0};
    return E_OK;
}

/* The file's own copy of the frame is drawn over by the next one. */
static int keep_first(struct run *run, const struct image *image, struct err *err)
{
    enum image_kind kind;
    int rc = image_sniff(run->task->picture, &kind);
    if (rc < 0) {
        return rc;
    }
    run->info = (struct image_info){
        .kind = kind, .width = image->width, .height = image->height, .page_count = 1};
    return image_copy(image, &run->first, err);
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
        if (rc >= 0 && frame % step_of(run->frames) == 0) {
            rc = add_frame(run, tracks, image, frame, err);
        }
    }
    signs_tracks_end(tracks, run->task->arena, &run->passed);
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
    CLEANUP(image_freep) struct image *image = NULL;
    struct image_info info;
    int rc = decode(bytes, &info, &image, err);
    if (rc == E_OK) {
        rc = add_frame(run, tracks, image, frame, err);
    }
    if (rc == E_OK && frame == 0) {
        run->info = info;
        run->first = image;
        image = NULL;
    }
    return rc;
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
    signs_tracks_end(tracks, run->task->arena, &run->passed);
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
    .rights = {.folders = signs_folders, .threads = true}, /* HEIC is decoded in one of its own */
    .init = signs_init,
    .run = signs_run,
};
