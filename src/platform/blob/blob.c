/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <sodium.h>

#include "base/file.h"
#include "base/random.h"
#include "platform/blob/blob.h"

#define BLOB_COPY_BYTES (64 * KIB)

struct blob_pin {
    struct blobs *blobs;
    struct blob_name name;
    struct blob_pin *next; /* guarded by blobs->lock */
    bool is_to_go;         /* likewise: somebody wanted to drop what it pins */
};

#define BLOB_USERS_MAX 8

struct blob_user {
    blob_in_use *in_use;
    void *context;
};

struct blobs {
    char *dir;
    bool is_beside; /* another process removes files */
    /* Of <dir>.lock: shared by who is beside, exclusive over each removal. Not empty: a sweep is due. */
    int lock_fd;
    struct blob_user users[BLOB_USERS_MAX]; /* constant after the start */
    size_t user_count;
    /* Held over the removal of a file and over the pinning of a name, never while bytes are copied:
     * between asking whether a row names a file and removing it, nobody may begin to use it. */
    pthread_mutex_t lock;
    struct blob_pin *pins; /* guarded by lock */
};

static void closedirp(DIR **dir)
{
    if (*dir != NULL) {
        (void)closedir(*dir); /* nothing was written through it */
    }
}

/* What an upload was being written to when the server was ended has no name that a row could hold. */
static void remove_unfinished(const char *path)
{
    CLEANUP(closedirp) DIR *dir = opendir(path);
    if (dir == NULL) {
        return;
    }
    for (struct dirent *entry; (entry = readdir(dir)) != NULL;) {
        if (str_starts(str_from(entry->d_name), STR("new-"))) {
            (void)unlinkat(dirfd(dir), entry->d_name, 0); /* else the next start tries again */
        }
    }
}

static void note_late(const struct blobs *blobs)
{
    int rc = ftruncate(blobs->lock_fd, 1);
    (void)rc; /* else the next start sweeps */
}

/* Waits while a file is removed, which takes a moment. */
static bool lock_beside(const struct blobs *blobs)
{
    int rc;
    do {
        rc = flock(blobs->lock_fd, LOCK_SH);
    } while (rc < 0 && errno == EINTR);
    return rc == 0;
}

/* False where another process is beside. */
static bool lock_alone(const struct blobs *blobs)
{
    return !blobs->is_beside && flock(blobs->lock_fd, LOCK_EX | LOCK_NB) == 0;
}

static void unlock_alone(const struct blobs *blobs)
{
    (void)flock(blobs->lock_fd, LOCK_UN);
}

static int open_folder(const char *dir, bool is_beside, struct blobs **out, struct err *err)
{
    char path[PATH_MAX];
    int n = snprintf(path, sizeof(path), "%s.lock", dir);
    int rc = file_make_dirs(dir, 0700);
    if (rc < 0 || n < 0 || (size_t)n >= sizeof(path)) {
        return err_set(err, rc < 0 ? rc : E_INVALID, "The folder %s cannot be made.", dir);
    }
    int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (fd < 0) {
        return err_set(err, E_IO, "The file %s cannot be made: %s.", path, strerror(errno));
    }
    struct blobs *blobs = must_calloc(1, sizeof(*blobs));
    blobs->dir = strdup(dir);
    ASSERT(blobs->dir != NULL);
    blobs->is_beside = is_beside;
    blobs->lock_fd = fd;
    pthread_mutex_init(&blobs->lock, NULL);
    *out = blobs;
    return E_OK;
}

int blobs_open(const char *dir, struct blobs **out, struct err *err)
{
    int rc = open_folder(dir, /* is_beside= */ false, out, err);
    if (rc == E_OK && lock_alone(*out)) {
        remove_unfinished(dir);
        unlock_alone(*out);
    }
    return rc;
}

int blobs_open_beside(const char *dir, struct blobs **out, struct err *err)
{
    int rc = open_folder(dir, /* is_beside= */ true, out, err);
    if (rc == E_OK && !lock_beside(*out)) {
        blobs_close(*out);
        *out = NULL;
        return err_set(err, E_IO, "The file %s.lock cannot be locked.", dir);
    }
    if (rc == E_OK) {
        note_late(*out);
    }
    return rc;
}

void blobs_close(struct blobs *blobs)
{
    if (blobs == NULL) {
        return;
    }
    ASSERT(blobs->pins == NULL);
    pthread_mutex_destroy(&blobs->lock);
    (void)close(blobs->lock_fd); /* which unlocks it */
    free(blobs->dir);
    free(blobs);
}

/* The path of a blob's folder, or of its file. False for a path that is too long. */
static bool folder_path(const struct blobs *blobs, const char *name, char out[PATH_MAX])
{
    int n = snprintf(out, PATH_MAX, "%s/%.2s", blobs->dir, name);
    return n > 0 && n < PATH_MAX;
}

static bool file_path(const struct blobs *blobs, const char *name, char out[PATH_MAX])
{
    int n = snprintf(out, PATH_MAX, "%s/%.2s/%s", blobs->dir, name, name);
    return n > 0 && n < PATH_MAX;
}

static bool is_name(struct str name)
{
    if (name.n != BLOB_NAME_LENGTH) {
        return false;
    }
    for (size_t i = 0; i < name.n; i++) {
        bool digit = name.p[i] >= '0' && name.p[i] <= '9';
        bool letter = name.p[i] >= 'a' && name.p[i] <= 'f';
        if (!digit && !letter) {
            return false;
        }
    }
    return true;
}

/* Where the bytes come from: a descriptor, or memory. */
struct source {
    int fd;
    struct str bytes;
};

/* The next piece at `offset`: its length, 0 at the end, negative on failure. */
static ssize_t read_piece(const struct source *source, size_t offset, char *buffer, struct str *out)
{
    if (source->fd < 0) {
        *out = str_sub(source->bytes, offset, offset + BLOB_COPY_BYTES);
        return (ssize_t)out->n;
    }
    ssize_t n;
    do {
        n = pread(source->fd, buffer, BLOB_COPY_BYTES, (off_t)offset);
    } while (n < 0 && errno == EINTR);
    *out = (struct str){buffer, n > 0 ? (size_t)n : 0};
    return n;
}

/* Copies the source to `fd` and names what it read. */
static int copy_and_name(const struct source *source, int fd, struct blob_name *out_name)
{
    char buffer[BLOB_COPY_BYTES];
    crypto_generichash_state hash;
    crypto_generichash_init(&hash, NULL, 0, 32);
    for (size_t offset = 0;;) {
        struct str piece;
        ssize_t n = read_piece(source, offset, buffer, &piece);
        if (n < 0) {
            return E_IO;
        }
        if (n == 0) {
            break;
        }
        crypto_generichash_update(&hash, (const uint8_t *)piece.p, piece.n);
        int rc = file_write_all(fd, piece.p, piece.n);
        if (rc < 0) {
            return rc;
        }
        offset += piece.n;
    }
    uint8_t digest[32];
    crypto_generichash_final(&hash, digest, sizeof(digest));
    sodium_bin2hex(out_name->s, sizeof(out_name->s), digest, sizeof(digest));
    return fsync(fd) < 0 ? file_errno_to_rc(errno) : E_OK;
}

static struct blob_pin *pin_name(struct blobs *blobs, const struct blob_name *name)
{
    struct blob_pin *pin = must_calloc(1, sizeof(*pin));
    pin->blobs = blobs;
    pin->name = *name;
    pthread_mutex_lock(&blobs->lock);
    pin->next = blobs->pins;
    blobs->pins = pin;
    pthread_mutex_unlock(&blobs->lock);
    return pin;
}

/* Moves a synced file to its name, also where one is there already: that one may be about to go. */
static int rename_into_place(const struct blobs *blobs, const char *temporary, const char *name)
{
    char folder[PATH_MAX];
    char path[PATH_MAX];
    if (!folder_path(blobs, name, folder) || !file_path(blobs, name, path)) {
        return E_IO;
    }
    bool made = mkdir(folder, 0700) == 0;
    if (!made && errno != EEXIST) {
        return file_errno_to_rc(errno);
    }
    if (rename(temporary, path) < 0) {
        return file_errno_to_rc(errno);
    }
    int rc = file_sync_dir(folder);
    return rc == E_OK && made ? file_sync_dir(blobs->dir) : rc;
}

static int add_from(struct blobs *blobs, const struct source *source, struct blob_pin **out)
{
    char temporary[PATH_MAX];
    int n =
        snprintf(temporary, sizeof(temporary), "%s/new-%s", blobs->dir, uuid_format(uuid_new()).s);
    if (n < 0 || (size_t)n >= sizeof(temporary)) {
        return E_IO;
    }
    CLEANUP(fd_closep) int fd = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (fd < 0) {
        return file_errno_to_rc(errno);
    }
    struct blob_name name;
    struct blob_pin *pin = NULL;
    int rc = copy_and_name(source, fd, &name);
    if (rc == E_OK) {
        pin = pin_name(blobs, &name);
        rc = rename_into_place(blobs, temporary, name.s);
    }
    if (rc < 0) {
        (void)unlink(temporary); /* after a rename that was not synced it is gone already */
        blob_unpinp(&pin);
        return rc;
    }
    *out = pin;
    return E_OK;
}

int blob_add_file(struct blobs *blobs, int fd, struct blob_pin **out)
{
    return add_from(blobs, &(struct source){.fd = fd}, out);
}

int blob_add(struct blobs *blobs, struct str bytes, struct blob_pin **out)
{
    return add_from(blobs, &(struct source){.fd = -1, .bytes = bytes}, out);
}

struct blob_name blob_pin_name(const struct blob_pin *pin)
{
    return pin->name;
}

int blob_open(struct blobs *blobs, struct str name, int *out_fd)
{
    char text[BLOB_NAME_LENGTH + 1];
    char path[PATH_MAX];
    if (!is_name(name)) {
        return E_NOT_FOUND;
    }
    snprintf(text, sizeof(text), "%" STRF, STRA(name));
    if (!file_path(blobs, text, path)) {
        return E_IO;
    }
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0) {
        return errno == ENOENT ? E_NOT_FOUND : E_IO;
    }
    *out_fd = fd;
    return E_OK;
}

/* Whether anybody pins it; who does will look again whether it is to go. */
static bool is_pinned(struct blobs *blobs, struct str name)
{
    bool pinned = false;
    for (struct blob_pin *pin = blobs->pins; pin != NULL; pin = pin->next) {
        if (str_eq(name, str_from(pin->name.s))) {
            pin->is_to_go = true;
            pinned = true;
        }
    }
    return pinned;
}

void blobs_add_user(struct blobs *blobs, blob_in_use *in_use, void *context)
{
    ASSERT(blobs->user_count < BLOB_USERS_MAX);
    blobs->users[blobs->user_count++] = (struct blob_user){in_use, context};
}

/* Returns 1 where it is gone now, 0 where it stays. With the file locked. */
static int drop_alone(struct blobs *blobs, struct str name)
{
    char text[BLOB_NAME_LENGTH + 1];
    char path[PATH_MAX];
    for (size_t i = 0; i < blobs->user_count; i++) {
        int used = blobs->users[i].in_use(blobs->users[i].context, name);
        if (used != 0) {
            return used < 0 ? used : 0;
        }
    }
    snprintf(text, sizeof(text), "%" STRF, STRA(name));
    if (!file_path(blobs, text, path)) {
        return E_IO;
    }
    if (unlink(path) < 0) {
        return errno == ENOENT ? 0 : E_IO;
    }
    return 1;
}

/* The same with only blobs->lock held. */
static int drop_locked(struct blobs *blobs, struct str name)
{
    if (!is_name(name) || is_pinned(blobs, name)) {
        return 0;
    }
    if (!lock_alone(blobs)) {
        note_late(blobs);
        return 0;
    }
    int rc = drop_alone(blobs, name);
    unlock_alone(blobs);
    return rc;
}

void blob_unpinp(struct blob_pin **pin)
{
    struct blob_pin *ended = *pin;
    *pin = NULL;
    if (ended == NULL) {
        return;
    }
    struct blobs *blobs = ended->blobs;
    pthread_mutex_lock(&blobs->lock);
    struct blob_pin **link = &blobs->pins;
    while (*link != ended) {
        link = &(*link)->next;
    }
    *link = ended->next;
    if (ended->is_to_go) {
        int rc = drop_locked(blobs, str_from(ended->name.s));
        (void)rc; /* what stays is for the next sweep */
    }
    pthread_mutex_unlock(&blobs->lock);
    free(ended);
}

static int drop(struct blobs *blobs, struct str name)
{
    pthread_mutex_lock(&blobs->lock);
    int rc = drop_locked(blobs, name);
    pthread_mutex_unlock(&blobs->lock);
    return rc;
}

int blob_drop_unused(struct blobs *blobs, struct str name)
{
    int rc = drop(blobs, name);
    return rc < 0 ? rc : E_OK;
}

static int sweep_folder(struct blobs *blobs, const char *path, size_t *dropped)
{
    CLEANUP(closedirp) DIR *dir = opendir(path);
    if (dir == NULL) {
        return E_IO;
    }
    for (struct dirent *entry; (entry = readdir(dir)) != NULL;) {
        int rc = drop(blobs, str_from(entry->d_name));
        if (rc < 0) {
            return rc;
        }
        *dropped += (size_t)rc;
    }
    return E_OK;
}

int blobs_sweep(struct blobs *blobs, size_t *out_dropped)
{
    CLEANUP(closedirp) DIR *dir = opendir(blobs->dir);
    if (dir == NULL) {
        return E_IO;
    }
    size_t dropped = 0;
    for (struct dirent *entry; (entry = readdir(dir)) != NULL;) {
        char path[PATH_MAX];
        if (strlen(entry->d_name) != 2 || !folder_path(blobs, entry->d_name, path) ||
            entry->d_name[0] == '.') {
            continue;
        }
        int rc = sweep_folder(blobs, path, &dropped);
        if (rc < 0) {
            return rc;
        }
    }
    *out_dropped = dropped;
    return E_OK;
}

/* Takes note that a sweep is no more due. False where it is not, or has to wait. */
static bool take_late(struct blobs *blobs)
{
    struct stat stat;
    pthread_mutex_lock(&blobs->lock);
    bool is_due = fstat(blobs->lock_fd, &stat) == 0 && stat.st_size > 0 && lock_alone(blobs);
    if (is_due) {
        is_due = ftruncate(blobs->lock_fd, 0) == 0;
        unlock_alone(blobs);
    }
    pthread_mutex_unlock(&blobs->lock);
    return is_due;
}

int blobs_sweep_late(struct blobs *blobs, size_t *out_dropped)
{
    *out_dropped = 0;
    if (!take_late(blobs)) {
        return E_OK;
    }
    int rc = blobs_sweep(blobs, out_dropped);
    if (rc < 0) {
        note_late(blobs);
    }
    return rc;
}

int64_t blobs_free_bytes(struct blobs *blobs)
{
    struct statvfs st;
    if (statvfs(blobs->dir, &st) < 0) {
        return -1;
    }
    return (int64_t)st.f_bavail * (int64_t)st.f_frsize;
}
