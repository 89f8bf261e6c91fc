/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The result as a worker that was taken over might have made it, in every form that it is given out in. */
#include <stdio.h>
#include <stdlib.h>

#include "apps/images/document/document.h"
#include "base/json.h"

#define FORM_MAX (16 * MIB)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes);

static int no_picture(void *context, size_t page, struct arena *arena, struct document_jpeg *out)
{
    (void)context;
    (void)page;
    (void)arena;
    *out = (struct document_jpeg){STR("jpeg"), 1, 1, 3};
    return E_OK;
}

static void write_pdf(const struct document *reading)
{
    char *written = NULL;
    size_t n = 0;
    FILE *file = open_memstream(&written, &n);
    ASSERT(file != NULL);
    int rc = document_write_pdf(reading, no_picture, NULL, file);
    ASSERT(rc == E_OK);
    (void)fclose(file); /* memory takes it all */
    ASSERT(str_ends((struct str){written, n}, STR("%%EOF\n")));
    free(written);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes)
{
    CLEANUP(json_doc_freep) struct json_doc *doc = NULL;
    if (json_doc_parse((struct str){(const char *)data, bytes}, &doc, NULL) < 0) {
        return 0;
    }
    CLEANUP(arena_freep) struct arena *arena = arena_new();
    struct document reading;
    document_read(json_doc_root(doc), arena, &reading);
    struct sb sb;
    sb_init(&sb, FORM_MAX);
    document_write_hocr(&reading, STR("title"), &sb);
    ASSERT(!sb.failed && str_ends(sb_str(&sb), STR("</html>\n")));
    sb_clear(&sb);
    document_write_tsv(&reading, &sb);
    ASSERT(!sb.failed && str_ends(sb_str(&sb), STR("\n")));
    sb_done(&sb);
    write_pdf(&reading);
    return 0;
}
