/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <criterion/criterion.h>

#include "apps/images/record/record_int.h"

Test(record_type, knows_files_by_their_first_bytes)
{
    const struct {
        struct str head;
        const char *type;
    } rows[] = {
        {STR("\xff\xd8\xff\xe0 rest"), "image/jpeg"},
        {STR("\x89PNG\r\n\x1a\n"), "image/png"},
        {STR("RIFF\x10\0\0\0WEBPVP8 "), "image/webp"},
        {STR("RIFF\x10\0\0\0WAVEfmt "), NULL},
        {STR("II*\0\x08\0\0\0"), "image/tiff"},
        {STR("MM\0*\0\0\0\x08"), "image/tiff"},
        {STR("GIF89a"), "image/gif"},
        {STR("BM"), "image/bmp"},
        {STR("\0\0\0\x1c"
             "ftypheic"),
         "image/heic"},
        {STR("\0\0\0\x1c"
             "ftypavif"),
         "image/avif"},
        {STR("\0\0\0\x1c"
             "ftypmp42"),
         NULL},
        {STR("\n\n%PDF-1.4"), "application/pdf"},
        {STR("<svg xmlns"), NULL},
        {STR("<!DOCTYPE html>"), NULL},
        {STR("plain text"), NULL},
        {STR(""), NULL},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        const char *type = record_type_sniff(rows[i].head, /* takes_pdf= */ true);
        cr_expect(str_eq(str_from(type), str_from(rows[i].type)), "row %zu: %s", i,
                  type == NULL ? "NULL" : type);
    }
    cr_expect_null(record_type_sniff(STR("%PDF-1.4"), /* takes_pdf= */ false));
}
