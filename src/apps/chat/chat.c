/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "apps/chat/chat_live.h"
#include "base/log.h"

int chat_new(const struct services *services, struct http *http, struct providers *providers,
             struct chat **out, struct err *err)
{
    int64_t interrupted = 0;
    int rc = chat_store_recover(services->db, &interrupted);
    if (rc < 0) {
        return err_set(err, rc, "Answers that the last run left unfinished cannot be marked.");
    }
    if (interrupted > 0) {
        log_warn("chat.interrupted", LOG_N("answers", interrupted));
    }
    struct chat *chat = must_calloc(1, sizeof(*chat));
    chat->services = services;
    chat->http = http;
    chat->providers = providers;
    chat->lives = chat_lives_new();
    rc = chat_work_start(chat, err);
    if (rc < 0) {
        chat_free(chat);
        return rc;
    }
    *out = chat;
    return E_OK;
}

void chat_free(struct chat *chat)
{
    if (chat == NULL) {
        return;
    }
    chat_work_stop(chat);
    chat_lives_free(chat->lives);
    free(chat);
}
