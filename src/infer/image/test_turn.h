/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Photographs that say how they are to be turned, for tests. */
#pragma once

#include "base/arena.h"
#include "base/str.h"

/* A JPEG with EXIF's orientation before all else, in the arena; any byte will do as one. */
struct str test_turn_jpeg(struct str jpeg, int orientation, struct arena *arena);
