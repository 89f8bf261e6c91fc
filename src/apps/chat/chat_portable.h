/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Between the tables of what goes along with its owner and the rules for what comes in. */
#pragma once

#include "apps/chat/chat_int.h"
#include "platform/portable/portable.h"

/* Columns by their place. */
enum rooms_portable_column {
    ROOMS_PORTABLE_ID,
    ROOMS_PORTABLE_NAME,
    ROOMS_PORTABLE_NAMED,
    ROOMS_PORTABLE_PRESET,
    ROOMS_PORTABLE_INSTRUCTIONS,
    ROOMS_PORTABLE_MODEL,
    ROOMS_PORTABLE_CREATED,
    ROOMS_PORTABLE_UPDATED,
    ROOMS_PORTABLE_ACTIVITY,
    ROOMS_PORTABLE_TOOLS_OFF,
    ROOMS_PORTABLE_COUNT,
};

enum versions_portable_column {
    VERSIONS_PORTABLE_ID,
    VERSIONS_PORTABLE_MESSAGE,
    VERSIONS_PORTABLE_NUMBER,
    VERSIONS_PORTABLE_STATUS,
    VERSIONS_PORTABLE_MODEL,
    VERSIONS_PORTABLE_FINISH,
    VERSIONS_PORTABLE_ERROR_CODE,
    VERSIONS_PORTABLE_ERROR_TEXT,
    VERSIONS_PORTABLE_PROMPT_TOKENS,
    VERSIONS_PORTABLE_COMPLETION_TOKENS,
    VERSIONS_PORTABLE_ESTIMATE,
    VERSIONS_PORTABLE_DROPPED,
    VERSIONS_PORTABLE_CREATED,
    VERSIONS_PORTABLE_STARTED,
    VERSIONS_PORTABLE_ENDED,
    VERSIONS_PORTABLE_TEXT,
    VERSIONS_PORTABLE_TOOLS,
    VERSIONS_PORTABLE_REASONING,
    VERSIONS_PORTABLE_ANSWER,
    VERSIONS_PORTABLE_COUNT,
};

/* struct portable_table.check and .added of the tables that need one. */
int chat_portable_check_room(struct portable_import *import, struct db_value *values,
                             struct err *err);
int chat_portable_check_version(struct portable_import *import, struct db_value *values,
                                struct err *err);
int chat_portable_check_attachment(struct portable_import *import, struct db_value *values,
                                   struct err *err);
int chat_portable_index(struct portable_import *import, const struct db_value *values);

extern const struct portable_table chat_portable[];
