/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "apps/accounts/accounts_int.h"
#include "base/utf8.h"

/* No rules of composition: length is what helps (NIST SP 800-63B, section 5.1.1.2). */
int accounts_check_password(struct str password, const struct accounts_signup *owner,
                            struct err *err)
{
    size_t length = utf8_length(password);
    if (length < PASSWORD_MIN) {
        return err_field(err, "password", "must have at least %d characters", PASSWORD_MIN);
    }
    if (length > PASSWORD_MAX) {
        return err_field(err, "password", "must have at most %d characters", PASSWORD_MAX);
    }
    struct str domain;
    const struct str guesses[] = {owner->email, str_cut(owner->email, '@', &domain), owner->name,
                                  owner->username};
    for (size_t i = 0; i < ARRAY_LEN(guesses); i++) {
        if (str_eq_nocase(password, guesses[i])) {
            return err_field(err, "password", "must not be your e-mail address or name");
        }
    }
    return E_OK;
}

static int keep_first(int first, int next)
{
    return first < 0 ? first : next;
}

int accounts_check_signup(struct accounts_signup *signup, struct arena *arena, struct err *err)
{
    struct accounts_signup checked = *signup;
    int rc = accounts_read_email(signup->email, arena, &checked.email, err);
    rc = keep_first(rc, accounts_read_name(signup->name, "name", NAME_MAX, &checked.name, err));
    if (signup->username.n > 0) {
        rc = keep_first(
            rc, accounts_read_username(signup->username, arena, &checked.checked_username, err));
        checked.username = checked.checked_username.text;
    }
    rc = keep_first(rc, accounts_check_password(signup->password, &checked, err));
    if (rc < 0) {
        return rc;
    }
    *signup = checked;
    return E_OK;
}
