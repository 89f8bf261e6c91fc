/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is taken for an address or a username stays the same when it is read again. The
 * reader of names gets the same bytes. */
#include "apps/names/names_int.h"
#include "base/utf8.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes)
{
    struct str text = {(const char *)data, bytes};
    CLEANUP(arena_freep) struct arena *arena = arena_new();
    struct str email;
    if (!utf8_valid(text)) {
        return 0;
    }
    if (names_read_email(text, arena, &email, NULL) == E_OK) {
        struct str again;
        ASSERT(email.n <= NAMES_EMAIL_MAX);
        int rc = names_read_email(email, arena, &again, NULL);
        ASSERT(rc == E_OK && str_eq(email, again));
    }
    struct names_username username;
    if (names_read_username(text, arena, &username, NULL) == E_OK) {
        struct names_username again;
        int rc = names_read_username(username.key, arena, &again, NULL);
        ASSERT(rc == E_OK && str_eq(username.key, again.key));
    }
    struct str name;
    if (names_read_name(text, "name", NAMES_NAME_MAX, &name, NULL) == E_OK) {
        ASSERT(utf8_valid(name));
    }
    return 0;
}
