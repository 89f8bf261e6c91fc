/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "apps/provider/provider_int.h"
#include "base/clock.h"
#include "platform/settings/settings.h"

/* GET /models: all of them; the list has one page. */
int provider_api_models(struct req *rq)
{
    struct provider_models models;
    struct json_out *out = req_out(rq);
    struct str chosen = {0};
    providers_list(rq->state, rq->arena, &models);
    json_begin_object(out);
    json_key(out, "results");
    json_begin_array(out);
    for (size_t i = 0; i < models.count; i++) {
        const struct provider_model *model = &models.items[i];
        chosen = model->is_default ? model->id : chosen;
        json_begin_object(out);
        json_kv_str(out, "id", model->id);
        json_kv_str(out, "name", model->name);
        json_kv_str(out, "provider", model->provider);
        json_kv_i64(out, "context_tokens", model->context_tokens);
        json_kv_bool(out, "sees", model->sees);
        json_kv_bool(out, "tools", model->uses_tools);
        json_kv_bool(out, "is_default", model->is_default);
        json_end_object(out);
    }
    json_end_array(out);
    json_kv_null(out, "next");
    json_kv_c(out, "default", chosen.p != NULL ? str_dup(rq->arena, chosen) : NULL);
    json_end_object(out);
    return req_reply(rq, 200);
}

static void write_counts(struct json_out *out, const struct provider_day *day)
{
    json_kv_i64(out, "answers", day->answers);
    json_kv_i64(out, "prompt_tokens", day->prompt_tokens);
    json_kv_i64(out, "completion_tokens", day->completion_tokens);
}

static void write_usage(struct req *rq, const struct provider_day *days, size_t count,
                        int64_t today)
{
    const struct settings *settings = rq->services->settings;
    static const struct provider_day none = {0};
    const bool has_today = count > 0 && days[0].day == today;
    struct json_out *out = req_out(rq);
    json_begin_object(out);
    json_key(out, "today");
    json_begin_object(out);
    write_counts(out, has_today ? &days[0] : &none);
    json_end_object(out);
    json_key(out, "limits");
    json_begin_object(out);
    json_kv_i64(out, "messages_per_day", settings_number(settings, SETTING_MESSAGES_PER_DAY));
    json_kv_i64(out, "tokens_per_day", settings_number(settings, SETTING_TOKENS_PER_DAY));
    json_end_object(out);
    json_kv_time(out, "ends", (today + 1) * PROVIDER_DAY_MS);
    json_key(out, "days");
    json_begin_array(out);
    for (size_t i = 0; i < count; i++) {
        const struct clock_text date = clock_format(days[i].day * PROVIDER_DAY_MS);
        json_begin_object(out);
        json_kv_str(out, "day", str_sub(str_from(date.s), 0, sizeof("2026-11-22") - 1));
        write_counts(out, &days[i]);
        json_end_object(out);
    }
    json_end_array(out);
    json_end_object(out);
}

/* GET /me/usage */
int provider_api_usage(struct req *rq)
{
    CLEANUP(db_releasep) struct db_conn *conn = NULL;
    struct provider_day *days = NULL;
    size_t count = 0;
    const int64_t today = clock_now_ms() / PROVIDER_DAY_MS;
    int rc = db_read(rq->services->db, &conn);
    if (rc == E_OK) {
        rc = provider_store_list(conn, rq->user.id, today - PROVIDER_DAYS_MAX + 1, rq->arena, &days,
                                 &count);
    }
    if (rc < 0) {
        return rc;
    }
    write_usage(rq, days, count, today);
    return req_reply(rq, 200);
}
