/* SPDX-License-Identifier: GPL-3.0-or-later */
/* pages: the built web application, out of the program itself. Beside a file "x" the build leaves
 * "x.br" and "x.gz"; each client gets the smallest that it reads. "index.html" stands at "/", "app.html"
 * at every address of the application (which "pages.txt" lists, one pattern a line), and, with status
 * 404, at all others, so that a person who mistypes an address meets a page that says so. */
#pragma once

#include "base/embed.h"
#include "base/err.h"

struct pages;

struct page {
    const char *type;
    const char *etag; /* without what tells the encodings apart */
    const struct embed_file *plain;
    const struct embed_file *br; /* NULL where there is none */
    const struct embed_file *gz;
    bool is_document;
    bool is_immutable; /* its name changes with its content */
};

/* All of it lives in the arena; the files, sorted by name, live as long. */
MUSTUSE int pages_new(const struct embed_file *files, size_t count, struct arena *arena,
                      struct pages **out, struct err *err);

/* The file or page at a path, or NULL. Where `wants_html`, the page that says 404 for what is not there. */
const struct page *pages_find(const struct pages *pages, struct str path, bool wants_html,
                              int *out_status);
