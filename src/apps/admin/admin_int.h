/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "apps/admin/admin.h"

int admin_api_list_mail(struct req *rq);
