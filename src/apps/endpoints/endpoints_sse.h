/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Takes a stream of Server-Sent Events apart (https://html.spec.whatwg.org/multipage/server-sent-events.html#event-stream-
 * interpretation). Only data counts here: names and ids of events, comments and unknown fields are passed over. */
#pragma once

#include "base/err.h"

#define ENDPOINTS_EVENT_MAX MIB /* of a line, and of the data of an event */

struct endpoints_sse {
    struct sb line; /* one that is not whole yet */
    struct sb data; /* of the event that is being read */
    bool has_data;
    bool has_begun;   /* a byte order mark can stand before it only */
    bool is_after_cr; /* a LF that follows belongs to it */
};

/* The data of an event, which live during the call. A negative code ends the reading. */
typedef int endpoints_take_event(void *context, struct str data);

void endpoints_sse_init(struct endpoints_sse *sse);
void endpoints_sse_done(struct endpoints_sse *sse);
/* E_TOO_LARGE for a line or an event above the limit, else what `take` returned. */
MUSTUSE int endpoints_sse_feed(struct endpoints_sse *sse, struct str bytes,
                               endpoints_take_event *take, void *context);
/* The stream has ended: an event that no empty line follows counts, too. */
MUSTUSE int endpoints_sse_end(struct endpoints_sse *sse, endpoints_take_event *take, void *context);
