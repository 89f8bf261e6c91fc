/* SPDX-License-Identifier: GPL-3.0-or-later */
/* share: links by which a room can be read without an account.
 *
 * What is shown is what the room shows when the link is opened, up to the last message that there was when it was made: later
 * ones are not shown, and neither are pictures, what tools found, and who its owner is but for the name. A link's token is
 * kept as a digest; it ends after a time, when its owner takes it back, and with the room.
 *
 * Not here: what is said in rooms (chat/room).
 * Memory: what a function returns lives in the arena passed in. Threads: any; no state of its own.
 * Files: share_routes.c table of routes; share_api.c HTTP; share_store.c SQL. */
#pragma once

#include "http/http.h"

/* For the list in serve.c. */
extern const struct app share_app;
