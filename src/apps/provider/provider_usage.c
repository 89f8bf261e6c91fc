/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What accounts have used and may use, by the day. */
#include "apps/provider/provider_int.h"
#include "base/clock.h"
#include "base/utf8.h"
#include "platform/settings/settings.h"

static int refuse(struct err *err, int64_t most, const char *what, int64_t now_ms)
{
    const int64_t left_ms = PROVIDER_DAY_MS - now_ms % PROVIDER_DAY_MS;
    int rc = err_set(err, E_USED_UP,
                     "This account has used the %lld %s that it may have a day. More can be asked "
                     "from midnight UTC on, in %lld minutes.",
                     (long long)most, what, (long long)(left_ms + 59999) / 60000);
    if (err != NULL) {
        err->retry_after_s = (int)(left_ms / 1000) + 1;
    }
    return rc;
}

int provider_admit(struct db_conn *conn, const struct services *services, struct uuid owner,
                   struct err *err)
{
    const int64_t messages_max = settings_number(services->settings, SETTING_MESSAGES_PER_DAY);
    const int64_t tokens_max = settings_number(services->settings, SETTING_TOKENS_PER_DAY);
    if (messages_max == 0 && tokens_max == 0) {
        return E_OK;
    }
    CLEANUP(arena_freep) struct arena *arena = arena_new();
    struct provider_day *days = NULL;
    size_t count = 0;
    const int64_t now_ms = clock_now_ms();
    int rc = provider_store_list(conn, owner, now_ms / PROVIDER_DAY_MS, arena, &days, &count);
    if (rc < 0 || count == 0) {
        return rc;
    }
    if (messages_max > 0 && days[0].answers >= messages_max) {
        return refuse(err, messages_max, "answers", now_ms);
    }
    if (tokens_max > 0 && days[0].prompt_tokens + days[0].completion_tokens >= tokens_max) {
        return refuse(err, tokens_max, "tokens", now_ms);
    }
    return E_OK;
}

int provider_count(struct db_conn *tx, struct uuid owner, const struct provider_usage *usage)
{
    const struct provider_day day = {
        .day = clock_now_ms() / PROVIDER_DAY_MS,
        .answers = 1,
        .prompt_tokens = usage->prompt_tokens,
        .completion_tokens = usage->completion_tokens,
    };
    return provider_store_add(tx, owner, &day);
}

/* Today's tokenizers take about four letters of English, two of alphabets beyond ASCII, and one character of the scripts
 * above U+07FF, as a token. */
int64_t provider_estimate_tokens(struct str text)
{
    int64_t quarters = 0;
    for (size_t i = 0; i < text.n; i++) {
        const uint8_t c = (uint8_t)text.p[i];
        if (c < 0x80) {
            quarters += 1;
        } else if (c >= 0xe0) {
            quarters += 4;
        } else if (c >= 0xc0) {
            quarters += 2;
        }
    }
    return (quarters + 3) / 4;
}
