/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "apps/accounts/accounts_api.h"

/* The account of a token that is still good may have gone a moment ago. */
static int gone(int rc)
{
    return rc == E_NOT_FOUND ? E_TOKEN_INVALID : rc;
}

int accounts_api_get_me(struct req *rq)
{
    struct accounts_user user;
    int rc = accounts_find(rq->state, rq->user.id, rq->arena, &user);
    return rc < 0 ? gone(rc) : accounts_reply_user(rq, 200, &user);
}

static const struct json_field me_fields[] = {
    {"name", JSON_STR, offsetof(struct accounts_names, name), false, 0, FIELD_MAX},
    {"username", JSON_STR, offsetof(struct accounts_names, username), false, 0, FIELD_MAX},
    {"phone", JSON_STR, offsetof(struct accounts_names, phone), false, 0, FIELD_MAX},
    {"phone_region", JSON_STR, offsetof(struct accounts_names, phone_region), false, 0, FIELD_MAX},
    {0},
};

int accounts_api_change_me(struct req *rq)
{
    struct accounts_names names = {0};
    int rc = req_json(rq, me_fields, &names);
    if (rc < 0) {
        return rc;
    }
    struct accounts_user user;
    rc = accounts_change_names(rq->state, rq->user.id, &names, rq->arena, &user, &rq->err);
    return rc < 0 ? gone(rc) : accounts_reply_user(rq, 200, &user);
}

struct delete_body {
    struct str password;
};

static const struct json_field delete_fields[] = {
    {"password", JSON_STR, offsetof(struct delete_body, password), true, 1, FIELD_MAX},
    {0},
};

int accounts_api_delete_me(struct req *rq)
{
    struct delete_body body = {0};
    int rc = req_json(rq, delete_fields, &body);
    struct accounts_user user;
    if (rc == E_OK) {
        rc = gone(accounts_find(rq->state, rq->user.id, rq->arena, &user));
    }
    if (rc == E_OK) {
        rc = accounts_prove_password(rq->state, user.email, &user, body.password, &rq->err);
    }
    if (rc == E_INVALID_CREDENTIALS) {
        /* 401 would tell clients that the token is no longer good. */
        return err_field(&rq->err, "password", "is wrong");
    }
    if (rc == E_OK) {
        rc = accounts_delete(rq->state, user.id, rq->arena, &rq->err);
    }
    if (rc < 0) {
        return rc;
    }
    sessions_drop_cookie(rq);
    return req_reply(rq, 204);
}

/* ---- profile ---- */

static void write_avatar(struct req *rq, struct json_out *out,
                         const struct accounts_profile *profile)
{
    if (profile->avatar.n == 0) {
        json_kv_null(out, "avatar");
        return;
    }
    /* What stands behind the question mark changes with the picture, so that browsers ask anew. */
    json_kv_c(out, "avatar",
              arena_printf(rq->arena, "/api/v1/users/%s/avatar?v=%" STRF,
                           uuid_format(profile->owner).s, STRA(str_sub(profile->avatar, 0, 12))));
}

static int reply_profile(struct req *rq, int status, const struct accounts_profile *profile)
{
    struct str name = profile->name.n > 0 ? profile->name : profile->account_name;
    struct str username = profile->username.n > 0 ? profile->username : profile->account_username;
    struct json_out *out = req_out(rq);
    json_begin_object(out);
    json_kv_id(out, "id", profile->id);
    json_kv_id(out, "owner", profile->owner);
    json_kv_str(out, "name", name);
    json_kv_str(out, "email", profile->email);
    json_kv_str(out, "username", username);
    json_kv_str(out, "bio", profile->bio);
    write_avatar(rq, out, profile);
    json_kv_time(out, "created", profile->created_ms);
    json_end_object(out);
    return req_reply(rq, status);
}

int accounts_reply_profile(struct req *rq, int status)
{
    struct accounts_profile profile;
    int rc = accounts_find_profile(rq->state, rq->user.id, rq->arena, &profile);
    return rc < 0 ? gone(rc) : reply_profile(rq, status, &profile);
}

int accounts_api_get_profile(struct req *rq)
{
    return accounts_reply_profile(rq, 200);
}

static const struct json_field profile_fields[] = {
    {"name", JSON_STR, offsetof(struct accounts_profile_change, name), false, 0, FIELD_MAX},
    {"username", JSON_STR, offsetof(struct accounts_profile_change, username), false, 0, FIELD_MAX},
    {"bio", JSON_STR, offsetof(struct accounts_profile_change, bio), false, 0, FIELD_MAX},
    {0},
};

int accounts_api_change_profile(struct req *rq)
{
    struct accounts_profile_change change = {0};
    int rc = req_json(rq, profile_fields, &change);
    if (rc < 0) {
        return rc;
    }
    struct accounts_profile profile;
    rc = accounts_change_profile(rq->state, rq->user.id, &change, rq->arena, &profile, &rq->err);
    return rc < 0 ? gone(rc) : reply_profile(rq, 200, &profile);
}
