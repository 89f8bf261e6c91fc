/* SPDX-License-Identifier: GPL-3.0-or-later */
/* "No, this is a ...": said, taken back, listed and given out. */
#include "apps/images/animals/animals_int.h"
#include "base/clock.h"

struct words {
    struct str label;
    struct str name;
};

static const struct json_field word_fields[] = {
    {"label", JSON_STR, offsetof(struct words, label), /* must= */ false, 1, MODEL_LABEL_MAX},
    {"name", JSON_STR, offsetof(struct words, name), false, 1, CORRECTION_NAME_MAX},
    {0},
};

/* ---- reading ---- */

static const struct model *model_of(struct req *rq, const struct record *image)
{
    const struct record_keeper *keeper = rq->state;
    struct animals_options options = {0};
    animals_parse_options(image->options, &options);
    return record_find_model(keeper->models, options.model);
}

static int read_label(struct req *rq, const struct model *model, struct str label,
                      struct animals_word *out)
{
    const struct model_class *class = model != NULL ? model_find_class(model, label) : NULL;
    if (class == NULL) {
        return err_field(&rq->err, "label", "is none of the classes; own words go into name");
    }
    *out = (struct animals_word){class->label, class->name};
    return E_OK;
}

/* Words of their own, or a class that was written out. */
static int read_name(struct req *rq, const struct model *model, struct str name,
                     struct animals_word *out)
{
    name = str_trim(name);
    for (size_t i = 0; i < name.n; i++) {
        if ((unsigned char)name.p[i] < ' ' || name.p[i] == 0x7f) {
            return err_field(&rq->err, "name", "must be one line of text");
        }
    }
    if (name.n == 0) {
        return err_field(&rq->err, "name", "must not be empty");
    }
    const struct model_class *class = model != NULL ? model_find_name(model, name) : NULL;
    *out = class != NULL ? (struct animals_word){class->label, class->name}
                         : (struct animals_word){STR_EMPTY, name};
    return E_OK;
}

static int read_word(struct req *rq, const struct record *image, struct animals_word *out)
{
    struct words words = {0};
    int rc = req_json(rq, word_fields, &words);
    if (rc < 0) {
        return rc;
    }
    if ((words.label.n > 0) == (words.name.n > 0)) {
        return err_field(&rq->err, "label",
                         words.label.n > 0 ? "and name do not go together" : "or name is required");
    }
    /* An upload that asked for a classifier has its owner's classes, which are words. */
    struct animals_options options = {0};
    animals_parse_options(image->options, &options);
    const struct model *model = options.has_classifier ? NULL : model_of(rq, image);
    return words.label.n > 0 ? read_label(rq, model, words.label, out)
                             : read_name(rq, model, words.name, out);
}

/* ---- saying and taking back ---- */

static int find_done(struct req *rq, struct record *out)
{
    int rc = record_find(rq, out);
    if (rc == E_OK && out->status != RECORD_DONE) {
        rc = err_set(&rq->err, E_NOT_READY, "There is no answer that could be corrected%s.",
                     out->status == RECORD_FAILED ? "" : " yet");
    }
    return rc;
}

static int check_room(struct req *rq, struct db_conn *tx, struct uuid image)
{
    int64_t count;
    struct animals_correction before = {0};
    int rc = animals_store_find_correction(tx, image, rq->arena, &before);
    if (rc != E_NOT_FOUND) {
        return rc; /* it only changes */
    }
    rc = animals_store_count_corrections(tx, rq->user.id, &count);
    if (rc == E_OK && count >= CORRECTIONS_MAX) {
        rc = err_set(&rq->err, E_LIMIT_REACHED,
                     "There are %d corrections, which is as many as there may be. Take back some "
                     "that are not needed any more.",
                     CORRECTIONS_MAX);
    }
    return rc;
}

static int correct(struct req *rq, const struct record *image, const struct animals_word *word)
{
    const struct animals_correction correction = {.id = uuid_new(),
                                                  .image = image->id,
                                                  .owner = rq->user.id,
                                                  .word = *word,
                                                  .created_ms = clock_now_ms()};
    CLEANUP(db_releasep) struct db_conn *tx = NULL;
    int rc = db_begin(rq->services->db, &tx);
    if (rc == E_OK) {
        rc = check_room(rq, tx, image->id);
    }
    if (rc == E_OK) {
        rc = animals_correct(rq->state, tx, &correction, rq->arena);
    }
    if (rc == E_NOT_FOUND) {
        return E_NOT_READY; /* it is looked at again just now */
    }
    return rc < 0 ? rc : db_commit(&tx);
}

/* PUT /animals/{id}/correction */
int animals_put_correction(struct req *rq)
{
    struct record image = {0};
    struct animals_word word = {0};
    int rc = find_done(rq, &image);
    if (rc == E_OK) {
        rc = read_word(rq, &image, &word);
    }
    if (rc == E_OK) {
        rc = correct(rq, &image, &word);
    }
    return rc < 0 ? rc : record_reply(rq, image.id, 200);
}

static int uncorrect(struct req *rq, struct uuid image)
{
    CLEANUP(db_releasep) struct db_conn *tx = NULL;
    int rc = db_begin(rq->services->db, &tx);
    if (rc == E_OK) {
        rc = animals_uncorrect(rq->state, tx, image, rq->arena);
    }
    if (rc == E_NOT_FOUND) {
        return err_set(&rq->err, rc, "Nothing was said of this picture that could be taken back.");
    }
    return rc < 0 ? rc : db_commit(&tx);
}

/* DELETE /animals/{id}/correction */
int animals_delete_correction(struct req *rq)
{
    struct record image = {0};
    int rc = record_find(rq, &image);
    if (rc == E_OK) {
        rc = uncorrect(rq, image.id);
    }
    return rc < 0 ? rc : record_reply(rq, image.id, 200);
}

/* ---- lists ---- */

static void write_correction(struct req *rq, const struct animals_correction *correction)
{
    struct json_out *out = req_out(rq);
    json_begin_object(out);
    json_kv_id(out, "id", correction->image);
    json_kv_str(out, "title", correction->title);
    json_key(out, "was");
    if (correction->was_name.n > 0) {
        json_begin_object(out);
        json_kv_str(out, "label", correction->was_label);
        json_kv_str(out, "name", correction->was_name);
        json_end_object(out);
    } else {
        json_put_null(out);
    }
    json_kv_str(out, "label", correction->word.label);
    json_kv_str(out, "name", correction->word.name);
    json_kv_time(out, "created", correction->created_ms);
    json_kv_bool(out, "stale", animals_model_of_space(rq->state, correction->space) == NULL);
    json_end_object(out);
}

static int list(struct req *rq, const struct req_page *page, struct animals_corrections *out)
{
    CLEANUP(db_releasep) struct db_conn *conn = NULL;
    int rc = db_read(rq->services->db, &conn);
    return rc < 0 ? rc : animals_store_list_corrections(conn, rq->user.id, page, rq->arena, out);
}

static void write_corrections(struct req *rq, const struct animals_corrections *corrections)
{
    for (size_t i = 0; i < corrections->count; i++) {
        write_correction(rq, &corrections->items[i]);
    }
}

/* GET /animals/corrections */
int animals_corrections(struct req *rq)
{
    struct req_page page = {0};
    struct animals_corrections corrections = {0};
    int rc = req_page(rq, &page);
    if (rc == E_OK) {
        rc = list(rq, &page, &corrections);
    }
    if (rc < 0) {
        return rc;
    }
    (void)req_list_begin(rq);
    write_corrections(rq, &corrections);
    return req_reply_list_end(
        rq, corrections.has_more ? &corrections.items[corrections.count - 1].id : NULL);
}

/* GET /animals/corrections/export: all of them, as a file */
int animals_export(struct req *rq)
{
    const struct req_page all = {.limit = CORRECTIONS_MAX};
    struct animals_corrections corrections = {0};
    int rc = list(rq, &all, &corrections);
    if (rc < 0) {
        return rc;
    }
    struct json_out *out = req_out(rq);
    json_begin_object(out);
    json_kv_time(out, "exported", clock_now_ms());
    json_key(out, "corrections");
    json_begin_array(out);
    write_corrections(rq, &corrections);
    json_end_array(out);
    json_end_object(out);
    req_set_header(rq, "Content-Disposition", STR("attachment; filename=\"corrections.json\""));
    return req_reply(rq, 200);
}
