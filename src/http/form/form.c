/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/utf8.h"
#include "http/form/form.h"
#include "http/form/multipart.h"
#include "platform/crypt/crypt.h"

struct form {
    struct form_room *room;
    struct arena *arena;
    struct err *err; /* of the call that is going on */
    struct multipart *reader;
    struct multipart_sink sink;
    struct form_part parts[FORM_PARTS_MAX];
    size_t count;
    struct sb value; /* of the part that arrives: its text, or the first bytes of its file */
};

static int open_file(struct form *form, int *out_fd)
{
    if (atomic_fetch_add(&form->room->open_files, 1) >= FORM_FILES_MAX) {
        atomic_fetch_sub(&form->room->open_files, 1);
        return err_set(form->err, E_BUSY, "Too many files are being uploaded. Try again.");
    }
    int rc = file_open_unnamed(form->room->folder, out_fd);
    if (rc < 0) {
        atomic_fetch_sub(&form->room->open_files, 1);
    }
    return rc;
}

static void close_file(struct form *form, struct form_part *part)
{
    if (part->fd >= 0) {
        fd_closep(&part->fd);
        atomic_fetch_sub(&form->room->open_files, 1);
    }
}

static int begin_part(void *context, const struct multipart_part *part)
{
    struct form *form = context;
    if (form->count == FORM_PARTS_MAX) {
        return err_set(form->err, E_MALFORMED_FORM, "The form has more than %zu parts.",
                       FORM_PARTS_MAX);
    }
    if (part->name.n > FORM_NAME_BYTES_MAX) {
        return err_set(form->err, E_MALFORMED_FORM, "A name in the form is longer than %zu bytes.",
                       FORM_NAME_BYTES_MAX);
    }
    if (form_find(form, part->name) != NULL) {
        return err_field(form->err, part->name.p, "came twice");
    }
    int fd = -1;
    if (part->filename.p != NULL) {
        int rc = open_file(form, &fd);
        if (rc < 0) {
            return rc;
        }
    }
    form->parts[form->count++] = (struct form_part){
        .name = part->name,
        .filename = part->filename.p != NULL ? part->filename : STR_EMPTY,
        .fd = fd,
    };
    sb_clear(&form->value);
    return E_OK;
}

static int take_data(void *context, struct str bytes)
{
    struct form *form = context;
    struct form_part *part = &form->parts[form->count - 1];
    part->bytes += bytes.n;
    if (part->fd < 0) {
        sb_add(&form->value, bytes);
        if (form->value.failed) {
            return err_field(form->err, part->name.p, "must have at most %zu bytes",
                             FORM_VALUE_BYTES_MAX);
        }
        return E_OK;
    }
    if (form->value.n < FORM_HEAD_BYTES) {
        sb_add(&form->value, str_sub(bytes, 0, FORM_HEAD_BYTES - form->value.n));
    }
    return file_write_all(part->fd, bytes.p, bytes.n);
}

static int end_part(void *context)
{
    struct form *form = context;
    struct form_part *part = &form->parts[form->count - 1];
    part->value = str_copy(form->arena, sb_str(&form->value));
    if (part->fd < 0) {
        if (!utf8_valid(part->value) || str_find_byte(part->value, '\0') < part->value.n) {
            return err_field(form->err, part->name.p, "must be UTF-8 text");
        }
        return E_OK;
    }
    if (part->filename.n == 0 && part->bytes == 0) {
        /* What browsers send for a file field in which nothing was chosen. */
        close_file(form, part);
        form->count--;
        return E_OK;
    }
    return lseek(part->fd, 0, SEEK_SET) == 0 ? E_OK : E_IO;
}

int form_new(struct form_room *room, struct str content_type, struct arena *arena,
             struct form **out, struct err *err)
{
    struct form *form = arena_calloc(arena, 1, sizeof(*form));
    form->room = room;
    form->arena = arena;
    form->sink = (struct multipart_sink){begin_part, take_data, end_part, form};
    sb_init(&form->value, FORM_VALUE_BYTES_MAX);
    int rc = multipart_new(content_type, &form->sink, arena, &form->reader, err);
    if (rc < 0) {
        return rc;
    }
    *out = form;
    return E_OK;
}

int form_feed(struct form *form, struct str bytes, struct err *err)
{
    form->err = err;
    return multipart_feed(form->reader, bytes, err);
}

int form_finish(struct form *form, struct err *err)
{
    return multipart_finish(form->reader, err);
}

const struct form_part *form_find(const struct form *form, struct str name)
{
    for (size_t i = 0; i < form->count; i++) {
        if (str_eq(form->parts[i].name, name)) {
            return &form->parts[i];
        }
    }
    return NULL;
}

/* With its length before it, so that no text can pass for another's end. */
static void add_text(struct crypt_hasher *hasher, struct str text)
{
    uint64_t n = text.n;
    crypt_hasher_add(hasher, (struct str){(const char *)&n, sizeof(n)});
    crypt_hasher_add(hasher, text);
}

static int add_file(struct crypt_hasher *hasher, const struct form_part *part)
{
    char bytes[64 * KIB];
    for (size_t at = 0; at < part->bytes;) {
        ssize_t n = pread(part->fd, bytes, sizeof(bytes), (off_t)at);
        if (n <= 0) {
            return E_IO;
        }
        crypt_hasher_add(hasher, (struct str){bytes, (size_t)n});
        at += (size_t)n;
    }
    return E_OK;
}

int form_digest(const struct form *form, struct crypt_hasher *hasher)
{
    for (size_t i = 0; i < form->count; i++) {
        const struct form_part *part = &form->parts[i];
        add_text(hasher, part->name);
        add_text(hasher, part->filename);
        if (part->fd < 0) {
            add_text(hasher, part->value);
            continue;
        }
        int rc = add_file(hasher, part);
        if (rc < 0) {
            return rc;
        }
    }
    return E_OK;
}

void form_done(struct form *form)
{
    if (form == NULL) {
        return;
    }
    for (size_t i = 0; i < form->count; i++) {
        close_file(form, &form->parts[i]);
    }
    form->count = 0;
    sb_done(&form->value);
}
