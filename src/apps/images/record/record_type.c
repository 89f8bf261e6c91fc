/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "apps/images/record/record_int.h"

struct signature {
    const char *type;
    size_t offset;
    struct str bytes;
};

/* The first bytes of each kind of file; a kind may have several. */
static const struct signature signatures[] = {
    {"image/jpeg", 0, STR("\xff\xd8\xff")},
    {"image/png", 0, STR("\x89PNG\r\n\x1a\n")},
    {"image/gif", 0, STR("GIF87a")},
    {"image/gif", 0, STR("GIF89a")},
    {"image/bmp", 0, STR("BM")},
    {"image/tiff", 0, STR("II*\0")},
    {"image/tiff", 0, STR("MM\0*")},
    {"image/webp", 8, STR("WEBP")},
    {"image/avif", 4, STR("ftypavif")},
    {"image/avif", 4, STR("ftypavis")},
    {"image/heic", 4, STR("ftypheic")},
    {"image/heic", 4, STR("ftypheix")},
    {"image/heic", 4, STR("ftyphevc")},
    {"image/heic", 4, STR("ftypmif1")},
    {"image/heic", 4, STR("ftypmsf1")},
};

/* Readers look for the mark of a PDF anywhere in the first kilobyte (ISO 32000-1, annex H, 3.4.1). */
static bool is_pdf(struct str head)
{
    struct str mark = STR("%PDF-");
    for (size_t i = 0; i + mark.n <= head.n; i++) {
        if (str_eq(str_sub(head, i, i + mark.n), mark)) {
            return true;
        }
    }
    return false;
}

const char *record_type_sniff(struct str head, bool takes_pdf)
{
    for (size_t i = 0; i < ARRAY_LEN(signatures); i++) {
        const struct signature *s = &signatures[i];
        if (str_eq(str_sub(head, s->offset, s->offset + s->bytes.n), s->bytes)) {
            return s->type;
        }
    }
    return takes_pdf && is_pdf(head) ? "application/pdf" : NULL;
}
