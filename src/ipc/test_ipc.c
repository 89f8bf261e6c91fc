/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

#include <criterion/criterion.h>

#include "base/file.h"
#include "ipc/ipc.h"

struct ends {
    int server;
    int worker;
    char *buffer;
    struct ipc_message message;
};

static void ends_init(struct ends *ends)
{
    cr_assert_eq(ipc_pair(&ends->server, &ends->worker), E_OK);
    ends->buffer = must_alloc(IPC_FRAME_MAX);
}

static void ends_done(struct ends *ends)
{
    fd_closep(&ends->server);
    fd_closep(&ends->worker);
    free(ends->buffer);
}

static enum ipc_got server_gets(struct ends *ends)
{
    return ipc_receive(ends->server, IPC_WORKER, ends->buffer, &ends->message, NULL);
}

static enum ipc_got worker_gets(struct ends *ends, int *out_fd)
{
    return ipc_receive(ends->worker, IPC_SERVER, ends->buffer, &ends->message, out_fd);
}

static size_t open_fds(void)
{
    size_t count = 0;
    for (int fd = 0; fd < 256; fd++) {
        count += fcntl(fd, F_GETFD) >= 0;
    }
    return count;
}

Test(ipc, carries_a_task_with_its_picture)
{
    struct ends ends;
    ends_init(&ends);
    int picture = memfd_create("picture", MFD_CLOEXEC);
    cr_assert_eq(file_write_all(picture, "pixels", 6), E_OK);

    cr_assert_eq(ipc_send_task(ends.server, 7, STR("{\"a\":1}"), picture), E_OK);
    int got = -1;
    cr_assert_eq(worker_gets(&ends, &got), IPC_GOT_MESSAGE);
    cr_expect_eq(ends.message.kind, IPC_TASK);
    cr_expect_eq(ends.message.task, 7);
    cr_expect(str_eq(ends.message.params, STR("{\"a\":1}")));
    char bytes[6];
    cr_assert_eq(pread(got, bytes, sizeof(bytes), 0), 6);
    cr_expect_eq(memcmp(bytes, "pixels", 6), 0);
    cr_expect_eq(fcntl(got, F_GETFD), FD_CLOEXEC);

    cr_assert_eq(ipc_send_cancel(ends.server, 7), E_OK);
    cr_assert_eq(worker_gets(&ends, &got), IPC_GOT_MESSAGE);
    cr_expect_eq(ends.message.kind, IPC_CANCEL);
    fd_closep(&got);
    fd_closep(&picture);
    ends_done(&ends);
}

Test(ipc, carries_what_a_worker_says)
{
    struct ends ends;
    ends_init(&ends);
    cr_expect_eq(server_gets(&ends), IPC_GOT_NOTHING);

    const struct ipc_ready ready = {IPC_VERSION, IPC_LOCK_SECCOMP};
    cr_assert_eq(ipc_send_ready(ends.worker, &ready), E_OK);
    cr_assert_eq(server_gets(&ends), IPC_GOT_MESSAGE);
    cr_expect_eq(ends.message.kind, IPC_READY);
    cr_expect_eq(ends.message.ready.locks, IPC_LOCK_SECCOMP);

    const struct ipc_progress progress = {IPC_STAGE_READ, 2, 3, 500};
    cr_assert_eq(ipc_send_progress(ends.worker, 9, &progress), E_OK);
    cr_assert_eq(server_gets(&ends), IPC_GOT_MESSAGE);
    cr_expect_eq(memcmp(&ends.message.progress, &progress, sizeof(progress)), 0);

    cr_assert_eq(ipc_send_error(ends.worker, 9, E_UNREADABLE_IMAGE, "Cut\noff."), E_OK);
    cr_assert_eq(server_gets(&ends), IPC_GOT_MESSAGE);
    cr_expect_eq(ends.message.error.rc, E_UNREADABLE_IMAGE);
    cr_expect(str_eq(ends.message.error.sentence, STR("Cut off.")));

    fd_closep(&ends.worker);
    cr_expect_eq(server_gets(&ends), IPC_GOT_CLOSED);
    cr_expect_eq(ipc_send_cancel(ends.server, 9), E_IO);
    ends_done(&ends);
}

Test(ipc, sentences_are_cut_between_characters)
{
    struct ends ends;
    ends_init(&ends);
    char sentence[IPC_SENTENCE_MAX + 3];
    memset(sentence, 'a', sizeof(sentence));
    memcpy(sentence + IPC_SENTENCE_MAX - 1, "\xc3\xa9", 3);
    cr_assert_eq(ipc_send_error(ends.worker, 0, E_PROCESSING_FAILED, sentence), E_OK);
    cr_assert_eq(server_gets(&ends), IPC_GOT_MESSAGE);
    cr_expect_eq(ends.message.error.sentence.n, IPC_SENTENCE_MAX - 1);
    cr_assert_eq(ipc_send_error(ends.worker, 0, E_PROCESSING_FAILED, "\xff"), E_OK);
    cr_assert_eq(server_gets(&ends), IPC_GOT_MESSAGE);
    cr_expect(str_eq(ends.message.error.sentence, str_from(e_title(E_PROCESSING_FAILED))));
    ends_done(&ends);
}

Test(ipc, puts_a_result_together_from_chunks)
{
    struct ends ends;
    ends_init(&ends);
    const size_t bytes = IPC_PAYLOAD_MAX + 100;
    char *json = must_alloc(bytes);
    memset(json, 'j', bytes);
    const struct ipc_part parts[] = {
        {IPC_PART_JSON, 0, (uint32_t)bytes},
        {IPC_PART_THUMBNAIL, 0, 3},
        {IPC_PART_PREVIEW, 2, 4},
    };
    const char *const contents[] = {json, "jpg", "page"};
    cr_assert_eq(ipc_send_result(ends.worker, 5, parts, contents, ARRAY_LEN(parts)), E_OK);

    struct ipc_assembly assembly = {0};
    cr_assert_eq(server_gets(&ends), IPC_GOT_MESSAGE);
    cr_assert_eq(ends.message.kind, IPC_RESULT);
    cr_assert_eq(ipc_assembly_begin(&assembly, &ends.message), E_OK);
    while (!ipc_assembly_is_whole(&assembly)) {
        cr_assert_eq(server_gets(&ends), IPC_GOT_MESSAGE);
        cr_assert_eq(ends.message.kind, IPC_CHUNK);
        cr_assert_eq(ipc_assembly_add(&assembly, ends.message.chunk), E_OK);
    }
    cr_expect(str_eq(ipc_assembly_part(&assembly, 0), (struct str){json, bytes}));
    cr_expect(str_eq(ipc_assembly_part(&assembly, 1), STR("jpg")));
    cr_expect(str_eq(ipc_assembly_part(&assembly, 2), STR("page")));
    cr_expect_eq(ipc_assembly_add(&assembly, STR("x")), E_INVALID, "nothing more was announced");
    ipc_assembly_done(&assembly);
    ipc_assembly_done(&assembly);
    free(json);
    ends_done(&ends);
}

/* ---- what is refused ---- */

struct raw {
    struct ipc_header header;
    char payload[64];
};

static struct raw raw_frame(uint32_t kind, uint64_t task, const void *payload, size_t n)
{
    struct raw raw = {.header = {kind, (uint32_t)n, task}};
    if (n > 0) {
        memcpy(raw.payload, payload, n);
    }
    return raw;
}

static int parse_raw(const struct raw *raw, enum ipc_side from)
{
    struct ipc_message message;
    const struct str datagram = {(const char *)raw, sizeof(raw->header) + raw->header.length};
    return ipc_parse(datagram, from, &message);
}

Test(ipc_parse, refuses_frames_that_are_not_as_agreed)
{
    const struct {
        const char *name;
        enum ipc_side from;
        uint32_t kind;
        uint64_t task;
        const char *payload;
        size_t n;
    } rows[] = {
        {"unknown kind", IPC_WORKER, IPC_KIND_COUNT, 1, "", 0},
        {"huge kind", IPC_WORKER, UINT32_MAX, 1, "", 0},
        {"a worker sends a task", IPC_WORKER, IPC_TASK, 1, "{}", 2},
        {"a worker cancels", IPC_WORKER, IPC_CANCEL, 1, "", 0},
        {"the server sends a chunk", IPC_SERVER, IPC_CHUNK, 1, "x", 1},
        {"a task without number", IPC_SERVER, IPC_TASK, 0, "{}", 2},
        {"parameters that are not UTF-8", IPC_SERVER, IPC_TASK, 1, "\xff", 1},
        {"cancel with payload", IPC_SERVER, IPC_CANCEL, 1, "x", 1},
        {"empty chunk", IPC_WORKER, IPC_CHUNK, 1, "", 0},
        {"result without parts", IPC_WORKER, IPC_RESULT, 1, "", 0},
        {"result with half a part", IPC_WORKER, IPC_RESULT, 1, "123456", 6},
        {"short error", IPC_WORKER, IPC_ERROR, 1, "abc", 3},
        {"error without sentence", IPC_WORKER, IPC_ERROR, 1, "\xc1\xff\xff\xff", 4},
        {"error that is none", IPC_WORKER, IPC_ERROR, 1, "\0\0\0\0Fine.", 9},
        {"error of the disk", IPC_WORKER, IPC_ERROR, 1,
         "\xa1\xff\xff\xff"
         "Full.",
         9},
        {"error with control characters", IPC_WORKER, IPC_ERROR, 1,
         "\xc1\xff\xff\xff"
         "a\x1b[2J",
         9},
        {"error that is not UTF-8", IPC_WORKER, IPC_ERROR, 1,
         "\xc1\xff\xff\xff"
         "a\xff",
         6},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct raw raw = raw_frame(rows[i].kind, rows[i].task, rows[i].payload, rows[i].n);
        cr_expect_eq(parse_raw(&raw, rows[i].from), E_INVALID, "%s", rows[i].name);
    }
    struct raw good = raw_frame(IPC_ERROR, 1,
                                "\xc3\xff\xff\xff"
                                "Cut.",
                                8);
    cr_expect_eq(parse_raw(&good, IPC_WORKER), E_OK);
}

Test(ipc_parse, refuses_lengths_that_do_not_fit)
{
    struct raw raw = raw_frame(IPC_CHUNK, 1, "abc", 3);
    struct ipc_message message;
    const char *p = (const char *)&raw;
    const size_t whole = sizeof(raw.header) + 3;
    cr_expect_eq(ipc_parse((struct str){p, whole}, IPC_WORKER, &message), E_OK);
    cr_expect_eq(ipc_parse((struct str){p, whole - 1}, IPC_WORKER, &message), E_INVALID);
    cr_expect_eq(ipc_parse((struct str){p, whole + 1}, IPC_WORKER, &message), E_INVALID);
    cr_expect_eq(ipc_parse((struct str){p, 3}, IPC_WORKER, &message), E_INVALID);
    raw.header.length = UINT32_MAX;
    cr_expect_eq(ipc_parse((struct str){p, whole}, IPC_WORKER, &message), E_INVALID);
}

Test(ipc_parse, refuses_wrong_structs)
{
    struct ipc_ready ready = {IPC_VERSION + 1, 0};
    struct raw raw = raw_frame(IPC_READY, 0, &ready, sizeof(ready));
    cr_expect_eq(parse_raw(&raw, IPC_WORKER), E_INVALID, "version");
    ready = (struct ipc_ready){IPC_VERSION, 1u << 9};
    raw = raw_frame(IPC_READY, 0, &ready, sizeof(ready));
    cr_expect_eq(parse_raw(&raw, IPC_WORKER), E_INVALID, "unknown lock");
    ready.locks = 0;
    raw = raw_frame(IPC_READY, 3, &ready, sizeof(ready));
    cr_expect_eq(parse_raw(&raw, IPC_WORKER), E_INVALID, "ready with a task");

    const struct ipc_progress wrong[] = {
        {IPC_STAGE_COUNT, 0, 0, 0},
        {IPC_STAGE_READ, 2, 1, 0},
        {IPC_STAGE_READ, 0, 0, 1001},
        {IPC_STAGE_READ, 0, IPC_PAGES_MAX + 1, 0},
    };
    for (size_t i = 0; i < ARRAY_LEN(wrong); i++) {
        raw = raw_frame(IPC_PROGRESS, 1, &wrong[i], sizeof(wrong[i]));
        cr_expect_eq(parse_raw(&raw, IPC_WORKER), E_INVALID, "progress %zu", i);
    }
}

Test(ipc_parse, refuses_results_of_wrong_parts)
{
    const struct {
        const char *name;
        struct ipc_part parts[3];
        size_t n;
    } rows[] = {
        {"no JSON", {{IPC_PART_THUMBNAIL, 0, 1}}, 1},
        {"two JSON", {{IPC_PART_JSON, 0, 1}, {IPC_PART_JSON, 0, 1}}, 2},
        {"JSON of a page", {{IPC_PART_JSON, 1, 1}}, 1},
        {"empty JSON", {{IPC_PART_JSON, 0, 0}}, 1},
        {"too long JSON", {{IPC_PART_JSON, 0, 17 << 20}}, 1},
        {"unknown part", {{IPC_PART_JSON, 0, 1}, {IPC_PART_KIND_COUNT, 0, 1}}, 2},
        {"late thumbnail",
         {{IPC_PART_JSON, 0, 1}, {IPC_PART_PREVIEW, 1, 1}, {IPC_PART_THUMBNAIL, 0, 1}},
         3},
        {"two thumbnails",
         {{IPC_PART_JSON, 0, 1}, {IPC_PART_THUMBNAIL, 0, 1}, {IPC_PART_THUMBNAIL, 0, 1}},
         3},
        {"page twice",
         {{IPC_PART_JSON, 0, 1}, {IPC_PART_PREVIEW, 1, 1}, {IPC_PART_PREVIEW, 1, 1}},
         3},
        {"two drawings",
         {{IPC_PART_JSON, 0, 1}, {IPC_PART_DRAWING, 0, 1}, {IPC_PART_DRAWING, 0, 1}},
         3},
        {"preview behind a drawing",
         {{IPC_PART_JSON, 0, 1}, {IPC_PART_DRAWING, 0, 1}, {IPC_PART_PREVIEW, 1, 1}},
         3},
        {"page 0", {{IPC_PART_JSON, 0, 1}, {IPC_PART_PREVIEW, 0, 1}}, 2},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct raw raw =
            raw_frame(IPC_RESULT, 1, rows[i].parts, rows[i].n * sizeof(struct ipc_part));
        cr_expect_eq(parse_raw(&raw, IPC_WORKER), E_INVALID, "%s", rows[i].name);
    }
}

Test(ipc_parse, refuses_results_that_are_too_large_in_all)
{
    struct {
        struct ipc_header header;
        struct ipc_part parts[6];
    } raw = {.header = {IPC_RESULT, sizeof(raw.parts), 1}};
    raw.parts[0] = (struct ipc_part){IPC_PART_JSON, 0, 1};
    for (uint32_t i = 1; i < ARRAY_LEN(raw.parts); i++) {
        raw.parts[i] = (struct ipc_part){IPC_PART_PREVIEW, i, 16 << 20};
    }
    struct ipc_message message;
    const struct str datagram = {(const char *)&raw, sizeof(raw)};
    cr_expect_eq(ipc_parse(datagram, IPC_WORKER, &message), E_INVALID);
}

static void send_with_fds(int fd, const void *bytes, size_t n, const int *fds, size_t fd_count)
{
    union {
        char bytes[CMSG_SPACE(4 * sizeof(int))];
        struct cmsghdr align;
    } control = {0};
    struct iovec part = {(void *)bytes, n};
    struct msghdr message = {.msg_iov = &part, .msg_iovlen = 1};
    message.msg_control = control.bytes;
    message.msg_controllen = CMSG_SPACE(fd_count * sizeof(int));
    struct cmsghdr *cmsg = CMSG_FIRSTHDR(&message);
    cmsg->cmsg_level = SOL_SOCKET;
    cmsg->cmsg_type = SCM_RIGHTS;
    cmsg->cmsg_len = CMSG_LEN(fd_count * sizeof(int));
    memcpy(CMSG_DATA(cmsg), fds, fd_count * sizeof(int));
    cr_assert_eq(sendmsg(fd, &message, 0), (ssize_t)n);
}

Test(ipc, keeps_no_descriptor_that_it_did_not_ask_for)
{
    struct ends ends;
    ends_init(&ends);
    const int fds[] = {0, 1, 2, 0};
    const size_t before = open_fds();
    int got = -1;

    struct raw cancel = raw_frame(IPC_CANCEL, 1, "", 0);
    send_with_fds(ends.server, &cancel, sizeof(cancel.header), fds, 1);
    cr_expect_eq(worker_gets(&ends, &got), IPC_GOT_GARBAGE, "a descriptor with a cancel");
    struct raw task = raw_frame(IPC_TASK, 1, "{}", 2);
    for (size_t n = 2; n <= ARRAY_LEN(fds); n++) {
        send_with_fds(ends.server, &task, sizeof(task.header) + 2, fds, n);
        cr_expect_eq(worker_gets(&ends, &got), IPC_GOT_GARBAGE, "%zu descriptors", n);
    }
    cr_assert_eq(ipc_send_task(ends.server, 1, STR("{}"), -1), E_OK);
    cr_expect_eq(worker_gets(&ends, &got), IPC_GOT_GARBAGE, "a task without picture");
    struct raw chunk = raw_frame(IPC_CHUNK, 1, "x", 1);
    send_with_fds(ends.worker, &chunk, sizeof(chunk.header) + 1, fds, 1);
    cr_expect_eq(server_gets(&ends), IPC_GOT_GARBAGE, "a descriptor for the server");
    cr_expect_eq(got, -1);
    cr_expect_eq(open_fds(), before);
    ends_done(&ends);
}

Test(ipc, a_datagram_that_is_too_long_is_garbage)
{
    struct ends ends;
    ends_init(&ends);
    struct ipc_header *frame = must_calloc(1, IPC_FRAME_MAX + 1);
    *frame = (struct ipc_header){IPC_CHUNK, (uint32_t)IPC_PAYLOAD_MAX, 1};
    cr_assert_eq(send(ends.worker, frame, IPC_FRAME_MAX + 1, 0), (ssize_t)IPC_FRAME_MAX + 1);
    cr_expect_eq(server_gets(&ends), IPC_GOT_GARBAGE);
    free(frame);
    ends_done(&ends);
}
