/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/file.h"
#include "base/utf8.h"
#include "ipc/ipc.h"

/* Room for some frames in each direction, whatever the system's default is. */
#define SOCKET_BUFFER_BYTES ((int)(4 * IPC_FRAME_MAX))

int ipc_pair(int *out_server, int *out_worker)
{
    int pair[2];
    if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair) < 0) {
        return E_IO;
    }
    CLEANUP(fd_closep) int server = pair[0];
    CLEANUP(fd_closep) int worker = pair[1];
    const int bytes = SOCKET_BUFFER_BYTES;
    if (fcntl(server, F_SETFL, O_NONBLOCK) < 0 ||
        setsockopt(server, SOL_SOCKET, SO_SNDBUF, &bytes, sizeof(bytes)) < 0 ||
        setsockopt(worker, SOL_SOCKET, SO_SNDBUF, &bytes, sizeof(bytes)) < 0) {
        return E_IO;
    }
    *out_server = steal_fd(&server);
    *out_worker = steal_fd(&worker);
    return E_OK;
}

/* ---- sending ---- */

/* Space for the control message with one descriptor, aligned as the macros want it. */
union one_fd {
    char bytes[CMSG_SPACE(sizeof(int))];
    struct cmsghdr align;
};

static void attach_fd(struct msghdr *message, union one_fd *control, int fd)
{
    memset(control, 0, sizeof(*control));
    message->msg_control = control->bytes;
    message->msg_controllen = sizeof(control->bytes);
    struct cmsghdr *cmsg = CMSG_FIRSTHDR(message);
    cmsg->cmsg_level = SOL_SOCKET;
    cmsg->cmsg_type = SCM_RIGHTS;
    cmsg->cmsg_len = CMSG_LEN(sizeof(int));
    memcpy(CMSG_DATA(cmsg), &fd, sizeof(int));
}

/* passed_fd is -1 where none goes along. */
static int send_frame(int fd, const struct ipc_header *header, const void *payload, int passed_fd)
{
    if (header->length > IPC_PAYLOAD_MAX) {
        return E_TOO_LARGE;
    }
    struct iovec parts[] = {
        {(void *)header, sizeof(*header)},
        {(void *)payload, header->length},
    };
    union one_fd control;
    struct msghdr message = {.msg_iov = parts, .msg_iovlen = header->length > 0 ? 2 : 1};
    if (passed_fd >= 0) {
        attach_fd(&message, &control, passed_fd);
    }
    for (;;) {
        ssize_t sent = sendmsg(fd, &message, MSG_NOSIGNAL);
        if (sent >= 0) {
            ASSERT((size_t)sent == sizeof(*header) + header->length);
            return E_OK;
        }
        if (errno == EAGAIN || errno == EWOULDBLOCK) {
            return E_BUSY;
        }
        if (errno != EINTR) {
            return E_IO;
        }
    }
}

int ipc_send_task(int fd, uint64_t task, struct str params, int picture_fd)
{
    if (params.n > IPC_PAYLOAD_MAX) {
        return E_TOO_LARGE;
    }
    const struct ipc_header header = {IPC_TASK, (uint32_t)params.n, task};
    return send_frame(fd, &header, params.p, picture_fd);
}

int ipc_send_cancel(int fd, uint64_t task)
{
    const struct ipc_header header = {IPC_CANCEL, 0, task};
    return send_frame(fd, &header, NULL, -1);
}

int ipc_send_ready(int fd, const struct ipc_ready *ready)
{
    const struct ipc_header header = {IPC_READY, sizeof(*ready), 0};
    return send_frame(fd, &header, ready, -1);
}

int ipc_send_progress(int fd, uint64_t task, const struct ipc_progress *progress)
{
    const struct ipc_header header = {IPC_PROGRESS, sizeof(*progress), task};
    return send_frame(fd, &header, progress, -1);
}

int ipc_send_error(int fd, uint64_t task, int rc, const char *sentence)
{
    if (!ipc_is_worker_error(rc)) {
        rc = E_PROCESSING_FAILED;
    }
    /* Sentences of ours are well-formed; what a library put into one may be anything. */
    struct str text = str_sub(str_from(sentence), 0, IPC_SENTENCE_MAX);
    while (text.n > 0 && !utf8_valid(text)) {
        text.n--;
    }
    if (text.n == 0) {
        text = str_from(e_title(rc));
    }
    struct {
        int32_t rc;
        char text[IPC_SENTENCE_MAX];
    } payload;
    payload.rc = rc;
    for (size_t i = 0; i < text.n; i++) {
        bool is_control = (unsigned char)text.p[i] < ' ' || text.p[i] == 0x7f;
        payload.text[i] = is_control ? ' ' : text.p[i];
    }
    const struct ipc_header header = {IPC_ERROR, (uint32_t)(sizeof(payload.rc) + text.n), task};
    return send_frame(fd, &header, &payload, -1);
}

static int send_chunks(int fd, uint64_t task, const char *content, size_t bytes)
{
    for (size_t at = 0; at < bytes;) {
        const size_t n = size_min(bytes - at, IPC_PAYLOAD_MAX);
        const struct ipc_header header = {IPC_CHUNK, (uint32_t)n, task};
        int rc = send_frame(fd, &header, content + at, -1);
        if (rc < 0) {
            return rc;
        }
        at += n;
    }
    return E_OK;
}

int ipc_send_result(int fd, uint64_t task, const struct ipc_part *parts,
                    const char *const *contents, size_t part_count)
{
    if (part_count > IPC_PARTS_MAX) {
        return E_TOO_LARGE;
    }
    const struct ipc_header header = {IPC_RESULT, (uint32_t)(part_count * sizeof(*parts)), task};
    int rc = send_frame(fd, &header, parts, -1);
    for (size_t i = 0; rc == E_OK && i < part_count; i++) {
        rc = send_chunks(fd, task, contents[i], parts[i].bytes);
    }
    return rc;
}

/* ---- receiving ---- */

/* The one descriptor that came along, or -1. Closes any others and says so by *out_extra. */
static int take_fd(struct msghdr *message, bool *out_extra)
{
    int taken = -1;
    *out_extra = (message->msg_flags & MSG_CTRUNC) != 0;
    for (struct cmsghdr *cmsg = CMSG_FIRSTHDR(message); cmsg != NULL;
         cmsg = CMSG_NXTHDR(message, cmsg)) {
        if (cmsg->cmsg_level != SOL_SOCKET || cmsg->cmsg_type != SCM_RIGHTS) {
            *out_extra = true;
            continue;
        }
        const size_t count = (cmsg->cmsg_len - CMSG_LEN(0)) / sizeof(int);
        for (size_t i = 0; i < count; i++) {
            int fd;
            memcpy(&fd, CMSG_DATA(cmsg) + i * sizeof(int), sizeof(int));
            if (taken < 0) {
                taken = fd;
            } else {
                *out_extra = true;
                (void)close(fd); /* never used, nothing to lose */
            }
        }
    }
    return taken;
}

static enum ipc_got nothing_or_closed(int error)
{
    return error == EAGAIN || error == EWOULDBLOCK ? IPC_GOT_NOTHING : IPC_GOT_CLOSED;
}

enum ipc_got ipc_receive(int fd, enum ipc_side from, char *buffer, struct ipc_message *out,
                         int *out_fd)
{
    struct iovec into = {.iov_len = IPC_FRAME_MAX};
    into.iov_base = buffer;
    union one_fd control;
    struct msghdr message = {.msg_iov = &into, .msg_iovlen = 1};
    if (out_fd != NULL) {
        /* Without this room the kernel drops descriptors and sets MSG_CTRUNC. */
        message.msg_control = control.bytes;
        message.msg_controllen = sizeof(control.bytes);
    }
    ssize_t n;
    do {
        n = recvmsg(fd, &message, MSG_CMSG_CLOEXEC);
    } while (n < 0 && errno == EINTR);
    if (n < 0) {
        return nothing_or_closed(errno);
    }

    bool extra = false;
    CLEANUP(fd_closep) int passed = take_fd(&message, &extra);
    if (n == 0) {
        return IPC_GOT_CLOSED; /* no frame is empty */
    }
    const struct str datagram = {buffer, (size_t)n};
    if (extra || (message.msg_flags & MSG_TRUNC) != 0 || ipc_parse(datagram, from, out) < 0) {
        return IPC_GOT_GARBAGE;
    }
    if ((passed >= 0) != (out->kind == IPC_TASK)) {
        return IPC_GOT_GARBAGE;
    }
    if (passed >= 0) {
        ASSERT(out_fd != NULL); /* without room for descriptors, none arrives */
        *out_fd = steal_fd(&passed);
    }
    return IPC_GOT_MESSAGE;
}
