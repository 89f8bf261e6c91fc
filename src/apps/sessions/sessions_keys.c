/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "apps/sessions/sessions_int.h"
#include "base/file.h"

#define FILE_MAX (4 * KIB)

static const char head[] =
    "# Assisti: whoever has this file can log in as anybody. Keep it secret, and with "
    "the backups.\n";

/* The first characters of the public key's digest name the key. */
#define KEY_ID_BYTES 6

void sessions_keys_init(struct sessions_keys *keys, const struct crypt_key *seed,
                        const struct crypt_key *pepper)
{
    crypt_signer_init(&keys->signer, seed);
    keys->pepper = *pepper;
    struct str public = {(const char *)keys->signer.public, sizeof(keys->signer.public)};
    struct crypt_digest digest = crypt_hash(NULL, public);
    char id[CRYPT_BASE64_LENGTH(KEY_ID_BYTES) + 1];
    crypt_base64_encode(digest.b, KEY_ID_BYTES, id);

    char header[80];
    int length =
        snprintf(header, sizeof(header), "{\"alg\":\"EdDSA\",\"typ\":\"JWT\",\"kid\":\"%s\"}", id);
    ASSERT(length > 0 && CRYPT_BASE64_LENGTH((size_t)length) < sizeof(keys->jwt_header));
    crypt_base64_encode(header, (size_t)length, keys->jwt_header);
}

/* "<word> <key in base64url>", once; false where the line is something else. */
static bool read_key_line(struct str line, struct str word, struct crypt_key *out, bool *out_has)
{
    struct str value;
    if (!str_eq(str_cut(line, ' ', &value), word) || *out_has ||
        crypt_base64_decode(value, out->b, sizeof(out->b)) < 0) {
        return false;
    }
    *out_has = true;
    return true;
}

static int parse(struct str text, const char *path, struct sessions_keys *out, struct err *err)
{
    struct crypt_key seed = {{0}};
    struct crypt_key pepper = {{0}};
    bool has_seed = false;
    bool has_pepper = false;
    struct str rest = text;
    for (int number = 1; rest.n > 0; number++) {
        struct str line = str_trim(str_cut(rest, '\n', &rest));
        bool is_comment = line.n == 0 || line.p[0] == '#';
        if (!is_comment && !read_key_line(line, STR("access"), &seed, &has_seed) &&
            !read_key_line(line, STR("pepper"), &pepper, &has_pepper)) {
            return err_set(err, E_INVALID, "%s, line %d is not a key that this program knows.",
                           path, number);
        }
    }
    if (!has_seed || !has_pepper) {
        return err_set(err, E_INVALID, "%s must hold a line \"access\" and a line \"pepper\".",
                       path);
    }
    sessions_keys_init(out, &seed, &pepper);
    secret_wipe(&seed, sizeof(seed));
    secret_wipe(&pepper, sizeof(pepper));
    return E_OK;
}

static int read_keys(const char *path, struct sessions_keys *out, struct err *err)
{
    CLEANUP(fd_closep) int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    if (fd < 0) {
        return errno == ENOENT
                   ? E_NOT_FOUND
                   : err_set(err, E_IO, "%s cannot be opened: %s.", path, strerror(errno));
    }
    struct stat status;
    if (fstat(fd, &status) < 0 || !S_ISREG(status.st_mode)) {
        return err_set(err, E_IO, "%s is not a file.", path);
    }
    if ((status.st_mode & 077) != 0) {
        return err_set(err, E_INVALID, "%s may be read by others; run chmod 600 on it.", path);
    }
    CLEANUP(arena_freep) struct arena *arena = arena_new();
    struct str text;
    int rc = file_read_all(fd, arena, FILE_MAX, &text);
    if (rc < 0) {
        return err_set(err, rc, "%s cannot be read.", path);
    }
    rc = parse(text, path, out, err);
    secret_wipe((char *)text.p, text.n);
    return rc;
}

static int write_new_keys(int fd)
{
    struct crypt_key keys[2];
    char seed[CRYPT_BASE64_LENGTH(CRYPT_KEY_BYTES) + 1];
    char pepper[CRYPT_BASE64_LENGTH(CRYPT_KEY_BYTES) + 1];
    random_bytes(keys, sizeof(keys));
    crypt_base64_encode(keys[0].b, CRYPT_KEY_BYTES, seed);
    crypt_base64_encode(keys[1].b, CRYPT_KEY_BYTES, pepper);
    char text[sizeof(head) + sizeof(seed) + sizeof(pepper) + 32];
    int length = snprintf(text, sizeof(text), "%saccess %s\npepper %s\n", head, seed, pepper);
    int rc = file_write_all(fd, text, (size_t)length);
    if (rc == E_OK && fsync(fd) < 0) {
        rc = file_errno_to_rc(errno);
    }
    secret_wipe(keys, sizeof(keys));
    secret_wipe(seed, sizeof(seed));
    secret_wipe(pepper, sizeof(pepper));
    secret_wipe(text, sizeof(text));
    return rc;
}

/* The name appears only when the content is on the disk, and never in place of a file that is there. */
static int make_keys(const char *folder, const char *path)
{
    CLEANUP(fd_closep) int fd = -1;
    char draft[64];
    char random[13];
    random_text("abcdefghijklmnopqrstuvwxyz", sizeof(random) - 1, random);
    snprintf(draft, sizeof(draft), "accounts.key.%s", random);
    CLEANUP(fd_closep) int dir = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (dir < 0) {
        return file_errno_to_rc(errno);
    }
    fd = openat(dir, draft, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (fd < 0) {
        return file_errno_to_rc(errno);
    }
    int rc = write_new_keys(fd);
    if (rc == E_OK && linkat(dir, draft, AT_FDCWD, path, 0) < 0 && errno != EEXIST) {
        rc = file_errno_to_rc(errno);
    }
    (void)unlinkat(dir, draft, 0); /* a draft that stays is never read */
    return rc == E_OK ? file_sync_dir(folder) : rc;
}

int sessions_keys_open(const char *data, struct sessions_keys *out, struct err *err)
{
    CLEANUP(arena_freep) struct arena *arena = arena_new();
    const char *folder = arena_printf(arena, "%s/keys", data);
    const char *path = arena_printf(arena, "%s/accounts.key", folder);
    int rc = read_keys(path, out, err);
    if (rc != E_NOT_FOUND) {
        return rc;
    }
    rc = file_make_dirs(folder, 0700);
    if (rc == E_OK) {
        rc = make_keys(folder, path);
    }
    if (rc < 0) {
        return err_set(err, rc, "%s cannot be made.", path);
    }
    return read_keys(path, out, err);
}
