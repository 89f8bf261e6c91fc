/* SPDX-License-Identifier: GPL-3.0-or-later */
/* mail: e-mail out. A message is kept in the outbox in the caller's transaction and sent after it, by
 * a thread of the module's own, through libcurl to the SMTP server; failures are tried again with growing
 * pauses, for a day. Where no server is set it stays in the outbox, which staff read, and the log says so
 * once a message. Content is wiped when it was sent; rows go after thirty days.
 *
 * A stop of the server between the sending and its note sends a message twice, never not at all; while
 * the database takes no note, nothing more is sent.
 * Files: mail.c thread, mail_route.c where to, mail_letter.c words, mail_message.c RFC 5322, mail_smtp.c libcurl,
 * mail_store.c SQL. */
#pragma once

#include "base/err.h"
#include "base/random.h"

struct db;
struct db_conn;
struct mail;
struct metrics;

enum mail_security {
    MAIL_STARTTLS, /* what cannot be encrypted is not sent */
    MAIL_TLS,      /* from the first byte */
    MAIL_PLAIN,
};

/* A mail server in parts, as staff set it. */
struct mail_server {
    const char *host; /* empty: that of mail_config, if any */
    int64_t port;     /* 0: the usual one */
    enum mail_security security;
    const char *user; /* empty: nobody logs in */
    const char *password;
    const char *from;
};

struct mail_config {
    const char
        *smtp_url; /* "smtp://user:password@host:587", "smtps://..."; "": keep in the outbox */
    const char
        *smtp_tls; /* of smtp_url: "required", "opportunistic", "none"; NULL or "auto": none to this
                             machine, required to others */
    const char *from;
    const struct mail_server *server; /* stands over both; NULL: none is set */
    struct metrics *metrics; /* counts what was sent and what failed; NULL: nobody counts */
};

MUSTUSE int mail_new(struct db *db, const struct mail_config *config, struct mail **out,
                     struct err *err);
/* Ends the thread; what was not sent yet is sent after the next start. */
void mail_free(struct mail *mail);

/* Whether messages could be sent through it. E_INVALID says what is wrong. Connects to nothing. */
MUSTUSE int mail_check_server(const struct mail_server *server, struct err *err);
/* "Assisti <noreply@example.org>" or only the address. */
bool mail_is_sender(struct str text);
/* From the next message on. E_INVALID says what is wrong; then all stays as it was. */
MUSTUSE int mail_set_server(struct mail *mail, const struct mail_server *server, struct err *err);
/* Whether messages leave, or stay in the outbox. */
bool mail_has_server(struct mail *mail);

struct mail_message {
    struct str to;
    struct str subject;
    struct str text;
    struct str html;
};

/* Sends a message at once, past the outbox, and waits for the server's answer, half a minute at most. E_CONFLICT where none
 * is set, E_INVALID for an address that is none, E_MAIL_FAILED: `err` has the server's words. */
MUSTUSE int mail_send_now(struct mail *mail, const struct mail_message *message, struct err *err);

/* Keeps the message within the transaction of `conn`. */
MUSTUSE int mail_add(struct db_conn *conn, const struct mail_message *message);

/* ---- letters: messages of a few sentences, of which the two forms are made alike ---- */

enum mail_part_kind {
    MAIL_WORDS, /* a paragraph */
    MAIL_QUOTE, /* a paragraph of somebody else's words, marked as such */
    MAIL_LINK,  /* to be opened; `label` says what opening it does, on its button */
    MAIL_CODE,  /* to be entered, instead where a link comes before it */
};

struct mail_part {
    enum mail_part_kind kind;
    struct str
        text; /* may hold what came from outside: it is escaped, and a paragraph stays one; without
                        any words the part is left out */
    const char *label;
};

#define MAIL_PARTS_MAX 8

struct mail_letter {
    struct str to;
    struct str name; /* of who is greeted; empty: nobody by name */
    const char *subject;
    struct mail_part parts[MAIL_PARTS_MAX];
};

/* Keeps the letter as mail_add() does. E_TOO_LARGE. */
MUSTUSE int mail_add_letter(struct db_conn *conn, const struct mail_letter *letter);

/* Drops all messages to an address, sent or not, within the transaction: nobody is there any more to read them. */
MUSTUSE int mail_forget(struct db_conn *conn, struct str address);
/* Tells the thread that a transaction with messages was committed. */
void mail_wake(struct mail *mail);

struct mail_kept {
    struct uuid id;
    struct mail_message message;
    int64_t created_ms;
    int64_t sent_ms;  /* 0: not sent */
    struct str error; /* of the last try, or empty */
};

struct mail_query {
    struct str q;              /* looked for in address and subject; empty: all */
    const struct uuid *before; /* only what is older; NULL: from the newest on */
    size_t limit;
};

/* Newest first. */
MUSTUSE int mail_list(struct db_conn *conn, const struct mail_query *query, struct arena *arena,
                      struct mail_kept **out, size_t *out_count);
