/* SPDX-License-Identifier: GPL-3.0-or-later */
/* ipc: what the server and its workers say to each other; besides base and model all that both sides include.
 *
 * One socketpair (SOCK_SEQPACKET) per worker. One datagram is one frame: a header {kind, length, task}
 * and a payload of at most IPC_PAYLOAD_MAX bytes. Both ends are the same program on the same machine, so
 * numbers travel in its own byte order. Way of a task:
 *
 *   worker: READY (models loaded, locked in), or ERROR with task 0 where it cannot start
 *   server: TASK with its parameters as JSON and one read-only descriptor, the picture
 *   worker: PROGRESS ... then RESULT with the sizes of the parts and CHUNK ... or ERROR
 *   server: CANCEL at any time; the worker answers with ERROR, or with a RESULT that was ready before
 *
 * A worker may be taken over by a hostile picture. So nothing that it sends is believed: the server
 * takes no descriptors, ipc_parse() checks kind, direction and every length, and struct ipc_assembly
 * accepts exactly the announced bytes. What the parts contain is checked by the pool.
 *
 * Results travel as chunks and not as shared memory: a worker needs no right to make files then, and
 * cannot change what the server is reading. Copying costs less than a millisecond a megabyte.
 * Files: ipc.c sending and receiving, ipc_parse.c checking, ipc_assembly.c results,
 * worker_types.c the table of kinds. */
#pragma once

#include "base/err.h"

/* Where a worker finds its end of the socketpair. */
#define IPC_FD 3

#define IPC_VERSION      1
#define IPC_PAYLOAD_MAX  (64 * KIB)
#define IPC_SENTENCE_MAX ((size_t)300)
#define IPC_PARTS_MAX    ((size_t)256)
#define IPC_RESULT_MAX   (64 * MIB)
#define IPC_PAGES_MAX    100000

/* ---- the kinds of workers ---- */

enum worker_kind { WORKER_OCR, WORKER_ANIMALS, WORKER_SIGNS, WORKER_SKILLS, WORKER_KIND_COUNT };

/* A kind of worker with its limits. A variant is what a worker of the kind has loaded, for example a set
 * of languages or a network; each process serves one variant. */
struct worker_type {
    const char *name;           /* as in `assisti worker NAME` */
    const char *variant_option; /* the option that takes the variant */
    const char *subject;        /* what it is given, in words for people; NULL: "file" */
    unsigned copies;            /* processes at most; 0: as many as the pool has room for */
    size_t memory_bytes;        /* of data; asking for more fails inside the worker */
    size_t resident_bytes;      /* one that has grown over this, and by a quarter since it was
                                   ready, is replaced after its task */
    unsigned tasks;             /* and so is one that has done so many */
    unsigned cpu_seconds;       /* for one task */
    unsigned wall_seconds;      /* likewise */
    unsigned start_seconds;     /* until it is ready */
};

extern const struct worker_type worker_types[WORKER_KIND_COUNT];

/* ---- frames ---- */

enum ipc_kind {
    IPC_READY,
    IPC_TASK,
    IPC_CANCEL,
    IPC_PROGRESS,
    IPC_RESULT,
    IPC_CHUNK,
    IPC_ERROR,
    IPC_KIND_COUNT,
};

enum ipc_side { IPC_SERVER, IPC_WORKER };

struct ipc_header {
    uint32_t kind;
    uint32_t length; /* of the payload */
    uint64_t task;   /* 0 where the frame belongs to none */
};
_Static_assert(sizeof(struct ipc_header) == 16,
               "no padding: the bytes of a header are all written");

#define IPC_FRAME_MAX (sizeof(struct ipc_header) + IPC_PAYLOAD_MAX)

enum ipc_locks {
    IPC_LOCK_LANDLOCK = 1u << 0,
    IPC_LOCK_SECCOMP = 1u << 1,
};

struct ipc_ready {
    uint32_t version;
    uint32_t locks; /* what holds the worker, flags of enum ipc_locks */
};

enum ipc_stage { IPC_STAGE_DECODE, IPC_STAGE_READ, IPC_STAGE_FINISH, IPC_STAGE_COUNT };
/* "decode", "read", "finish" */
const char *ipc_stage_name(enum ipc_stage stage);

struct ipc_progress {
    uint32_t stage; /* enum ipc_stage */
    uint32_t page;  /* from 1; 0 before the first */
    uint32_t pages; /* 0 while unknown */
    uint32_t permille;
};

/* In this order: JSON first, then a thumbnail, then previews; or the JSON and a drawing alone. */
enum ipc_part_kind {
    IPC_PART_JSON,
    IPC_PART_THUMBNAIL, /* JPEG */
    IPC_PART_PREVIEW,   /* JPEG */
    IPC_PART_DRAWING,   /* PNG */
    IPC_PART_KIND_COUNT
};

struct ipc_part {
    uint32_t kind; /* enum ipc_part_kind */
    uint32_t page; /* from 1 for a preview, else 0 */
    uint32_t bytes;
};

/* A checked frame. Slices point into the buffer that it was parsed from. */
struct ipc_message {
    enum ipc_kind kind;
    uint64_t task;
    union {
        struct ipc_ready ready;
        struct ipc_progress progress;
        struct str params; /* IPC_TASK: a JSON object */
        struct str chunk;
        struct {
            size_t part_count;
            struct ipc_part parts[IPC_PARTS_MAX];
        } result;
        struct {
            int rc; /* one that ipc_is_worker_error() knows */
            struct str sentence;
        } error;
    };
};

/* Whether a worker may answer with this code; the others speak of things that it knows nothing of. */
bool ipc_is_worker_error(int rc);

/* Checks one datagram that `from` has sent. E_INVALID where anything about it is not as agreed. */
MUSTUSE int ipc_parse(struct str datagram, enum ipc_side from, struct ipc_message *out);

/* ---- sending and receiving ---- */

/* Both ends close on exec; the server's does not block. */
MUSTUSE int ipc_pair(int *out_server, int *out_worker);

/* Each sends one frame. E_IO where the other side is gone, E_BUSY where a descriptor that does not block
 * has no room. The server's: */
MUSTUSE int ipc_send_task(int fd, uint64_t task, struct str params, int picture_fd);
MUSTUSE int ipc_send_cancel(int fd, uint64_t task);
/* The worker's: */
MUSTUSE int ipc_send_ready(int fd, const struct ipc_ready *ready);
MUSTUSE int ipc_send_progress(int fd, uint64_t task, const struct ipc_progress *progress);
/* A code that a worker may not use becomes E_PROCESSING_FAILED; a sentence that is too long is cut. */
MUSTUSE int ipc_send_error(int fd, uint64_t task, int rc, const char *sentence);
/* The head and all chunks; `contents[i]` has parts[i].bytes bytes. */
MUSTUSE int ipc_send_result(int fd, uint64_t task, const struct ipc_part *parts,
                            const char *const *contents, size_t part_count);

enum ipc_got {
    IPC_GOT_MESSAGE,
    IPC_GOT_NOTHING, /* now, on a descriptor that does not block */
    IPC_GOT_CLOSED,
    IPC_GOT_GARBAGE, /* a frame that is not as agreed: the other side is not to be trusted further */
};

/* Receives one frame that `from` has sent; `buffer` has IPC_FRAME_MAX bytes. out_fd is NULL where no
 * descriptor is accepted; else it gets the one that came with an IPC_TASK, and the caller owns it. */
MUSTUSE enum ipc_got ipc_receive(int fd, enum ipc_side from, char *buffer, struct ipc_message *out,
                                 int *out_fd);

/* ---- putting a result together ---- */

struct ipc_assembly {
    char *bytes; /* all parts, one behind the other; owned */
    size_t total;
    size_t filled;
    struct ipc_part parts[IPC_PARTS_MAX];
    size_t part_count;
};

/* Starts with the head of a result. E_TOO_LARGE where there is no memory for it. */
MUSTUSE int ipc_assembly_begin(struct ipc_assembly *assembly, const struct ipc_message *head);
/* E_INVALID for bytes that were not announced. */
MUSTUSE int ipc_assembly_add(struct ipc_assembly *assembly, struct str chunk);
bool ipc_assembly_is_whole(const struct ipc_assembly *assembly);
/* The content of a part of a whole result. */
struct str ipc_assembly_part(const struct ipc_assembly *assembly, size_t index);
/* Takes zeroed memory and may be called twice. */
void ipc_assembly_done(struct ipc_assembly *assembly);
