/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <errno.h>
#include <string.h>
#include <sys/epoll.h>
#include <unistd.h>

#include "base/file.h"
#include "base/log.h"
#include "platform/pool/pool_int.h"

/* What one process may write into the log, and make the pool read, in a window of time. */
#define WINDOW_MS        10000
#define LINES_PER_WINDOW 20
#define BYTES_PER_WINDOW (256 * KIB)

static void log_line(struct pool *pool, const struct pool_process *process, struct str line)
{
    log_warn("pool.worker.says", LOG_C("kind", pool_type(pool, process->kind)->name),
             LOG_N("pid", process->pid), LOG_S("text", line));
}

/* The log escapes control characters; what is not ASCII could still be half a character. */
static void make_ascii(char *p, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if ((unsigned char)p[i] >= 0x80) {
            p[i] = '?';
        }
    }
}

static void end_line(struct pool *pool, struct pool_process *process)
{
    struct pool_words *words = &process->words;
    const struct str line = str_trim((struct str){words->line, words->n});
    words->n = 0;
    if (line.n == 0) {
        return;
    }
    if (words->lines == LINES_PER_WINDOW) {
        words->dropped++;
        return;
    }
    words->lines++;
    make_ascii((char *)line.p, line.n);
    log_line(pool, process, line);
}

static void add_bytes(struct pool *pool, struct pool_process *process, const char *p, size_t n)
{
    struct pool_words *words = &process->words;
    for (size_t i = 0; i < n; i++) {
        if (p[i] == '\n') {
            end_line(pool, process);
        } else if (words->n < sizeof(words->line)) {
            words->line[words->n++] = p[i]; /* what does not fit is cut */
        }
    }
}

static void say_dropped(struct pool *pool, struct pool_process *process)
{
    struct pool_words *words = &process->words;
    if (words->dropped > 0) {
        log_warn("pool.worker.says_more", LOG_C("kind", pool_type(pool, process->kind)->name),
                 LOG_N("pid", process->pid), LOG_N("lines_dropped", words->dropped));
        words->dropped = 0;
    }
}

/* `how` is EPOLL_CTL_ADD or EPOLL_CTL_DEL: watching for nothing would still tell of a hang-up, again
 * and again. */
static void watch(struct pool *pool, struct pool_process *process, int how)
{
    struct epoll_event event = {
        .events = EPOLLIN,
        .data.ptr = &process->sources[POOL_SOURCE_WORDS],
    };
    int rc = epoll_ctl(pool->epoll_fd, how, process->words.fd, &event);
    ASSERT(rc == 0);
}

static void begin_window(struct pool *pool, struct pool_process *process, int64_t now_ms)
{
    struct pool_words *words = &process->words;
    if (now_ms >= words->window_ends_at_ms) {
        say_dropped(pool, process);
        words->window_ends_at_ms = now_ms + WINDOW_MS;
        words->lines = 0;
        words->bytes = 0;
    }
}

void pool_words_resume(struct pool *pool, struct pool_process *process, int64_t now_ms)
{
    struct pool_words *words = &process->words;
    if (words->is_paused && now_ms >= words->window_ends_at_ms) {
        words->is_paused = false;
        watch(pool, process, EPOLL_CTL_ADD);
    }
}

void pool_words_read(struct pool *pool, struct pool_process *process, int64_t now_ms)
{
    struct pool_words *words = &process->words;
    if (words->fd < 0 || words->is_paused) {
        return;
    }
    begin_window(pool, process, now_ms);
    char bytes[4096];
    const ssize_t n = read(words->fd, bytes, sizeof(bytes));
    if (n < 0 && (errno == EAGAIN || errno == EINTR)) {
        return;
    }
    if (n <= 0) {
        fd_closep(&words->fd); /* which takes it from epoll, too */
        return;
    }
    add_bytes(pool, process, bytes, (size_t)n);
    words->bytes += (size_t)n;
    if (words->bytes >= BYTES_PER_WINDOW) {
        /* The pipe fills up and the worker waits: it can hold up itself, but not the server. */
        words->is_paused = true;
        watch(pool, process, EPOLL_CTL_DEL);
    }
}

void pool_words_done(struct pool *pool, struct pool_process *process)
{
    struct pool_words *words = &process->words;
    if (words->fd >= 0 && !words->is_paused) {
        char bytes[4096];
        const ssize_t n = read(words->fd, bytes, sizeof(bytes));
        if (n > 0) {
            add_bytes(pool, process, bytes, (size_t)n); /* its last words, why it died */
        }
    }
    end_line(pool, process);
    say_dropped(pool, process);
    fd_closep(&words->fd);
    words->is_paused = false;
}
