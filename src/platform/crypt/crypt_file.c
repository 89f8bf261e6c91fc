/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/random.h"
#include "platform/crypt/crypt.h"

#define FILE_MAX ((size_t)1 * KIB)

static const char head[] = "# Assisti: keep this secret, and with the backups.\n";

/* The only line that is no comment. */
static int parse(struct str text, struct crypt_key *out)
{
    struct str rest = text;
    while (rest.n > 0) {
        struct str line = str_trim(str_cut(rest, '\n', &rest));
        if (line.n > 0 && line.p[0] != '#') {
            return base64url_decode(line, out->b, sizeof(out->b));
        }
    }
    return E_INVALID;
}

static int read_key(int dir, const char *name, struct crypt_key *out, struct err *err)
{
    CLEANUP(fd_closep) int fd = openat(dir, name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    if (fd < 0) {
        return errno == ENOENT ? E_NOT_FOUND
                               : err_set(err, E_IO, "The key file %s cannot be opened.", name);
    }
    struct stat status;
    if (fstat(fd, &status) < 0 || !S_ISREG(status.st_mode)) {
        return err_set(err, E_IO, "The key file %s is not a file.", name);
    }
    if ((status.st_mode & 077) != 0) {
        return err_set(err, E_INVALID,
                       "The key file %s may be read by others; run chmod 600 on it.", name);
    }
    CLEANUP(arena_freep) struct arena *arena = arena_new();
    struct str text;
    int rc = file_read_all(fd, arena, FILE_MAX, &text);
    if (rc == E_OK) {
        rc = parse(text, out);
        secret_wipe((char *)text.p, text.n);
    }
    return rc < 0 ? err_set(err, rc, "The key file %s holds no key.", name) : E_OK;
}

static int write_key(int dir, const char *draft)
{
    CLEANUP(fd_closep)
    int fd = openat(dir, draft, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (fd < 0) {
        return file_errno_to_rc(errno);
    }
    struct crypt_key key;
    char key_text[BASE64URL_LENGTH(CRYPT_KEY_BYTES) + 1];
    char text[sizeof(head) + sizeof(key_text) + 1];
    random_bytes(&key, sizeof(key));
    base64url_encode(key.b, sizeof(key.b), key_text);
    int length = snprintf(text, sizeof(text), "%s%s\n", head, key_text);
    int rc = file_write_all(fd, text, (size_t)length);
    if (rc == E_OK && fsync(fd) < 0) {
        rc = file_errno_to_rc(errno);
    }
    secret_wipe(&key, sizeof(key));
    secret_wipe(key_text, sizeof(key_text));
    secret_wipe(text, sizeof(text));
    return rc;
}

/* The name appears only when the content is on the disk, and never in place of a file that is there. */
static int make_key(int dir, const char *folder, const char *name)
{
    char random[13];
    char draft[100];
    random_text("abcdefghijklmnopqrstuvwxyz", sizeof(random) - 1, random);
    int n = snprintf(draft, sizeof(draft), "%s.%s", name, random);
    ASSERT(n > 0 && (size_t)n < sizeof(draft));
    int rc = write_key(dir, draft);
    if (rc == E_OK && linkat(dir, draft, dir, name, 0) < 0 && errno != EEXIST) {
        rc = file_errno_to_rc(errno);
    }
    (void)unlinkat(dir, draft, 0); /* a draft that stays is never read */
    return rc == E_OK ? file_sync_dir(folder) : rc;
}

int crypt_key_file(const char *folder, const char *name, struct crypt_key *out, struct err *err)
{
    int rc = file_make_dirs(folder, 0700);
    CLEANUP(fd_closep) int dir = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (rc < 0 || dir < 0) {
        return err_set(err, rc < 0 ? rc : E_IO, "The folder %s cannot be made or used.", folder);
    }
    rc = read_key(dir, name, out, err);
    if (rc != E_NOT_FOUND) {
        return rc;
    }
    rc = make_key(dir, folder, name);
    if (rc < 0) {
        return err_set(err, rc, "The key file %s cannot be made.", name);
    }
    return read_key(dir, name, out, err);
}
