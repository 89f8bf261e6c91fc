/* SPDX-License-Identifier: GPL-3.0-or-later */
/* translation: from one language into another with the Apertium pairs that are installed (/usr/share/apertium, Debian's
 * apertium-eng-spa and others): dictionaries and rules, nothing that was learned. Their pipelines of programs are run here as functions of
 * the same libraries, because a worker may start no program.
 *
 * Way of a text: it is cut into sentences (infer/text); each goes through the stages of its direction in Apertium's stream format
 * (https://wiki.apertium.org/wiki/Apertium_stream_format); what is between sentences stays as it is.
 * A pipeline is in a file NAME.mode. Of its programs lt-proc, apertium-tagger (hidden Markov, perceptron), apertium-pretransfer,
 * -transfer, -interchunk, -postchunk and lrx-proc are known here. Left out are cg-proc, lsx-proc and apertium-anaphora, which costs some
 * choices between senses, words of several parts, and "his" and "her"; a direction that needs another program is not offered.
 *
 * Memory: rules are read at the start (2 to 30 MiB a direction), the smallest first, as far as there is memory for them; the others are told of. So are
 * the bytes of some dictionaries; those of others are read when they are asked for (a worker may read their folder). Dictionaries are
 * 2 to 64 MiB when they are ready, as tables of ours (docs/adr/0009): at most two directions have theirs. Threads: one.
 * Files: translation.c sentences, translation_directions.c what is installed, translation_mode.c pipelines, translation_stream.c the stream format,
 * translation_names.c languages and packages, translation_table*.c dictionaries, translation_states.cc how the library walks over them,
 * translation_shim.cc the libraries. */
#pragma once

#include "base/err.h"

#define TRANSLATION_POINTS_MAX \
    100000 /* code points; of a longer text the first part is translated */
#define TRANSLATION_TIME_MS        INT64_C(12000)
#define TRANSLATION_UNKNOWN_MAX    50
#define TRANSLATION_PLACES_MAX     200
#define TRANSLATION_DIRECTIONS_MAX 64
#define TRANSLATION_MODES          "/usr/share/apertium/modes"

struct translation;

/* Reads all directions of a folder of modes, sorted by name; none where the folder is not there. */
MUSTUSE int translation_new(const char *folder, struct translation **out, struct err *err);
void translation_free(struct translation *translation);
void translation_freep(struct translation **translation);

struct translation_result {
    struct str text;
    struct str from, to; /* codes */
    struct str unknown
        [TRANSLATION_UNKNOWN_MAX]; /* words that are in no dictionary, as they stand in the text; each once */
    size_t unknown_count;
    /* Where such words, each time they come, and words in a form that no dictionary makes stand in `text`. */
    struct translation_place {
        size_t start, end; /* bytes */
    } places[TRANSLATION_PLACES_MAX];
    size_t place_count;
    bool refined; /* false: without the pair's own disambiguation, see above */
    bool cut;     /* the text was longer than TRANSLATION_POINTS_MAX */
    bool late;    /* what is left after TRANSLATION_TIME_MS is missing */
};

struct translation_question {
    struct str text;
    struct str from; /* a code such as "en" or "eng", or an English name; empty: guessed */
    struct str to;
    bool (*goes_on)(void *context); /* false: stop; NULL: always goes on */
    void *context;
};

/* E_NOT_INSTALLED where no installed pair does it, with the Debian package that would; E_INVALID for an unknown language, an empty text or
 * one whose language cannot be guessed; E_CANCELLED. */
MUSTUSE int translation_run(struct translation *translation,
                            const struct translation_question *question, struct arena *arena,
                            struct translation_result *out, struct err *err);
