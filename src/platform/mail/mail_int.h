/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the files of mail share. A kept message is in one of four states:
 *   waiting  to be sent, at `next_try_ms` at the soonest
 *   kept     for staff to read, because no SMTP server was set
 *   sent     its content is wiped, since it holds codes and links
 *   failed   given up after a day, or refused for good by the server */
#pragma once

#include "platform/db/db.h"
#include "platform/mail/mail.h"

/* ---- mail_message.c: RFC 5322 ---- */

/* "Assisti <noreply@example.org>" or only the address. */
struct mail_from {
    struct str name;
    struct str address;
};

/* Slices of `text`; E_INVALID where there is no address in it. */
MUSTUSE int mail_from_parse(struct str text, struct mail_from *out);
/* Whether this can stand in a header and in an SMTP command: printable ASCII, one @, no brackets. */
bool mail_is_address(struct str s);
/* Appends the whole message: headers, plain text and HTML, lines ended by CRLF. */
void mail_format(struct sb *sb, const struct mail_from *from, const struct mail_kept *kept);

/* ---- mail_letter.c ---- */

/* Appends both forms of the letter. */
void mail_write_letter(const struct mail_letter *letter, struct sb *text, struct sb *html);

/* ---- mail_smtp.c: libcurl ---- */

struct mail_smtp;

enum mail_tls { MAIL_TLS_NONE, MAIL_TLS_OPPORTUNISTIC, MAIL_TLS_REQUIRED };

/* What the setting smtp_tls means for a host. E_INVALID, with words, where a password would go to another machine in
 * clear. */
MUSTUSE int mail_smtp_choose_tls(const char *setting, const char *host, bool has_password,
                                 enum mail_tls *out, struct err *err);
/* `tls` as the setting smtp_tls. E_INVALID says what is wrong with the URL. */
MUSTUSE int mail_smtp_new(const char *url, const char *tls, struct mail_smtp **out,
                          struct err *err);
/* For a server in parts, whose host is not empty. */
MUSTUSE int mail_smtp_new_server(const struct mail_server *server, struct mail_smtp **out,
                                 struct err *err);
/* Gives up on a message after so long. */
void mail_smtp_set_timeout(struct mail_smtp *smtp, long seconds);
void mail_smtp_free(struct mail_smtp *smtp);

enum mail_outcome {
    MAIL_SENT,
    MAIL_LATER,   /* it may work at another time */
    MAIL_REFUSED, /* the server will never take it */
    MAIL_INTERRUPTED,
};

/* Sends one message; `err` says why it did not go. Not to be called by two threads at a time. */
enum mail_outcome mail_smtp_send(struct mail_smtp *smtp, struct str from, struct str to,
                                 struct str message, struct err *err);
/* Makes the running and all further calls of mail_smtp_send() return MAIL_INTERRUPTED; any thread. */
void mail_smtp_interrupt(struct mail_smtp *smtp);

/* ---- mail_route.c ---- */

/* What was set, in an arena of its own. */
struct mail_recipe {
    struct arena *arena;
    const char *url; /* of the configuration; counts where server.host is empty */
    const char *tls; /* the setting smtp_tls, for that URL */
    struct mail_server server;
};

/* NULL texts are as empty. */
struct mail_recipe *mail_recipe_new(const char *url, const char *tls,
                                    const struct mail_server *server);
void mail_recipe_free(struct mail_recipe *recipe);

struct mail_route {
    struct mail_smtp *smtp; /* NULL: the outbox is all there is */
    char *from_text;
    struct mail_from from; /* slices of from_text */
};

/* E_INVALID says what is wrong. */
MUSTUSE int mail_route_new(const struct mail_recipe *recipe, struct mail_route **out,
                           struct err *err);
void mail_route_free(struct mail_route *route);

/* ---- mail_store.c ---- */

struct mail_due {
    struct mail_kept kept;
    int64_t tries;
};

/* The waiting message whose turn came first, if it has come by `now_ms`; E_NOT_FOUND where none has. */
MUSTUSE int mail_store_find_due(struct db_conn *conn, int64_t now_ms, struct arena *arena,
                                struct mail_due *out);
/* When the next waiting message has its turn; E_NOT_FOUND where none waits. */
MUSTUSE int mail_store_next_try(struct db_conn *conn, int64_t *out_ms);
MUSTUSE int mail_store_set_sent(struct db_conn *conn, struct uuid id, int64_t now_ms);
MUSTUSE int mail_store_set_kept(struct db_conn *conn, struct uuid id);
MUSTUSE int mail_store_set_failed(struct db_conn *conn, struct uuid id, struct str error);
MUSTUSE int mail_store_set_later(struct db_conn *conn, struct uuid id, int64_t next_try_ms,
                                 struct str error);
/* Drops what is not waiting and was made before. */
MUSTUSE int mail_store_drop_old(struct db_conn *conn, int64_t before_ms);
