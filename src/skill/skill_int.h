/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "skill/skill.h"

/* What a property may be; "string" and so on. */
enum skill_type {
    SKILL_STRING,
    SKILL_INTEGER,
    SKILL_NUMBER,
    SKILL_BOOLEAN,
    SKILL_ARRAY,
    SKILL_TYPE_COUNT
};
/* SKILL_TYPE_COUNT for what is none. */
enum skill_type skill_type_of(struct json_value property);

/* The same against a schema that stands alone. */
MUSTUSE int skill_check_schema(struct json_value schema, struct json_value arguments,
                               struct err *err);
