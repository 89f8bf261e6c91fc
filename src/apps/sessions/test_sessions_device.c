/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include <criterion/criterion.h>

#include "apps/sessions/sessions_int.h"

Test(sessions_device, names_what_its_owner_knows)
{
    static const struct {
        const char *agent;
        const char *name;
    } rows[] = {
        {"", ""},
        {"Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0",
         "Firefox on Linux"},
        {"Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) "
         "Chrome/126.0.0.0 Safari/537.36 Edg/126.0.0.0",
         "Edge on Windows"},
        {"Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) "
         "Chrome/126.0.0.0 Safari/537.36",
         "Chrome on Windows"},
        {"Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like "
         "Gecko) Version/17.5 Mobile/15E148 Safari/604.1",
         "Safari on iPhone"},
        {"Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 (KHTML, like Gecko) "
         "Chrome/126.0.0.0 Mobile Safari/537.36",
         "Chrome on Android"},
        {"Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) "
         "Version/17.5 Safari/605.1.15",
         "Safari on macOS"},
        {"curl/8.5.0", "curl"},
        {"Assisti-Android/1.0 (Android 14)", "Android"},
        {"<script>alert(1)</script>", ""},
        {"a\r\nb", "a"},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct sessions_device device = sessions_device_name(str_from(rows[i].agent));
        cr_expect_str_eq(device.s, rows[i].name, "%s", rows[i].agent);
    }
    char longest[2000];
    memset(longest, 'x', sizeof(longest));
    struct sessions_device device = sessions_device_name((struct str){longest, sizeof(longest)});
    cr_expect_eq(strlen(device.s), 40);
}
