/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What staff see and do of rooms and messages. */
#pragma once

#include "apps/resource/resource.h"

extern const struct resource *const chat_resources[];
