/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdio.h>

#include <criterion/criterion.h>

#include "apps/images/ocr/ocr_int.h"
#include "base/test_folder.h"

#define LONG_CODE "a_code_of_thirty_two_characters_"

static void install(const char *folder, const char *code)
{
    char path[200];
    snprintf(path, sizeof(path), "%s/%s.traineddata", folder, code);
    FILE *file = fopen(path, "w");
    cr_assert_not_null(file);
    cr_assert_eq(fclose(file), 0);
}

Test(ocr_languages, takes_what_is_installed_and_can_be_loaded, .fini = test_folder_drop)
{
    const struct config config = {.tessdata = test_folder_make()};
    const char *codes[] = {"eng", "chi_sim", "osd", LONG_CODE};
    for (size_t i = 0; i < ARRAY_LEN(codes); i++) {
        install(config.tessdata, codes[i]);
    }
    const struct {
        const char *languages;
        int rc;
    } rows[] = {
        {"eng", E_OK},
        {"eng+chi_sim", E_OK},
        {"eng+eng+eng+eng+eng+eng+eng+eng", E_OK},
        {"eng+eng+eng+eng+eng+eng+eng+eng+eng", E_INVALID},
        {LONG_CODE "+" LONG_CODE "+" LONG_CODE, E_OK},
        {LONG_CODE "+" LONG_CODE "+" LONG_CODE "+eng", E_INVALID},
        {"", E_INVALID},
        {"+", E_INVALID},
        {"../eng", E_INVALID},
        {"xyz", E_LANGUAGE_MISSING},
        {"osd", E_LANGUAGE_MISSING},
        {"eng+osd", E_LANGUAGE_MISSING},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct err err = {0};
        cr_expect_eq(ocr_check_languages(&config, str_from(rows[i].languages), &err), rows[i].rc,
                     "%s: %s", rows[i].languages, err.detail);
    }
}
