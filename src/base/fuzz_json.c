/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whatever parses is written anew and must parse again. */
#include "base/json.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes)
{
    struct json_doc *doc = NULL;
    if (json_doc_parse((struct str){(const char *)data, bytes}, &doc, NULL) < 0) {
        return 0;
    }
    struct sb sb;
    sb_init(&sb, 16 * MIB);
    struct json_out out;
    json_out_init(&out, &sb);
    json_put_value(&out, json_doc_root(doc));
    struct json_doc *again = NULL;
    int rc = json_doc_parse(sb_str(&sb), &again, NULL);
    ASSERT(rc == E_OK);
    json_doc_free(again);
    json_doc_free(doc);
    sb_done(&sb);
    return 0;
}
