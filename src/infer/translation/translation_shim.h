/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The programs of an Apertium pipeline as functions: each stage is loaded from its files once and then run on any number of texts in
 * Apertium's stream format, each text ended by a NUL. */
#pragma once

#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

enum translation_stage_kind {
    TRANSLATION_ANALYSIS,           /* lt-proc */
    TRANSLATION_BILINGUAL,          /* lt-proc -b */
    TRANSLATION_GENERATION,         /* lt-proc -g */
    TRANSLATION_POSTGENERATION,     /* lt-proc -p */
    TRANSLATION_INTERGENERATION,    /* lt-proc -x */
    TRANSLATION_TAGGER,             /* apertium-tagger -g */
    TRANSLATION_PRETRANSFER,        /* apertium-pretransfer */
    TRANSLATION_TRANSFER,           /* apertium-transfer with three files */
    TRANSLATION_TRANSFER_BILINGUAL, /* apertium-transfer -b: bilingual lookup is done */
    TRANSLATION_TRANSFER_ALONE,     /* apertium-transfer -n: there is none */
    TRANSLATION_INTERCHUNK,         /* apertium-interchunk */
    TRANSLATION_POSTCHUNK,          /* apertium-postchunk */
    TRANSLATION_LEXICAL,            /* lrx-proc */
    TRANSLATION_PERCEPTRON,         /* apertium-tagger -gx */
    TRANSLATION_CHOICE, /* cg-proc -1 -n -g behind a generator that gives all forms: the first one (translation_stream.c) */
    TRANSLATION_REFINEMENT, /* cg-proc: left out */
    TRANSLATION_OPTIONAL,   /* lsx-proc, apertium-anaphora, -posttransfer: left out, too */
};

enum translation_stage_flag {
    TRANSLATION_DICTIONARY_CASE = 1 << 0, /* lt-proc -w */
    TRANSLATION_CASE_SENSITIVE = 1 << 1,  /* lt-proc -c */
    TRANSLATION_COMPOUNDS = 1 << 2,       /* lt-proc -e */
};

#define TRANSLATION_FILES_MAX 3

/* What one program of a pipeline is told. */
struct translation_step {
    enum translation_stage_kind kind;
    unsigned flags;
    const char *files[TRANSLATION_FILES_MAX]; /* NULL behind the last */
};

struct translation_stage;

/* Reads the files; rules become what they are run from at once, dictionaries stay as their bytes until they are loaded. NULL where
 * something cannot be read, or is more than there is memory for. A stage stays until the process ends. */
struct translation_stage *translation_stage_new(const struct translation_step *step);
/* Makes dictionaries usable, three times the size of their files, or takes that back. 0, or -1 where the file is not what it should be. */
int translation_stage_load(struct translation_stage *stage);
void translation_stage_unload(struct translation_stage *stage);
/* Takes back the bytes, too: to be loaded again it has to read its file again. */
void translation_stage_forget(struct translation_stage *stage);
/* Whether a loaded dictionary is a table (translation_states.hh), which the library would make ten times as large. */
int translation_stage_has_table(const struct translation_stage *stage);
/* Runs one text, which ends with a NUL that counts, on a loaded stage. *out is for free(). 0, or -1 where the stage gave up. */
int translation_stage_run(struct translation_stage *stage, const char *text, size_t bytes,
                          char **out, size_t *out_bytes);

#ifdef __cplusplus
}
#endif
