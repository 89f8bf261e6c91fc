/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The part of an archive that says who somebody is. */
#include "apps/people/people_int.h"
#include "base/clock.h"
#include "platform/mail/mail.h"
#include "platform/phone/phone.h"

#define FORMAT  "assisti"
#define VERSION 1
#define LINK_MS DAY_MS

/* A password that nobody knows and nobody has to: 128 characters of 62. */
#define RANDOM_PASSWORD_LENGTH 64

void people_write_account(struct json_out *out, const struct accounts_user *user,
                          const struct people_profile *profile)
{
    json_begin_object(out);
    json_kv_c(out, "format", FORMAT);
    json_kv_i64(out, "version", VERSION);
    json_kv_c(out, "program", ASSISTI_VERSION);
    json_kv_time(out, "made", clock_now_ms());
    json_kv_str(out, "email", user->email);
    json_kv_str(out, "username", user->username);
    json_kv_str(out, "name", user->name);
    json_kv_str(out, "phone", user->phone);
    json_kv_time(out, "date_joined", user->joined_ms);
    json_kv_str(out, "profile_name", profile->name);
    json_kv_str(out, "profile_username", profile->username);
    json_kv_str(out, "profile_bio", profile->bio);
    json_end_object(out);
}

struct account {
    struct accounts_signup signup;
    struct phone_number phone;
    struct people_profile profile;
};

static int refuse(struct err *err, const char *field)
{
    return err_set(err, E_INVALID, "The archive is refused: its account.json has no good \"%s\".",
                   field);
}

static int check_format(struct json_value root, struct err *err)
{
    if (!str_eq(json_text(json_get(root, "format")), STR(FORMAT))) {
        return refuse(err, "format");
    }
    if (json_i64(json_get(root, "version"), 0) != VERSION) {
        return err_set(err, E_INVALID,
                       "The archive was made by a newer Assisti than this one can read.");
    }
    return E_OK;
}

static int read_profile(struct json_value root, struct people_profile *out, struct err *err)
{
    if (names_read_name(json_text(json_get(root, "profile_name")), "", PROFILE_NAME_MAX, &out->name,
                        NULL) < 0) {
        return refuse(err, "profile_name");
    }
    if (names_read_name(json_text(json_get(root, "profile_username")), "", PROFILE_USERNAME_MAX,
                        &out->username, NULL) < 0) {
        return refuse(err, "profile_username");
    }
    if (names_read_text(json_text(json_get(root, "profile_bio")), "", PROFILE_BIO_MAX, &out->bio,
                        NULL) < 0) {
        return refuse(err, "profile_bio");
    }
    return E_OK;
}

/* An odd username or number is left away: both can be had again. */
static int read_signup(struct json_value root, struct str email, struct account *out,
                       struct arena *arena, struct err *err)
{
    struct accounts_signup *signup = &out->signup;
    struct str wanted = email.n > 0 ? email : json_text(json_get(root, "email"));
    if (names_read_email(wanted, arena, &signup->email, NULL) < 0) {
        return email.n > 0 ? err_set(err, E_INVALID, "%" STRF " is no e-mail address.", STRA(email))
                           : refuse(err, "email");
    }
    if (names_read_name(json_text(json_get(root, "name")), "", NAMES_NAME_MAX, &signup->name,
                        NULL) < 0) {
        return refuse(err, "name");
    }
    if (names_read_username(json_text(json_get(root, "username")), arena, &signup->checked_username,
                            NULL) == E_OK) {
        signup->username = signup->checked_username.text;
    } else {
        signup->username = STR_EMPTY;
    }
    if (phone_read(json_text(json_get(root, "phone")), STR_EMPTY, &out->phone, NULL) < 0) {
        out->phone.s[0] = '\0';
    }
    return E_OK;
}

static int read_account(struct str json, struct str email, struct account *out, struct arena *arena,
                        struct err *err)
{
    CLEANUP(json_doc_freep) struct json_doc *doc = NULL;
    int rc = json_doc_parse(json, &doc, NULL);
    if (rc < 0) {
        return refuse(err, "format");
    }
    struct json_value root = json_doc_root(doc);
    rc = check_format(root, err);
    if (rc == E_OK) {
        rc = read_signup(root, email, out, arena, err);
    }
    if (rc == E_OK) {
        rc = read_profile(root, &out->profile, err);
    }
    out->signup.name = str_copy(arena, out->signup.name);
    out->signup.username = str_copy(arena, out->signup.username);
    out->signup.checked_username.text = out->signup.username;
    out->profile.name = str_copy(arena, out->profile.name);
    out->profile.username = str_copy(arena, out->profile.username);
    out->profile.bio = str_copy(arena, out->profile.bio);
    return rc;
}

static int make_user(struct db_conn *tx, struct account *account, struct arena *arena,
                     struct accounts_user *out)
{
    char random[RANDOM_PASSWORD_LENGTH + 1];
    random_text("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789",
                RANDOM_PASSWORD_LENGTH, random);
    struct crypt_password password;
    int rc = crypt_password_hash(str_from(random), &password);
    secret_wipe(random, sizeof(random));
    struct accounts_standing standing = {.is_proven = true, .is_staff = false};
    if (rc == E_OK) {
        rc = accounts_create(tx, &account->signup, str_from(password.s), standing, arena, out);
    }
    if (rc == E_USERNAME_TAKEN) {
        account->signup.username = STR_EMPTY;
        rc = accounts_create(tx, &account->signup, str_from(password.s), standing, arena, out);
    }
    if (rc == E_OK && account->phone.s[0] != '\0') {
        rc = people_store_set_phone(tx, out->id, str_from(account->phone.s));
    }
    account->profile.owner = out->id;
    return rc < 0 ? rc : people_store_set_profile(tx, &account->profile);
}

static int mail_link(struct db_conn *tx, const struct accounts_user *user, struct str link)
{
    const struct mail_letter letter = {
        .to = user->email,
        .name = accounts_name_of(user),
        .subject = "Your account has moved",
        .parts =
            {
                {MAIL_WORDS,
                 STR("your account and all that is in it came to this Assisti from another one. "
                     "Passwords do not move along, so please choose one.")},
                {MAIL_LINK, link, "Choose a password"},
                {MAIL_WORDS, STR("The link is valid for 24 hours; after that, use \"Forgot your "
                                 "password?\" on the page where you log in. If you know nothing of "
                                 "this, tell whoever runs this Assisti.")},
            },
    };
    return mail_add_letter(tx, &letter);
}

int people_restore(struct db_conn *tx, struct people_restored *inout, struct arena *arena,
                   struct err *err)
{
    struct account account = {0};
    struct accounts_user user = {0};
    int rc = read_account(inout->account, inout->email, &account, arena, err);
    if (rc == E_OK) {
        rc = make_user(tx, &account, arena, &user);
    }
    if (rc == E_EMAIL_TAKEN) {
        return err_set(err, rc,
                       "There is already an account with the address %" STRF
                       " here. Use --email to give the new one another.",
                       STRA(account.signup.email));
    }
    if (rc < 0) {
        return rc;
    }
    inout->id = user.id;
    inout->found_email = user.email;
    rc = accounts_make_reset_link(tx, user.id, clock_now_ms() + LINK_MS, inout->base_url, arena,
                                  &inout->link);
    return rc < 0 ? rc : mail_link(tx, &user, inout->link);
}
