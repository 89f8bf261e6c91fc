/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A few words that its owner knows a device by; no more is kept of what a browser says about itself. */
#include <stdio.h>
#include <string.h>

#include "apps/sessions/sessions_int.h"

#define PRODUCT_MAX 40 /* bytes */

struct sign {
    const char *text; /* in the User-Agent */
    const char *name;
};

/* Browsers name those they descend from, so the younger stand first. */
static const struct sign browsers[] = {
    {"Edg/", "Edge"},
    {"EdgA/", "Edge"},
    {"EdgiOS/", "Edge"},
    {"OPR/", "Opera"},
    {"SamsungBrowser/", "Samsung Internet"},
    {"Vivaldi/", "Vivaldi"},
    {"FxiOS/", "Firefox"},
    {"Firefox/", "Firefox"},
    {"CriOS/", "Chrome"},
    {"Chromium/", "Chromium"},
    {"HeadlessChrome/", "Chrome"},
    {"Chrome/", "Chrome"},
    {"Safari/", "Safari"},
};

static const struct sign platforms[] = {
    {"iPhone", "iPhone"},   {"iPad", "iPad"},     {"Android", "Android"}, {"Windows", "Windows"},
    {"Macintosh", "macOS"}, {"CrOS", "ChromeOS"}, {"Linux", "Linux"},     {"FreeBSD", "FreeBSD"},
};

static const char *find(const struct sign *signs, size_t count, struct str agent)
{
    for (size_t i = 0; i < count; i++) {
        if (memmem(agent.p, agent.n, signs[i].text, strlen(signs[i].text)) != NULL) {
            return signs[i].name;
        }
    }
    return NULL;
}

static bool is_word_byte(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '_' || c == '.';
}

/* The product in front, as in "curl/8.5.0" (RFC 9110, section 10.1.5). */
static struct str first_product(struct str agent)
{
    size_t n = 0;
    while (n < agent.n && n < PRODUCT_MAX && is_word_byte(agent.p[n])) {
        n++;
    }
    return str_sub(agent, 0, n);
}

struct sessions_device sessions_device_name(struct str agent)
{
    struct sessions_device device = {""};
    if (agent.n == 0) {
        return device;
    }
    const char *browser = find(browsers, ARRAY_LEN(browsers), agent);
    const char *platform = find(platforms, ARRAY_LEN(platforms), agent);
    if (browser != NULL && platform != NULL) {
        snprintf(device.s, sizeof(device.s), "%s on %s", browser, platform);
    } else if (browser != NULL || platform != NULL) {
        snprintf(device.s, sizeof(device.s), "%s", browser != NULL ? browser : platform);
    } else {
        snprintf(device.s, sizeof(device.s), "%" STRF, STRA(first_product(agent)));
    }
    return device;
}
