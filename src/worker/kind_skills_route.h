/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From a message to what it asks for. */
#pragma once

#include "base/json.h"

struct route;

/* Before the sandbox; stays as long as the process. */
MUSTUSE int route_new(struct route **out, struct err *err);
/* Writes members of an object that the caller has begun and ends: {"acts": [{"skill", "arguments", "confidence"}], "unsure", and where
 * there is no act "text" and "choices": [{"label", "say"}]}. `task` is as infer/router has it. E_INVALID without a message. */
MUSTUSE int route_message(const struct route *route, struct json_value task, struct arena *arena,
                          struct json_out *out, struct err *err);
