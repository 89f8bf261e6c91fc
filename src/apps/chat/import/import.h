/* SPDX-License-Identifier: GPL-3.0-or-later */
/* import: rooms out of a file.
 *
 * A file is read in pieces, each of which is at most one room: rooms in our own form (import_own.c), ChatGPT's conversations
 * (import_chatgpt.c) and Open WebUI's chats (import_webui.c). The last two are trees of single messages, of which
 * import_tree.c makes turns with versions.
 *
 * Nothing in a file is believed: sizes, counts and depths are bounded, ids are made anew, times lie in the past, and what
 * names something else is looked up. A room that cannot be taken is told of, and the others are taken.
 *
 * Not here: archives of whole accounts (chat_portable.c, platform/portable).
 * Memory: an arena for each room. Threads: any; a few imports go on at once, and the others wait.
 * Files: import_routes.c table of routes; import_api.c HTTP and storing; import_file.c files and archives; import_own.c,
 * import_chatgpt.c, import_webui.c, import_tree.c forms; import_values.c what strangers write. */
#pragma once

#include "http/http.h"

/* For the list in serve.c. */
extern const struct app import_app;
