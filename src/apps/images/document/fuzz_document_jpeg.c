/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "apps/images/document/document.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes)
{
    struct document_jpeg facts;
    if (document_jpeg_facts((struct str){(const char *)data, bytes}, &facts) == E_OK) {
        ASSERT(facts.width > 0 && facts.height > 0);
    }
    return 0;
}
