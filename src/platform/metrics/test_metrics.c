/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <criterion/criterion.h>

#include "platform/metrics/metrics.h"

Test(metrics, a_look_tells_of_what_came_since)
{
    struct metrics *metrics = metrics_new();
    struct metrics_look look = {0};
    struct metrics_percentiles seen;
    metrics_look_at(metrics, METRIC_HTTP_SECONDS, &look, &seen);
    cr_expect_eq(seen.count, 0);
    cr_expect_eq(seen.p99_us, 0);
    for (int i = 0; i < 98; i++) {
        metrics_observe_us(metrics, METRIC_HTTP_SECONDS, 700);
    }
    metrics_observe_us(metrics, METRIC_HTTP_SECONDS, 80000);
    metrics_observe_us(metrics, METRIC_HTTP_SECONDS, INT64_C(3600) * 1000000);
    metrics_look_at(metrics, METRIC_HTTP_SECONDS, &look, &seen);
    cr_expect_eq(seen.count, 100);
    cr_expect(seen.p50_us > 0 && seen.p50_us <= 1000, "%lld", (long long)seen.p50_us);
    cr_expect(seen.p99_us > 50000 && seen.p99_us <= 100000, "%lld", (long long)seen.p99_us);
    metrics_observe_us(metrics, METRIC_HTTP_SECONDS, INT64_C(3600) * 1000000);
    metrics_look_at(metrics, METRIC_HTTP_SECONDS, &look, &seen);
    cr_expect_eq(seen.count, 1, "what was seen before does not count again");
    cr_expect_eq(seen.p50_us, 60000000);
    metrics_free(metrics);
}
