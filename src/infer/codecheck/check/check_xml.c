/* SPDX-License-Identifier: GPL-3.0-or-later */
/* XML, read by expat, which follows no entity out of the text and gives up on those that grow too much. */
#include "infer/codecheck/check/check_int.h"

#include <expat.h>

#define DEPTH_MAX    ((size_t)1000)
#define CHUNK_BYTES  ((size_t)65536)
#define TAG_NAME_MAX ((size_t)60) /* bytes of a name that is shown */

struct open {
    struct str name;
    size_t at;
};

struct xml {
    XML_Parser parser;
    struct code_report *report;
    struct open *stack; /* (DEPTH_MAX) */
    size_t depth;
    bool is_too_deep;
};

static void XMLCALL begin(void *context, const XML_Char *name, const XML_Char **attributes)
{
    struct xml *xml = context;
    (void)attributes;
    if (xml->depth == DEPTH_MAX) {
        xml->is_too_deep = true;
        (void)XML_StopParser(xml->parser, XML_FALSE);
        return;
    }
    XML_Index at = XML_GetCurrentByteIndex(xml->parser);
    struct str kept = str_from(name);
    kept.n = size_min(kept.n, TAG_NAME_MAX);
    xml->stack[xml->depth++] =
        (struct open){str_copy(xml->report->task->arena, kept), at < 0 ? 0 : (size_t)at};
}

static void XMLCALL end(void *context, const XML_Char *name)
{
    struct xml *xml = context;
    (void)name;
    xml->depth -= (size_t)(xml->depth > 0);
}

static const struct {
    enum XML_Error error;
    const char *means;
} meanings[] = {
    {XML_ERROR_NO_ELEMENTS, "there is no element: XML needs one that holds all others"},
    {XML_ERROR_INVALID_TOKEN, "this is not well-formed: a < or & in text is written &lt; or &amp;, "
                              "and the value of an attribute stands in quotes"},
    {XML_ERROR_UNCLOSED_TOKEN, "this tag is never closed: > is missing"},
    {XML_ERROR_PARTIAL_CHAR, "a character is cut off"},
    {XML_ERROR_DUPLICATE_ATTRIBUTE, "this attribute is there twice"},
    {XML_ERROR_JUNK_AFTER_DOC_ELEMENT, "nothing may follow the end of the outermost element"},
    {XML_ERROR_UNDEFINED_ENTITY,
     "this entity (&...;) is not known; XML knows &amp; &lt; &gt; &quot; and &apos; only"},
    {XML_ERROR_BAD_CHAR_REF, "this character reference (&#...;) stands for no character"},
    {XML_ERROR_UNCLOSED_CDATA_SECTION, "this CDATA section is never closed: ]]> is missing"},
    {XML_ERROR_MISPLACED_XML_PI, "<?xml ... ?> must stand at the very beginning"},
    {XML_ERROR_UNBOUND_PREFIX, "this prefix is not declared"},
    {XML_ERROR_AMPLIFICATION_LIMIT_BREACH, "its entities grow too much to be read"},
    {XML_ERROR_SYNTAX, "this is not well-formed"},
};

/* The name of the tag at a place: of </name or <name. */
static struct str tag_name(struct str text, size_t at)
{
    size_t start = at;
    while (start < text.n && (text.p[start] == '<' || text.p[start] == '/')) {
        start++;
    }
    size_t end = start;
    while (end < text.n && (code_is_word_byte(text.p[end]) || strchr(":.-", text.p[end]) != NULL) &&
           text.p[end] != '\0') {
        end++;
    }
    return str_sub(text, start, size_min(end, start + TAG_NAME_MAX));
}

static void mismatch(struct xml *xml, size_t at)
{
    struct code_report *report = xml->report;
    struct open top = xml->stack[xml->depth - 1];
    struct str text = report->text;
    while (at > 0 && text.p[at] != '<') {
        at--;
    }
    struct str name = tag_name(text, at);
    bool is_further = false;
    for (size_t k = xml->depth - 1; k-- > 0;) {
        is_further = is_further || str_eq(xml->stack[k].name, name);
    }
    if (is_further) {
        code_problem_add(report, at,
                         "the tag <%" STRF "> in line %lld is not closed before this </%" STRF ">",
                         STRA(top.name), (long long)code_line(text, top.at), STRA(name));
    } else {
        code_problem_add(report, at,
                         "</%" STRF "> was expected here, for the tag in line %lld, not </%" STRF
                         ">",
                         STRA(top.name), (long long)code_line(text, top.at), STRA(name));
    }
}

static void explain(struct xml *xml)
{
    struct code_report *report = xml->report;
    XML_Index index = XML_GetCurrentByteIndex(xml->parser);
    size_t at = index < 0 ? report->text.n : (size_t)index;
    enum XML_Error error = XML_GetErrorCode(xml->parser);
    if (xml->is_too_deep) {
        code_problem_add(report, at, "this is nested deeper than %zu levels", DEPTH_MAX);
        return;
    }
    if (error == XML_ERROR_TAG_MISMATCH && xml->depth > 0) {
        mismatch(xml, size_min(at, report->text.n - 1));
        return;
    }
    bool is_end = error == XML_ERROR_NO_ELEMENTS || error == XML_ERROR_UNCLOSED_TOKEN;
    if (is_end && xml->depth > 0 && at >= report->text.n) {
        struct open top = xml->stack[xml->depth - 1];
        code_problem_add(report, top.at, "the tag <%" STRF "> in line %lld is never closed",
                         STRA(top.name), (long long)code_line(report->text, top.at));
        return;
    }
    for (size_t k = 0; k < ARRAY_LEN(meanings); k++) {
        if (meanings[k].error == error) {
            code_problem_add(report, at, "%s", meanings[k].means);
            return;
        }
    }
    code_problem_add(report, at, "%s", XML_ErrorString(error));
}

int code_xml_check(struct code_report *report)
{
    struct xml xml = {.report = report, .parser = XML_ParserCreate("UTF-8")};
    if (xml.parser == NULL) {
        return E_PROCESSING_FAILED;
    }
    xml.stack = arena_calloc(report->task->arena, DEPTH_MAX, sizeof(*xml.stack));
    XML_SetUserData(xml.parser, &xml);
    XML_SetElementHandler(xml.parser, begin, end);
    int rc = E_OK;
    size_t at = 0;
    bool is_over = false;
    while (!is_over && rc == E_OK) {
        size_t n = size_min(CHUNK_BYTES, report->text.n - at);
        is_over = at + n == report->text.n;
        if (XML_Parse(xml.parser, report->text.p + at, (int)n, is_over) != XML_STATUS_OK) {
            explain(&xml);
            break;
        }
        at += n;
        rc = code_goes_on(report->task) ? E_OK : E_CANCELLED;
    }
    XML_ParserFree(xml.parser);
    return rc;
}
