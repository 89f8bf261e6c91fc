/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <curl/curl.h>

#include "platform/mail/mail_int.h"

#define CONNECT_SECONDS 15L
#define MESSAGE_SECONDS 120L
#define POLL_MS         1000
#define SOCKETS_MAX     8 /* one, and more only while several addresses of a server are tried */

struct mail_smtp {
    CURLM *multi; /* keeps the connection for the next message */
    CURL *easy;
    CURLU *url;
    atomic_bool interrupted;
    curl_socket_t sockets[SOCKETS_MAX]; /* open ones; free places are CURL_SOCKET_BAD */
    char words[CURL_ERROR_SIZE];
};

static void curl_freep(char **text)
{
    curl_free(*text);
}

static void slist_freep(struct curl_slist **list)
{
    curl_slist_free_all(*list);
}

static bool is_loopback(const char *host)
{
    bool is_four = host[strspn(host, "0123456789.")] == '\0';
    return strcasecmp(host, "localhost") == 0 || (is_four && strncmp(host, "127.", 4) == 0) ||
           strcmp(host, "[::1]") == 0;
}

/* To a server on this machine TLS would only add a certificate that nobody can check. */
int mail_smtp_choose_tls(const char *setting, const char *host, bool has_password,
                         enum mail_tls *out, struct err *err)
{
    bool is_clear = strcmp(setting, "none") == 0;
    if (is_loopback(host)) {
        *out = strcmp(setting, "required") == 0        ? MAIL_TLS_REQUIRED
               : strcmp(setting, "opportunistic") == 0 ? MAIL_TLS_OPPORTUNISTIC
                                                       : MAIL_TLS_NONE;
        return E_OK;
    }
    if (is_clear && has_password) {
        return err_set(err, E_INVALID,
                       "smtp_url has a password, which is not sent without encryption; smtp_tls "
                       "must not be none.");
    }
    bool may_go_without = strcmp(setting, "opportunistic") == 0 && !has_password;
    *out = is_clear ? MAIL_TLS_NONE : may_go_without ? MAIL_TLS_OPPORTUNISTIC : MAIL_TLS_REQUIRED;
    return E_OK;
}

static long curl_tls(enum mail_tls tls)
{
    switch (tls) {
    case MAIL_TLS_NONE:
        return CURLUSESSL_NONE;
    case MAIL_TLS_OPPORTUNISTIC:
        return CURLUSESSL_TRY;
    case MAIL_TLS_REQUIRED:
        break;
    }
    return CURLUSESSL_ALL;
}

static int read_url(struct mail_smtp *smtp, const char *text, const char *tls, long *out_tls,
                    struct err *err)
{
    CLEANUP(curl_freep) char *scheme = NULL;
    CLEANUP(curl_freep) char *host = NULL;
    CLEANUP(curl_freep) char *password = NULL;
    CURLUcode rc = curl_url_set(smtp->url, CURLUPART_URL, text, 0);
    if (rc != CURLUE_OK) {
        return err_set(err, E_INVALID, "smtp_url is not a URL: %s.", curl_url_strerror(rc));
    }
    if (curl_url_get(smtp->url, CURLUPART_SCHEME, &scheme, 0) != CURLUE_OK ||
        (strcmp(scheme, "smtp") != 0 && strcmp(scheme, "smtps") != 0)) {
        return err_set(err, E_INVALID, "smtp_url must begin with smtp:// or smtps://.");
    }
    if (curl_url_get(smtp->url, CURLUPART_HOST, &host, 0) != CURLUE_OK || host[0] == '\0') {
        return err_set(err, E_INVALID, "smtp_url names no server.");
    }
    bool has_password = curl_url_get(smtp->url, CURLUPART_PASSWORD, &password, 0) == CURLUE_OK;
    enum mail_tls chosen;
    int fit = mail_smtp_choose_tls(tls, host, has_password, &chosen, err);
    if (fit == E_OK) {
        *out_tls = curl_tls(chosen);
    }
    return fit;
}

static curl_socket_t open_socket(void *context, curlsocktype purpose, struct curl_sockaddr *address)
{
    (void)purpose;
    struct mail_smtp *smtp = context;
    for (size_t i = 0; i < SOCKETS_MAX; i++) {
        if (smtp->sockets[i] == CURL_SOCKET_BAD) {
            smtp->sockets[i] =
                socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
            return smtp->sockets[i];
        }
    }
    return CURL_SOCKET_BAD;
}

static int close_socket(void *context, curl_socket_t closed)
{
    struct mail_smtp *smtp = context;
    for (size_t i = 0; i < SOCKETS_MAX; i++) {
        if (smtp->sockets[i] == closed) {
            smtp->sockets[i] = CURL_SOCKET_BAD;
        }
    }
    return close(closed);
}

/* libcurl says QUIT when it closes a connection and waits for the answer, a silent server's too; with
 * nothing more to be read it does not. */
static void stop_listening(struct mail_smtp *smtp)
{
    for (size_t i = 0; i < SOCKETS_MAX; i++) {
        if (smtp->sockets[i] != CURL_SOCKET_BAD) {
            (void)shutdown(smtp->sockets[i], SHUT_RD); /* fails where it is not connected yet */
        }
    }
}

/* What the READFUNCTION has not handed out yet. */
static size_t give_bytes(char *buffer, size_t size, size_t count, void *rest)
{
    struct str *message = rest;
    size_t bytes = size_min(size * count, message->n);
    memcpy(buffer, message->p, bytes);
    *message = str_sub(*message, bytes, message->n);
    return bytes;
}

/* These fail only where memory is short or libcurl was built without SMTP. */
static bool set_options(struct mail_smtp *smtp, long tls)
{
    CURL *easy = smtp->easy;
    return curl_easy_setopt(easy, CURLOPT_CURLU, smtp->url) == CURLE_OK &&
           curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "smtp,smtps") == CURLE_OK &&
           curl_easy_setopt(easy, CURLOPT_PROXY, "") == CURLE_OK &&
           curl_easy_setopt(easy, CURLOPT_USE_SSL, tls) == CURLE_OK &&
           curl_easy_setopt(easy, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2) == CURLE_OK &&
           curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L) == CURLE_OK &&
           curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT, CONNECT_SECONDS) == CURLE_OK &&
           curl_easy_setopt(easy, CURLOPT_TIMEOUT, MESSAGE_SECONDS) == CURLE_OK &&
           curl_easy_setopt(easy, CURLOPT_OPENSOCKETFUNCTION, open_socket) == CURLE_OK &&
           curl_easy_setopt(easy, CURLOPT_OPENSOCKETDATA, smtp) == CURLE_OK &&
           curl_easy_setopt(easy, CURLOPT_CLOSESOCKETFUNCTION, close_socket) == CURLE_OK &&
           curl_easy_setopt(easy, CURLOPT_CLOSESOCKETDATA, smtp) == CURLE_OK &&
           curl_easy_setopt(easy, CURLOPT_ERRORBUFFER, smtp->words) == CURLE_OK &&
           curl_easy_setopt(easy, CURLOPT_READFUNCTION, give_bytes) == CURLE_OK &&
           curl_easy_setopt(easy, CURLOPT_UPLOAD, 1L) == CURLE_OK;
}

static int make(struct mail_smtp **out, struct err *err)
{
    if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK) {
        return err_set(err, E_INTERNAL, "The mail library could not be started.");
    }
    struct mail_smtp *smtp = must_calloc(1, sizeof(*smtp));
    for (size_t i = 0; i < SOCKETS_MAX; i++) {
        smtp->sockets[i] = CURL_SOCKET_BAD;
    }
    smtp->multi = curl_multi_init();
    smtp->easy = curl_easy_init();
    smtp->url = curl_url();
    ASSERT(smtp->multi != NULL && smtp->easy != NULL && smtp->url != NULL);
    *out = smtp;
    return E_OK;
}

int mail_smtp_new(const char *url, const char *tls, struct mail_smtp **out, struct err *err)
{
    struct mail_smtp *smtp = NULL;
    int rc = make(&smtp, err);
    if (rc < 0) {
        return rc;
    }
    long use_ssl = 0;
    rc = read_url(smtp, url, tls, &use_ssl, err);
    if (rc == E_OK && !set_options(smtp, use_ssl)) {
        rc = err_set(err, E_INTERNAL, "The mail library does not speak SMTP.");
    }
    if (rc < 0) {
        mail_smtp_free(smtp);
        return rc;
    }
    *out = smtp;
    return E_OK;
}

static long tls_of(enum mail_security security)
{
    switch (security) {
    case MAIL_STARTTLS:
    case MAIL_TLS:
        return CURLUSESSL_ALL;
    case MAIL_PLAIN:
        break;
    }
    return CURLUSESSL_NONE;
}

static bool set_url(struct mail_smtp *smtp, const struct mail_server *server)
{
    char port[16];
    snprintf(port, sizeof(port), "%d", (int)server->port);
    const char *scheme = server->security == MAIL_TLS ? "smtps" : "smtp";
    return curl_url_set(smtp->url, CURLUPART_SCHEME, scheme, 0) == CURLUE_OK &&
           curl_url_set(smtp->url, CURLUPART_HOST, server->host, 0) == CURLUE_OK &&
           (server->port == 0 || curl_url_set(smtp->url, CURLUPART_PORT, port, 0) == CURLUE_OK);
}

static bool set_login(struct mail_smtp *smtp, const struct mail_server *server)
{
    return server->user[0] == '\0' ||
           (curl_easy_setopt(smtp->easy, CURLOPT_USERNAME, server->user) == CURLE_OK &&
            curl_easy_setopt(smtp->easy, CURLOPT_PASSWORD, server->password) == CURLE_OK);
}

int mail_smtp_new_server(const struct mail_server *server, struct mail_smtp **out, struct err *err)
{
    struct mail_smtp *smtp = NULL;
    int rc = make(&smtp, err);
    if (rc < 0) {
        return rc;
    }
    if (!set_url(smtp, server)) {
        rc = err_set(err, E_INVALID, "The name of the mail server is not one.");
    } else if (!is_loopback(server->host) && server->security == MAIL_PLAIN &&
               server->user[0] != '\0') {
        rc = err_set(err, E_INVALID,
                     "A password is not sent without encryption; choose starttls or tls.");
    } else if (!set_options(smtp, tls_of(server->security)) || !set_login(smtp, server)) {
        rc = err_set(err, E_INTERNAL, "The mail library does not speak SMTP.");
    }
    if (rc < 0) {
        mail_smtp_free(smtp);
        return rc;
    }
    *out = smtp;
    return E_OK;
}

void mail_smtp_set_timeout(struct mail_smtp *smtp, long seconds)
{
    (void)curl_easy_setopt(smtp->easy, CURLOPT_TIMEOUT, seconds); /* longer is no harm */
}

void mail_smtp_free(struct mail_smtp *smtp)
{
    if (smtp == NULL) {
        return;
    }
    stop_listening(smtp);
    /* The connections of the multi handle close through the callbacks of the easy handle. */
    curl_multi_cleanup(smtp->multi);
    curl_easy_cleanup(smtp->easy);
    curl_url_cleanup(smtp->url);
    free(smtp);
    curl_global_cleanup();
}

void mail_smtp_interrupt(struct mail_smtp *smtp)
{
    atomic_store(&smtp->interrupted, true);
    /* Where waking fails, the next poll ends within POLL_MS. */
    (void)curl_multi_wakeup(smtp->multi);
}

/* CURLE_ABORTED_BY_CALLBACK: interrupted. */
static CURLcode run_transfer(struct mail_smtp *smtp)
{
    int running = 1;
    while (running > 0) {
        if (atomic_load(&smtp->interrupted)) {
            stop_listening(smtp);
            return CURLE_ABORTED_BY_CALLBACK;
        }
        CURLMcode rc = curl_multi_perform(smtp->multi, &running);
        if (rc == CURLM_OK && running > 0) {
            rc = curl_multi_poll(smtp->multi, NULL, 0, POLL_MS, NULL);
        }
        if (rc != CURLM_OK) {
            return CURLE_FAILED_INIT;
        }
    }
    int left;
    const CURLMsg *message = curl_multi_info_read(smtp->multi, &left);
    ASSERT(message != NULL && message->msg == CURLMSG_DONE);
    return message->data.result;
}

static enum mail_outcome judge(struct mail_smtp *smtp, CURLcode rc, struct err *err)
{
    if (rc == CURLE_OK) {
        return MAIL_SENT;
    }
    if (rc == CURLE_ABORTED_BY_CALLBACK) {
        return MAIL_INTERRUPTED;
    }
    long reply = 0;
    if (curl_easy_getinfo(smtp->easy, CURLINFO_RESPONSE_CODE, &reply) != CURLE_OK) {
        reply = 0;
    }
    const char *words = smtp->words[0] != '\0' ? smtp->words : curl_easy_strerror(rc);
    const char *meaning = rc == CURLE_USE_SSL_FAILED
                              ? "The mail server offers no encryption, which smtp_tls or what "
                                "staff have set requires: "
                              : "";
    (void)err_set(err, E_IO, "%s%s", meaning, words);
    /* 5xx is meant for this message, except that a wrong password is ours to correct. */
    bool is_final = reply >= 500 && reply <= 599 && rc != CURLE_LOGIN_DENIED;
    return is_final ? MAIL_REFUSED : MAIL_LATER;
}

enum mail_outcome mail_smtp_send(struct mail_smtp *smtp, struct str from, struct str to,
                                 struct str message, struct err *err)
{
    ASSERT(mail_is_address(from) && mail_is_address(to));
    char sender[260];
    char recipient[260];
    memcpy(sender, from.p, from.n);
    sender[from.n] = '\0';
    memcpy(recipient, to.p, to.n);
    recipient[to.n] = '\0';

    CLEANUP(slist_freep) struct curl_slist *recipients = curl_slist_append(NULL, recipient);
    struct str rest = message;
    smtp->words[0] = '\0';
    if (recipients == NULL || curl_easy_setopt(smtp->easy, CURLOPT_MAIL_FROM, sender) != CURLE_OK ||
        curl_easy_setopt(smtp->easy, CURLOPT_MAIL_RCPT, recipients) != CURLE_OK ||
        curl_easy_setopt(smtp->easy, CURLOPT_READDATA, &rest) != CURLE_OK ||
        curl_multi_add_handle(smtp->multi, smtp->easy) != CURLM_OK) {
        (void)err_set(err, E_INTERNAL, "The mail library refused the message.");
        return MAIL_LATER;
    }
    enum mail_outcome outcome = judge(smtp, run_transfer(smtp), err);
    CURLMcode removed = curl_multi_remove_handle(smtp->multi, smtp->easy);
    ASSERT(removed == CURLM_OK);
    return outcome;
}
