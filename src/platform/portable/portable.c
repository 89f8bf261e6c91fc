/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "platform/portable/portable_int.h"

size_t portable_column_count(const struct portable_table *table)
{
    size_t count = 0;
    while (table->columns[count].kind != PORTABLE_END) {
        count++;
    }
    ASSERT(count <= COLUMNS_MAX);
    return count;
}

const char *portable_ending(struct str head)
{
    static const struct {
        size_t at;
        struct str bytes;
        const char *ending;
    } kinds[] = {
        {0, STR("\xff\xd8\xff"), ".jpg"}, {0, STR("\x89PNG"), ".png"},  {0, STR("GIF8"), ".gif"},
        {0, STR("BM"), ".bmp"},           {0, STR("II*\0"), ".tif"},    {0, STR("MM\0*"), ".tif"},
        {8, STR("WEBP"), ".webp"},        {4, STR("ftypavi"), ".avif"}, {4, STR("ftyp"), ".heic"},
        {0, STR("%PDF-"), ".pdf"},
    };
    for (size_t i = 0; i < ARRAY_LEN(kinds); i++) {
        struct str part = str_sub(head, kinds[i].at, kinds[i].at + kinds[i].bytes.n);
        if (str_eq(part, kinds[i].bytes)) {
            return kinds[i].ending;
        }
    }
    return "";
}

bool portable_is_json(struct str text, size_t values_max)
{
    if (json_count_values(text) > values_max) {
        return false;
    }
    CLEANUP(json_doc_freep) struct json_doc *doc = NULL;
    return json_doc_parse(text, &doc, NULL) == E_OK;
}
