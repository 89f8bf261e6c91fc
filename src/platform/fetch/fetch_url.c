/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What may be asked. The ranges are those of the IANA special-purpose address registries (RFC 6890). */
#include <arpa/inet.h>
#include <string.h>
#include <strings.h>

#include "platform/fetch/fetch_int.h"

struct range {
    uint8_t start[16];
    int bits;
    enum fetch_place place;
};

static const struct range ranges4[] = {
    {{0}, 8, FETCH_PLACE_NOWHERE},
    {{10}, 8, FETCH_PLACE_PRIVATE},
    {{100, 64}, 10, FETCH_PLACE_PRIVATE},
    {{127}, 8, FETCH_PLACE_SELF},
    {{169, 254}, 16, FETCH_PLACE_LINK},
    {{172, 16}, 12, FETCH_PLACE_PRIVATE},
    {{192, 0, 0}, 24, FETCH_PLACE_NOWHERE},
    {{192, 0, 2}, 24, FETCH_PLACE_NOWHERE},
    {{192, 88, 99}, 24, FETCH_PLACE_NOWHERE},
    {{192, 168}, 16, FETCH_PLACE_PRIVATE},
    {{198, 18}, 15, FETCH_PLACE_NOWHERE},
    {{198, 51, 100}, 24, FETCH_PLACE_NOWHERE},
    {{203, 0, 113}, 24, FETCH_PLACE_NOWHERE},
    {{224}, 3, FETCH_PLACE_NOWHERE},
    {{0}, 0, FETCH_PLACE_PUBLIC},
};

/* Of IPv6 only 2000::/3 has been handed out. */
static const struct range ranges6[] = {
    {{0, [15] = 1}, 128, FETCH_PLACE_SELF},
    {{0xfc}, 7, FETCH_PLACE_PRIVATE},
    {{0xfe, 0x80}, 10, FETCH_PLACE_LINK},
    {{0x20, 0x01, 0x00}, 23, FETCH_PLACE_NOWHERE}, /* Teredo, ORCHID and the like */
    {{0x20, 0x01, 0x0d, 0xb8}, 32, FETCH_PLACE_NOWHERE},
    {{0x20, 0x02}, 16, FETCH_PLACE_NOWHERE}, /* 6to4: hides an IPv4 address */
    {{0x3f, 0xff}, 20, FETCH_PLACE_NOWHERE},
    {{0x20}, 3, FETCH_PLACE_PUBLIC},
    {{0}, 0, FETCH_PLACE_NOWHERE},
};

static bool starts_alike(const uint8_t *a, const uint8_t *b, int bits)
{
    for (int i = 0; i < bits; i++) {
        int mask = 0x80 >> (i % 8);
        if (((a[i / 8] ^ b[i / 8]) & mask) != 0) {
            return false;
        }
    }
    return true;
}

/* The last range of a table holds every address. */
static enum fetch_place look_up(const struct range *range, const uint8_t *address)
{
    while (!starts_alike(range->start, address, range->bits)) {
        range++;
    }
    return range->place;
}

static enum fetch_place place_of_six(const uint8_t address[16])
{
    static const uint8_t mapped[12] = {[10] = 0xff, [11] = 0xff};             /* ::ffff:0:0/96 */
    static const uint8_t translated[12] = {0x00, 0x64, 0xff, 0x9b, [11] = 0}; /* RFC 6052 */
    if (memcmp(address, mapped, sizeof(mapped)) == 0 ||
        memcmp(address, translated, sizeof(translated)) == 0) {
        return look_up(ranges4, address + 12);
    }
    return look_up(ranges6, address);
}

enum fetch_place fetch_place_of(const struct sockaddr *address)
{
    if (address->sa_family == AF_INET) {
        const struct sockaddr_in *four = (const struct sockaddr_in *)(const void *)address;
        return look_up(ranges4, (const uint8_t *)&four->sin_addr);
    }
    if (address->sa_family == AF_INET6) {
        const struct sockaddr_in6 *six = (const struct sockaddr_in6 *)(const void *)address;
        return place_of_six(six->sin6_addr.s6_addr);
    }
    return FETCH_PLACE_NOWHERE;
}

enum fetch_place fetch_place_of_text(const char *text)
{
    uint8_t address[16];
    if (inet_pton(AF_INET, text, address) == 1) {
        return look_up(ranges4, address);
    }
    return inet_pton(AF_INET6, text, address) == 1 ? place_of_six(address) : FETCH_PLACE_NOWHERE;
}

/* ---- addresses of requests ---- */

static void curl_freep(char **text)
{
    curl_free(*text);
}

static void urlp(CURLU **url)
{
    curl_url_cleanup(*url);
}

static char *part_of(CURLU *url, CURLUPart part)
{
    char *text = NULL;
    return curl_url_get(url, part, &text, 0) == CURLUE_OK ? text : NULL;
}

/* FETCH_PLACE_NOWHERE for a name, too. libcurl has written all the forms of an IPv4 address as four numbers. */
static enum fetch_place place_of_host(const char *host)
{
    char bare[64];
    size_t n = strlen(host);
    if (strcasecmp(host, "localhost") == 0) {
        return FETCH_PLACE_SELF;
    }
    if (n > 2 && n < sizeof(bare) && host[0] == '[') {
        memcpy(bare, host + 1, n - 2);
        bare[n - 2] = '\0';
        return fetch_place_of_text(bare);
    }
    return fetch_place_of_text(host);
}

static bool is_self(const char *host)
{
    return place_of_host(host) == FETCH_PLACE_SELF;
}

static bool is_address(const char *host)
{
    struct in_addr four;
    return host[0] == '[' || inet_pton(AF_INET, host, &four) == 1;
}

/* Blanks and control characters are no part of an address; NUL would cut it short. */
static bool is_clean(struct str url)
{
    for (size_t i = 0; i < url.n; i++) {
        if ((uint8_t)url.p[i] <= ' ' || (uint8_t)url.p[i] >= 0x7f) {
            return false;
        }
    }
    return url.n > 0 && url.n <= URL_BYTES_MAX;
}

static CURLU *parse(struct str text)
{
    char terminated[URL_BYTES_MAX + 1];
    if (!is_clean(text)) {
        return NULL;
    }
    memcpy(terminated, text.p, text.n);
    terminated[text.n] = '\0';
    CURLU *url = curl_url();
    ASSERT(url != NULL);
    if (curl_url_set(url, CURLUPART_URL, terminated, 0) != CURLUE_OK) {
        curl_url_cleanup(url);
        return NULL;
    }
    return url;
}

bool fetch_names_self(struct str text)
{
    CLEANUP(urlp) CURLU *url = parse(text);
    CLEANUP(curl_freep) char *host = url != NULL ? part_of(url, CURLUPART_HOST) : NULL;
    return host != NULL && is_self(host);
}

/* What may be asked by an address: this machine, others by http. */
struct reach {
    bool self;
    bool plain;
};

/* Where `plain` is given, what a name stands for decides; an address can be judged here. */
static bool may_be_plain(const char *host)
{
    enum fetch_place place = place_of_host(host);
    return place == FETCH_PLACE_PRIVATE || place == FETCH_PLACE_LINK ||
           (place == FETCH_PLACE_NOWHERE && !is_address(host));
}

static int check_url(struct str text, struct reach reach, struct err *err)
{
    CLEANUP(urlp) CURLU *url = parse(text);
    if (url == NULL) {
        return err_set(err, E_INVALID, "This is not an address of the web.");
    }
    CLEANUP(curl_freep) char *scheme = part_of(url, CURLUPART_SCHEME);
    CLEANUP(curl_freep) char *host = part_of(url, CURLUPART_HOST);
    CLEANUP(curl_freep) char *user = part_of(url, CURLUPART_USER);
    CLEANUP(curl_freep) char *password = part_of(url, CURLUPART_PASSWORD);
    CLEANUP(curl_freep) char *fragment = part_of(url, CURLUPART_FRAGMENT);
    bool is_plain = scheme != NULL && strcmp(scheme, "http") == 0;
    if (host == NULL || host[0] == '\0' || scheme == NULL ||
        (!is_plain && strcmp(scheme, "https") != 0)) {
        return err_set(err, E_INVALID, "An address has to begin with https:// and a host.");
    }
    if (user != NULL || password != NULL || fragment != NULL) {
        return err_set(err, E_INVALID, "An address must hold no user name, password or fragment.");
    }
    if (is_self(host)) {
        return reach.self ? E_OK
                          : err_set(err, E_INVALID, "This address is of this machine itself.");
    }
    if (!is_plain || (reach.plain && may_be_plain(host))) {
        return E_OK;
    }
    return err_set(err, E_INVALID, "An address of another machine needs https://.");
}

int fetch_check_url(struct str url, bool may_ask_self, struct err *err)
{
    return check_url(url, (struct reach){.self = may_ask_self}, err);
}

int fetch_check_near(struct str url, bool allows_private, struct err *err)
{
    return check_url(url, (struct reach){.self = true, .plain = allows_private}, err);
}
