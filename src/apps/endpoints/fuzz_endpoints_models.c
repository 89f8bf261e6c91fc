/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a server answers where it is asked for its models, and where it refuses: what is kept of it is read again as it was, and
 * what people are shown is well-formed and without the key. */
#include <string.h>

#include "apps/endpoints/endpoints_int.h"
#include "base/utf8.h"

static const char key[] = "0123456789";

static struct str written(const struct endpoints_models *models, struct sb *sb)
{
    struct json_out out;
    sb_init(sb, 16 * MIB);
    json_out_init(&out, sb);
    endpoints_models_write(models, &out);
    return sb_str(sb);
}

static void read_list(struct str json, struct arena *arena)
{
    CLEANUP(sb_done) struct sb first = {0};
    CLEANUP(sb_done) struct sb second = {0};
    struct endpoints_models models;
    struct endpoints_models again;
    struct err err = {0};
    if (endpoints_models_read(json, arena, &models, &err) == E_OK) {
        const struct str kept = written(&models, &first);
        endpoints_models_load(kept, arena, &again);
        ASSERT(str_eq(kept, written(&again, &second)));
    }
}

static void read_refusal(struct str body)
{
    const struct endpoint endpoint = {.row = {.name = STR("a"), .api_key = {key, sizeof(key) - 1}}};
    static const int statuses[] = {400, 401, 404, 429, 500};
    for (size_t i = 0; i < ARRAY_LEN(statuses); i++) {
        const struct endpoints_reply reply = {statuses[i], body, -1};
        struct endpoints_refusal refusal;
        struct err err = {0};
        endpoints_judge(&endpoint, &reply, 0, true, &refusal, &err);
        ASSERT(refusal.rc < 0 && utf8_valid(str_from(err.detail)));
        ASSERT(strstr(err.detail, key) == NULL);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    CLEANUP(arena_freep) struct arena *arena = arena_new();
    const struct str json = {(const char *)data, size};
    struct endpoints_models settings;
    struct err err = {0};
    read_list(json, arena);
    read_refusal(json);
    int rc = endpoints_settings_read(json, arena, &settings, &err);
    ASSERT(rc == E_OK || rc == E_INVALID);
    return 0;
}
