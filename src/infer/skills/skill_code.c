/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The skill "code": which language it is, whether it is well-formed, laid out anew, or a notation explained. */
#include "base/clock.h"
#include "base/utf8.h"
#include "infer/codecheck/codecheck.h"
#include "infer/skills/skills.h"
#include "infer/text/text.h"

#define TEXT_MAX       ((size_t)4 * MIB) /* of the result in words */
#define GUESSED_POINTS ((size_t)20000)   /* of a text, by which its language is told */
#define SHOWN_PARTS    ((size_t)60)      /* that are in the words; the others are in "parts" */

enum action {
    ACTION_NONE,
    ACTION_IDENTIFY,
    ACTION_CHECK,
    ACTION_FORMAT,
    ACTION_EXPLAIN,
    ACTION_COUNT
};
static const char *const action_names[] = {"", "identify", "check", "format", "explain"};
_Static_assert(ARRAY_LEN(action_names) == ACTION_COUNT, "a name for each action");

struct asked {
    struct code_task task;
    struct str text; /* all of it */
    struct str code; /* without the fences of Markdown */
    enum action action;
    const struct code_language *language;
    enum code_notation notation;
    struct code_guess guess;
    bool was_guessed;
    struct sb *words;
    struct sb *notices; /* one a line */
};

static enum action read_action(struct str name)
{
    for (size_t k = 1; k < ARRAY_LEN(action_names); k++) {
        if (str_eq(name, str_from(action_names[k]))) {
            return (enum action)k;
        }
    }
    return ACTION_NONE;
}

/* What the argument "language" names: a language, a notation, or nothing that is known. */
static int read_language(struct asked *asked, struct str name, struct err *err)
{
    if (name.n == 0) {
        return E_OK;
    }
    asked->language = code_language_find(name);
    asked->notation = asked->language == NULL ? code_notation_find(name) : CODE_NOTATION_NONE;
    if (asked->language == NULL && asked->notation == CODE_NOTATION_NONE) {
        return err_set(err, E_INVALID, "The language “%" STRF "” is not one that is known here.",
                       STRA(utf8_prefix(name, 40)));
    }
    return E_OK;
}

static void take_code(struct asked *asked)
{
    struct code_taken taken;
    code_take(asked->text, &taken);
    asked->code = taken.code;
    bool wants_markdown = asked->language != NULL && strcmp(asked->language->id, "markdown") == 0;
    if (wants_markdown) {
        asked->code = asked->text;
        return;
    }
    if (asked->language == NULL) {
        asked->language = taken.language;
    }
    if (taken.blocks > 1) {
        sb_add_c(asked->notices,
                 "There are several blocks of code; the first one was looked at.\n");
    }
}

/* What is done where nobody said what: a notation is explained, code is checked where it can be. */
static void decide(struct asked *asked)
{
    bool may_be_notation = asked->language == NULL && asked->notation == CODE_NOTATION_NONE &&
                           (asked->action == ACTION_NONE || asked->action == ACTION_EXPLAIN ||
                            asked->action == ACTION_IDENTIFY);
    if (may_be_notation) {
        asked->notation = code_notation_of(&asked->task, asked->code);
    }
    if (asked->notation == CODE_NOTATION_NONE && asked->language == NULL) {
        code_guess(&asked->task, asked->code, &asked->guess);
        asked->was_guessed = true;
        asked->language = asked->guess.language;
    }
    if (asked->action != ACTION_NONE) {
        return;
    }
    bool can_check = asked->language != NULL && asked->language->can_check;
    asked->action = asked->notation != CODE_NOTATION_NONE ? ACTION_EXPLAIN
                    : can_check                           ? ACTION_CHECK
                                                          : ACTION_IDENTIFY;
}

static void write_problems(struct json_out *out, const struct code_report *report)
{
    json_key(out, "problems");
    json_begin_array(out);
    for (size_t k = 0; k < report->count; k++) {
        json_begin_object(out);
        json_kv_i64(out, "line", report->items[k].line);
        json_kv_i64(out, "column", report->items[k].column);
        json_kv_str(out, "reason", report->items[k].reason);
        json_end_object(out);
    }
    json_end_array(out);
    json_kv_bool(out, "valid", report->count == 0);
}

static void say_problems(struct asked *asked, const struct code_report *report, const char *name)
{
    if (report->count == 0) {
        sb_addf(asked->words, "This is well-formed %s.", name);
    } else {
        sb_addf(asked->words, "This is not well-formed %s:\n", name);
    }
    for (size_t k = 0; k < report->count; k++) {
        sb_addf(asked->words, "\n- line %lld, column %lld: %" STRF,
                (long long)report->items[k].line, (long long)report->items[k].column,
                STRA(report->items[k].reason));
    }
    if (report->is_cut) {
        sb_add_c(asked->notices, "Only the first problems are listed.\n");
    }
    if (report->note.n > 0 && (report->count > 0 || report->beyond > 0)) {
        sb_addf(asked->notices, "%" STRF ".\n", STRA(report->note));
    }
}

/* The language as far as it is known. */
static void write_language(const struct asked *asked, struct json_out *out)
{
    if (asked->notation != CODE_NOTATION_NONE) {
        json_kv_c(out, "language", code_notation_id(asked->notation));
        return;
    }
    json_kv_c(out, "language", asked->language != NULL ? asked->language->id : NULL);
    json_key(out, "language_confidence");
    json_put_double(out, asked->was_guessed ? asked->guess.confidence : 1, 3);
}

/* What is no code may be in a language of people. */
static void say_plain_text(struct asked *asked)
{
    struct text text;
    double confidence = 0;
    const struct text_language *language =
        text_read(asked->text, GUESSED_POINTS, asked->task.arena, &text) < 0
            ? NULL
            : text_guess(&text, &confidence);
    sb_add_c(asked->words, "No programming language was recognised: this reads like plain text");
    if (language != NULL) {
        sb_addf(asked->words, ", in %s as it seems", language->name);
    }
    sb_add_c(asked->words, ".");
}

static void say_guess(struct asked *asked)
{
    const struct code_guess *guess = &asked->guess;
    if (asked->notation != CODE_NOTATION_NONE) {
        sb_addf(asked->words, "This looks like a %s.", code_notation_name(asked->notation));
    } else if (asked->language != NULL && !asked->was_guessed) {
        sb_addf(asked->words, "This is said to be %s.", asked->language->name);
    } else if (asked->language != NULL) {
        sb_addf(asked->words, "This is %s (%.0f %% sure).", asked->language->name,
                guess->confidence * 100);
    } else if (guess->is_text) {
        say_plain_text(asked);
    } else if (guess->nearest != NULL) {
        sb_addf(asked->words, "No language was recognised for sure. The likeliest is %s (%.0f %%).",
                guess->nearest->name, guess->confidence * 100);
    } else {
        sb_add_c(asked->words, "No language was recognised.");
    }
}

static int do_identify(struct asked *asked, struct json_out *out)
{
    (void)out;
    say_guess(asked);
    return E_OK;
}

/* The language that something is done with: E_INVALID where there is none. */
static int need_language(struct asked *asked, const char *what, struct err *err)
{
    if (asked->language == NULL && asked->guess.nearest != NULL &&
        asked->guess.nearest->can_check) {
        asked->language = asked->guess.nearest;
        sb_addf(asked->notices,
                "It is not sure that this is %s; name the language if it is another one.\n",
                asked->language->name);
    }
    if (asked->language == NULL) {
        return err_set(err, E_INVALID,
                       "It was not recognised which language this is, so that it cannot be %s. "
                       "Please name the language.",
                       what);
    }
    return E_OK;
}

static int do_check(struct asked *asked, struct json_out *out, struct err *err)
{
    int rc = need_language(asked, "checked", err);
    if (rc < 0) {
        return rc;
    }
    struct code_report *report = arena_calloc(asked->task.arena, 1, sizeof(*report));
    rc = code_check(&asked->task, asked->language, asked->code, report, err);
    if (rc < 0) {
        return rc;
    }
    write_problems(out, report);
    say_problems(asked, report, asked->language->name);
    return E_OK;
}

static int do_format(struct asked *asked, struct json_out *out, struct err *err)
{
    int rc = need_language(asked, "formatted", err);
    if (rc < 0) {
        return rc;
    }
    struct code_report *report = arena_calloc(asked->task.arena, 1, sizeof(*report));
    CLEANUP(sb_done) struct sb formatted;
    sb_init(&formatted, size_min(TEXT_MAX / 2, asked->code.n * CODE_FORMAT_GROWTH + KIB));
    rc = code_format(&asked->task, asked->language, asked->code, report, &formatted, err);
    if (rc < 0) {
        return rc;
    }
    write_problems(out, report);
    if (report->count > 0) {
        say_problems(asked, report, asked->language->name);
        return E_OK;
    }
    json_kv_str(out, "formatted", sb_str(&formatted));
    sb_addf(asked->words, "```%s\n%" STRF "```", asked->language->id, STRA(sb_str(&formatted)));
    return E_OK;
}

/* A part in Markdown: in backticks, of which it may hold some itself. */
static void say_part(struct sb *words, struct str part)
{
    bool has_ticks = str_find_byte(part, '`') < part.n;
    sb_addf(words, has_ticks ? "\n- `` %" STRF " ``: " : "\n- `%" STRF "`: ", STRA(part));
}

static void write_parts(struct asked *asked, struct json_out *out,
                        const struct code_explanation *found)
{
    json_key(out, "parts");
    json_begin_array(out);
    size_t offset = (size_t)(asked->code.p - asked->text.p);
    for (size_t k = 0; k < found->count; k++) {
        const struct code_part *part = &found->parts[k];
        json_begin_object(out);
        json_kv_str(out, "part", part->part);
        json_kv_str(out, "meaning", part->meaning);
        json_kv_i64(out, "start",
                    (int64_t)utf8_length(str_sub(asked->text, 0, offset + part->start)));
        json_kv_i64(out, "end", (int64_t)utf8_length(str_sub(asked->text, 0, offset + part->end)));
        json_end_object(out);
        if (k < SHOWN_PARTS) {
            say_part(asked->words, part->part);
            sb_add(asked->words, part->meaning);
        }
    }
    json_end_array(out);
}

static int do_explain(struct asked *asked, struct json_out *out, struct err *err)
{
    if (asked->notation == CODE_NOTATION_NONE) {
        return err_set(err, E_INVALID,
                       "This is none of the notations that can be explained: a regular expression, "
                       "a line for cron, a mode for chmod or a "
                       "date format.");
    }
    struct code_explanation *found = arena_calloc(asked->task.arena, 1, sizeof(*found));
    int rc = code_explain(&asked->task, asked->notation, asked->code, clock_now_ms(), found, err);
    if (rc < 0) {
        return rc;
    }
    struct code_report report = {.task = &asked->task, .text = asked->code};
    if (found->wrong.n > 0) {
        report.count = 1;
        struct str before = str_sub(asked->code, 0, found->wrong_at);
        report.items[0] = (struct code_problem){1, (int64_t)utf8_length(before) + 1, found->wrong};
        say_problems(asked, &report, code_notation_name(asked->notation));
    } else {
        sb_addf(asked->words, "%" STRF ".\n", STRA(found->summary));
    }
    write_problems(out, &report);
    write_parts(asked, out, found);
    if (found->is_cut) {
        sb_add_c(asked->notices, "Only the first parts are explained.\n");
    }
    for (size_t k = 0; k < found->warning_count; k++) {
        sb_addf(asked->notices, "%" STRF "\n", STRA(found->warnings[k]));
    }
    return E_OK;
}

static void write_notices(struct asked *asked, struct json_out *out)
{
    struct str rest = sb_str(asked->notices);
    if (rest.n == 0) {
        return;
    }
    json_key(out, "notices");
    json_begin_array(out);
    while (rest.n > 0) {
        struct str sentence = str_cut(rest, '\n', &rest);
        json_put_str(out, sentence);
        sb_addf(asked->words, "\n\n%" STRF, STRA(sentence));
    }
    json_end_array(out);
}

static int perform(struct asked *asked, struct json_out *out, struct err *err)
{
    switch (asked->action) {
    case ACTION_NONE:
    case ACTION_IDENTIFY:
        return do_identify(asked, out);
    case ACTION_CHECK:
        return do_check(asked, out, err);
    case ACTION_FORMAT:
        return do_format(asked, out, err);
    case ACTION_EXPLAIN:
        return do_explain(asked, out, err);
    case ACTION_COUNT:
        break;
    }
    return E_INTERNAL;
}

static int answer(struct asked *asked, struct json_out *out, struct err *err)
{
    json_kv_c(out, "kind", "code");
    int rc = perform(asked, out, err);
    if (rc < 0) {
        return rc;
    }
    write_language(asked, out);
    json_kv_c(out, "action", action_names[asked->action]);
    if (asked->was_guessed) {
        json_key(out, "confidence");
        json_put_double(out, asked->guess.confidence, 3);
    }
    write_notices(asked, out);
    json_kv_str(out, "text", sb_str(asked->words));
    return asked->words->failed ? err_set(err, E_TOO_LARGE, "The answer would be too long.") : E_OK;
}

static int code_run(void *state, const struct skill_task *task, struct json_out *out,
                    struct err *err)
{
    (void)state;
    CLEANUP(sb_done) struct sb words;
    CLEANUP(sb_done) struct sb notices;
    sb_init(&words, TEXT_MAX);
    sb_init(&notices, 8 * KIB);
    struct asked asked = {
        .task = {task->arena, task->goes_on, task->context},
        .text = json_text(json_get(task->arguments, "text")),
        .action = read_action(json_text(json_get(task->arguments, "action"))),
        .words = &words,
        .notices = &notices,
    };
    if (str_trim(asked.text).n == 0) {
        return err_set(err, E_INVALID, "There is no code in this.");
    }
    int rc = read_language(&asked, json_text(json_get(task->arguments, "language")), err);
    if (rc < 0) {
        return rc;
    }
    take_code(&asked);
    if (str_trim(asked.code).n == 0) {
        return err_set(err, E_INVALID, "The block of code is empty.");
    }
    if (asked.code.n > CODE_BYTES_MAX || utf8_length(asked.code) > CODE_TEXT_MAX) {
        return err_set(err, E_TOO_LARGE, "Code of at most %zu characters can be looked at.",
                       CODE_TEXT_MAX);
    }
    decide(&asked);
    return answer(&asked, out, err);
}

const struct skill_kind skill_code = {.name = "code", .run = code_run};
