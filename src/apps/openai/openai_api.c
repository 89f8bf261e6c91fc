/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "apps/openai/openai_api.h"

#include "base/clock.h"
#include "platform/db/db.h"

#define LOOK_MS 1000 /* how often a request that waits looks whether its client has gone */
/* A stream begins after so long even where nothing has come: proxies give up on what says nothing. */
#define SILENT_MS 15000

/* ---- models ---- */

static void write_model(struct json_out *out, const struct openai *openai,
                        const struct provider_model *model)
{
    json_begin_object(out);
    json_kv_str(out, "id", model->id);
    json_kv_c(out, "object", "model");
    json_kv_i64(out, "created", openai->started_s);
    json_kv_str(out, "owned_by", model->provider);
    json_end_object(out);
}

int openai_api_models(struct req *rq)
{
    const struct openai *openai = rq->state;
    struct provider_models models;
    providers_list(openai->providers, rq->arena, &models);
    struct json_out *out = req_out(rq);
    json_begin_object(out);
    json_kv_c(out, "object", "list");
    json_key(out, "data");
    json_begin_array(out);
    for (size_t i = 0; i < models.count; i++) {
        write_model(out, openai, &models.items[i]);
    }
    json_end_array(out);
    json_end_object(out);
    return req_reply(rq, 200);
}

int openai_api_model(struct req *rq)
{
    static const struct str folder = {"/v1/models/", 11};
    const struct openai *openai = rq->state;
    struct provider_model model;
    int rc = providers_find(openai->providers, str_sub(rq->path, folder.n, SIZE_MAX), rq->arena,
                            &model, &rq->err);
    if (rc < 0) {
        return rc;
    }
    write_model(req_out(rq), openai, &model);
    return req_reply(rq, 200);
}

/* ---- answers ---- */

/* Looks at the answer and does what can be done by now; the answer's lock is held. `out_rc` where it returns true. */
static bool try_reply(struct req *rq, struct openai_answer *answer, int *out_rc)
{
    bool is_late = clock_mono_ms() - answer->waited_from_ms >= SILENT_MS;
    bool is_whole = answer->has_ended && !answer->is_stream;
    bool may_stream = answer->is_stream && (answer->has_begun || answer->has_ended || is_late);
    if (answer->has_ended && answer->rc < 0 && (!answer->is_stream || !answer->has_begun)) {
        rq->err = answer->err != NULL ? *answer->err : rq->err;
        *out_rc = answer->rc;
        return true;
    }
    if (is_whole) {
        openai_write_whole(answer, req_out(rq));
        *out_rc = req_reply(rq, 200);
        return true;
    }
    if (may_stream) {
        struct sb first;
        sb_init(&first, SIZE_MAX);
        openai_frame_role(answer, &first);
        sb_add(&first, sb_str(&answer->text));
        sb_done(&answer->text);
        answer->is_heard = true;
        req_watch(rq, answer->stream);
        *out_rc = req_reply_stream(rq, sb_str(&first), answer->has_ended);
        sb_done(&first);
        return true;
    }
    return false;
}

static int wait_for_answer(struct req *rq)
{
    struct openai_answer *answer = rq->data;
    int rc = E_OK;
    pthread_mutex_lock(&answer->lock);
    bool is_answered = try_reply(rq, answer, &rc);
    pthread_mutex_unlock(&answer->lock);
    if (is_answered) {
        return rc;
    }
    if (req_is_gone(rq)) {
        return E_SHUTTING_DOWN; /* which is also what one who has gone does not read */
    }
    return req_wait(rq, LOOK_MS, wait_for_answer);
}

static int read_body(struct req *rq, struct json_doc **out)
{
    if (json_count_values(req_body(rq)) > OPENAI_VALUES_MAX) {
        return err_set(&rq->err, E_TOO_LARGE, "The body has more than %d JSON values.",
                       OPENAI_VALUES_MAX);
    }
    return req_json_doc(rq, out);
}

/* What the model cannot do would else be left out without a word. */
static int check_abilities(const struct openai_request *request, const struct provider_model *model,
                           struct err *err)
{
    if (request->image_count > 0 && !model->sees) {
        return err_field(err, "messages",
                         "holds a picture, but the model takes none (staff say which do)");
    }
    if (request->prompt.tool_count > 0 && !model->uses_tools) {
        return err_field(err, "tools", "is not for this model (staff say which take tools)");
    }
    return E_OK;
}

static int admit(struct req *rq)
{
    CLEANUP(db_releasep) struct db_conn *conn = NULL;
    int rc = db_read(rq->services->db, &conn);
    return rc == E_OK ? provider_admit(conn, rq->services, rq->user.id, &rq->err) : rc;
}

int openai_api_complete(struct req *rq)
{
    struct openai *openai = rq->state;
    CLEANUP(json_doc_freep) struct json_doc *doc = NULL;
    struct openai_request request;
    struct provider_model model;
    struct openai_answer *answer = NULL;
    int rc = read_body(rq, &doc);
    if (rc == E_OK) {
        rc = openai_read_request(json_doc_root(doc), rq->arena, &request, &rq->err);
        request.prompt.owner = rq->user.id;
    }
    if (rc == E_OK) {
        rc = providers_find(openai->providers, request.prompt.model, rq->arena, &model, &rq->err);
    }
    if (rc == E_OK) {
        rc = check_abilities(&request, &model, &rq->err);
    }
    if (rc == E_OK) {
        rc = admit(rq);
    }
    if (rc == E_OK) {
        rc = openai_answer_new(openai, rq->user.id, &request, model.id, &answer, &rq->err);
    }
    if (rc < 0) {
        return rc;
    }
    ASSERT(answer != NULL);
    req_watch(rq, answer->begun);
    rc = openai_answer_start(answer, &request.prompt, &rq->err);
    if (rc < 0) {
        return rc;
    }
    req_at_end(rq, openai_answer_leave, answer);
    rq->data = answer;
    return wait_for_answer(rq);
}
