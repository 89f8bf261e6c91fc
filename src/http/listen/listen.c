/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <arpa/inet.h>
#include <errno.h>
#include <netdb.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

#include "base/file.h"
#include "http/listen/listen.h"

#define BACKLOG 1024

/* Splits at the last colon; brackets around an IPv6 address are taken off. */
static int split(struct str address, struct str *out_host, struct str *out_port)
{
    size_t colon = address.n;
    while (colon > 0 && address.p[colon - 1] != ':') {
        colon--;
    }
    if (colon == 0) {
        return E_INVALID;
    }
    struct str host = str_sub(address, 0, colon - 1);
    *out_port = str_sub(address, colon, address.n);
    if (host.n >= 2 && host.p[0] == '[' && host.p[host.n - 1] == ']') {
        host = str_sub(host, 1, host.n - 1);
    } else if (str_find_byte(host, ':') < host.n) {
        return E_INVALID; /* an IPv6 address without brackets: where does it end? */
    }
    *out_host = host;
    return E_OK;
}

static int resolve(const char *address, struct addrinfo **out, bool *out_any, struct err *err)
{
    struct str host;
    struct str port;
    int64_t number;
    if (split(str_from(address), &host, &port) < 0 || str_to_i64(port, 0, 65535, &number) < 0) {
        return err_set(
            err, E_INVALID,
            "cannot listen on \"%s\": it has to read like 127.0.0.1:8080, [::1]:8080 or :8080",
            address);
    }
    char host_text[256];
    char port_text[8];
    if (host.n >= sizeof(host_text)) {
        return err_set(err, E_INVALID, "cannot listen on \"%s\": the name is too long", address);
    }
    snprintf(host_text, sizeof(host_text), "%" STRF, STRA(host));
    snprintf(port_text, sizeof(port_text), "%d", (int)number);
    *out_any = host.n == 0;
    struct addrinfo hints = {.ai_socktype = SOCK_STREAM, .ai_flags = AI_PASSIVE};
    int rc = getaddrinfo(host.n > 0 ? host_text : NULL, port_text, &hints, out);
    if (rc != 0) {
        return err_set(err, E_INVALID, "cannot listen on \"%s\": %s", address, gai_strerror(rc));
    }
    return E_OK;
}

static int open_one(const struct addrinfo *info, bool any, int *out_fd)
{
    CLEANUP(fd_closep)
    int fd = socket(info->ai_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (fd < 0) {
        return errno;
    }
    int on = 1;
    int only_six = any ? 0 : 1;
    if (setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on)) < 0 ||
        (info->ai_family == AF_INET6 &&
         setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &only_six, sizeof(only_six)) < 0) ||
        bind(fd, info->ai_addr, info->ai_addrlen) < 0 || listen(fd, BACKLOG) < 0) {
        return errno;
    }
    *out_fd = steal_fd(&fd);
    return 0;
}

static int port_of(int fd)
{
    struct sockaddr_in6 address = {0};
    socklen_t n = sizeof(address);
    if (getsockname(fd, (struct sockaddr *)&address, &n) < 0) {
        return -1;
    }
    /* The port lies at the same place for both families. */
    return ntohs(address.sin6_port);
}

int listen_open(const char *address, int *out_fd, int *out_port, struct err *err)
{
    struct addrinfo *found;
    bool any;
    int rc = resolve(address, &found, &any, err);
    if (rc < 0) {
        return rc;
    }
    /* For any address, the IPv6 socket that takes IPv4 too comes first. */
    int failure = EADDRNOTAVAIL;
    int fd = -1;
    for (int family = any ? AF_INET6 : AF_UNSPEC; fd < 0; family = AF_UNSPEC) {
        for (struct addrinfo *info = found; info != NULL && fd < 0; info = info->ai_next) {
            if (family == AF_UNSPEC || info->ai_family == family) {
                failure = open_one(info, any, &fd);
            }
        }
        if (family == AF_UNSPEC) {
            break;
        }
    }
    freeaddrinfo(found);
    if (fd < 0) {
        return err_set(err, E_IO, "cannot listen on \"%s\": %s", address, strerror(failure));
    }
    *out_fd = fd;
    *out_port = port_of(fd);
    return E_OK;
}
