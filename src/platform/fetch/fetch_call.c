/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One request and its answer. */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/clock.h"
#include "platform/fetch/fetch_int.h"

#define USER_AGENT   "Assisti/" ASSISTI_VERSION
#define BUFFER_BYTES 4096L /* what one read takes; libcurl's 16 KiB are too much a stream */

/* ---- the answer ---- */

/* Anything but what was asked for makes libcurl end the transfer with CURLE_WRITE_ERROR. */
static size_t stop(struct fetch_call *call, int rc)
{
    call->stopped = rc;
    return 0;
}

/* NOLINTNEXTLINE(readability-non-const-parameter): libcurl's type */
static size_t take_head_line(char *bytes, size_t size, size_t count, void *context)
{
    struct fetch_call *call = context;
    struct str line = {bytes, size * count};
    call->active_ms = clock_mono_ms();
    if (call->is_head_given) {
        return line.n; /* fields after a body are nobody's */
    }
    if (str_starts(line, STR("HTTP/"))) {
        sb_clear(&call->head); /* of a 100 Continue before it */
        return line.n;
    }
    sb_add(&call->head, line);
    if (call->head.failed) {
        return stop(call, E_PROVIDER);
    }
    return line.n;
}

/* A stream is long, and there may be thousands: what was sent whole is not kept. libcurl sends it again only where it lost a kept
 * connection before a byte of the answer. */
static void drop_request(struct fetch_call *call)
{
    curl_off_t sent = 0;
    CURLcode rc = curl_easy_getinfo(call->easy, CURLINFO_SIZE_UPLOAD_T, &sent);
    ASSERT(rc == CURLE_OK);
    if ((size_t)sent == call->request_bytes) {
        free(call->body);
        call->body = NULL;
    }
}

static int give_head(struct fetch_call *call)
{
    if (call->is_head_given) {
        return E_OK;
    }
    call->is_head_given = true;
    long status = 0;
    CURLcode rc = curl_easy_getinfo(call->easy, CURLINFO_RESPONSE_CODE, &status);
    ASSERT(rc == CURLE_OK);
    struct fetch_head head = {.status = (int)status, .lines = sb_str(&call->head)};
    int taken = call->sink.head != NULL ? call->sink.head(call->sink.context, &head) : E_OK;
    sb_done(&call->head);
    drop_request(call);
    return taken;
}

/* NOLINTNEXTLINE(readability-non-const-parameter): libcurl's type */
static size_t take_piece(char *bytes, size_t size, size_t count, void *context)
{
    struct fetch_call *call = context;
    struct str piece = {bytes, size * count};
    call->active_ms = clock_mono_ms();
    int rc = give_head(call);
    if (rc == E_OK && piece.n > call->body_max - call->body_bytes) {
        call->is_too_large = true;
        return stop(call, E_PROVIDER);
    }
    if (rc == E_OK) {
        call->body_bytes += piece.n;
        rc = call->sink.piece(call->sink.context, piece);
    }
    return rc < 0 ? stop(call, rc) : piece.n;
}

struct str fetch_find_header(const struct fetch_head *head, const char *name)
{
    struct str rest = head->lines;
    while (rest.n > 0) {
        struct str value;
        struct str field = str_cut(str_cut(rest, '\n', &rest), ':', &value);
        if (str_eq_nocase(field, str_from(name))) {
            return str_trim(value);
        }
    }
    return STR_EMPTY;
}

/* ---- where it goes ---- */

static bool may_go_to(struct fetch_call *call, enum fetch_place place)
{
    bool may = false;
    switch (place) {
    case FETCH_PLACE_PUBLIC:
        may = !call->is_plain;
        break;
    case FETCH_PLACE_PRIVATE:
        may = call->allows_private && (call->may_ask_near || !call->is_plain);
        break;
    case FETCH_PLACE_LINK:
        may = call->allows_private && call->may_ask_near;
        break;
    case FETCH_PLACE_SELF:
        may = call->may_ask_self;
        break;
    case FETCH_PLACE_NOWHERE:
        break;
    }
    call->is_misplaced = call->is_misplaced || !may;
    return may;
}

static curl_socket_t open_socket(void *context, curlsocktype purpose, struct curl_sockaddr *address)
{
    (void)purpose;
    if (!may_go_to(context, fetch_place_of(&address->addr))) {
        return CURL_SOCKET_BAD;
    }
    return socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}

static void count_connected(struct fetch_call *call)
{
    if (call->connecting != NULL) {
        (*call->connecting)--;
        call->connecting = NULL;
    }
}

/* A connection that another request made was judged for that one only. */
/* NOLINTNEXTLINE(readability-non-const-parameter): libcurl's type */
static int check_before_request(void *context, char *ip, char *own_ip, int port, int own_port)
{
    (void)own_ip;
    (void)port;
    (void)own_port;
    struct fetch_call *call = context;
    count_connected(call);
    return may_go_to(call, fetch_place_of_text(ip)) ? CURL_PREREQFUNC_OK : CURL_PREREQFUNC_ABORT;
}

/* ---- the request ---- */

static bool is_field(const struct fetch_header *header)
{
    for (size_t i = 0; i < header->value.n; i++) {
        if ((uint8_t)header->value.p[i] < ' ' || header->value.p[i] == 0x7f) {
            return false;
        }
    }
    return true;
}

static bool add_header(struct curl_slist **list, const char *line)
{
    struct curl_slist *longer = curl_slist_append(*list, line);
    *list = longer != NULL ? longer : *list;
    return longer != NULL;
}

static int add_headers(struct fetch_call *call, const struct fetch_request *request,
                       struct err *err)
{
    bool is_added = add_header(&call->headers, "Expect:"); /* nobody waits for a 100 Continue */
    CLEANUP(arena_freep) struct arena *arena = arena_new();
    for (size_t i = 0; i < request->header_count; i++) {
        const struct fetch_header *header = &request->headers[i];
        if (!is_field(header)) {
            return err_set(err, E_INVALID, "%s cannot be sent: it holds a control character.",
                           header->name);
        }
        is_added = is_added &&
                   add_header(&call->headers,
                              arena_printf(arena, "%s: %" STRF, header->name, STRA(header->value)));
    }
    ASSERT(is_added);
    return E_OK;
}

#define SET(call, option, value) (curl_easy_setopt((call)->easy, option, value) == CURLE_OK)

/* These fail only where memory is short or libcurl was built without HTTP. */
static bool set_rules(struct fetch_call *call)
{
    return SET(call, CURLOPT_PROTOCOLS_STR, "http,https") && SET(call, CURLOPT_PROXY, "") &&
           SET(call, CURLOPT_NETRC, (long)CURL_NETRC_IGNORED) &&
           SET(call, CURLOPT_FOLLOWLOCATION, 0L) && SET(call, CURLOPT_NOSIGNAL, 1L) &&
           /* a look-up of a name that was given up on ends by itself, and holds up nobody */
           SET(call, CURLOPT_QUICK_EXIT, 1L) &&
           SET(call, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1) &&
           SET(call, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2) &&
           SET(call, CURLOPT_SSL_VERIFYPEER, 1L) && SET(call, CURLOPT_SSL_VERIFYHOST, 2L) &&
           SET(call, CURLOPT_OPENSOCKETFUNCTION, open_socket) &&
           SET(call, CURLOPT_OPENSOCKETDATA, call) &&
           SET(call, CURLOPT_PREREQFUNCTION, check_before_request) &&
           SET(call, CURLOPT_PREREQDATA, call) &&
           SET(call, CURLOPT_HEADERFUNCTION, take_head_line) &&
           SET(call, CURLOPT_HEADERDATA, call) && SET(call, CURLOPT_WRITEFUNCTION, take_piece) &&
           SET(call, CURLOPT_WRITEDATA, call) && SET(call, CURLOPT_ERRORBUFFER, call->words) &&
           SET(call, CURLOPT_PRIVATE, call);
}

static bool set_request(struct fetch_call *call, const struct fetch_request *request)
{
    bool is_set = SET(call, CURLOPT_CURLU, call->url) && SET(call, CURLOPT_USERAGENT, USER_AGENT) &&
                  SET(call, CURLOPT_HTTPHEADER, call->headers) &&
                  SET(call, CURLOPT_CONNECTTIMEOUT_MS, (long)request->connect_ms) &&
                  SET(call, CURLOPT_TIMEOUT_MS, (long)request->total_ms) &&
                  SET(call, CURLOPT_BUFFERSIZE, BUFFER_BYTES);
    if (!is_set || request->method == FETCH_GET) {
        return is_set;
    }
    return SET(call, CURLOPT_POST, 1L) &&
           SET(call, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)request->body.n) &&
           SET(call, CURLOPT_POSTFIELDS, call->body);
}

static void keep_request(struct fetch_call *call, const struct fetch_request *request)
{
    char url[URL_BYTES_MAX + 1];
    memcpy(url, request->url.p, request->url.n);
    url[request->url.n] = '\0';
    CURLUcode rc = curl_url_set(call->url, CURLUPART_URL, url, 0);
    ASSERT(rc == CURLUE_OK);
    call->is_plain = strncasecmp(url, "http:", 5) == 0;
    call->may_ask_self = request->may_ask_self;
    call->may_ask_near = request->may_ask_near;
    call->idle_ms = request->idle_ms;
    call->body_max = request->body_max;
    call->request_bytes = request->body.n;
    call->body = must_alloc(request->body.n + 1);
    if (request->body.n > 0) {
        memcpy(call->body, request->body.p, request->body.n);
    }
    call->body[request->body.n] = '\0';
}

int fetch_call_new(const struct fetch_request *request, const struct fetch_sink *sink,
                   bool allows_private, struct fetch_call **out, struct err *err)
{
    ASSERT(request->connect_ms > 0 && sink->piece != NULL && sink->done != NULL);
    int rc = E_OK;
    if (request->may_ask_near) {
        rc = fetch_check_near(request->url, allows_private, err);
    } else {
        rc = fetch_check_url(request->url, request->may_ask_self, err);
    }
    if (rc < 0) {
        return rc;
    }
    struct fetch_call *call = must_calloc(1, sizeof(*call));
    call->sink = *sink;
    call->allows_private = allows_private;
    call->easy = curl_easy_init();
    call->url = curl_url();
    ASSERT(call->easy != NULL && call->url != NULL);
    sb_init(&call->head, HEAD_BYTES_MAX);
    keep_request(call, request);
    rc = add_headers(call, request, err);
    if (rc == E_OK && (!set_rules(call) || !set_request(call, request))) {
        rc = err_set(err, E_INTERNAL, "libcurl does not do what it should.");
    }
    if (rc < 0) {
        fetch_call_free(call);
        return rc;
    }
    *out = call;
    return E_OK;
}

void fetch_call_free(struct fetch_call *call)
{
    if (call == NULL) {
        return;
    }
    count_connected(call);
    curl_easy_cleanup(call->easy);
    curl_url_cleanup(call->url);
    curl_slist_free_all(call->headers);
    sb_done(&call->head);
    free(call->body);
    free(call);
}

bool fetch_call_is_idle(struct fetch_call *call, int64_t now_ms)
{
    if (call->idle_ms == 0 || now_ms - call->active_ms < call->idle_ms) {
        return false;
    }
    curl_off_t sent = 0; /* a long request on a slow line */
    CURLcode rc = curl_easy_getinfo(call->easy, CURLINFO_SIZE_UPLOAD_T, &sent);
    ASSERT(rc == CURLE_OK);
    if (sent == call->sent_bytes) {
        return true;
    }
    call->sent_bytes = sent;
    call->active_ms = now_ms;
    return false;
}

/* ---- the end ---- */

void fetch_call_end_by(struct fetch_call *call, int rc)
{
    const struct err err = {.rc = rc};
    call->sink.done(call->sink.context, rc, &err);
}

static int judge(const struct fetch_call *call, CURLcode result, struct err *err)
{
    if (call->stopped < 0 && call->head.failed) {
        return err_set(err, E_PROVIDER, "The answer's head is too large.");
    }
    if (call->is_too_large) {
        return err_set(err, E_PROVIDER, "The answer is larger than %zu bytes.", call->body_max);
    }
    if (call->stopped < 0) {
        return call->stopped;
    }
    if (call->is_misplaced && result != CURLE_OK) {
        return err_set(err, E_PROVIDER,
                       "The address leads to a network that may not be asked; the setting "
                       "private_networks allows private ones.");
    }
    switch ((int)result) {
    case CURLE_OK:
        return E_OK;
    case CURLE_OPERATION_TIMEDOUT:
        return err_set(err, E_PROVIDER, "The other server took too long to answer.");
    case CURLE_COULDNT_RESOLVE_HOST:
        return err_set(err, E_PROVIDER, "The other server's name is not known.");
    case CURLE_COULDNT_CONNECT:
        return err_set(err, E_PROVIDER, "The other server cannot be reached.");
    case CURLE_PEER_FAILED_VERIFICATION:
        return err_set(err, E_PROVIDER, "The other server's certificate is not to be trusted.");
    default:
        return err_set(err, E_PROVIDER, "The other server gave no usable answer: %s.",
                       call->words[0] != '\0' ? call->words : curl_easy_strerror(result));
    }
}

void fetch_call_end(struct fetch_call *call, CURLcode result)
{
    struct err err = {0};
    int rc = judge(call, result, &err);
    if (rc == E_OK) {
        rc = give_head(call); /* of an answer without a body */
    }
    call->sink.done(call->sink.context, rc, &err);
}
