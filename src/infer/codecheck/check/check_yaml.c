/* SPDX-License-Identifier: GPL-3.0-or-later */
/* YAML, read by libyaml event by event: aliases are not followed, so that a few lines cannot become gigabytes. */
#include "infer/codecheck/check/check_int.h"

#include <yaml.h>

#define EVENTS_PER_LOOK 1000
#define DEPTH_MAX       200 /* the library's time grows with the square of it */

struct translation {
    const char *said; /* the beginning of libyaml's sentence */
    const char *means;
};

static const struct translation translations[] = {
    {"found character that cannot start any token",
     "this character cannot begin a value here; put the value in quotes"},
    {"found a tab character", "YAML is indented with spaces, not with tabs"},
    {"mapping values are not allowed", "a colon with a blank behind it cannot stand here: put the "
                                       "value in quotes, or mend the indentation"},
    {"could not find expected ':'",
     "a colon : was expected after the name in this line or the one before"},
    {"did not find expected key",
     "a name with a colon was expected here, indented like the names above it"},
    {"did not find expected '-' indicator",
     "a dash - was expected here, indented like the dashes above it"},
    {"did not find expected ',' or ']'", "a comma or a closing bracket ] was expected here"},
    {"did not find expected ',' or '}'", "a comma or a closing bracket } was expected here"},
    {"did not find expected node content", "a value was expected here"},
    {"block sequence entries are not allowed", "a dash for a list cannot stand here"},
    {"block mapping keys are not allowed", "a name cannot stand here"},
    {"found unexpected end of stream", "this text in quotes is never closed"},
    {"found unknown escape character", "this backslash begins no escape that YAML knows"},
    {"found undefined alias", "this alias (*) names no anchor (&) above it"},
    {"found undefined tag handle", "this tag (!) is not defined"},
    {"found duplicate anchor", "this anchor (&) is there twice"},
    {"did not find expected <document start>",
     "a new document begins with --- in a line of its own"},
    {"while scanning a block scalar",
     "the text behind | or > must be indented with spaces, further than its name"},
    {"control characters are not allowed", "control characters are not allowed"},
};

static const char *translate(const char *said)
{
    for (size_t k = 0; said != NULL && k < ARRAY_LEN(translations); k++) {
        if (str_starts(str_from(said), str_from(translations[k].said))) {
            return translations[k].means;
        }
    }
    return said != NULL ? said : "this is not well-formed";
}

/* The byte at a line and column (of characters) from 0. */
static size_t byte_of(struct str text, yaml_mark_t mark)
{
    size_t at = 0;
    for (size_t line = 0; line < mark.line && at < text.n; line++) {
        at = size_min(at + str_find_byte(str_sub(text, at, text.n), '\n') + 1, text.n);
    }
    for (size_t column = 0; column < mark.column && at < text.n && text.p[at] != '\n'; column++) {
        at++;
        while (at < text.n && ((unsigned char)text.p[at] & 0xC0) == 0x80) {
            at++;
        }
    }
    return at;
}

/* The tab among the blanks at the beginning of a line, or text.n. */
static size_t tab_of(struct str text, size_t at)
{
    struct str line = code_line_text(text, at);
    for (size_t k = 0; k < line.n && (line.p[k] == ' ' || line.p[k] == '\t'); k++) {
        if (line.p[k] == '\t') {
            return (size_t)(line.p - text.p) + k;
        }
    }
    return text.n;
}

static void explain(struct code_report *report, const yaml_parser_t *parser)
{
    struct str text = report->text;
    if (parser->error == YAML_READER_ERROR) {
        code_problem_add(report, parser->problem_offset, "%s", translate(parser->problem));
        return;
    }
    size_t at = byte_of(text, parser->problem_mark);
    size_t tab = tab_of(text, at);
    if (tab < text.n) {
        code_problem_add(report, tab, "YAML is indented with spaces, not with tabs");
        return;
    }
    bool is_open_text =
        parser->problem != NULL && parser->context != NULL &&
        str_starts(str_from(parser->problem), STR("found unexpected end of stream"));
    bool is_open_bracket = at >= text.n && parser->context != NULL &&
                           str_starts(str_from(parser->context), STR("while parsing a flow"));
    size_t begun = byte_of(text, parser->context_mark);
    if (is_open_bracket && begun < text.n && (text.p[begun] == '[' || text.p[begun] == '{')) {
        code_problem_add(report, begun, "a closing bracket %c is missing for the %c in line %lld",
                         text.p[begun] == '[' ? ']' : '}', text.p[begun],
                         (long long)code_line(text, begun));
        return;
    }
    code_problem_add(report, is_open_text ? begun : at, "%s", translate(parser->problem));
}

/* False: too deep, which is a problem. */
static bool follow(struct code_report *report, const yaml_event_t *event, int *depth)
{
    if (event->type == YAML_SEQUENCE_START_EVENT || event->type == YAML_MAPPING_START_EVENT) {
        ++*depth;
    } else if (event->type == YAML_SEQUENCE_END_EVENT || event->type == YAML_MAPPING_END_EVENT) {
        --*depth;
    }
    if (*depth <= DEPTH_MAX) {
        return true;
    }
    code_problem_add(report, byte_of(report->text, event->start_mark),
                     "this is nested deeper than %d levels", DEPTH_MAX);
    return false;
}

int code_yaml_check(struct code_report *report)
{
    yaml_parser_t parser;
    if (!yaml_parser_initialize(&parser)) {
        return E_PROCESSING_FAILED;
    }
    yaml_parser_set_encoding(&parser, YAML_UTF8_ENCODING);
    yaml_parser_set_input_string(&parser, (const unsigned char *)report->text.p, report->text.n);
    int rc = E_OK;
    bool is_over = false;
    int depth = 0;
    for (size_t events = 1; !is_over && rc == E_OK; events++) {
        yaml_event_t event;
        if (!yaml_parser_parse(&parser, &event)) {
            explain(report, &parser);
            break;
        }
        is_over = event.type == YAML_STREAM_END_EVENT || !follow(report, &event, &depth);
        yaml_event_delete(&event);
        if (events % EVENTS_PER_LOOK == 0 && !code_goes_on(report->task)) {
            rc = E_CANCELLED;
        }
    }
    yaml_parser_delete(&parser);
    return rc;
}
