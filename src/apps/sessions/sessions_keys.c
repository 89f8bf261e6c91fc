/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "apps/sessions/sessions_int.h"
#include "base/clock.h"
#include "base/file.h"

#define FILE_MAX (4 * KIB)

static const char head[] =
    "# Assisti: whoever has this file can log in as anybody. Keep it secret, and with "
    "the backups.\n";

/* The first characters of the public key's digest name the key. */
#define KEY_ID_BYTES 6

static void write_header(const struct crypt_signer *signer, char out[SESSIONS_HEADER_MAX])
{
    struct str public = {(const char *)signer->public, sizeof(signer->public)};
    struct crypt_digest digest = crypt_hash(NULL, public);
    char id[BASE64URL_LENGTH(KEY_ID_BYTES) + 1];
    base64url_encode(digest.b, KEY_ID_BYTES, id);

    char header[80];
    int length =
        snprintf(header, sizeof(header), "{\"alg\":\"EdDSA\",\"typ\":\"JWT\",\"kid\":\"%s\"}", id);
    ASSERT(length > 0 && BASE64URL_LENGTH((size_t)length) < SESSIONS_HEADER_MAX);
    base64url_encode(header, (size_t)length, out);
}

void sessions_keys_init(struct sessions_keys *keys, const struct crypt_key *seed,
                        const struct crypt_key *pepper)
{
    *keys = (struct sessions_keys){.pepper = *pepper};
    crypt_signer_init(&keys->signer, seed);
    write_header(&keys->signer, keys->jwt_header);
}

/* ---- the file ---- */

struct file {
    struct crypt_key seed;
    struct crypt_key pepper;
    bool has_seed;
    bool has_pepper;
    int64_t made_ms; /* of the seed; 0: long ago */
    struct sessions_old_key old[SESSIONS_OLD_KEYS_MAX];
    size_t old_count;
};

static void file_wipep(struct file *file)
{
    secret_wipe(file, sizeof(*file));
}

/* A key in base64url, and behind a blank a point in time, which may be missing where `out_ms` has one. */
static bool read_key(struct str text, void *out, int64_t *out_ms)
{
    struct str time;
    struct str key = str_cut(text, ' ', &time);
    return base64url_decode(key, out, CRYPT_KEY_BYTES) == E_OK &&
           (time.n == 0 || str_to_i64(time, 0, INT64_MAX, out_ms) == E_OK);
}

static bool read_line(struct str line, struct file *file)
{
    struct str rest;
    struct str word = str_cut(line, ' ', &rest);
    if (str_eq(word, STR("access")) && !file->has_seed) {
        file->has_seed = true;
        return read_key(rest, file->seed.b, &file->made_ms);
    }
    if (str_eq(word, STR("pepper")) && !file->has_pepper) {
        int64_t unused;
        file->has_pepper = true;
        return read_key(rest, file->pepper.b, &unused);
    }
    if (str_eq(word, STR("old")) && file->old_count < SESSIONS_OLD_KEYS_MAX) {
        struct sessions_old_key *old = &file->old[file->old_count++];
        _Static_assert(sizeof(old->verifier.public) == CRYPT_KEY_BYTES, "a public key");
        return read_key(rest, old->verifier.public, &old->until_ms);
    }
    return false;
}

static int parse(struct str text, const char *path, struct file *file, struct err *err)
{
    struct str rest = text;
    for (int number = 1; rest.n > 0; number++) {
        struct str line = str_trim(str_cut(rest, '\n', &rest));
        bool is_comment = line.n == 0 || line.p[0] == '#';
        if (!is_comment && !read_line(line, file)) {
            return err_set(err, E_INVALID, "%s, line %d is not a key that this program knows.",
                           path, number);
        }
    }
    if (!file->has_seed || !file->has_pepper) {
        return err_set(err, E_INVALID, "%s must hold a line \"access\" and a line \"pepper\".",
                       path);
    }
    return E_OK;
}

static void use_file(const struct file *file, struct sessions_keys *out)
{
    sessions_keys_init(out, &file->seed, &file->pepper);
    out->made_ms = file->made_ms;
    out->old_count = file->old_count;
    for (size_t i = 0; i < file->old_count; i++) {
        out->old[i] = file->old[i];
        write_header(&out->old[i].verifier, out->old[i].jwt_header);
    }
}

static int read_file(const char *path, struct file *out, struct err *err)
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

static void add_key(struct sb *sb, const char *word, const void *key)
{
    char text[BASE64URL_LENGTH(CRYPT_KEY_BYTES) + 1];
    base64url_encode(key, CRYPT_KEY_BYTES, text);
    sb_addf(sb, "%s %s", word, text);
    secret_wipe(text, sizeof(text));
}

static int write_file(int fd, const struct file *file)
{
    CLEANUP(sb_done) struct sb sb;
    sb_init(&sb, FILE_MAX);
    sb_add_c(&sb, head);
    add_key(&sb, "access", file->seed.b);
    sb_addf(&sb, " %" PRId64 "\n", file->made_ms);
    add_key(&sb, "pepper", file->pepper.b);
    sb_add_c(&sb, "\n");
    for (size_t i = 0; i < file->old_count; i++) {
        add_key(&sb, "old", file->old[i].verifier.public);
        sb_addf(&sb, " %" PRId64 "\n", file->old[i].until_ms);
    }
    ASSERT(!sb.failed);
    struct str text = sb_str(&sb);
    int rc = file_write_all(fd, text.p, text.n);
    if (rc == E_OK && fsync(fd) < 0) {
        rc = file_errno_to_rc(errno);
    }
    secret_wipe((char *)text.p, text.n);
    return rc;
}

/* How a file takes its place. */
enum put {
    PUT_NEW,     /* never in place of one that is there */
    PUT_INSTEAD, /* of the one that is there, in one step */
};

/* The name appears only when the content is on the disk. */
static int put_file(const char *folder, const char *path, const struct file *file, enum put put)
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
    int rc = write_file(fd, file);
    if (rc == E_OK && put == PUT_NEW && linkat(dir, draft, AT_FDCWD, path, 0) < 0 &&
        errno != EEXIST) {
        rc = file_errno_to_rc(errno);
    }
    if (rc == E_OK && put == PUT_INSTEAD && renameat(dir, draft, AT_FDCWD, path) < 0) {
        rc = file_errno_to_rc(errno);
    }
    (void)unlinkat(dir, draft, 0); /* a draft that stays is never read */
    return rc == E_OK ? file_sync_dir(folder) : rc;
}

static int make_file(const char *folder, const char *path)
{
    CLEANUP(file_wipep) struct file file = {.made_ms = clock_now_ms()};
    random_bytes(file.seed.b, sizeof(file.seed.b));
    random_bytes(file.pepper.b, sizeof(file.pepper.b));
    int rc = file_make_dirs(folder, 0700);
    return rc < 0 ? rc : put_file(folder, path, &file, PUT_NEW);
}

int sessions_keys_open(const char *data, struct sessions_keys *out, struct err *err)
{
    CLEANUP(arena_freep) struct arena *arena = arena_new();
    const char *folder = arena_printf(arena, "%s/keys", data);
    const char *path = arena_printf(arena, "%s/accounts.key", folder);
    CLEANUP(file_wipep) struct file file = {.made_ms = 0};
    int rc = read_file(path, &file, err);
    if (rc == E_NOT_FOUND) {
        rc = make_file(folder, path);
        if (rc < 0) {
            return err_set(err, rc, "%s cannot be made.", path);
        }
        rc = read_file(path, &file, err);
    }
    if (rc == E_OK) {
        use_file(&file, out);
    }
    return rc;
}

/* ---- rotation ---- */

/* What was signed until now is accepted until the last such token has expired, and a little longer for
 * servers that have not read the new key yet. */
static void retire(struct file *file, int64_t now_ms)
{
    struct sessions_old_key kept[SESSIONS_OLD_KEYS_MAX] = {
        {.until_ms = now_ms + ACCESS_MS + MINUTE_MS}};
    struct crypt_signer signer;
    crypt_signer_init(&signer, &file->seed);
    memcpy(kept[0].verifier.public, signer.public, sizeof(signer.public));
    secret_wipe(&signer, sizeof(signer));
    size_t count = 1;
    for (size_t i = 0; i < file->old_count && count < SESSIONS_OLD_KEYS_MAX; i++) {
        if (file->old[i].until_ms > now_ms) {
            kept[count++] = file->old[i];
        }
    }
    memcpy(file->old, kept, sizeof(kept));
    file->old_count = count;
}

int sessions_keys_rotate(const char *data, bool at_once, struct err *err)
{
    CLEANUP(arena_freep) struct arena *arena = arena_new();
    const char *folder = arena_printf(arena, "%s/keys", data);
    const char *path = arena_printf(arena, "%s/accounts.key", folder);
    CLEANUP(file_wipep) struct file file = {.made_ms = 0};
    int rc = read_file(path, &file, err);
    if (rc < 0) {
        return rc == E_NOT_FOUND ? err_set(err, rc, "There is no %s yet.", path) : rc;
    }
    int64_t now_ms = clock_now_ms();
    if (at_once) {
        file.old_count = 0;
    } else {
        retire(&file, now_ms);
    }
    random_bytes(file.seed.b, sizeof(file.seed.b));
    file.made_ms = now_ms;
    rc = put_file(folder, path, &file, PUT_INSTEAD);
    return rc < 0 ? err_set(err, rc, "%s cannot be written.", path) : E_OK;
}
