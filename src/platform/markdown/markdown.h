/* SPDX-License-Identifier: GPL-3.0-or-later */
/* markdown: GitHub's Markdown as HTML that can do nothing, through cmark-gfm.
 *
 * What comes out has tags of text, lists, tables, code and links, and nothing else: HTML in the text is shown as text, links
 * lead to http, https and mailto or are none, and pictures become links, so that opening a page asks no server.
 * The parser takes much longer than its input is long for texts made to that end: it gets short parts, and its time is
 * counted.
 * Threads: any; one at a time parses. Files: markdown.c. */
#pragma once

#include "base/str.h"

/* Appends the HTML of a text, which must be well-formed UTF-8. `inout_left_us` is the time that may be used, and becomes
 * less; once there is none, text comes as it was written, in <pre>. Null: no bound. */
void markdown_to_html(struct str text, int64_t *inout_left_us, struct sb *out);
/* Appends text that stands for itself in HTML, in an attribute's double quotes too. */
void markdown_escape(struct str text, struct sb *out);
