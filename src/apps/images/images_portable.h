/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Between the tables of what goes along with its owner and the rules for what comes in. */
#pragma once

#include "apps/images/record/record.h"
#include "platform/portable/portable.h"

/* Columns by their place. */
enum images_portable_column {
    IMAGES_PORTABLE_ID,
    IMAGES_PORTABLE_APP,
    IMAGES_PORTABLE_TITLE,
    IMAGES_PORTABLE_BLOB,
    IMAGES_PORTABLE_BYTES,
    IMAGES_PORTABLE_TYPE,
    IMAGES_PORTABLE_OPTIONS,
    IMAGES_PORTABLE_WIDTH,
    IMAGES_PORTABLE_HEIGHT,
    IMAGES_PORTABLE_STATUS,
    IMAGES_PORTABLE_LABEL,
    IMAGES_PORTABLE_CONFIDENCE,
    IMAGES_PORTABLE_MODEL,
    IMAGES_PORTABLE_ELAPSED,
    IMAGES_PORTABLE_ERROR_CODE,
    IMAGES_PORTABLE_ERROR_DETAIL,
    IMAGES_PORTABLE_THUMBNAIL,
    IMAGES_PORTABLE_CREATED,
    IMAGES_PORTABLE_UPDATED,
    IMAGES_PORTABLE_RESULT,
    IMAGES_PORTABLE_COUNT,
};

enum examples_portable_column {
    EXAMPLES_PORTABLE_ID,
    EXAMPLES_PORTABLE_CLASSIFIER,
    EXAMPLES_PORTABLE_CLASS,
    EXAMPLES_PORTABLE_BLOB,
    EXAMPLES_PORTABLE_BYTES,
    EXAMPLES_PORTABLE_TYPE,
    EXAMPLES_PORTABLE_STATUS,
    EXAMPLES_PORTABLE_ERROR_CODE,
    EXAMPLES_PORTABLE_ERROR_DETAIL,
    EXAMPLES_PORTABLE_THUMBNAIL,
    EXAMPLES_PORTABLE_SPACE,
    EXAMPLES_PORTABLE_CREATED,
    EXAMPLES_PORTABLE_EMBEDDING,
    EXAMPLES_PORTABLE_COUNT,
};

/* struct portable_table.check and .added of the tables that need one. */
int images_portable_check_image(struct portable_import *import, struct db_value *values,
                                struct err *err);
int images_portable_check_example(struct portable_import *import, struct db_value *values,
                                  struct err *err);
int images_portable_check_classifier(struct portable_import *import, struct db_value *values,
                                     struct err *err);
int images_portable_queue_image(struct portable_import *import, const struct db_value *values);
int images_portable_queue_example(struct portable_import *import, const struct db_value *values);

extern const struct portable_table images_portable[];
