/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "apps/accounts/accounts_int.h"
#include "base/log.h"

/* 60 random bits, without letters and digits that look alike. */
#define CODE_ALPHABET   "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
#define CODE_LENGTH     12
#define WRONG_TRIES_MAX 10

_Static_assert(CODE_LENGTH < sizeof(((struct accounts_setup *)0)->code), "room for the code");

static void unlockp(pthread_mutex_t **lock)
{
    pthread_mutex_unlock(*lock);
}

void accounts_setup_init(struct accounts_setup *setup)
{
    *setup = (struct accounts_setup){0};
    pthread_mutex_init(&setup->lock, NULL);
}

void accounts_setup_done(struct accounts_setup *setup)
{
    pthread_mutex_destroy(&setup->lock);
    free(setup->base_url);
}

int accounts_is_setup_needed(struct accounts *accounts, bool *out)
{
    CLEANUP(db_releasep) struct db_conn *conn = NULL;
    int rc = db_read(accounts->db, &conn);
    bool has_staff = false;
    if (rc == E_OK) {
        rc = accounts_store_has_staff(conn, &has_staff);
    }
    if (rc == E_OK) {
        *out = !has_staff;
    }
    return rc;
}

/* On standard output, not in the log: who keeps logs need not be who may set this up. With the lock held. */
static void make_and_print_code(struct accounts_setup *setup)
{
    random_text(CODE_ALPHABET, CODE_LENGTH, setup->code);
    setup->wrong_tries = 0;
    printf("To set up this Assisti, open %s/setup and enter the code %.4s-%.4s-%.4s\n",
           setup->base_url, setup->code, setup->code + 4, setup->code + 8);
    (void)fflush(stdout); /* where nobody reads it, nobody can be told so here either */
}

void accounts_announce_setup(struct accounts *accounts, const char *base_url)
{
    bool is_needed = false;
    int rc = accounts_is_setup_needed(accounts, &is_needed);
    if (rc < 0) {
        log_error("accounts.setup", LOG_C("error", e_code(rc)));
        return;
    }
    if (!is_needed) {
        return;
    }
    struct accounts_setup *setup = &accounts->setup;
    pthread_mutex_lock(&setup->lock);
    free(setup->base_url);
    setup->base_url = strdup(base_url);
    ASSERT(setup->base_url != NULL);
    make_and_print_code(setup);
    pthread_mutex_unlock(&setup->lock);
}

/* The code as people type it, with small letters, dashes or blanks, into `out`; the rest is zero. */
static void normalise(struct str code, char out[CODE_LENGTH + 1])
{
    size_t n = 0;
    memset(out, 0, CODE_LENGTH + 1);
    for (size_t i = 0; i < code.n; i++) {
        char c = code.p[i];
        if (c == '-' || c == ' ') {
            continue;
        }
        if (n == CODE_LENGTH) {
            memset(out, 0, CODE_LENGTH); /* too long: equal to no code */
            return;
        }
        out[n++] = (char)(c >= 'a' && c <= 'z' ? c - 'a' + 'A' : c);
    }
}

static int check_code(struct accounts_setup *setup, struct str code)
{
    char given[CODE_LENGTH + 1];
    normalise(code, given);
    pthread_mutex_lock(&setup->lock);
    CLEANUP(unlockp) pthread_mutex_t *locked = &setup->lock;
    (void)locked;
    if (setup->code[0] == '\0') {
        return E_INVALID_CODE;
    }
    if (secret_equal(given, setup->code, CODE_LENGTH)) {
        return E_OK;
    }
    if (++setup->wrong_tries >= WRONG_TRIES_MAX) {
        log_warn("accounts.setup.guessed", LOG_N("tries", setup->wrong_tries));
        make_and_print_code(setup);
    }
    return E_INVALID_CODE;
}

static void forget_code(struct accounts_setup *setup)
{
    pthread_mutex_lock(&setup->lock);
    secret_wipe(setup->code, sizeof(setup->code));
    pthread_mutex_unlock(&setup->lock);
}

static int add_first(struct accounts *accounts, const struct accounts_signup *signup,
                     struct str password, struct arena *arena, struct accounts_user *out)
{
    struct accounts_standing standing = {.is_proven = true, .is_staff = true};
    CLEANUP(db_releasep) struct db_conn *conn = NULL;
    int rc = db_begin(accounts->db, &conn);
    bool has_staff = false;
    if (rc == E_OK) {
        rc = accounts_store_has_staff(conn, &has_staff);
    }
    if (rc == E_OK && has_staff) {
        rc = E_CONFLICT;
    }
    if (rc == E_OK) {
        rc = accounts_create(conn, signup, password, standing, arena, out);
    }
    return rc < 0 ? rc : db_commit(&conn);
}

int accounts_set_up(struct accounts *accounts, struct str code, struct accounts_signup *signup,
                    struct arena *arena, struct accounts_user *out, struct err *err)
{
    bool is_needed = false;
    int rc = accounts_is_setup_needed(accounts, &is_needed);
    if (rc == E_OK && !is_needed) {
        rc = err_set(err, E_CONFLICT, "This Assisti is set up already.");
    }
    if (rc == E_OK) {
        rc = check_code(&accounts->setup, code);
    }
    if (rc == E_OK) {
        rc = accounts_check_signup(signup, arena, err);
    }
    if (rc < 0) {
        return rc;
    }
    struct crypt_password password;
    rc = crypt_password_hash(signup->password, &password);
    if (rc == E_OK) {
        rc = add_first(accounts, signup, str_from(password.s), arena, out);
    }
    if (rc == E_CONFLICT) {
        return err_set(err, rc, "This Assisti is set up already.");
    }
    if (rc == E_OK) {
        forget_code(&accounts->setup);
    }
    return accounts_tell_taken(rc, err);
}
