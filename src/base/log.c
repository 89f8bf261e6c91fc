/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/err.h"
#include "base/log.h"

#define LOG_LINE_MAX   ((size_t)2048)
#define REQUEST_ID_MAX 64

static const char *const level_names[] = {"debug", "info", "warn", "error"};
_Static_assert(ARRAY_LEN(level_names) == LOG_LEVEL_COUNT, "one name per level");

/* The process's one log: written before threads start, only read after. */
static enum log_level lowest_level = LOG_INFO;
static _Thread_local char request_id[REQUEST_ID_MAX];

/* A line of fixed size: what does not fit is cut, the newline always fits. */
struct line {
    char p[LOG_LINE_MAX];
    size_t n;
};

static void line_add_byte(struct line *line, char c)
{
    if (line->n < sizeof(line->p) - 1) {
        line->p[line->n++] = c;
    }
}

static void line_add(struct line *line, const char *text)
{
    for (; *text != '\0'; text++) {
        line_add_byte(line, *text);
    }
}

static bool needs_quotes(struct str s)
{
    for (size_t i = 0; i < s.n; i++) {
        char c = s.p[i];
        if ((unsigned char)c <= ' ' || c == '"' || c == '=' || c == '\\' || c == 0x7f) {
            return true;
        }
    }
    return s.n == 0;
}

static void line_add_value(struct line *line, struct str s)
{
    if (!needs_quotes(s)) {
        for (size_t i = 0; i < s.n; i++) {
            line_add_byte(line, s.p[i]);
        }
        return;
    }
    line_add_byte(line, '"');
    for (size_t i = 0; i < s.n; i++) {
        unsigned char c = (unsigned char)s.p[i];
        if (c == '"' || c == '\\') {
            line_add_byte(line, '\\');
            line_add_byte(line, (char)c);
        } else if (c == '\n') {
            line_add(line, "\\n");
        } else if (c < ' ' || c == 0x7f) {
            char escaped[8];
            snprintf(escaped, sizeof(escaped), "\\x%02x", c);
            line_add(line, escaped);
        } else {
            line_add_byte(line, (char)c);
        }
    }
    line_add_byte(line, '"');
}

static void line_add_field(struct line *line, const struct log_field *field)
{
    line_add_byte(line, ' ');
    line_add(line, field->key);
    line_add_byte(line, '=');
    if (field->kind == LOG_FIELD_I64) {
        char number[24];
        snprintf(number, sizeof(number), "%lld", (long long)field->number);
        line_add(line, number);
    } else {
        line_add_value(line, field->text);
    }
}

void log_write(enum log_level level, const char *event, const struct log_field *fields)
{
    if (level < lowest_level) {
        return;
    }
    struct line line = {.n = 0};
    line_add(&line, "ts=");
    line_add(&line, clock_format(clock_now_ms()).s);
    line_add(&line, " level=");
    line_add(&line, level_names[level]);
    line_add(&line, " event=");
    line_add(&line, event);
    if (request_id[0] != '\0') {
        line_add(&line, " request=");
        line_add_value(&line, str_from(request_id));
    }
    for (; fields->kind != LOG_FIELD_END; fields++) {
        line_add_field(&line, fields);
    }
    line.p[line.n++] = '\n';
    /* One write per line keeps lines of several threads whole; a log that cannot be written has
     * nobody left to tell. */
    ssize_t written = write(STDERR_FILENO, line.p, line.n);
    (void)written;
}

void log_set_level(enum log_level level)
{
    lowest_level = level;
}

int log_level_parse(struct str text, enum log_level *out)
{
    for (size_t i = 0; i < ARRAY_LEN(level_names); i++) {
        if (str_eq(text, str_from(level_names[i]))) {
            *out = (enum log_level)i;
            return E_OK;
        }
    }
    return E_INVALID;
}

void log_set_request(struct str id)
{
    size_t n = size_min(id.n, sizeof(request_id) - 1);
    if (n > 0) {
        memcpy(request_id, id.p, n);
    }
    request_id[n] = '\0';
}
