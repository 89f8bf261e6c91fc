/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "apps/factors/factors_int.h"

int factors_find_party(struct req *rq, struct factors_relying_party *out)
{
    struct str domain = req_secure_domain(rq); /* WebAuthn, section 5.1.2, wants no address */
    if (domain.n == 0) {
        return err_set(&rq->err, E_CONFLICT,
                       "Browsers use passkeys only where the server is opened by a name and over "
                       "https.");
    }
    *out = (struct factors_relying_party){
        .id = domain, .origin = req_origin(rq), .needs_verified = false};
    return E_OK;
}
