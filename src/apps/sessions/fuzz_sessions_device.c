/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whatever a program calls itself, what is kept and shown of it is short and plain. */
#include <string.h>

#include "apps/sessions/sessions_int.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes)
{
    struct sessions_device device = sessions_device_name((struct str){(const char *)data, bytes});
    size_t length = strnlen(device.s, sizeof(device.s));
    ASSERT(length < sizeof(device.s));
    for (size_t i = 0; i < length; i++) {
        char c = device.s[i];
        ASSERT((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               c == ' ' || c == '-' || c == '_' || c == '.');
    }
    return 0;
}
