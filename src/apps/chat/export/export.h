/* SPDX-License-Identifier: GPL-3.0-or-later */
/* export: a room as a file.
 *
 * JSON has all versions and can be taken in again (chat/import); Markdown and HTML have what the room shows. The file is written
 * without a name, turn after turn, so that memory holds one of them; of an answer that is being written it has what there is.
 *
 * Not here: all that an account has as an archive (chat_portable.c, platform/portable).
 * Memory: an arena for each turn. Threads: any; no state of its own.
 * Files: export_routes.c table of routes; export_api.c HTTP and the file; export_json.c, export_md.c, export_html.c the forms;
 * export_store.c SQL. */
#pragma once

#include "http/http.h"

/* For the list in serve.c, behind answers: what is being written is exported along. */
extern const struct app export_app;
