/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "apps/accounts/accounts_api.h"
#include "platform/mail/mail.h"
#include "platform/settings/settings.h"

void accounts_add_site_hook(struct accounts *accounts, const struct accounts_site_hook *hook)
{
    ASSERT(accounts->site_hook_count < HOOKS_MAX);
    accounts->site_hooks[accounts->site_hook_count++] = *hook;
}

/* What the web application has to know before anybody is logged in. */
int accounts_api_get_site(struct req *rq)
{
    const struct settings *settings = rq->services->settings;
    bool is_setup_needed = false;
    int rc = accounts_is_setup_needed(rq->state, &is_setup_needed);
    if (rc < 0) {
        return rc;
    }
    struct json_out *out = req_out(rq);
    json_begin_object(out);
    json_kv_c(out, "name", "Assisti");
    json_kv_c(out, "version", ASSISTI_VERSION);
    json_kv_bool(out, "setup_needed", is_setup_needed);
    json_kv_c(out, "registration", settings_registration_name(settings));
    json_kv_c(out, "mail", mail_has_server(rq->services->mail) ? "smtp" : "outbox");
    json_kv_i64(out, "max_upload_bytes",
                settings_number(settings, SETTING_MAX_UPLOAD_MIB) * (int64_t)MIB);
    json_kv_bool(out, "passkeys", req_secure_domain(rq).n > 0);
    const struct accounts *accounts = rq->state;
    for (size_t i = 0; i < accounts->site_hook_count; i++) {
        accounts->site_hooks[i].write(accounts->site_hooks[i].state, out);
    }
    json_end_object(out);
    return req_reply(rq, 200);
}

struct setup_body {
    struct str code;
    struct accounts_signup signup;
};

static const struct json_field setup_fields[] = {
    {"code", JSON_STR, offsetof(struct setup_body, code), true, 1, 100},
    {"email", JSON_STR, offsetof(struct setup_body, signup.email), true, 1, FIELD_MAX},
    {"password", JSON_STR, offsetof(struct setup_body, signup.password), true, 1, FIELD_MAX},
    {"name", JSON_STR, offsetof(struct setup_body, signup.name), false, 0, FIELD_MAX},
    {0},
};

int accounts_api_set_up(struct req *rq)
{
    struct setup_body body = {0};
    int rc = req_json(rq, setup_fields, &body);
    if (rc < 0) {
        return rc;
    }
    struct accounts_user user;
    rc = accounts_set_up(rq->state, body.code, &body.signup, rq->arena, &user, &rq->err);
    return rc < 0 ? rc : accounts_reply_user(rq, 201, &user);
}
