/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <unistd.h>

#include <criterion/criterion.h>

#include "platform/config/config.h"

static struct arena *arena;
static struct err err;
static struct config config;

static void set_up(void)
{
    arena = arena_new();
    err = (struct err){0};
}

static void tear_down(void)
{
    arena_free(arena);
}

TestSuite(config, .init = set_up, .fini = tear_down);

/* Reads the settings from the arguments, which end with NULL; returns what the verb is left with. */
static int read_with(const char **argv, int *out_left)
{
    int argc = 0;
    while (argv[argc] != NULL) {
        argc++;
    }
    int rc = config_read(&argc, argv, arena, &config, NULL, &err);
    *out_left = argc;
    return rc;
}

static void write_file(const char *path, const char *text)
{
    FILE *file = fopen(path, "w");
    cr_assert_not_null(file);
    fputs(text, file);
    fclose(file);
}

Test(config, lets_flags_win_over_environment_over_file)
{
    char path[] = "/tmp/assisti-test-config-XXXXXX";
    close(mkstemp(path));
    write_file(path, "# comment\nworkers = 3\nmax_upload_mib=7\nlog_level = warn\n");
    setenv("ASSISTI_CONFIG", path, 1);
    setenv("ASSISTI_MAX_UPLOAD_MIB", "8", 1);
    setenv("ASSISTI_LOG_LEVEL", "debug", 1);
    const char *argv[] = {"--log-level=error", "picture.png", "--listen", ":0", "--quiet", NULL};
    int left;
    cr_assert_eq(read_with(argv, &left), E_OK, "%s", err.detail);
    cr_expect_eq(config.workers, 3);
    cr_expect_eq(config.max_upload_mib, 8);
    cr_expect_str_eq(config.log_level, "error");
    cr_expect_str_eq(config.listen, ":0");
    cr_assert_eq(left, 2);
    cr_expect_str_eq(argv[0], "picture.png");
    cr_expect_str_eq(argv[1], "--quiet");
    unlink(path);
}

Test(config, names_the_setting_that_is_wrong_and_where_it_came_from)
{
    const struct {
        const char *name;
        const char *value;
        const char *says;
    } rows[] = {
        {"ASSISTI_WORKERS", "many",
         "workers (from ASSISTI_WORKERS) must be a whole number from 0 to 256"},
        {"ASSISTI_WORKERS", "-1", "workers (from ASSISTI_WORKERS)"},
        {"ASSISTI_LOG_LEVEL", "loud", "must be one of: debug info warn error"},
        {"ASSISTI_BEHIND_PROXY", "maybe",
         "behind_proxy (from ASSISTI_BEHIND_PROXY) must be yes or no"},
        {"ASSISTI_LISTEN", "", "listen (from ASSISTI_LISTEN) must be a text of 1 to 100 bytes"},
        {"ASSISTI_PUBLIC_URL", "example.org",
         "public_url (from ASSISTI_PUBLIC_URL) must read like"},
        {"ASSISTI_PUBLIC_URL", "https://", "public_url"},
        {"ASSISTI_PUBLIC_URL", "https://example.org/", "without a slash"},
        {"ASSISTI_PUBLIC_URL", "https://a\"b", "public_url"},
        {"ASSISTI_METRICS_TOKEN", "short", "must be a text of 16 to 200 bytes"},
        {"ASSISTI_CONFIG", "/no/such/file", "/no/such/file cannot be read"},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        setenv(rows[i].name, rows[i].value, 1);
        const char *argv[] = {NULL};
        int left;
        cr_expect_eq(read_with(argv, &left), E_INVALID, "%s", rows[i].name);
        cr_expect_not_null(strstr(err.detail, rows[i].says), "%s", err.detail);
        unsetenv(rows[i].name);
    }
    const char *argv[] = {"--workers", NULL};
    int left;
    cr_expect_eq(read_with(argv, &left), E_INVALID);
    cr_expect_str_eq(err.detail, "--workers needs a value.");
}

Test(config, refuses_a_file_with_an_unknown_line)
{
    char path[] = "/tmp/assisti-test-config-XXXXXX";
    close(mkstemp(path));
    setenv("ASSISTI_CONFIG", path, 1);
    const char *texts[] = {"workers = 1\nworkrs = 2\n", "\nworkers\n", "= 3\n\n"};
    for (size_t i = 0; i < ARRAY_LEN(texts); i++) {
        write_file(path, texts[i]);
        const char *argv[] = {NULL};
        int left;
        cr_expect_eq(read_with(argv, &left), E_INVALID);
        cr_expect_not_null(strstr(err.detail, i == 2 ? "line 1" : "line 2"), "%s", err.detail);
    }
    unlink(path);
}

Test(config, never_shows_a_secret)
{
    setenv("ASSISTI_SMTP_URL", "smtp://user:hunter2@localhost", 1);
    int argc = 0;
    struct config_sources sources;
    cr_assert_eq(config_read(&argc, NULL, arena, &config, &sources, &err), E_OK);
    struct sb sb;
    sb_init(&sb, 64 * KIB);
    config_explain(&config, &sources, &sb);
    cr_expect_null(strstr(sb.p, "hunter2"));
    cr_expect_not_null(strstr(sb.p, "# from: ASSISTI_SMTP_URL\nsmtp_url = (set, not shown)"), "%s",
                       sb.p);
    sb_clear(&sb);
    config_document(&sb);
    cr_expect_not_null(strstr(sb.p, "| `workers` | `0` | 0 to 256 |"), "%s", sb.p);
    sb_done(&sb);
}
