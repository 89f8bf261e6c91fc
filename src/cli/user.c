/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <termios.h>
#include <unistd.h>

#include "apps/accounts/accounts.h"
#include "apps/factors/factors.h"
#include "base/file.h"
#include "base/utf8.h"
#include "cli/cli.h"
#include "platform/db/db.h"
#include "platform/schema/schema.h"

#define PASSWORD_BYTES_MAX 1024

static const char usage[] =
    "usage: assisti user add --email E [--name N] [--staff] [--password-stdin] [--data DIR]\n"
    "       assisti user drop-factors --email E [--data DIR]\n"
    "\n"
    "add makes a verified account and prints its id; also while the server runs. The password is "
    "asked\n"
    "for on the terminal, or read as one line from standard input with --password-stdin.\n"
    "drop-factors removes all second factors from an account whose owner has lost them.\n";

struct options {
    bool drops_factors; /* else it adds an account */
    const char *email;
    const char *name;
    bool is_staff;
    bool password_stdin;
};

/* ---- the password ---- */

struct password {
    char text[PASSWORD_BYTES_MAX + 1];
    size_t n;
};

static void password_wipep(struct password *password)
{
    secret_wipe(password, sizeof(*password));
}

static volatile sig_atomic_t was_interrupted;

static void on_signal(int number)
{
    was_interrupted = number;
}

/* Waits for a byte with these signals let through. They are blocked otherwise: one that came between a look
 * at was_interrupted and the reading would be lost. NULL: does not wait. */
static int wait_for_byte(const sigset_t *let_through)
{
    struct pollfd input = {.fd = STDIN_FILENO, .events = POLLIN};
    if (let_through != NULL && ppoll(&input, 1, NULL, let_through) < 0) {
        return errno == EINTR && was_interrupted != 0 ? E_CANCELLED : E_IO;
    }
    return E_OK;
}

/* One line without its end, byte by byte, so that what follows stays for others. E_CANCELLED after a
 * signal, E_NOT_FOUND where there is no line. */
static int read_line(const sigset_t *let_through, struct password *out)
{
    out->n = 0;
    for (;;) {
        char c;
        int rc = wait_for_byte(let_through);
        if (rc < 0) {
            return rc;
        }
        ssize_t got = read(STDIN_FILENO, &c, 1);
        if (got < 0) {
            return E_IO;
        }
        if (got == 0 && out->n == 0) {
            return E_NOT_FOUND;
        }
        if (got == 0 || c == '\n') {
            break;
        }
        if (out->n == PASSWORD_BYTES_MAX) {
            return E_TOO_LARGE;
        }
        out->text[out->n++] = c;
    }
    if (out->n > 0 && out->text[out->n - 1] == '\r') {
        out->n--;
    }
    out->text[out->n] = '\0';
    return E_OK;
}

static int ask_once(const char *prompt, const sigset_t *let_through, struct password *out)
{
    fprintf(stderr, "%s", prompt);
    int rc = read_line(let_through, out);
    fprintf(stderr, "\n");
    return rc;
}

static int ask_twice(const sigset_t *let_through, struct password *out, struct err *err)
{
    CLEANUP(password_wipep) struct password again = {.n = 0};
    int rc = ask_once("Password: ", let_through, out);
    if (rc == E_OK) {
        rc = ask_once("Again: ", let_through, &again);
    }
    if (rc < 0) {
        return err_set(err, rc, "No password was given.");
    }
    if (again.n != out->n || !secret_equal(again.text, out->text, out->n)) {
        return err_set(err, E_INVALID, "The two passwords differ.");
    }
    return E_OK;
}

/* Without echo, which comes back also when the question is broken off by a signal. */
static int ask_password(struct password *out, struct err *err)
{
    static const int signals[] = {SIGINT, SIGTERM, SIGHUP, SIGQUIT};
    struct sigaction old[ARRAY_LEN(signals)];
    struct sigaction action = {.sa_handler = on_signal};
    struct termios before;
    if (tcgetattr(STDIN_FILENO, &before) < 0) {
        return err_set(err, E_INVALID,
                       "There is no terminal to ask for the password; use --password-stdin.");
    }
    struct termios silent = before;
    silent.c_lflag &= ~(tcflag_t)ECHO;
    sigset_t blocked;
    sigset_t mask_before;
    sigemptyset(&blocked);
    for (size_t i = 0; i < ARRAY_LEN(signals); i++) {
        sigaddset(&blocked, signals[i]);
        sigaction(signals[i], &action, &old[i]);
    }
    sigprocmask(SIG_BLOCK, &blocked, &mask_before);
    tcsetattr(STDIN_FILENO, TCSAFLUSH, &silent);
    int rc = ask_twice(&mask_before, out, err);
    tcsetattr(STDIN_FILENO, TCSAFLUSH, &before);
    sigprocmask(SIG_SETMASK, &mask_before, NULL);
    for (size_t i = 0; i < ARRAY_LEN(signals); i++) {
        sigaction(signals[i], &old[i], NULL);
    }
    return rc;
}

static int read_password(const struct options *options, struct password *out, struct err *err)
{
    int rc = E_OK;
    if (!options->password_stdin) {
        rc = ask_password(out, err);
    } else if (read_line(NULL, out) < 0) {
        rc = err_set(err, E_INVALID, "Standard input holds no password of at most %d bytes.",
                     PASSWORD_BYTES_MAX);
    }
    if (rc == E_OK && !utf8_valid((struct str){out->text, out->n})) {
        rc = err_set(err, E_INVALID, "The password is not text in UTF-8.");
    }
    return rc;
}

/* ---- options ---- */

/* Takes "--name VALUE" or "--name=VALUE", and moves *at to its last argument. False where it is another
 * option or has no value. */
static bool take_option(int argc, const char **argv, int *at, const char *name, const char **out)
{
    size_t n = strlen(name);
    const char *argument = argv[*at];
    if (strncmp(argument, name, n) != 0) {
        return false;
    }
    if (argument[n] == '=') {
        *out = argument + n + 1;
        return true;
    }
    if (argument[n] != '\0' || *at + 1 >= argc) {
        return false;
    }
    *out = argv[++*at];
    return true;
}

static int refuse(const char *argument)
{
    fprintf(stderr, "assisti user: \"%s\" is not understood or has no value.\n", argument);
    return E_INVALID;
}

static int read_options(int argc, const char **argv, struct options *out)
{
    out->drops_factors = argc >= 1 && strcmp(argv[0], "drop-factors") == 0;
    if (argc < 1 || (!out->drops_factors && strcmp(argv[0], "add") != 0)) {
        return E_INVALID;
    }
    for (int i = 1; i < argc; i++) {
        if (out->drops_factors) {
            if (!take_option(argc, argv, &i, "--email", &out->email)) {
                return refuse(argv[i]);
            }
        } else if (strcmp(argv[i], "--staff") == 0) {
            out->is_staff = true;
        } else if (strcmp(argv[i], "--password-stdin") == 0) {
            out->password_stdin = true;
        } else if (!take_option(argc, argv, &i, "--email", &out->email) &&
                   !take_option(argc, argv, &i, "--name", &out->name)) {
            return refuse(argv[i]);
        }
    }
    bool is_text = utf8_valid(str_from(out->email)) && utf8_valid(str_from(out->name));
    if (!is_text) {
        fprintf(stderr, "assisti user: the arguments are not text in UTF-8.\n");
    }
    return out->email != NULL && is_text ? E_OK : E_INVALID;
}

/* ---- the verb ---- */

static int open_database(const struct config *config, struct arena *arena, struct db **out,
                         struct err *err)
{
    int rc = file_make_dirs(config->data, 0700);
    if (rc < 0) {
        return err_set(err, rc, "The data folder %s cannot be made or used.", config->data);
    }
    rc = db_open(arena_printf(arena, "%s/assisti.db", config->data), out, err);
    return rc < 0 ? rc : schema_apply(*out, err);
}

static int add_user(const struct config *config, const struct options *options, struct arena *arena,
                    struct err *err)
{
    CLEANUP(password_wipep) struct password password = {.n = 0};
    struct db *db = NULL;
    struct uuid id;
    int rc = read_password(options, &password, err);
    if (rc == E_OK) {
        rc = open_database(config, arena, &db, err);
    }
    if (rc == E_OK) {
        struct accounts_new_user user = {
            .email = str_from(options->email),
            .name = str_from(options->name),
            .password = {password.text, password.n},
            .is_staff = options->is_staff,
        };
        rc = accounts_add_user(db, &user, &id, err);
    }
    db_close(db);
    if (rc == E_OK && (printf("%s\n", uuid_format(id).s) < 0 || fflush(stdout) != 0)) {
        rc = err_set(err, E_IO, "The account %s was made, but its id could not be written.",
                     uuid_format(id).s);
    }
    return rc;
}

static int drop_factors(const struct config *config, const struct options *options,
                        struct arena *arena, struct err *err)
{
    struct db *db = NULL;
    int rc = open_database(config, arena, &db, err);
    if (rc == E_OK) {
        rc = factors_drop_all(db, str_from(options->email), err);
    }
    db_close(db);
    return rc;
}

static void print_error(const struct err *err, int rc)
{
    if (err->detail[0] != '\0' || err->field_count == 0) {
        fprintf(stderr, "assisti user: %s\n", err_text(err, rc));
        return;
    }
    for (size_t i = 0; i < err->field_count; i++) {
        fprintf(stderr, "assisti user: the %s %s\n", err->fields[i].name, err->fields[i].text);
    }
}

int cli_user(int argc, const char **argv)
{
    CLEANUP(arena_freep) struct arena *arena = arena_new();
    struct config config;
    if (cli_read_config(&argc, argv, arena, &config, NULL) < 0) {
        return CLI_USAGE;
    }
    struct options options = {0};
    if (read_options(argc, argv, &options) < 0) {
        fputs(usage, stderr);
        return CLI_USAGE;
    }
    umask(077);
    struct err err = {0};
    int rc = options.drops_factors ? drop_factors(&config, &options, arena, &err)
                                   : add_user(&config, &options, arena, &err);
    if (was_interrupted != 0) {
        return 128 + was_interrupted;
    }
    if (rc < 0) {
        print_error(&err, rc);
        return CLI_FAILED;
    }
    return 0;
}
