/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "apps/factors/factors_int.h"

/* An address of either family: WebAuthn, section 5.1.2, wants a domain. */
static bool is_address(struct str host)
{
    if (host.n == 0 || host.p[0] == '[') {
        return true;
    }
    for (size_t i = 0; i < host.n; i++) {
        const bool is_digit = host.p[i] >= '0' && host.p[i] <= '9';
        if (!is_digit && host.p[i] != '.') {
            return false;
        }
    }
    return true;
}

int factors_find_party(struct req *rq, struct factors_relying_party *out)
{
    struct str host;
    struct str port;
    struct str origin = req_origin(rq);
    struct str scheme = str_cut(origin, ':', &host);
    host = str_sub(host, 2, host.n); /* what stands between is "//" */
    const bool is_six = str_starts(host, STR("["));
    host = is_six ? host : str_cut(host, ':', &port);
    const bool is_local = str_eq(host, STR("localhost")) || str_ends(host, STR(".localhost"));
    if (is_address(host) || (!is_local && !str_eq(scheme, STR("https")))) {
        return err_set(&rq->err, E_CONFLICT,
                       "Browsers use passkeys only where the server is opened by a name and over "
                       "https.");
    }
    *out = (struct factors_relying_party){.id = host, .origin = origin, .needs_verified = false};
    return E_OK;
}
