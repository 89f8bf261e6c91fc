/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What kind_signs.c answers, as JSON. */
#include <stdlib.h>

#include "worker/kind_signs_answer.h"

#define JSON_MAX (4 * MIB)

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

static void write_stages(struct json_out *out, const struct signs_answer *answer)
{
    const struct {
        const char *name;
        int64_t us;
    } stages[] = {{"read", answer->reading_us},
                  {"find", answer->found.finding_us},
                  {"name", answer->found.naming_us}};
    json_key(out, "stages");
    json_begin_object(out);
    for (size_t i = 0; i < ARRAY_LEN(stages); i++) {
        json_key(out, stages[i].name);
        json_put_double(out, (double)stages[i].us / 1000, 1);
    }
    json_end_object(out);
}

static void write_result(struct json_out *out, const struct signs_answer *answer)
{
    json_begin_object(out);
    json_key(out, "detections");
    json_begin_array(out);
    for (size_t i = 0; i < answer->found.count; i++) {
        write_sign(out, &answer->found.items[i]);
    }
    json_end_array(out);
    if (!answer->is_clip) {
        write_stages(out, answer);
    } else {
        json_kv_i64(out, "frames", answer->frames);
        json_kv_i64(out, "looked", answer->looked);
        json_key(out, "signs");
        json_begin_array(out);
        for (size_t i = 0; i < answer->passed.count; i++) {
            write_track(out, &answer->passed.items[i]);
        }
        json_end_array(out);
    }
    json_end_object(out);
}

/* What a picture or clip shows, the surest first. */
static const struct signs_guess *guess_at(const struct signs_answer *answer, size_t index)
{
    return answer->is_clip ? &answer->passed.items[index].best : &answer->found.items[index].best;
}

static int surest_first(const void *a, const void *b)
{
    const struct signs_guess *x = *(const struct signs_guess *const *)a;
    const struct signs_guess *y = *(const struct signs_guess *const *)b;
    return (x->confidence < y->confidence) - (x->confidence > y->confidence);
}

/* The names, each once. */
static void write_label(struct json_out *out, const struct signs_answer *answer,
                        struct arena *arena)
{
    const size_t count = answer->is_clip ? answer->passed.count : answer->found.count;
    const struct signs_guess **guesses =
        arena_calloc(arena, count + 1, sizeof(const struct signs_guess *));
    for (size_t i = 0; i < count; i++) {
        guesses[i] = guess_at(answer, i);
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

int signs_add_answer(const struct signs_answer *answer, struct worker_task *task, struct err *err)
{
    struct sb json;
    struct json_out out;
    sb_init(&json, JSON_MAX);
    json_out_init(&out, &json);
    json_begin_object(&out);
    write_label(&out, answer, task->arena);
    json_kv_str(&out, "model", answer->model);
    worker_write_image(&out, &answer->info);
    json_key(&out, "result");
    write_result(&out, answer);
    json_end_object(&out);
    return worker_add_json(task, &json, err);
}
