/* SPDX-License-Identifier: GPL-3.0-or-later */
/* log: events in logfmt on standard error, one line each:
 *   ts=2026-11-22T12:00:00.000Z level=info event=ocr.done request=01h... ms=812
 * Values are quoted and escaped here, so that nothing from outside can forge a line. Passwords,
 * tokens, texts and pictures are never logged. */
#pragma once

#include "base/str.h"

enum log_level { LOG_DEBUG, LOG_INFO, LOG_WARN, LOG_ERROR, LOG_LEVEL_COUNT };

enum log_field_kind { LOG_FIELD_END, LOG_FIELD_STR, LOG_FIELD_I64 };

struct log_field {
    const char *key;
    enum log_field_kind kind;
    struct str text;
    int64_t number;
};

#define LOG_S(key, s) ((struct log_field){(key), LOG_FIELD_STR, (s), 0})
#define LOG_C(key, c) ((struct log_field){(key), LOG_FIELD_STR, str_from(c), 0})
#define LOG_N(key, n) ((struct log_field){(key), LOG_FIELD_I64, {NULL, 0}, (int64_t)(n)})

/* log_info("http.listen", LOG_C("address", address), LOG_N("port", port)); */
#define log_event(level, event, ...) \
    log_write(level, event, (const struct log_field[]){__VA_ARGS__ __VA_OPT__(, ){0}})
#define log_debug(event, ...) log_event(LOG_DEBUG, event __VA_OPT__(, ) __VA_ARGS__)
#define log_info(event, ...)  log_event(LOG_INFO, event __VA_OPT__(, ) __VA_ARGS__)
#define log_warn(event, ...)  log_event(LOG_WARN, event __VA_OPT__(, ) __VA_ARGS__)
#define log_error(event, ...) log_event(LOG_ERROR, event __VA_OPT__(, ) __VA_ARGS__)

void log_write(enum log_level level, const char *event, const struct log_field *fields);

/* Events below this level are dropped. Set once at start; the default is LOG_INFO. */
void log_set_level(enum log_level level);
/* Reads "debug", "info", "warn" or "error". */
MUSTUSE int log_level_parse(struct str text, enum log_level *out);
/* Request id that events of this thread carry from now on; empty: none. Copied. */
void log_set_request(struct str request_id);
