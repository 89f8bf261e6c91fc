/* SPDX-License-Identifier: GPL-3.0-or-later */
/* users: accounts as staff see them and what they may do with them, and invitations to make one. It has no requests of its
 * own: its descriptors (apps/resource) are what apps/admin makes lists and acts of.
 * Not here: what an account is and what its owner does with it (accounts, people).
 * Files: users.c accounts, users_invitations.c invitations, users_store.c SQL. */
#pragma once

#include "http/http.h"

extern const struct app users_app;
