/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdio.h>
#include <string.h>

#include <criterion/criterion.h>
#include <criterion/redirect.h>

#include "base/log.h"

Test(log, keeps_forged_lines_inside_their_quotes, .init = cr_redirect_stderr)
{
    log_set_request(STR("r1"));
    log_info("test.event", LOG_C("name", "a b\"\nlevel=error event=forged"), LOG_N("n", -3));
    log_debug("test.hidden");
    fflush(stderr);
    char text[4096] = "";
    FILE *from = cr_get_redirected_stderr();
    size_t n = fread(text, 1, sizeof(text) - 1, from);
    text[n] = '\0';
    cr_expect_not_null(strstr(text, " level=info event=test.event request=r1 name=\"a "
                                    "b\\\"\\nlevel=error event=forged\" n=-3\n"),
                       "%s", text);
    cr_expect_null(strstr(text, "test.hidden"));
    cr_expect_eq(strchr(text, '\n'), text + n - 1, "one event is one line");
}
