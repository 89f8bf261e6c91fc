/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Requests to /v1/chat/completions. */
#include "apps/openai/openai_int.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_texts(const struct provider_prompt *prompt)
{
    size_t bytes = prompt->options.n + prompt->tool_choice.n;
    for (size_t i = 0; i < prompt->turn_count; i++) {
        const struct provider_turn *turn = &prompt->turns[i];
        ASSERT(turn->role < PROVIDER_ROLE_COUNT && turn->image_count <= OPENAI_IMAGES_MAX);
        for (size_t k = 0; k < turn->text.n; k++) {
            bytes += turn->text.p[k] != '\0' ? 1 : 0;
        }
        for (size_t k = 0; k < turn->image_count; k++) {
            bytes += turn->images[k].bytes.n;
        }
    }
    for (size_t i = 0; i < prompt->tool_count; i++) {
        ASSERT(prompt->tools[i].schema.n > 0 && prompt->tools[i].schema.p[0] == '{');
    }
    ASSERT(bytes < SIZE_MAX);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct str text = {(const char *)data, size};
    CLEANUP(json_doc_freep) struct json_doc *doc = NULL;
    struct openai_request request;
    struct err err = {0};
    if (json_count_values(text) > OPENAI_VALUES_MAX || json_doc_parse(text, &doc, NULL) < 0) {
        return 0;
    }
    CLEANUP(arena_freep) struct arena *arena = arena_new();
    int rc = openai_read_request(json_doc_root(doc), arena, &request, &err);
    ASSERT(rc == E_OK || (rc == E_INVALID && err.field_count > 0));
    if (rc == E_OK) {
        ASSERT(request.prompt.model.n > 0 && request.prompt.turn_count > 0);
        check_texts(&request.prompt);
    }
    return 0;
}
