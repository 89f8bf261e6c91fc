/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Skills about pictures: what the image applications found on one, or find now where another of them was given it. */
#include <math.h>

#include "apps/images/images.h"
#include "apps/skills/skills_int.h"
#include "base/clock.h"

#define RESULT_MAX (4 * MIB)
#define TOP_SHOWN  3 /* of what else it may be, in a sentence */

static const char *const apps[] = {"ocr", "animals", "road-signs"};

/* What a step leaves for the next. */
struct look {
    const char *app;    /* that is to look */
    struct uuid record; /* of that application */
    int64_t until_ms;   /* on the monotonic clock */
};

static void fail(struct skills_task *task, int rc, const struct err *err)
{
    skills_end(task, rc, err_text(err, rc), STR_EMPTY);
}

/* ---- which picture ---- */

static int find_named(struct skills_task *task, struct db_conn *conn, struct str text,
                      struct images_reading *out, struct err *err)
{
    struct uuid id;
    int rc = uuid_parse(text, &id) == E_OK ? E_NOT_FOUND : E_INVALID;
    for (size_t i = 0; rc == E_NOT_FOUND && i < ARRAY_LEN(apps); i++) {
        rc = images_read(conn, task->owner, str_from(apps[i]), id, task->arena, out);
    }
    if (rc == E_INVALID) {
        return err_set(err, rc, "\"picture\" must be the id of a picture.");
    }
    return rc == E_NOT_FOUND ? err_set(err, rc, "There is no such picture.") : rc;
}

/* The first that is still there. */
static int find_meant(struct skills_task *task, struct db_conn *conn, struct images_reading *out,
                      struct err *err)
{
    int rc = E_NOT_FOUND;
    for (size_t i = 0; rc == E_NOT_FOUND && i < task->picture_count; i++) {
        const struct skills_picture *picture = &task->pictures[i];
        rc = images_read(conn, task->owner, picture->app, picture->record, task->arena, out);
    }
    return rc == E_NOT_FOUND
               ? err_set(err, rc, "There is no picture here. Please attach one to the message.")
               : rc;
}

static int find_picture(struct skills_task *task, struct images_reading *out, struct err *err)
{
    CLEANUP(db_releasep) struct db_conn *conn = NULL;
    const struct str named = json_text(json_get(task->arguments, "picture"));
    int rc = db_read(task->skills->services->db, &conn);
    if (rc < 0) {
        return rc;
    }
    return named.n > 0 ? find_named(task, conn, named, out, err) : find_meant(task, conn, out, err);
}

/* ---- what was found ---- */

static void add_percent(struct sb *sb, double confidence)
{
    sb_addf(sb, " (%.0f %%)", floor(confidence * 100 + 0.5));
}

/* The name that people read, of {"label","name","confidence"}. */
static struct str name_of(struct json_value guess)
{
    const struct str name = json_text(json_get(guess, "name"));
    return name.n > 0 ? name : json_text(json_get(guess, "label"));
}

static void write_guess(struct json_out *out, struct json_value guess)
{
    json_kv_str(out, "label", name_of(guess));
    json_key(out, "confidence");
    json_put_double(out, json_number(json_get(guess, "confidence"), 0), 4);
}

static void write_animal(const struct images_reading *reading, struct json_value result,
                         struct json_out *out, struct sb *text)
{
    const struct json_value top = json_get(result, "top");
    const bool is_none = str_eq(reading->label, STR("not_animal"));
    json_kv_str(out, "label", is_none ? STR("no animal") : reading->label);
    json_key(out, "top");
    json_begin_array(out);
    for (size_t i = 0; i < json_count(top); i++) {
        json_begin_object(out);
        write_guess(out, json_at(top, i));
        json_end_object(out);
    }
    json_end_array(out);
    if (is_none) {
        sb_add_c(text, "I see no animal on this picture that I know.");
        return;
    }
    sb_addf(text, "This looks like: **%" STRF "**", STRA(reading->label));
    add_percent(text, reading->confidence);
    for (size_t i = 1; i < size_min(json_count(top), 1 + TOP_SHOWN); i++) {
        sb_add_c(text, i == 1 ? ". It may also be: " : ", ");
        sb_add(text, name_of(json_at(top, i)));
        add_percent(text, json_number(json_get(json_at(top, i), "confidence"), 0));
    }
    sb_add_c(text, ".");
    if (json_bool(json_get(result, "doubtful"), false)) {
        json_key(out, "notices");
        json_begin_array(out);
        json_put_str(out, STR("This is a guess: the picture is not clear."));
        json_end_array(out);
        sb_add_c(text, " This is a guess: the picture is not clear.");
    }
}

static void write_box(struct json_out *out, struct json_value detection)
{
    json_begin_object(out);
    write_guess(out, detection);
    json_key(out, "box");
    json_put_value(out, json_get(detection, "box"));
    json_end_object(out);
}

static void write_signs(const struct images_reading *reading, struct json_value result,
                        struct json_out *out, struct sb *text)
{
    (void)reading;
    const struct json_value detections = json_get(result, "detections");
    const size_t count = json_count(detections);
    json_key(out, "boxes");
    json_begin_array(out);
    for (size_t i = 0; i < count; i++) {
        write_box(out, json_at(detections, i));
    }
    json_end_array(out);
    if (count == 0) {
        sb_add_c(text, "I found no road sign on this picture.");
        return;
    }
    sb_addf(text, count == 1 ? "I found %zu road sign:\n" : "I found %zu road signs:\n", count);
    for (size_t i = 0; i < count; i++) {
        sb_addf(text, "\n- %" STRF, STRA(name_of(json_at(detections, i))));
        add_percent(text, json_number(json_get(json_at(detections, i), "confidence"), 0));
    }
}

static void write_text(const struct images_reading *reading, struct json_value result,
                       struct json_out *out, struct sb *text)
{
    (void)result;
    json_kv_str(out, "read", reading->label);
    if (str_trim(reading->label).n == 0) {
        sb_add_c(text, "I found no text on this picture.");
    } else {
        sb_add(text, reading->label);
    }
}

static void write_reading(const struct images_reading *reading, struct json_value result,
                          struct json_out *out, struct sb *text)
{
    json_begin_object(out);
    json_kv_c(out, "kind", "picture");
    json_kv_str(out, "app", reading->app);
    json_kv_id(out, "id", reading->id);
    json_kv_str(out, "title", reading->title);
    json_kv_i64(out, "width", reading->width);
    json_kv_i64(out, "height", reading->height);
    if (reading->confidence >= 0) {
        json_key(out, "confidence");
        json_put_double(out, reading->confidence, 4);
    }
    if (str_eq(reading->app, STR("ocr"))) {
        write_text(reading, result, out, text);
    } else if (str_eq(reading->app, STR("animals"))) {
        write_animal(reading, result, out, text);
    } else {
        write_signs(reading, result, out, text);
    }
    json_kv_str(out, "text", sb_str(text));
    json_end_object(out);
}

static void end_with(struct skills_task *task, const struct images_reading *reading)
{
    CLEANUP(sb_done) struct sb json;
    CLEANUP(sb_done) struct sb text;
    CLEANUP(json_doc_freep) struct json_doc *doc = NULL;
    struct json_value result = {NULL};
    struct json_out out;
    sb_init(&json, RESULT_MAX);
    sb_init(&text, RESULT_MAX);
    json_out_init(&out, &json);
    if (json_doc_parse(reading->result, &doc, NULL) == E_OK) {
        result = json_doc_root(doc);
    }
    write_reading(reading, result, &out, &text);
    if (json.failed || text.failed) {
        skills_end(task, E_TOO_LARGE, "More was found on the picture than can be shown at once.",
                   STR_EMPTY);
    } else {
        skills_end(task, E_OK, NULL, sb_str(&json));
    }
}

/* ---- the steps ---- */

static int read_look(struct skills_task *task, struct images_reading *out)
{
    const struct look *look = task->memo;
    CLEANUP(db_releasep) struct db_conn *conn = NULL;
    int rc = db_read(task->skills->services->db, &conn);
    return rc < 0 ? rc
                  : images_read(conn, task->owner, str_from(look->app), look->record, task->arena,
                                out);
}

static void look_again(struct skills_task *task)
{
    const struct look *look = task->memo;
    struct images_reading reading;
    int rc = read_look(task, &reading);
    if (rc < 0) {
        skills_end(task, rc, rc == E_NOT_FOUND ? "The picture was deleted meanwhile." : e_title(rc),
                   STR_EMPTY);
    } else if (reading.has_ended && strcmp(reading.status, "done") != 0) {
        skills_end(task, E_PROCESSING_FAILED,
                   reading.error.n > 0 ? str_dup(task->arena, reading.error)
                                       : "The picture could not be looked at.",
                   STR_EMPTY);
    } else if (reading.has_ended) {
        end_with(task, &reading);
    } else if (clock_mono_ms() >= look->until_ms) {
        skills_end(task, E_TOOK_TOO_LONG,
                   "Looking at the picture takes longer than can be waited for. Please ask again.",
                   STR_EMPTY);
    } else {
        skills_wait_picture(task, look->record, look_again);
    }
}

/* The picture that is meant came with the question. */
static bool is_brought(const struct skills_task *task)
{
    return json_text(json_get(task->arguments, "picture")).n == 0 && task->picture_count > 0 &&
           task->pictures[0].bytes.n > 0;
}

/* The record that the application has of the picture that is meant, or gets now. */
static int find_look(struct skills_task *task, const char *app, struct uuid *out, struct err *err)
{
    struct images_reading reading;
    int rc = find_picture(task, &reading, err);
    if (rc == E_OK && str_eq(reading.app, str_from(app))) {
        *out = reading.id;
    } else if (rc == E_OK) {
        rc = images_look_also(task->skills->http, &reading, str_from(app), out, err);
    }
    return rc;
}

static void look_with(struct skills_task *task, const char *app)
{
    struct skills *skills = task->skills;
    struct err err = {0};
    struct look *look = arena_calloc(task->arena, 1, sizeof(*look));
    look->app = app;
    look->until_ms = clock_mono_ms() + (int64_t)SKILLS_PICTURE_SECONDS * 1000;
    task->memo = look;
    int rc = E_OK;
    if (is_brought(task)) {
        rc = images_pass(skills->http, task->owner, str_from(app), task->pictures[0].bytes,
                         &task->passing, &err);
        look->record = task->passing.record;
    } else {
        rc = find_look(task, app, &look->record, &err);
    }
    if (rc < 0) {
        fail(task, rc, &err);
    } else {
        look_again(task);
    }
}

void skills_read_picture(struct skills_task *task)
{
    look_with(task, "ocr");
}

void skills_name_animal(struct skills_task *task)
{
    look_with(task, "animals");
}

void skills_find_road_signs(struct skills_task *task)
{
    look_with(task, "road-signs");
}
