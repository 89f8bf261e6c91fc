/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rules for rooms and messages that come in an archive: what the server would not have written itself is refused. */
#include "apps/chat/chat_portable.h"
#include "apps/chat/prompt/prompt.h"
#include "apps/images/images.h"

static bool is_one_of(struct str text, const char *const *names)
{
    for (size_t i = 0; names[i] != NULL; i++) {
        if (str_eq(text, str_from(names[i]))) {
            return true;
        }
    }
    return false;
}

int chat_portable_check_room(struct portable_import *import, struct db_value *values,
                             struct err *err)
{
    struct uuid activity;
    if (uuid_parse(values[ROOMS_PORTABLE_ACTIVITY].text, &activity) < 0) {
        return err_set(err, E_INVALID, "\"activity\" is no id");
    }
    values[ROOMS_PORTABLE_ACTIVITY] = db_id(activity);
    if (values[ROOMS_PORTABLE_NAME].text.n == 0) {
        return err_set(err, E_INVALID, "\"name\" is empty");
    }
    if (!prompt_preset_exists(values[ROOMS_PORTABLE_PRESET].text)) {
        values[ROOMS_PORTABLE_PRESET] = db_c("general");
    }
    struct db_value *off = &values[ROOMS_PORTABLE_TOOLS_OFF];
    if (off->kind != DB_NULL) {
        off->text = prompt_tools_known(off->text, portable_row_arena(import));
    }
    return E_OK;
}

/* An answer that was being written there is not written on here. */
static void interrupt(struct db_value *values)
{
    values[VERSIONS_PORTABLE_STATUS] = db_c(room_status_name(ROOM_FAILED));
    values[VERSIONS_PORTABLE_ERROR_CODE] = db_c(e_code(E_INTERRUPTED));
    values[VERSIONS_PORTABLE_ERROR_TEXT] = db_c(e_title(E_INTERRUPTED));
}

int chat_portable_check_version(struct portable_import *import, struct db_value *values,
                                struct err *err)
{
    static const char *const statuses[] = {"complete", "stopped", "failed", NULL};
    static const char *const finishes[] = {"stop", "length", "filter", "cut", NULL};
    (void)import;
    struct str status = values[VERSIONS_PORTABLE_STATUS].text;
    if (str_eq(status, str_from(room_status_name(ROOM_STREAMING)))) {
        interrupt(values);
    } else if (!is_one_of(status, statuses)) {
        return err_set(err, E_INVALID, "\"status\" is none that an answer can have");
    }
    struct db_value *finish = &values[VERSIONS_PORTABLE_FINISH];
    if (finish->kind != DB_NULL && !is_one_of(finish->text, finishes)) {
        return err_set(err, E_INVALID, "\"finish\" is none that an answer can have");
    }
    struct db_value *code = &values[VERSIONS_PORTABLE_ERROR_CODE];
    if (code->kind != DB_NULL) {
        *code = db_c(e_code(e_from_code(code->text)));
    }
    if (!str_starts(values[VERSIONS_PORTABLE_TOOLS].text, STR("["))) {
        return err_set(err, E_INVALID, "\"tools\" is no list");
    }
    return values[VERSIONS_PORTABLE_ANSWER].text.n <= ROOM_ANSWER_MAX &&
                   values[VERSIONS_PORTABLE_REASONING].text.n <= ROOM_ANSWER_MAX
               ? E_OK
               : err_set(err, E_INVALID, "\"answer\" or \"reasoning\" is too long");
}

int chat_portable_check_attachment(struct portable_import *import, struct db_value *values,
                                   struct err *err)
{
    (void)import;
    return images_app_exists(values[2].text)
               ? E_OK
               : err_set(err, E_INVALID, "\"app\" is none that this Assisti has");
}

/* Once it is known which version is shown. */
int chat_portable_index(struct portable_import *import, const struct db_value *values)
{
    CLEANUP(arena_freep) struct arena *arena = arena_new();
    struct room_message message;
    struct db_conn *tx = portable_tx(import);
    int rc = room_store_find_message(tx, portable_owner(import), values[0].id, arena, &message);
    if (rc == E_NOT_FOUND) {
        return E_OK;
    }
    return rc < 0 ? rc : room_index_put(tx, &message);
}
