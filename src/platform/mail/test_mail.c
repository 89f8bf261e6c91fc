/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Against a real database, and a real mail server on this machine (tests/support/smtp_sink.py). */
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <criterion/criterion.h>

#include "base/clock.h"
#include "base/file.h"
#include "base/test_folder.h"
#include "platform/mail/mail_int.h"
#include "platform/schema/schema.h"

#define WAIT_MS 20000

extern char **environ;

static const char *folder;
static struct db *db;
static struct arena *arena;

static void open_db(void)
{
    folder = test_folder_make();
    arena = arena_new();
    struct err err = {0};
    cr_assert_eq(db_open(arena_printf(arena, "%s/test.db", folder), &db, &err), E_OK);
    cr_assert_eq(schema_apply(db, &err), E_OK, "%s", err.detail);
}

static void close_db(void)
{
    db_close(db);
    arena_free(arena);
    test_folder_drop();
}

TestSuite(mail, .init = open_db, .fini = close_db);

static void add(const char *to, const char *subject)
{
    struct mail_message message = {.to = str_from(to),
                                   .subject = str_from(subject),
                                   .text = STR("Your code is 123456.\n.hidden dot\n"),
                                   .html = STR("<p>Your code is <b>123456</b>.</p>")};
    CLEANUP(db_releasep) struct db_conn *conn = NULL;
    cr_assert_eq(db_begin(db, &conn), E_OK);
    cr_assert_eq(mail_add(conn, &message), E_OK);
    cr_assert_eq(db_commit(&conn), E_OK);
}

static size_t list(const char *q, const struct uuid *before, struct mail_kept **out)
{
    CLEANUP(db_releasep) struct db_conn *conn = NULL;
    cr_assert_eq(db_read(db, &conn), E_OK);
    size_t count = 0;
    struct mail_query query = {.q = str_from(q), .before = before, .limit = 10};
    cr_assert_eq(mail_list(conn, &query, arena, out, &count), E_OK);
    return count;
}

static int64_t count_in_state(const char *state)
{
    CLEANUP(db_releasep) struct db_conn *conn = NULL;
    cr_assert_eq(db_read(db, &conn), E_OK);
    CLEANUP(db_rows_closep) struct db_rows *rows = NULL;
    cr_assert_eq(
        db_query(conn, "SELECT COUNT(*) FROM mail_outbox WHERE state = $1", &rows, db_c(state)),
        E_OK);
    cr_assert_eq(db_one(rows), E_OK);
    return db_col_i64(rows, 0);
}

static void wait_for_state(const char *state, int64_t count)
{
    int64_t until_ms = clock_mono_ms() + WAIT_MS;
    while (count_in_state(state) != count) {
        cr_assert_lt(clock_mono_ms(), until_ms, "no %lld mails became %s", (long long)count, state);
        usleep(5000);
    }
}

Test(mail, lists_newest_first_and_searches)
{
    add("ada@example.com", "first 100%");
    add("bob@example.com", "second");
    add("cy@example.com", "third");
    struct mail_kept *found;
    cr_assert_eq(list("", NULL, &found), 3);
    cr_expect(str_eq(found[0].message.subject, STR("third")));
    cr_expect(str_eq(found[2].message.to, STR("ada@example.com")));
    cr_expect(str_eq(found[2].message.html, STR("<p>Your code is <b>123456</b>.</p>")));
    cr_expect_eq(list("", &found[0].id, &found), 2);
    cr_expect_eq(list("BOB@", NULL, &found), 1);
    cr_expect_eq(list("100%", NULL, &found), 1);
    cr_expect_eq(list("%s", NULL, &found), 0, "wildcards are plain characters");
    cr_expect_eq(list("_", NULL, &found), 0);
}

Test(mail, refuses_what_is_no_address)
{
    static const char *const rows[] = {"", "a", "@b", "a@", "a@b\r\nBcc: c@d", "a b@c", "<a@b>"};
    CLEANUP(db_releasep) struct db_conn *conn = NULL;
    cr_assert_eq(db_begin(db, &conn), E_OK);
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct mail_message message = {
            .to = str_from(rows[i]), .subject = STR("s"), .text = STR("t"), .html = STR("h")};
        cr_expect_eq(mail_add(conn, &message), E_INVALID, "%s", rows[i]);
    }
}

Test(mail, without_a_server_stays_in_the_outbox)
{
    struct mail *mail = NULL;
    struct err err = {0};
    add("ada@example.com", "before the start");
    struct mail_config config = {.smtp_url = "", .from = "a@example.org"};
    cr_assert_eq(mail_new(db, &config, &mail, &err), E_OK, "%s", err.detail);
    add("bob@example.com", "after it");
    mail_wake(mail);
    wait_for_state("kept", 2);
    mail_free(mail);
    struct mail_kept *found;
    cr_assert_eq(list("", NULL, &found), 2);
    cr_expect_gt(found[0].message.text.n, 0);
    cr_expect_eq(found[0].sent_ms, 0);
}

Test(mail, names_wrong_settings)
{
    static const struct {
        const char *url, *from, *word;
    } rows[] = {
        {"http://mail.example.org", "a@example.org", "smtp://"},
        {"mail.example.org", "a@example.org", "smtp_url"},
        {"smtp://", "a@example.org", "smtp_url"},
        {"smtp://host:99999", "a@example.org", "smtp_url"},
        {"", "nobody", "mail_from"},
        {"", "a@example.org\nBcc: b@example.org", "mail_from"},
        {"", "\xff <a@example.org>", "mail_from"},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct mail *mail = NULL;
        struct err err = {0};
        struct mail_config config = {.smtp_url = rows[i].url, .from = rows[i].from};
        cr_expect_eq(mail_new(db, &config, &mail, &err), E_INVALID, "%s", rows[i].url);
        cr_expect_not_null(strstr(err.detail, rows[i].word), "%s: %s", rows[i].url, err.detail);
    }
}

/* Whoever stands between could keep a server's offer of TLS from us: only where it was asked for is none taken. */
Test(mail, what_leaves_this_machine_is_encrypted)
{
    static const struct {
        const char *setting, *host;
        bool has_password;
        int rc;
        enum mail_tls tls;
    } rows[] = {
        {"auto", "mail.example.org", false, E_OK, MAIL_TLS_REQUIRED},
        {"", "mail.example.org", false, E_OK, MAIL_TLS_REQUIRED},
        {"auto", "mail.example.org", true, E_OK, MAIL_TLS_REQUIRED},
        {"auto", "127.0.0.1", true, E_OK, MAIL_TLS_NONE},
        {"auto", "localhost", false, E_OK, MAIL_TLS_NONE},
        {"auto", "127.example.org", false, E_OK, MAIL_TLS_REQUIRED},
        {"required", "localhost", false, E_OK, MAIL_TLS_REQUIRED},
        {"opportunistic", "mail.example.org", false, E_OK, MAIL_TLS_OPPORTUNISTIC},
        {"opportunistic", "mail.example.org", true, E_OK, MAIL_TLS_REQUIRED},
        {"opportunistic", "[::1]", false, E_OK, MAIL_TLS_OPPORTUNISTIC},
        {"none", "mail.example.org", false, E_OK, MAIL_TLS_NONE},
        {"none", "mail.example.org", true, E_INVALID, MAIL_TLS_REQUIRED},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        enum mail_tls tls = MAIL_TLS_REQUIRED;
        struct err err = {0};
        cr_expect_eq(
            mail_smtp_choose_tls(rows[i].setting, rows[i].host, rows[i].has_password, &tls, &err),
            rows[i].rc, "%zu", i);
        cr_expect_eq(tls, rows[i].tls, "%zu", i);
    }
}

/* ---- with a server ---- */

struct sink {
    pid_t pid;
    int in, out;
    int port;
};

static int read_line(struct sink *sink, char *line, size_t size)
{
    size_t n = 0;
    struct pollfd ready = {.fd = sink->out, .events = POLLIN};
    while (n + 1 < size && poll(&ready, 1, WAIT_MS) == 1 && read(sink->out, line + n, 1) == 1) {
        if (line[n] == '\n') {
            line[n] = '\0';
            return E_OK;
        }
        n++;
    }
    return E_IO;
}

static void start_sink(struct sink *sink)
{
    int in[2];
    int out[2];
    cr_assert_eq(pipe2(in, O_CLOEXEC), 0);
    cr_assert_eq(pipe2(out, O_CLOEXEC), 0);
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, in[0], STDIN_FILENO);
    posix_spawn_file_actions_adddup2(&actions, out[1], STDOUT_FILENO);
    char *argv[] = {arena_strdup(arena, SOURCE_ROOT "/tests/support/smtp_sink.py"),
                    arena_printf(arena, "%s/mail", folder), NULL};
    cr_assert_eq(posix_spawn(&sink->pid, argv[0], &actions, NULL, argv, environ), 0);
    posix_spawn_file_actions_destroy(&actions);
    close(in[0]);
    close(out[1]);
    sink->in = in[1];
    sink->out = out[0];
    char line[32];
    int64_t port;
    cr_assert_eq(read_line(sink, line, sizeof(line)), E_OK, "the sink did not start");
    cr_assert_eq(str_to_i64(str_from(line), 1, 65535, &port), E_OK);
    sink->port = (int)port;
}

static void stop_sink(struct sink *sink)
{
    close(sink->in);
    close(sink->out);
    int status;
    cr_expect_eq(waitpid(sink->pid, &status, 0), sink->pid);
}

static struct mail *start_mail(int port)
{
    struct mail *mail = NULL;
    struct err err = {0};
    struct mail_config config = {.smtp_url = arena_printf(arena, "smtp://127.0.0.1:%d", port),
                                 .from = "Assisti <no-reply@example.org>"};
    cr_assert_eq(mail_new(db, &config, &mail, &err), E_OK, "%s", err.detail);
    return mail;
}

Test(mail, sends_and_wipes)
{
    struct sink sink;
    start_sink(&sink);
    struct mail *mail = start_mail(sink.port);
    add("ada@example.com", "Grüße");
    add("bob@example.com", "second");
    mail_wake(mail);
    wait_for_state("sent", 2);
    mail_free(mail);
    stop_sink(&sink);

    struct str first;
    cr_assert_eq(
        file_read_path(arena_printf(arena, "%s/mail/1.eml", folder), arena, 1 * MIB, &first), E_OK);
    const char *text = str_dup(arena, first);
    cr_expect_not_null(strstr(text, "X-Mail-From: no-reply@example.org\r\n"), "%s", text);
    cr_expect_not_null(strstr(text, "X-Rcpt-To: ada@example.com\r\n"), "%s", text);
    cr_expect_not_null(strstr(text, "Subject: =?UTF-8?B?R3LDvMOfZQ==?=\r\n"), "%s", text);
    cr_expect_not_null(strstr(text, "Your code is 123456.\r\n.hidden dot\r\n"), "%s", text);

    struct mail_kept *found;
    cr_assert_eq(list("", NULL, &found), 2);
    for (size_t i = 0; i < 2; i++) {
        cr_expect_gt(found[i].sent_ms, 0);
        cr_expect_eq(found[i].message.text.n, 0, "codes do not stay");
        cr_expect_eq(found[i].message.html.n, 0);
    }
}

Test(mail, tries_again_or_gives_up_as_the_server_says)
{
    struct sink sink;
    start_sink(&sink);
    struct mail *mail = start_mail(sink.port);
    add("refused@example.com", "one");
    mail_wake(mail);
    wait_for_state("failed", 1);
    add("later@example.com", "two");
    mail_wake(mail);
    int64_t until_ms = clock_mono_ms() + WAIT_MS;
    struct mail_kept *found;
    do {
        cr_assert_lt(clock_mono_ms(), until_ms);
        usleep(5000);
        cr_assert_eq(list("later", NULL, &found), 1);
    } while (found[0].error.n == 0);
    mail_free(mail);
    cr_expect_eq(count_in_state("waiting"), 1);
    cr_assert_eq(list("refused", NULL, &found), 1);
    cr_expect_gt(found[0].error.n, 0);

    struct mail_due due;
    CLEANUP(db_releasep) struct db_conn *conn = NULL;
    cr_assert_eq(db_begin(db, &conn), E_OK);
    int64_t now_ms = clock_now_ms();
    cr_expect_eq(mail_store_find_due(conn, now_ms, arena, &due), E_NOT_FOUND, "it pauses first");
    cr_assert_eq(mail_store_find_due(conn, now_ms + 31000, arena, &due), E_OK);
    cr_expect_eq(due.tries, 1);
    cr_assert_eq(mail_store_set_later(conn, due.kept.id, now_ms, STR("again")), E_OK);
    cr_assert_eq(db_commit(&conn), E_OK);

    mail = start_mail(sink.port);
    wait_for_state("sent", 1);
    mail_free(mail);
    stop_sink(&sink);
}

static void limit_files(rlim_t bytes)
{
    struct rlimit limit;
    cr_assert_eq(getrlimit(RLIMIT_FSIZE, &limit), 0);
    limit.rlim_cur = bytes;
    cr_assert_eq(setrlimit(RLIMIT_FSIZE, &limit), 0);
}

/* A disk without room, as the database sees it, lets messages be read and sent, but not be noted. */
Test(mail, sends_once_where_the_sending_cannot_be_noted)
{
    struct sink sink;
    start_sink(&sink);
    add("ada@example.com", "one");
    signal(SIGXFSZ, SIG_IGN);
    limit_files(0);
    struct mail *mail = start_mail(sink.port);
    const char *first = arena_printf(arena, "%s/mail/1.eml", folder);
    const char *second = arena_printf(arena, "%s/mail/2.eml", folder);
    int64_t until_ms = clock_mono_ms() + WAIT_MS;
    while (access(first, F_OK) != 0) {
        cr_assert_lt(clock_mono_ms(), until_ms);
        usleep(5000);
    }
    for (int i = 0; i < 5; i++) {
        usleep(100000);
        mail_wake(mail);
    }
    cr_expect_eq(count_in_state("waiting"), 1);
    limit_files(RLIM_INFINITY);
    mail_wake(mail);
    wait_for_state("sent", 1);
    mail_free(mail);
    stop_sink(&sink);
    cr_expect_neq(access(second, F_OK), 0, "it was sent again");
}

Test(mail, gives_up_after_a_day)
{
    add("ada@example.com", "old");
    CLEANUP(db_releasep) struct db_conn *conn = NULL;
    cr_assert_eq(db_begin(db, &conn), E_OK);
    cr_assert_eq(db_exec(conn, "UPDATE mail_outbox SET created = created - 90000000"), E_OK);
    cr_assert_eq(db_commit(&conn), E_OK);
    struct mail *mail = start_mail(1); /* nobody listens there */
    wait_for_state("failed", 1);
    mail_free(mail);
}

/* A server that accepts and then says nothing must not hold up the end. */
Test(mail, ends_while_a_server_is_silent)
{
    struct sink sink;
    start_sink(&sink);
    kill(sink.pid, SIGSTOP);
    struct mail *mail = start_mail(sink.port);
    add("ada@example.com", "one");
    mail_wake(mail);
    usleep(100000);
    int64_t start_ms = clock_mono_ms();
    mail_free(mail);
    cr_expect_lt(clock_mono_ms() - start_ms, 20000, "it waited for the server");
    cr_expect_eq(count_in_state("waiting"), 1);
    kill(sink.pid, SIGCONT);
    stop_sink(&sink);
}

/* ---- another server, while it runs ---- */

static struct mail_server local(int port)
{
    return (struct mail_server){.host = "127.0.0.1",
                                .port = port,
                                .security = MAIL_PLAIN,
                                .user = "",
                                .password = "",
                                .from = "Set <set@example.org>"};
}

Test(mail, goes_to_the_server_that_was_set_meanwhile)
{
    struct sink sink;
    struct mail *mail = NULL;
    struct err err = {0};
    struct mail_config config = {.smtp_url = "", .from = "a@example.org"};
    cr_assert_eq(mail_new(db, &config, &mail, &err), E_OK, "%s", err.detail);
    cr_expect_not(mail_has_server(mail));
    start_sink(&sink);
    const struct mail_server server = local(sink.port);
    cr_assert_eq(mail_set_server(mail, &server, &err), E_OK, "%s", err.detail);
    cr_expect(mail_has_server(mail));
    add("ada@example.com", "one");
    mail_wake(mail);
    wait_for_state("sent", 1);

    const struct mail_server none = {.from = "a@example.org"};
    cr_assert_eq(mail_set_server(mail, &none, &err), E_OK, "%s", err.detail);
    add("bob@example.com", "two");
    mail_wake(mail);
    wait_for_state("kept", 1);
    mail_free(mail);
    stop_sink(&sink);
    struct str text;
    cr_assert_eq(
        file_read_path(arena_printf(arena, "%s/mail/1.eml", folder), arena, 1 * MIB, &text), E_OK);
    cr_expect_not_null(strstr(str_dup(arena, text), "X-Mail-From: set@example.org\r\n"));
}

Test(mail, sends_at_once_and_tells_what_the_server_says)
{
    struct sink sink;
    struct mail *mail = NULL;
    struct err err = {0};
    struct mail_config config = {.smtp_url = "", .from = "a@example.org"};
    struct mail_message message = {
        .to = STR("ada@example.com"), .subject = STR("s"), .text = STR("t"), .html = STR("h")};
    cr_assert_eq(mail_new(db, &config, &mail, &err), E_OK, "%s", err.detail);
    cr_expect_eq(mail_send_now(mail, &message, &err), E_CONFLICT, "none is set");
    start_sink(&sink);
    struct mail_server server = local(sink.port);
    cr_assert_eq(mail_set_server(mail, &server, &err), E_OK, "%s", err.detail);
    cr_expect_eq(mail_send_now(mail, &message, &err), E_OK, "%s", err.detail);
    message.to = STR("refused@example.com");
    cr_expect_eq(mail_send_now(mail, &message, &err), E_MAIL_FAILED);
    cr_expect_neq(err.detail[0], '\0');
    message.to = STR("nobody");
    cr_expect_eq(mail_send_now(mail, &message, &err), E_INVALID);
    stop_sink(&sink);
    message.to = STR("ada@example.com");
    cr_expect_eq(mail_send_now(mail, &message, &err), E_MAIL_FAILED, "nobody listens any more");
    mail_free(mail);
    cr_expect_eq(count_in_state("waiting") + count_in_state("kept"), 0, "nothing was put by");
}

Test(mail, refuses_servers_that_cannot_be)
{
    const struct mail_server rows[] = {
        {.host = "a b", .security = MAIL_TLS, .user = "", .from = "a@example.org"},
        {.host = "mail.example.org", .security = MAIL_TLS, .user = "", .from = "nobody"},
        {.host = "mail.example.org", .security = MAIL_PLAIN, .user = "u", .from = "a@example.org"},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct err err = {0};
        cr_expect_eq(mail_check_server(&rows[i], &err), E_INVALID, "row %zu", i);
        cr_expect_neq(err.detail[0], '\0');
    }
}
