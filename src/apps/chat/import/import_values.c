/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "apps/chat/import/import_int.h"
#include "base/clock.h"
#include "base/utf8.h"

#define NAME_OTHERWISE "Imported chat"
#define SECONDS_LATEST INT64_C(253402300799) /* the end of the year 9999 */
#define MS_EARLIEST    100000000000.0        /* as seconds, that would be the year 5138 */

void import_clock_init(struct import_clock *clock, size_t turns)
{
    *clock = (struct import_clock){clock_now_ms() - (int64_t)turns - 1};
}

struct uuid import_id(const struct import_clock *clock, int64_t ms, const struct uuid *after)
{
    ms = ms < 0 ? 0 : ms;
    ms = ms > clock->latest_ms ? clock->latest_ms : ms;
    if (after != NULL && ms <= uuid_time_ms(*after)) {
        ms = uuid_time_ms(*after) + 1;
    }
    struct uuid id = uuid_new();
    for (int i = 0; i < 6; i++) {
        id.b[i] = (uint8_t)(ms >> (40 - 8 * i));
    }
    return id;
}

struct str import_name(struct str title, struct arena *arena)
{
    struct sb sb;
    sb_init(&sb, 8 * KIB);
    title = utf8_prefix(str_trim(title), ROOM_NAME_MAX);
    for (size_t i = 0; i < title.n; i++) {
        const bool is_control = (uint8_t)title.p[i] < 0x20 || title.p[i] == 0x7f;
        sb_add_byte(&sb, is_control ? ' ' : title.p[i]);
    }
    struct str name = str_copy(arena, str_trim(sb_str(&sb)));
    sb_done(&sb);
    return name.n > 0 ? name : STR(NAME_OTHERWISE);
}

int64_t import_seconds(struct json_value value)
{
    const double number = json_number(value, 0);
    if (!isfinite(number) || number <= 0) {
        return 0;
    }
    if (number >= MS_EARLIEST) {
        return number < (double)SECONDS_LATEST * 1000 ? (int64_t)number : 0;
    }
    return (int64_t)(number * 1000);
}

int64_t import_time(struct json_value value)
{
    int64_t ms = 0;
    int rc = clock_parse(json_text(value), &ms);
    return rc == E_OK && ms > 0 ? ms : 0;
}

static int compare_names(const void *a, const void *b)
{
    const struct import_named *left = a;
    const struct import_named *right = b;
    const int order = memcmp(left->id.p, right->id.p, size_min(left->id.n, right->id.n));
    if (order != 0) {
        return order;
    }
    if (left->id.n != right->id.n) {
        return left->id.n > right->id.n ? 1 : -1;
    }
    return (left->at > right->at) - (left->at < right->at);
}

void import_sort(struct import_named *names, size_t count)
{
    qsort(names, count, sizeof(*names), compare_names);
}

size_t import_find(const struct import_named *names, size_t count, struct str id)
{
    size_t low = 0;
    size_t high = count;
    const struct import_named wanted = {id, 0};
    while (low < high) {
        const size_t middle = low + (high - low) / 2;
        if (compare_names(&names[middle], &wanted) < 0) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low < count && str_eq(names[low].id, id) ? names[low].at : IMPORT_NONE;
}
