/* SPDX-License-Identifier: GPL-3.0-or-later */
/* form: keeps the parts of a form that arrives: plain values in the arena, files on the disk without a
 * name, so that nothing stays behind whatever happens. */
#pragma once

#include <stdatomic.h>

#include "base/err.h"

#define FORM_PARTS_MAX       ((size_t)16)
#define FORM_NAME_BYTES_MAX  ((size_t)256)
#define FORM_VALUE_BYTES_MAX (16 * KIB)
#define FORM_HEAD_BYTES      ((size_t)512)
/* Files of all forms together: descriptors are the program's, and what fills the disk is no picture yet. */
#define FORM_FILES_MAX ((size_t)256)

struct crypt_hasher;
struct form;

/* Where the files of all forms go. */
struct form_room {
    const char *folder; /* made where it is missing */
    atomic_size_t open_files;
};

/* One part of a form. A file lies unlinked on the disk: its descriptor is the form's. */
struct form_part {
    struct str name;
    struct str filename; /* empty for a plain field */
    struct str value;    /* of a plain field; for a file, its first bytes (up to 512) */
    int fd;              /* of a file, at offset 0; -1 for a plain field */
    size_t bytes;
};

/* Lives in the arena, but has files to close: form_done(). */
MUSTUSE int form_new(struct form_room *room, struct str content_type, struct arena *arena,
                     struct form **out, struct err *err);
/* E_BUSY where all forms together have too many files. */
MUSTUSE int form_feed(struct form *form, struct str bytes, struct err *err);
/* Call after the last byte. */
MUSTUSE int form_finish(struct form *form, struct err *err);
/* NULL where there is none of this name. A file field that was left empty is none. */
const struct form_part *form_find(const struct form *form, struct str name);
/* Adds names and contents of all parts, in their order. */
MUSTUSE int form_digest(const struct form *form, struct crypt_hasher *hasher);
/* Accepts NULL. */
void form_done(struct form *form);
