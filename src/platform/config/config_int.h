/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "platform/config/config.h"

enum setting_kind {
    SETTING_TEXT,
    SETTING_URL, /* empty, or http(s)://host without a slash at the end */
    SETTING_NUMBER,
    SETTING_BOOL,
    SETTING_CHOICE, /* one of `choices` */
};

struct setting {
    const char *key;
    enum setting_kind kind;
    size_t offset; /* in struct config */
    const char *by_default;
    int64_t min; /* SETTING_NUMBER; fewest and most bytes of a SETTING_TEXT, if any */
    int64_t max;
    const char *choices; /* "debug info warn error" */
    bool is_secret;
    const char *help;
};

extern const struct setting settings[];
extern const size_t setting_count;
