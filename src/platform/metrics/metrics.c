/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <inttypes.h>
#include <stdatomic.h>
#include <unistd.h>

#include "platform/metrics/metrics.h"

static const int64_t bounds_us[] = {1000,   2500,   5000,    10000,   25000,    50000,   100000,
                                    250000, 500000, 1000000, 2500000, 10000000, 60000000};
#define BOUND_COUNT ARRAY_LEN(bounds_us)

struct histogram {
    _Atomic int64_t buckets[BOUND_COUNT + 1]; /* the last one holds what is above every bound */
    _Atomic int64_t sum_us;
};

struct metrics {
    _Atomic int64_t counters[METRIC_COUNTER_COUNT];
    _Atomic int64_t gauges[METRIC_GAUGE_COUNT];
    struct histogram histograms[METRIC_HISTOGRAM_COUNT];
};

struct metric_text {
    const char *name;
    const char *labels;
    const char *help; /* NULL: goes on with the name before */
};

#define METRICS_TEXT(id, name, labels, help) {name, labels, help},
static const struct metric_text counter_texts[] = {METRICS_COUNTERS(METRICS_TEXT)};
static const struct metric_text gauge_texts[] = {METRICS_GAUGES(METRICS_TEXT)};
static const struct metric_text histogram_texts[] = {METRICS_HISTOGRAMS(METRICS_TEXT)};
#undef METRICS_TEXT

struct metrics *metrics_new(void)
{
    return must_calloc(1, sizeof(struct metrics));
}

void metrics_free(struct metrics *metrics)
{
    free(metrics);
}

void metrics_count(struct metrics *metrics, enum metric_counter counter)
{
    atomic_fetch_add_explicit(&metrics->counters[counter], 1, memory_order_relaxed);
}

void metrics_add(struct metrics *metrics, enum metric_counter counter, int64_t more)
{
    atomic_fetch_add_explicit(&metrics->counters[counter], more, memory_order_relaxed);
}

void metrics_counter_set(struct metrics *metrics, enum metric_counter counter, int64_t value)
{
    atomic_store_explicit(&metrics->counters[counter], value, memory_order_relaxed);
}

void metrics_gauge_set(struct metrics *metrics, enum metric_gauge gauge, int64_t value)
{
    atomic_store_explicit(&metrics->gauges[gauge], value, memory_order_relaxed);
}

void metrics_gauge_add(struct metrics *metrics, enum metric_gauge gauge, int64_t change)
{
    atomic_fetch_add_explicit(&metrics->gauges[gauge], change, memory_order_relaxed);
}

void metrics_observe_us(struct metrics *metrics, enum metric_histogram histogram, int64_t us)
{
    struct histogram *h = &metrics->histograms[histogram];
    size_t bucket = 0;
    while (bucket < BOUND_COUNT && us > bounds_us[bucket]) {
        bucket++;
    }
    atomic_fetch_add_explicit(&h->buckets[bucket], 1, memory_order_relaxed);
    atomic_fetch_add_explicit(&h->sum_us, us, memory_order_relaxed);
}

int64_t metrics_gauge(struct metrics *metrics, enum metric_gauge gauge)
{
    return atomic_load_explicit(&metrics->gauges[gauge], memory_order_relaxed);
}

/* Where the observation with this rank lies, from 1; what is above every bound counts as the last one. */
static int64_t percentile(const int64_t counts[BOUND_COUNT + 1], int64_t rank)
{
    int64_t before = 0;
    for (size_t i = 0; i < BOUND_COUNT; i++) {
        if (before + counts[i] >= rank) {
            const int64_t low = i > 0 ? bounds_us[i - 1] : 0;
            return low + (bounds_us[i] - low) * (rank - before) / counts[i];
        }
        before += counts[i];
    }
    return bounds_us[BOUND_COUNT - 1];
}

void metrics_look_at(struct metrics *metrics, enum metric_histogram histogram,
                     struct metrics_look *look, struct metrics_percentiles *out)
{
    _Static_assert(BOUND_COUNT + 1 <= ARRAY_LEN(look->counts), "a look holds every bucket");
    struct histogram *h = &metrics->histograms[histogram];
    int64_t counts[BOUND_COUNT + 1];
    int64_t total = 0;
    for (size_t i = 0; i <= BOUND_COUNT; i++) {
        const int64_t now = atomic_load_explicit(&h->buckets[i], memory_order_relaxed);
        counts[i] = now - look->counts[i];
        look->counts[i] = now;
        total += counts[i];
    }
    *out = (struct metrics_percentiles){.count = total};
    if (total > 0) {
        out->p50_us = percentile(counts, (total + 1) / 2);
        out->p99_us = percentile(counts, (total * 99 + 99) / 100);
    }
}

static void add_head(struct sb *out, const struct metric_text *text, const char *type)
{
    if (text->help != NULL) {
        sb_addf(out, "# HELP %s %s\n# TYPE %s %s\n", text->name, text->help, text->name, type);
    }
}

static void add_simple(struct sb *out, const struct metric_text *text, const char *type,
                       int64_t value)
{
    add_head(out, text, type);
    sb_add_c(out, text->name);
    if (text->labels[0] != '\0') {
        sb_addf(out, "{%s}", text->labels);
    }
    sb_addf(out, " %" PRId64 "\n", value);
}

static void add_histogram(struct sb *out, const struct metric_text *text, struct histogram *h)
{
    add_head(out, text, "histogram");
    int64_t so_far = 0;
    for (size_t i = 0; i < BOUND_COUNT; i++) {
        so_far += atomic_load_explicit(&h->buckets[i], memory_order_relaxed);
        sb_addf(out, "%s_bucket{le=\"%g\"} %" PRId64 "\n", text->name, (double)bounds_us[i] / 1e6,
                so_far);
    }
    so_far += atomic_load_explicit(&h->buckets[BOUND_COUNT], memory_order_relaxed);
    sb_addf(out, "%s_bucket{le=\"+Inf\"} %" PRId64 "\n", text->name, so_far);
    sb_addf(out, "%s_sum %.6f\n", text->name,
            (double)atomic_load_explicit(&h->sum_us, memory_order_relaxed) / 1e6);
    sb_addf(out, "%s_count %" PRId64 "\n", text->name, so_far);
}

/* Second number of /proc/self/statm (proc(5)): resident pages. */
static int64_t resident_bytes(void)
{
    FILE *file = fopen("/proc/self/statm", "re");
    if (file == NULL) {
        return 0;
    }
    char line[128] = "";
    bool read = fgets(line, sizeof(line), file) != NULL;
    fclose(file);
    struct str rest = STR_EMPTY;
    (void)str_cut(str_from(line), ' ', &rest);
    int64_t pages = 0;
    if (!read || str_to_i64(str_cut(rest, ' ', &rest), 0, INT64_MAX / 65536, &pages) < 0) {
        return 0;
    }
    return pages * sysconf(_SC_PAGESIZE);
}

void metrics_write(struct metrics *metrics, struct sb *out)
{
    metrics_gauge_set(metrics, METRIC_RESIDENT_BYTES, resident_bytes());
    for (size_t i = 0; i < METRIC_COUNTER_COUNT; i++) {
        add_simple(out, &counter_texts[i], "counter",
                   atomic_load_explicit(&metrics->counters[i], memory_order_relaxed));
    }
    for (size_t i = 0; i < METRIC_GAUGE_COUNT; i++) {
        add_simple(out, &gauge_texts[i], "gauge",
                   atomic_load_explicit(&metrics->gauges[i], memory_order_relaxed));
    }
    for (size_t i = 0; i < METRIC_HISTOGRAM_COUNT; i++) {
        add_histogram(out, &histogram_texts[i], &metrics->histograms[i]);
    }
}
