/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where browsers think that they are. */
#include "http/http_int.h"
#include "platform/config/config.h"

/* Scheme and host of a URL, without a port that goes without saying (RFC 6454, section 6.2). */
static struct str origin_of(struct str url, struct arena *arena)
{
    struct str rest;
    struct str scheme = str_cut(url, ':', &rest);
    struct str host = str_sub(rest, 2, rest.n);
    host = str_sub(host, 0, str_find_byte(host, '/'));
    struct str usual = str_eq_nocase(scheme, STR("https")) ? STR(":443") : STR(":80");
    if (str_ends(host, usual)) {
        host.n -= usual.n;
    }
    char *origin = arena_printf(arena, "%" STRF "://%" STRF, STRA(scheme), STRA(host));
    for (char *c = origin; *c != '\0'; c++) {
        *c = *c >= 'A' && *c <= 'Z' ? (char)(*c - 'A' + 'a') : *c;
    }
    return str_from(origin);
}

struct str req_origin(struct req *rq)
{
    const struct config *config = rq->services->config;
    if (config->public_url[0] != '\0') {
        return origin_of(str_from(config->public_url), rq->arena);
    }
    struct str host = config->behind_proxy ? req_header(rq, "X-Forwarded-Host") : STR_EMPTY;
    if (host.n == 0 || !uri_is_host(host)) {
        host = req_header(rq, MHD_HTTP_HEADER_HOST);
    }
    const char *url =
        arena_printf(rq->arena, "%s://%" STRF, req_is_https(rq) ? "https" : "http", STRA(host));
    return origin_of(str_from(url), rq->arena);
}

/* An address of either family, where a name could stand. */
static bool is_address(struct str host)
{
    size_t i = 0;
    while (i < host.n && ((host.p[i] >= '0' && host.p[i] <= '9') || host.p[i] == '.')) {
        i++;
    }
    return i == host.n || host.p[0] == '[';
}

struct str req_secure_domain(struct req *rq)
{
    struct str host;
    struct str port;
    struct str scheme = str_cut(req_origin(rq), ':', &host);
    host = str_sub(host, 2, host.n); /* what stands between is "//" */
    host = str_starts(host, STR("[")) ? host : str_cut(host, ':', &port);
    if (is_address(host)) {
        return STR_EMPTY;
    }
    const bool is_local = str_eq(host, STR("localhost")) || str_ends(host, STR(".localhost"));
    return is_local || str_eq(scheme, STR("https")) ? host : STR_EMPTY;
}
