/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An invitation is a random token in a link, good once. Whether one is asked for, and holds, is looked at in apps/accounts. */
#include "apps/users/users_int.h"
#include "base/clock.h"
#include "platform/mail/mail.h"

#define INVITATION_MS     (7 * DAY_MS)
#define INVITATION_MAX_MS (365 * DAY_MS)

struct body {
    struct str email;
    struct str expires;
};

static const struct json_field body_fields[] = {
    {"email", JSON_STR, offsetof(struct body, email), false, 0, NAMES_EMAIL_MAX},
    {"expires", JSON_STR, offsetof(struct body, expires), false, 0, 40},
    {0},
};

struct memo {
    char token[CRYPT_TOKEN_LENGTH + 1];
    const char *url;
    bool is_mailed;
};

static int read_body(struct req *rq, struct users_invitation *out)
{
    struct body body = {0};
    int rc = req_json(rq, body_fields, &body);
    if (rc < 0) {
        return rc;
    }
    out->created_ms = clock_now_ms();
    out->expires_ms = out->created_ms + INVITATION_MS;
    if (body.expires.n > 0 &&
        (clock_parse(body.expires, &out->expires_ms) < 0 || out->expires_ms <= out->created_ms ||
         out->expires_ms > out->created_ms + INVITATION_MAX_MS)) {
        return err_field(&rq->err, "expires", "must be a time within the next year");
    }
    return body.email.n > 0 ? names_read_email(body.email, rq->arena, &out->email, &rq->err) : E_OK;
}

static int mail_link(struct db_conn *tx, const struct users_invitation *invitation, const char *url,
                     struct arena *arena)
{
    const struct clock_text until = clock_format(invitation->expires_ms);
    const char *rules = arena_printf(
        arena,
        "It can be used once, with this address, until %.10s. If you do not know what this is "
        "about, do nothing.",
        until.s);
    const struct mail_letter letter = {
        .to = invitation->email,
        .name = STR_EMPTY,
        .subject = "You are invited to Assisti",
        .parts =
            {
                {MAIL_WORDS, STR("you are invited to make an account.")},
                {MAIL_LINK, str_from(url), "Make my account"},
                {MAIL_WORDS, str_from(rules)},
            },
    };
    return mail_add_letter(tx, &letter);
}

static int add(struct resource_act *act)
{
    struct req *rq = act->rq;
    struct users_invitation invitation = {.id = uuid_new(), .invited_by = rq->user.id};
    int rc = read_body(rq, &invitation);
    if (rc < 0) {
        return rc;
    }
    struct memo *memo = arena_calloc(rq->arena, 1, sizeof(*memo));
    const struct str base_url = req_base_url(rq);
    invitation.digest = crypt_token_make(memo->token);
    memo->url =
        arena_printf(rq->arena, "%" STRF "/signup#invitation=%s", STRA(base_url), memo->token);
    memo->is_mailed = invitation.email.n > 0;
    act->id = invitation.id;
    act->memo = memo;
    rc = users_store_add_invitation(act->tx, &invitation);
    return rc < 0 || !memo->is_mailed ? rc : mail_link(act->tx, &invitation, memo->url, rq->arena);
}

static void write_added(struct resource_act *act, struct json_out *out)
{
    const struct memo *memo = act->memo;
    if (memo->is_mailed) {
        mail_wake(act->rq->services->mail);
    }
    json_kv_c(out, "url", memo->url);
    json_kv_c(out, "token", memo->token);
}

static int drop(struct resource_act *act)
{
    return users_store_drop_invitation(act->tx, act->id);
}

static const struct resource_field fields[] = {
    /* name, kind, column, flags, choices, max */
    {"email", RESOURCE_TEXT, "invitations.email", RESOURCE_SORTS | RESOURCE_SEARCHED, NULL, 0},
    {"invited_by", RESOURCE_ID, "invitations.invited_by", 0, NULL, 0},
    {"invited_by_email", RESOURCE_TEXT, "inviter.email", RESOURCE_SORTS | RESOURCE_SEARCHED, NULL,
     0},
    {"used_by", RESOURCE_ID, "invitations.used_by", 0, NULL, 0},
    {"used_by_email", RESOURCE_TEXT, "invited.email", RESOURCE_SEARCHED, NULL, 0},
    {"created", RESOURCE_TIME, "invitations.created", RESOURCE_SORTS, NULL, 0},
    {"expires", RESOURCE_TIME, "invitations.expires", RESOURCE_SORTS, NULL, 0},
    {"used", RESOURCE_TIME, "invitations.used", RESOURCE_SORTS, NULL, 0},
    {0},
};

static const struct resource_filter filters[] = {
    /* name, kind, column, test, choices */
    {"is_used", RESOURCE_BOOL, "(CASE WHEN invitations.used IS NULL THEN 0 ELSE 1 END)", "=", NULL},
    {"expires_from", RESOURCE_TIME, "invitations.expires", ">=", NULL},
    {"expires_before", RESOURCE_TIME, "invitations.expires", "<", NULL},
    {0},
};

static const struct resource_action actions[] = {
    /* name, is_dangerous, run, after */
    {"delete", true, drop, NULL},
    {0},
};

const struct resource users_invitations_resource = {
    .name = "invitations",
    .tables = "invitations LEFT JOIN users AS inviter ON inviter.id = invitations.invited_by"
              " LEFT JOIN users AS invited ON invited.id = invitations.used_by",
    .id = "invitations.id",
    .fields = fields,
    .filters = filters,
    .actions = actions,
    .asks_proof = true,
    .add = add,
    .write_added = write_added,
};
