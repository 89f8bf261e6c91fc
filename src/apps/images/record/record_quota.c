/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How much one account may have, as staff have set it. */
#include "apps/images/record/record_int.h"
#include "platform/settings/settings.h"

static int too_much(struct err *err, const char *what, int64_t most)
{
    return err_set(err, E_QUOTA, "An account may have at most %lld %s here.", (long long)most,
                   what);
}

int record_check_quota(const struct record_keeper *keeper, struct db_conn *tx,
                       const struct record_demand *demand, struct err *err)
{
    const struct settings *settings = keeper->services->settings;
    const int64_t pictures_max = settings_number(settings, SETTING_PICTURES_PER_USER);
    const int64_t mib_max = settings_number(settings, SETTING_STORAGE_MIB_PER_USER);
    const int64_t jobs_max = settings_number(settings, SETTING_JOBS_WAITING_PER_USER);
    struct record_usage usage = {0};
    int64_t waiting = 0;
    int rc = E_OK;
    if (pictures_max > 0 || mib_max > 0) {
        rc = record_store_usage(tx, demand->owner, &usage);
    }
    if (rc == E_OK && jobs_max > 0) {
        rc = job_count_waiting(tx, demand->owner, &waiting);
    }
    if (rc < 0) {
        return rc;
    }
    if (pictures_max > 0 && demand->pictures > 0 &&
        usage.pictures + demand->pictures > pictures_max) {
        return too_much(err, "pictures", pictures_max);
    }
    if (mib_max > 0 && demand->bytes > 0 && usage.bytes + demand->bytes > mib_max * (int64_t)MIB) {
        return too_much(err, "MiB of pictures", mib_max);
    }
    if (jobs_max > 0 && waiting + demand->jobs > jobs_max) {
        return err_set(
            err, E_QUOTA,
            "At most %lld pictures of an account may wait to be looked at. Try again when "
            "some are done.",
            (long long)jobs_max);
    }
    return E_OK;
}
