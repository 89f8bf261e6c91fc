/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "apps/chat/chat_admin.h"
#include "apps/chat/chat_int.h"
#include "apps/chat/chat_portable.h"
#include "apps/chat/prompt/prompt.h"

#define V1 "/api/v1"

static const struct route routes[] = {
    /* method, path, handler, who, body, flags, help */
    {"GET", V1 "/presets", prompt_presets_get, AUTH_USER, 0, 0, "what rooms can be for"},

    {"GET", V1 "/categories", chat_list_rooms, AUTH_USER, 0, 0,
     "one's rooms, newest first, or by what was said last"},
    {"POST", V1 "/categories", chat_post_room, AUTH_USER, BODY_JSON, 0, "a new room"},
    {"GET", V1 "/categories/:id", chat_get_room, AUTH_USER, 0, 0, "one room"},
    {"PATCH", V1 "/categories/:id", chat_patch_room, AUTH_USER, BODY_JSON, 0,
     "its name, preset, instructions or model"},
    {"DELETE", V1 "/categories/:id", chat_delete_room, AUTH_USER, 0, 0,
     "remove the room with all that was said in it"},

    {"GET", V1 "/categories/:id/messages", chat_list_messages, AUTH_USER, 0, ROUTE_BLOCKS,
     "what the room shows, newest first"},
    {"POST", V1 "/categories/:id/messages", chat_post_message, AUTH_USER, CHAT_BODY_MAX, 0,
     "say something and have it answered"},
    {"GET", V1 "/messages/:id", chat_get_message, AUTH_USER, 0, 0, "one message"},
    {"PATCH", V1 "/messages/:id", chat_edit, AUTH_USER, CHAT_BODY_MAX, 0,
     "say it in other words and have that answered"},
    {"DELETE", V1 "/messages/:id", chat_delete_message, AUTH_USER, 0, 0,
     "remove the message and its answers"},
    {"GET", V1 "/messages/:id/events", chat_message_events, AUTH_USER, 0, 0,
     "the answer as it is written, from where a lost stream ended (Server-Sent Events)"},
    {"POST", V1 "/messages/:id/stop", chat_stop, AUTH_USER, 0, 0,
     "end the answer and keep what there is"},
    {"POST", V1 "/messages/:id/regenerate", chat_regenerate, AUTH_USER, BODY_JSON, 0,
     "have it answered anew"},
    {"POST", V1 "/messages/:id/continue", chat_go_on, AUTH_USER, 0, 0,
     "have an answer go on that ended too early"},
    {"GET", V1 "/messages/:id/versions", chat_list_versions, AUTH_USER, 0, 0,
     "all versions of it, oldest first"},
    {"PUT", V1 "/messages/:id/version", chat_put_version, AUTH_USER, BODY_JSON, 0,
     "show another version and what followed it"},

    {"GET", V1 "/search", chat_search, AUTH_USER, 0, ROUTE_BLOCKS,
     "words in all that one has: messages, texts and names on pictures"},
    {"GET", V1 "/messages", chat_search_messages, AUTH_USER, 0, ROUTE_BLOCKS,
     "messages with these words in them"},
    {0},
};

static int init(const struct services *services, struct http *http, void **out_state,
                struct err *err)
{
    struct chat *chat = must_calloc(1, sizeof(*chat));
    (void)err;
    chat->services = services;
    chat->http = http;
    chat_search_init(chat);
    *out_state = chat;
    return E_OK;
}

static void done(void *state)
{
    free(state);
}

static void tick(void *state)
{
    chat_index_some(state);
    chat_clean_index(state);
}

const struct app chat_app = {
    .name = "chat",
    .routes = routes,
    .init = init,
    .done = done,
    .portable = chat_portable,
    .resources = chat_resources,
    .tick = tick,
};
