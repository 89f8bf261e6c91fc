/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Answers with a file of the web application, out of memory. */
#include "http/http_int.h"
#include "http/pages/pages.h"

struct choice {
    const struct embed_file *file;
    const char *encoding; /* NULL: as it is */
};

static struct choice choose(struct exchange *ex)
{
    const struct page *page = ex->page;
    struct str accepted = door_header(ex, MHD_HTTP_HEADER_ACCEPT_ENCODING);
    if (page->br != NULL && uri_list_accepts(accepted, STR("br"))) {
        return (struct choice){page->br, "br"};
    }
    if (page->gz != NULL && uri_list_accepts(accepted, STR("gzip"))) {
        return (struct choice){page->gz, "gzip"};
    }
    return (struct choice){page->plain, NULL};
}

int reply_page(struct exchange *ex)
{
    const struct page *page = ex->page;
    struct req *rq = &ex->rq;
    struct choice choice = choose(ex);
    bool has_encoding = choice.encoding != NULL;
    const char *tag = arena_printf(rq->arena, "\"%s%s%s\"", page->etag, has_encoding ? "-" : "",
                                   has_encoding ? choice.encoding : "");
    ex->reply.is_page = true;
    reply_add_header(ex, "ETag", tag);
    reply_add_header(ex, "Vary", "Accept-Encoding");
    reply_add_header(ex, "Cache-Control",
                     page->is_immutable ? "public, max-age=31536000, immutable" : "no-cache");
    if (ex->page_status == 200 && reply_is_known(ex, tag)) {
        return req_reply(rq, 304);
    }
    if (has_encoding) {
        reply_add_header(ex, "Content-Encoding", choice.encoding);
    }
    struct str bytes = {(const char *)choice.file->bytes, choice.file->n};
    return req_reply_bytes(rq, ex->page_status, page->type, bytes);
}
