/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A worker that does what its task tells it to, good or bad: the other half of the tests of this folder
 * and of the pool. Started as `worker_under_test worker test --variant V`, or `reader`, which has some
 * rights; the variant says how it starts, the parameter "do" what it does with a task. */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "base/json.h"
#include "worker/test_kind.h"

/* Sleeps by the only call that the sandbox leaves for it. */
static void wait_ms(int ms)
{
    (void)poll(NULL, 0, ms); /* interrupted or not, the test goes on */
}

static int add_json(struct worker_task *task, const char *json)
{
    return worker_add_part(task, IPC_PART_JSON, 0, str_from(json));
}

/* ---- good and bad ways to work ---- */

static int do_echo(struct worker_task *task, struct err *err)
{
    (void)err;
    struct sb sb;
    sb_init(&sb, 1 * MIB);
    struct json_out out;
    json_out_init(&out, &sb);
    json_begin_object(&out);
    json_kv_str(&out, "label", task->picture);
    json_kv_i64(&out, "pid", getpid());
    json_end_object(&out);
    int rc = add_json(task, arena_strdup(task->arena, sb.p));
    sb_done(&sb);
    if (rc == E_OK) {
        rc = worker_add_part(task, IPC_PART_THUMBNAIL, 0, STR("\xff\xd8\xff thumbnail"));
    }
    return rc == E_OK ? worker_add_part(task, IPC_PART_PREVIEW, 2, STR("\xff\xd8\xff page")) : rc;
}

/* Thirty pages of a tenth of a second each. */
static int do_pages(struct worker_task *task, struct err *err)
{
    for (uint32_t page = 1; page <= 30; page++) {
        wait_ms(100);
        const struct ipc_progress progress = {IPC_STAGE_READ, page, 30, page * 1000 / 30};
        if (!worker_tell(task, &progress)) {
            return err_set(err, E_CANCELLED, "Cancelled on page %u.", page);
        }
    }
    return add_json(task, "{}");
}

static int do_short_wait(struct worker_task *task, struct err *err)
{
    wait_ms(300);
    return do_echo(task, err);
}

static int do_error(struct worker_task *task, struct err *err)
{
    (void)task;
    return err_set(err, E_UNREADABLE_IMAGE, "The picture ends too early.");
}

static int do_hang(struct worker_task *task, struct err *err)
{
    (void)task;
    wait_ms(60 * 1000);
    return err_set(err, E_PROCESSING_FAILED, "Nobody has ended this.");
}

static int do_spin(struct worker_task *task, struct err *err)
{
    (void)task;
    (void)err;
    struct timespec used;
    do {
        int rc = clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &used);
        ASSERT(rc == 0);
    } while (used.tv_sec < 60);
    return E_OK;
}

static int do_segv(struct worker_task *task, struct err *err)
{
    (void)task;
    (void)err;
    (void)signal(SIGSEGV, SIG_DFL);
    raise(SIGSEGV);
    return E_OK;
}

static int do_abort(struct worker_task *task, struct err *err)
{
    (void)task;
    (void)err;
    abort();
}

static int do_exit(struct worker_task *task, struct err *err)
{
    (void)task;
    (void)err;
    _exit(0);
}

static int do_alloc(struct worker_task *task, struct err *err)
{
    void *p =
        mmap(NULL, (size_t)4 << 30, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    return test_refused_or_done(task, err, p == MAP_FAILED ? -1 : 0);
}

/* Grows by 64 MiB and keeps them. */
static int do_grow(struct worker_task *task, struct err *err)
{
    const size_t bytes = 64 * MIB;
    char *p = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (p == MAP_FAILED) {
        return err_set(err, E_PROCESSING_FAILED, "refused: %s", strerror(errno));
    }
    memset(p, 1, bytes);
    return do_echo(task, err);
}

static int do_bad_json(struct worker_task *task, struct err *err)
{
    (void)err;
    return add_json(task, "{\"label\":");
}

static int do_no_object(struct worker_task *task, struct err *err)
{
    (void)err;
    return add_json(task, "[1]");
}

/* Well-formed, and a hundred times as large once it is a tree. */
static int do_many_values(struct worker_task *task, struct err *err)
{
    (void)err;
    struct sb sb;
    sb_init(&sb, 4 * MIB);
    sb_add(&sb, STR("{\"a\":[[]"));
    while (sb.n < sb.max - 10) {
        sb_add(&sb, STR(",[]"));
    }
    sb_add(&sb, STR("]}"));
    int rc = add_json(task, arena_strdup(task->arena, sb.p));
    sb_done(&sb);
    return rc;
}

static int do_bad_utf8(struct worker_task *task, struct err *err)
{
    (void)err;
    return add_json(task, "{\"label\":\"\xff\"}");
}

static int do_bad_jpeg(struct worker_task *task, struct err *err)
{
    (void)err;
    int rc = add_json(task, "{}");
    return rc == E_OK ? worker_add_part(task, IPC_PART_THUMBNAIL, 0, STR("<script>")) : rc;
}

static int do_drawing(struct worker_task *task, struct err *err)
{
    (void)err;
    int rc = add_json(task, "{}");
    return rc == E_OK ? worker_add_part(task, IPC_PART_DRAWING, 0, STR("\x89PNG\r\n\x1a\n drawing"))
                      : rc;
}

static int do_bad_png(struct worker_task *task, struct err *err)
{
    (void)err;
    int rc = add_json(task, "{}");
    return rc == E_OK ? worker_add_part(task, IPC_PART_DRAWING, 0, STR("\xff\xd8\xff")) : rc;
}

static int do_oversized(struct worker_task *task, struct err *err)
{
    (void)err;
    const size_t bytes = 17 * MIB;
    const struct str large = {arena_calloc(task->arena, 1, bytes), bytes};
    int rc = worker_add_part(task, IPC_PART_JSON, 0, large);
    return rc == E_OK ? worker_add_part(task, IPC_PART_JSON, 0, STR("{}")) : rc;
}

static int do_no_parts(struct worker_task *task, struct err *err)
{
    (void)task;
    (void)err;
    return E_OK;
}

/* A frame with the number of another task. */
static int do_other_task(struct worker_task *task, struct err *err)
{
    (void)task;
    (void)err;
    const struct ipc_progress progress = {IPC_STAGE_READ, 0, 0, 0};
    return ipc_send_progress(IPC_FD, 999999, &progress);
}

static void send_raw(const void *bytes, size_t n)
{
    struct iovec part = {(void *)bytes, n};
    struct msghdr message = {.msg_iov = &part, .msg_iovlen = 1};
    ssize_t sent = sendmsg(IPC_FD, &message, MSG_NOSIGNAL);
    (void)sent; /* the server may have hung up on garbage already */
}

static int do_garbage(struct worker_task *task, struct err *err)
{
    (void)err;
    send_raw("garbage", 7);
    return do_hang(task, err);
}

/* Frames without end, each of them well-formed. */
static int do_flood(struct worker_task *task, struct err *err)
{
    (void)err;
    const struct ipc_progress progress = {IPC_STAGE_READ, 0, 0, 0};
    for (;;) {
        int rc = ipc_send_progress(IPC_FD, task->id, &progress);
        if (rc < 0) {
            return rc;
        }
    }
}

static int do_talk(struct worker_task *task, struct err *err)
{
    static const char line[] = "a library \x1b[31mcomplains\x1b[0m\n";
    for (int i = 0; i < 2000; i++) {
        ssize_t n = write(STDERR_FILENO, line, sizeof(line) - 1);
        (void)n; /* a log that is full is the test's matter */
    }
    return do_echo(task, err);
}

static int do_too_much(struct worker_task *task, struct err *err)
{
    (void)err;
    const size_t bytes = 16 * MIB;
    const struct str page = {arena_calloc(task->arena, 1, bytes), bytes};
    int rc = worker_add_part(task, IPC_PART_JSON, 0, STR("{}"));
    for (uint32_t i = 1; rc == E_OK && i <= IPC_RESULT_MAX / bytes; i++) {
        rc = worker_add_part(task, IPC_PART_PREVIEW, i, page);
    }
    return rc;
}

/* ---- the kind ---- */

static const struct test_act acts[] = {
    {"echo", do_echo},
    {"pages", do_pages},
    {"short_wait", do_short_wait},
    {"error", do_error},
    {"hang", do_hang},
    {"spin", do_spin},
    {"segv", do_segv},
    {"abort", do_abort},
    {"exit", do_exit},
    {"alloc", do_alloc},
    {"grow", do_grow},
    {"bad_json", do_bad_json},
    {"bad_utf8", do_bad_utf8},
    {"no_object", do_no_object},
    {"many_values", do_many_values},
    {"bad_jpeg", do_bad_jpeg},
    {"bad_png", do_bad_png},
    {"drawing", do_drawing},
    {"oversized", do_oversized},
    {"too_much", do_too_much},
    {"no_parts", do_no_parts},
    {"other_task", do_other_task},
    {"garbage", do_garbage},
    {"flood", do_flood},
    {"talk", do_talk},
};

static const struct test_act *find_act(struct str name)
{
    for (size_t i = 0; i < ARRAY_LEN(acts); i++) {
        if (str_eq(name, str_from(acts[i].name))) {
            return &acts[i];
        }
    }
    for (size_t i = 0; i < test_forbidden_count; i++) {
        if (str_eq(name, str_from(test_forbidden[i].name))) {
            return &test_forbidden[i];
        }
    }
    return NULL;
}

static int test_init(const char *variant, void **out_state, struct err *err)
{
    *out_state = NULL;
    if (strcmp(variant, "missing") == 0) {
        return err_set(err, E_LANGUAGE_MISSING, "The language \"missing\" is not installed.");
    }
    if (strcmp(variant, "dies") == 0) {
        _exit(1);
    }
    if (strcmp(variant, "hangs") == 0) {
        wait_ms(60 * 1000);
    }
    if (strcmp(variant, "untidy") == 0) {
        int fd = open("/dev/null", O_RDONLY | O_CLOEXEC); /* forgotten, as libraries do */
        return fd < 0 ? E_PROCESSING_FAILED : E_OK;
    }
    return E_OK;
}

static int test_run(void *state, struct worker_task *task, struct err *err)
{
    (void)state;
    struct json_doc *doc = NULL;
    int rc = json_doc_parse(task->params, &doc, err);
    if (rc < 0) {
        return rc;
    }
    const struct str name = json_text(json_get(json_doc_root(doc), "do"));
    const struct test_act *act = find_act(name);
    rc = act != NULL ? act->act(task, err) : err_set(err, E_INVALID, "There is no such act.");
    json_doc_free(doc);
    return rc;
}

static const struct worker_type test_type = {
    .name = "test",
    .variant_option = "--variant",
    .memory_bytes = 256 * MIB,
};

static const char *const readable[] = {"/usr/share", "/nonexistent", NULL};

static const struct worker_role test_role = {
    .type = &test_type,
    .init = test_init,
    .run = test_run,
};
/* One with rights. */
static const struct worker_role reader_role = {
    .type = &test_type,
    .rights = {.folders = readable, .threads = true},
    .init = test_init,
    .run = test_run,
};

int main(int argc, char **argv)
{
    const struct worker_role *role =
        argc == 5 && strcmp(argv[2], "reader") == 0 ? &reader_role : &test_role;
    return argc == 5 ? worker_serve(role, argv[4]) : 2;
}
