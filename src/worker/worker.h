/* SPDX-License-Identifier: GPL-3.0-or-later */
/* worker: the child side, `assisti worker KIND ...`, where bytes from outside are decoded.
 *
 * Way of a process: find the kind in the table, load what it needs (models, languages), lock in
 * (sandbox), say that it is ready, then one task after the other until the server closes the socket.
 * Way of a task: receive frame and picture, map the picture, run the kind, send the parts of the result
 * or an error. The server starts workers, limits their time and replaces those that die; see
 * platform/pool.
 *
 * Not here: how pictures are decoded and read (infer). Memory: one arena per task. Threads: one, besides those that
 * decoders start for themselves.
 * Files: worker_main.c the table of kinds and the start, worker_loop.c tasks, sandbox.c what locks it in,
 * kind_NAME.c one per kind, model.c the verb that looks at networks. */
#pragma once

/* argv is what follows the verb: the kind, its option and the variant. Returns the exit status. */
int worker_main(int argc, const char **argv);
/* `assisti model ...`: here, since only this side of the program knows networks. Returns the exit status. */
int worker_model_main(int argc, const char **argv);
