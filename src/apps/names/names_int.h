/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the files of names share. */
#pragma once

#include "apps/names/names.h"

/* ---- names_common.c ---- */

/* Whether it is one of the 100,000 most common passwords of at least eight characters, in any letters. At most
 * NAMES_PASSWORD_MAX characters; one other text in 65,536 counts as common, too. */
bool names_is_common_password(struct str password);
