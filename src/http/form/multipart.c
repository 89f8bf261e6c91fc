/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "base/utf8.h"
#include "http/form/multipart.h"
#include "http/uri/uri.h"

enum state {
    PREAMBLE,     /* before the first delimiter: ignored */
    AFTER_DASHES, /* behind a delimiter: "--" or the rest of its line */
    CLOSING,      /* one '-' behind a delimiter was read */
    LINE_END,     /* blanks up to the end of the delimiter's line */
    LINE_FEED,    /* CR read, LF has to follow */
    HEADERS,      /* of a part */
    BODY,         /* of a part */
    EPILOGUE,     /* behind the closing delimiter: ignored */
};

struct multipart {
    enum state state;
    const struct multipart_sink *sink;
    struct arena *arena;
    char delimiter[MULTIPART_BOUNDARY_MAX + 4]; /* "\r\n--boundary" */
    size_t delimiter_n;
    size_t matched; /* bytes of the delimiter seen at the end of what was fed */
    size_t preamble_n;
    char headers[MULTIPART_HEADERS_MAX];
    size_t headers_n;
};

static int malformed(struct err *err, const char *why)
{
    return err_set(err, E_MALFORMED_FORM, "%s", why);
}

static bool is_boundary(struct str s)
{
    return s.n > 0 && s.n <= MULTIPART_BOUNDARY_MAX && s.p[s.n - 1] != ' ' &&
           uri_has_only(s, "'()+_,-./:=? ");
}

int multipart_new(struct str content_type, const struct multipart_sink *sink, struct arena *arena,
                  struct multipart **out, struct err *err)
{
    struct str boundary;
    int rc = uri_find_param(content_type, "boundary", arena, &boundary);
    if (rc < 0 || !is_boundary(boundary)) {
        return malformed(err, "The Content-Type has no valid boundary.");
    }
    struct multipart *form = arena_calloc(arena, 1, sizeof(*form));
    form->sink = sink;
    form->arena = arena;
    memcpy(form->delimiter, "\r\n--", 4);
    memcpy(form->delimiter + 4, boundary.p, boundary.n);
    form->delimiter_n = boundary.n + 4;
    form->matched = 2; /* the first delimiter needs no line end before it */
    *out = form;
    return E_OK;
}

/* Gives bytes of a body to the sink; those before the first delimiter are only counted. */
static int pass_on(struct multipart *form, struct str bytes, struct err *err)
{
    if (bytes.n == 0) {
        return E_OK;
    }
    if (form->state == BODY) {
        return form->sink->data(form->sink->context, bytes);
    }
    form->preamble_n += bytes.n;
    if (form->preamble_n > MULTIPART_PREAMBLE_MAX) {
        return malformed(err, "The form does not begin with its boundary.");
    }
    return E_OK;
}

/* Takes bytes up to and with the next delimiter. The delimiter's first byte, CR, occurs nowhere else in
 * it, so a match that breaks off can only begin anew at the byte that broke it. */
static int take_body(struct multipart *form, struct str *bytes, struct err *err)
{
    while (bytes->n > 0 && form->matched < form->delimiter_n) {
        if (form->matched == 0) {
            size_t n = str_find_byte(*bytes, '\r');
            int rc = pass_on(form, str_sub(*bytes, 0, n), err);
            if (rc < 0) {
                return rc;
            }
            form->matched = n < bytes->n ? 1 : 0;
            *bytes = str_sub(*bytes, n + 1, bytes->n);
        } else if (bytes->p[0] == form->delimiter[form->matched]) {
            form->matched++;
            *bytes = str_sub(*bytes, 1, bytes->n);
        } else {
            size_t n = form->matched;
            form->matched = 0;
            int rc = pass_on(form, (struct str){form->delimiter, n}, err);
            if (rc < 0) {
                return rc;
            }
        }
    }
    if (form->matched < form->delimiter_n) {
        return E_OK;
    }
    form->matched = 0;
    bool was_body = form->state == BODY;
    form->state = AFTER_DASHES;
    return was_body ? form->sink->end(form->sink->context) : E_OK;
}

/* Reads the line behind a delimiter, one byte. */
static int take_line(struct multipart *form, char c, struct err *err)
{
    switch (form->state) {
    case AFTER_DASHES:
    case LINE_END:
        if (c == '-' && form->state == AFTER_DASHES) {
            form->state = CLOSING;
        } else if (c == '\r') {
            form->state = LINE_FEED;
        } else if (c == ' ' || c == '\t') {
            form->state = LINE_END;
        } else {
            return malformed(err, "A boundary is followed by something else than a line end.");
        }
        return E_OK;
    case CLOSING:
        form->state = EPILOGUE;
        return c == '-' ? E_OK : malformed(err, "The closing boundary is not complete.");
    case LINE_FEED:
        form->state = HEADERS;
        form->headers_n = 0;
        return c == '\n' ? E_OK : malformed(err, "A boundary's line does not end in CR LF.");
    case PREAMBLE:
    case HEADERS:
    case BODY:
    case EPILOGUE:
        break;
    }
    ASSERT(false);
}

/* A NUL would end a name early wherever it is handed to C. */
static bool is_text(struct str s)
{
    return utf8_valid(s) && str_find_byte(s, '\0') == s.n;
}

static int read_disposition(struct multipart *form, struct str value, struct multipart_part *part,
                            struct err *err)
{
    if (!uri_is_media_type(value, "form-data") ||
        uri_find_param(value, "name", form->arena, &part->name) < 0 || part->name.n == 0) {
        return malformed(err, "A part of the form has no name.");
    }
    int rc = uri_find_param(value, "filename", form->arena, &part->filename);
    if (rc == E_NOT_FOUND) {
        part->filename = (struct str){NULL, 0};
    } else if (rc < 0) {
        return malformed(err, "A part of the form has a file name with broken quotes.");
    }
    if (!is_text(part->name) || !is_text(part->filename)) {
        return malformed(err, "A name in the form is not UTF-8 text.");
    }
    /* The names outlive the header buffer. */
    part->name = str_copy(form->arena, part->name);
    if (part->filename.p != NULL) {
        part->filename = str_copy(form->arena, part->filename);
    }
    return E_OK;
}

static int begin_part(struct multipart *form, struct err *err)
{
    struct multipart_part part = {0};
    bool named = false;
    struct str rest = {form->headers, form->headers_n};
    while (rest.n > 0) {
        struct str value;
        struct str line = str_cut(rest, '\n', &rest);
        if (line.n == 0 || line.p[line.n - 1] != '\r') {
            return malformed(err, "A header in the form does not end in CR LF.");
        }
        struct str name = str_cut(str_sub(line, 0, line.n - 1), ':', &value);
        if (!uri_is_token(name)) {
            return malformed(err, "A header in the form is not well-formed.");
        }
        if (str_eq_nocase(name, STR("Content-Disposition"))) {
            int rc = named ? malformed(err, "A part of the form has two names.")
                           : read_disposition(form, str_trim(value), &part, err);
            if (rc < 0) {
                return rc;
            }
            named = true;
        } else if (str_eq_nocase(name, STR("Content-Transfer-Encoding")) &&
                   !str_eq_nocase(str_trim(value), STR("binary")) &&
                   !str_eq_nocase(str_trim(value), STR("8bit")) &&
                   !str_eq_nocase(str_trim(value), STR("7bit"))) {
            return malformed(err, "A part of the form has a transfer encoding (RFC 7578, 4.7).");
        }
    }
    if (!named) {
        return malformed(err, "A part of the form has no name.");
    }
    form->state = BODY;
    return form->sink->begin(form->sink->context, &part);
}

/* Takes one byte of a part's headers; the empty line ends them. */
static int take_header(struct multipart *form, char c, struct err *err)
{
    if (form->headers_n == sizeof(form->headers)) {
        return malformed(err, "A part of the form has headers that are too long.");
    }
    form->headers[form->headers_n++] = c;
    struct str all = {form->headers, form->headers_n};
    if (!str_eq(all, STR("\r\n")) && !str_ends(all, STR("\r\n\r\n"))) {
        return E_OK;
    }
    form->headers_n -= 2;
    return begin_part(form, err);
}

int multipart_feed(struct multipart *form, struct str bytes, struct err *err)
{
    while (bytes.n > 0 && form->state != EPILOGUE) {
        int rc;
        if (form->state == PREAMBLE || form->state == BODY) {
            rc = take_body(form, &bytes, err);
        } else {
            char c = bytes.p[0];
            bytes = str_sub(bytes, 1, bytes.n);
            rc = form->state == HEADERS ? take_header(form, c, err) : take_line(form, c, err);
        }
        if (rc < 0) {
            return rc;
        }
    }
    return E_OK;
}

int multipart_finish(const struct multipart *form, struct err *err)
{
    if (form->state != EPILOGUE) {
        return malformed(err, "The form ends before its closing boundary.");
    }
    return E_OK;
}
