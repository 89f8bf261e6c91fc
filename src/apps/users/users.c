/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Accounts as staff see them, and what staff do with them. */
#include "apps/users/users_int.h"
#include "platform/mail/mail.h"

/* What is told once the transaction is committed. */
struct memo {
    struct sessions_ended ended;
    struct accounts_deletion *deletion;
};

static int find(struct resource_act *act, struct accounts_user *out)
{
    struct memo *memo = arena_calloc(act->rq->arena, 1, sizeof(*memo));
    act->memo = memo;
    return accounts_find_within(act->tx, act->id, act->rq->arena, out);
}

/* ---- rules ---- */

static bool is_oneself(const struct resource_act *act)
{
    return uuid_eq(act->id, act->rq->user.id);
}

static int refuse_oneself(struct resource_act *act, const char *instead)
{
    return is_oneself(act) ? err_set(&act->rq->err, E_OWN_ACCOUNT,
                                     "This cannot be done to one's own account; %s.", instead)
                           : E_OK;
}

/* ---- acts ---- */

static int set_active(struct resource_act *act, const struct accounts_user *user, bool is_active)
{
    struct memo *memo = act->memo;
    int rc = E_OK;
    if (!is_active) {
        rc = accounts_keep_staff(act->tx, user, &act->rq->err);
        if (rc == E_OK) {
            rc = refuse_oneself(act, "other staff can do it");
        }
    }
    if (rc == E_OK) {
        rc = users_store_set_active(act->tx, act->id, is_active);
    }
    if (rc == E_OK && !is_active) {
        rc = sessions_end_all(act->tx, act->id, NULL, act->rq->arena, &memo->ended);
    }
    return rc;
}

static int set_staff(struct resource_act *act, const struct accounts_user *user, bool is_staff)
{
    struct memo *memo = act->memo;
    int rc = E_OK;
    if (is_staff && (!user->is_verified || !user->is_active)) {
        return E_ACCOUNT_NOT_READY;
    }
    if (!is_staff) {
        rc = accounts_keep_staff(act->tx, user, &act->rq->err);
        if (rc == E_OK) {
            rc = refuse_oneself(act, "other staff can do it");
        }
    }
    if (rc == E_OK) {
        rc = users_store_set_staff(act->tx, act->id, is_staff);
    }
    return rc < 0 ? rc : sessions_bump_epoch(act->tx, act->id, &memo->ended);
}

static int disable(struct resource_act *act)
{
    struct accounts_user user;
    int rc = find(act, &user);
    return rc < 0 ? rc : set_active(act, &user, /* is_active= */ false);
}

static int enable(struct resource_act *act)
{
    struct accounts_user user;
    int rc = find(act, &user);
    return rc < 0 ? rc : set_active(act, &user, /* is_active= */ true);
}

static int make_staff(struct resource_act *act)
{
    struct accounts_user user;
    int rc = find(act, &user);
    return rc < 0 ? rc : set_staff(act, &user, /* is_staff= */ true);
}

static int unmake_staff(struct resource_act *act)
{
    struct accounts_user user;
    int rc = find(act, &user);
    return rc < 0 ? rc : set_staff(act, &user, /* is_staff= */ false);
}

static int end_sessions(struct resource_act *act)
{
    struct accounts_user user;
    int rc = find(act, &user);
    struct memo *memo = act->memo;
    return rc < 0 ? rc : sessions_end_all(act->tx, act->id, NULL, act->rq->arena, &memo->ended);
}

static int resend(struct resource_act *act)
{
    struct accounts_user user;
    struct req *rq = act->rq;
    int rc = find(act, &user);
    if (rc == E_OK && user.is_verified) {
        return E_VERIFIED;
    }
    return rc < 0
               ? rc
               : accounts_send_proof(accounts_of(rq), act->tx, &user, req_base_url(rq), rq->arena);
}

static int drop(struct resource_act *act)
{
    struct accounts_user user;
    int rc = find(act, &user);
    struct memo *memo = act->memo;
    if (rc == E_OK) {
        rc = accounts_keep_staff(act->tx, &user, &act->rq->err);
    }
    if (rc == E_OK) {
        rc = refuse_oneself(act, "its own settings have a place for that");
    }
    return rc < 0 ? rc
                  : accounts_delete_within(accounts_of(act->rq), act->tx, act->id, act->rq->arena,
                                           &memo->deletion);
}

static void tell_ended(struct resource_act *act)
{
    const struct memo *memo = act->memo;
    if (memo->ended.when_ms != 0) {
        sessions_tell_ended(sessions_of(act->rq), &memo->ended);
    }
}

static void wake_mail(struct resource_act *act)
{
    mail_wake(act->rq->services->mail);
}

static void dropped(struct resource_act *act)
{
    const struct memo *memo = act->memo;
    accounts_tell_deleted(accounts_of(act->rq), memo->deletion);
}

/* ---- edits ---- */

static struct str edited(const struct resource_edits *edits, const char *name)
{
    const struct resource_edit *edit = resource_find_edit(edits, name);
    return edit != NULL ? edit->text : (struct str){NULL, 0};
}

static int change_names(struct resource_act *act, const struct resource_edits *edits)
{
    struct req *rq = act->rq;
    const struct people_names names = {.name = edited(edits, "name"),
                                       .username = edited(edits, "username")};
    return people_rename(act->tx, act->id, &names, rq->arena, &rq->err);
}

/* Nobody changes what they themselves may do, in either direction. */
static int refuse_own_rights(struct resource_act *act, const struct resource_edits *edits)
{
    static const char *const rights[] = {"is_active", "is_staff"};
    for (size_t i = 0; i < ARRAY_LEN(rights) && is_oneself(act); i++) {
        if (resource_find_edit(edits, rights[i]) != NULL) {
            (void)err_field(&act->rq->err, rights[i], "cannot be changed of one's own account");
        }
    }
    return act->rq->err.rc;
}

static int change(struct resource_act *act, const struct resource_edits *edits)
{
    struct accounts_user user;
    const struct resource_edit *is_active = resource_find_edit(edits, "is_active");
    const struct resource_edit *is_staff = resource_find_edit(edits, "is_staff");
    int rc = find(act, &user);
    if (rc == E_OK) {
        rc = refuse_own_rights(act, edits);
    }
    if (rc == E_OK) {
        rc = change_names(act, edits);
    }
    if (rc == E_OK && is_active != NULL && is_active->flag != user.is_active) {
        rc = set_active(act, &user, is_active->flag);
        user.is_active = is_active->flag; /* only who is active can become staff */
    }
    if (rc == E_OK && is_staff != NULL && is_staff->flag != user.is_staff) {
        rc = set_staff(act, &user, is_staff->flag);
    }
    return rc;
}

/* ---- the descriptor ---- */

static const struct resource_field fields[] = {
    /* name, kind, column, flags, choices, max */
    {"email", RESOURCE_TEXT, "users.email", RESOURCE_SORTS | RESOURCE_SEARCHED, NULL, 0},
    {"username", RESOURCE_TEXT, "users.username",
     RESOURCE_SORTS | RESOURCE_SEARCHED | RESOURCE_EDITS, NULL, NAMES_USERNAME_MAX},
    {"name", RESOURCE_TEXT, "users.name", RESOURCE_SORTS | RESOURCE_SEARCHED | RESOURCE_EDITS, NULL,
     NAMES_NAME_MAX},
    {"phone", RESOURCE_TEXT, "users.phone", 0, NULL, 0},
    {"is_active", RESOURCE_BOOL, "users.is_active", RESOURCE_SORTS | RESOURCE_EDITS, NULL, 0},
    {"is_verified", RESOURCE_BOOL, "users.is_verified", RESOURCE_SORTS, NULL, 0},
    {"is_staff", RESOURCE_BOOL, "users.is_staff", RESOURCE_SORTS | RESOURCE_EDITS, NULL, 0},
    {"two_factor_enabled", RESOURCE_BOOL, "users.two_factor_enabled", RESOURCE_SORTS, NULL, 0},
    {"date_joined", RESOURCE_TIME, "users.date_joined", RESOURCE_SORTS, NULL, 0},
    {"last_used", RESOURCE_TIME,
     "(SELECT MAX(sessions.last_used) FROM sessions WHERE sessions.owner = users.id)",
     RESOURCE_SORTS, NULL, 0},
    {"sessions", RESOURCE_NUMBER, "(SELECT COUNT(*) FROM sessions WHERE sessions.owner = users.id)",
     RESOURCE_SORTS, NULL, 0},
    {0},
};

static const struct resource_filter filters[] = {
    /* name, kind, column, test, choices */
    {"is_active", RESOURCE_BOOL, "users.is_active", "=", NULL},
    {"is_verified", RESOURCE_BOOL, "users.is_verified", "=", NULL},
    {"is_staff", RESOURCE_BOOL, "users.is_staff", "=", NULL},
    {"two_factor_enabled", RESOURCE_BOOL, "users.two_factor_enabled", "=", NULL},
    {"joined_from", RESOURCE_TIME, "users.date_joined", ">=", NULL},
    {"joined_before", RESOURCE_TIME, "users.date_joined", "<", NULL},
    {0},
};

static const struct resource_action actions[] = {
    /* name, is_dangerous, run, after */
    {"disable", true, disable, tell_ended},
    {"enable", false, enable, tell_ended},
    {"make-staff", true, make_staff, tell_ended},
    {"unmake-staff", true, unmake_staff, tell_ended},
    {"end-sessions", false, end_sessions, tell_ended},
    {"resend-verification", false, resend, wake_mail},
    {"delete", true, drop, dropped},
    {0},
};

const struct resource users_resource = {
    .name = "users",
    .tables = "users",
    .id = "users.id",
    .fields = fields,
    .filters = filters,
    .actions = actions,
    .asks_proof = true,
    .change = change,
    .changed = tell_ended,
};

static const struct resource *const resources[] = {&users_resource, &users_invitations_resource,
                                                   NULL};

static const struct route routes[] = {{0}};

const struct app users_app = {
    .name = "users",
    .routes = routes,
    .resources = resources,
};
