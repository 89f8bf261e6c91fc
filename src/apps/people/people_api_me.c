/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "apps/people/people_int.h"

/* The account of a token that is still good may have gone a moment ago. */
static int gone(int rc)
{
    return rc == E_NOT_FOUND ? E_TOKEN_INVALID : rc;
}

int people_api_get_me(struct req *rq)
{
    struct accounts_user user;
    int rc = accounts_find(accounts_of(rq), rq->user.id, rq->arena, &user);
    return rc < 0 ? gone(rc) : accounts_reply_user(rq, 200, &user);
}

static const struct json_field me_fields[] = {
    {"name", JSON_STR, offsetof(struct people_names, name), false, 0, FIELD_MAX},
    {"username", JSON_STR, offsetof(struct people_names, username), false, 0, FIELD_MAX},
    {"phone", JSON_STR, offsetof(struct people_names, phone), false, 0, FIELD_MAX},
    {"phone_region", JSON_STR, offsetof(struct people_names, phone_region), false, 0, FIELD_MAX},
    {0},
};

int people_api_change_me(struct req *rq)
{
    struct people_names names = {0};
    int rc = req_json(rq, me_fields, &names);
    if (rc < 0) {
        return rc;
    }
    struct accounts_user user;
    rc = people_change_names(rq->state, rq->user.id, &names, rq->arena, &user, &rq->err);
    return rc < 0 ? gone(rc) : accounts_reply_user(rq, 200, &user);
}

/* ---- profile ---- */

static void write_avatar(struct req *rq, struct json_out *out, const struct people_profile *profile)
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

static int reply_profile(struct req *rq, int status, const struct people_profile *profile)
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

int people_reply_profile(struct req *rq, int status)
{
    struct people_profile profile;
    int rc = people_find_profile(rq->state, rq->user.id, rq->arena, &profile);
    return rc < 0 ? gone(rc) : reply_profile(rq, status, &profile);
}

int people_api_get_profile(struct req *rq)
{
    return people_reply_profile(rq, 200);
}

static const struct json_field profile_fields[] = {
    {"name", JSON_STR, offsetof(struct people_profile_change, name), false, 0, FIELD_MAX},
    {"username", JSON_STR, offsetof(struct people_profile_change, username), false, 0, FIELD_MAX},
    {"bio", JSON_STR, offsetof(struct people_profile_change, bio), false, 0, FIELD_MAX},
    {0},
};

int people_api_change_profile(struct req *rq)
{
    struct people_profile_change change = {0};
    int rc = req_json(rq, profile_fields, &change);
    if (rc < 0) {
        return rc;
    }
    struct people_profile profile;
    rc = people_change_profile(rq->state, rq->user.id, &change, rq->arena, &profile, &rq->err);
    return rc < 0 ? gone(rc) : reply_profile(rq, 200, &profile);
}
