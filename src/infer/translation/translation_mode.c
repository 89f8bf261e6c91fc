/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "infer/translation/translation_int.h"

/* What a program is called with: its options and files, as in the mode. */
struct call {
    struct str program;
    struct str options[8];
    size_t option_count;
    struct str files[TRANSLATION_FILES_MAX];
    size_t file_count;
};

/* The next word of a shell's line, without quotes; false at its end. */
static bool next_word(struct str *rest, struct str *out)
{
    *rest = str_trim(*rest);
    if (rest->n == 0) {
        return false;
    }
    if (rest->p[0] == '\'' || rest->p[0] == '"') {
        const char quote = rest->p[0];
        *out = str_cut(str_sub(*rest, 1, rest->n), quote, rest);
        return true;
    }
    size_t n = 0;
    while (n < rest->n && (unsigned char)rest->p[n] > ' ') {
        n++;
    }
    *out = str_sub(*rest, 0, n);
    *rest = str_sub(*rest, n, rest->n);
    return true;
}

static int read_call(struct str line, struct call *out)
{
    *out = (struct call){0};
    struct str word;
    if (!next_word(&line, &out->program)) {
        return E_INVALID;
    }
    while (next_word(&line, &word)) {
        if (word.n > 0 && (word.p[0] == '-' || word.p[0] == '$')) {
            if (out->option_count == ARRAY_LEN(out->options)) {
                return E_INVALID;
            }
            out->options[out->option_count++] = word;
        } else {
            if (out->file_count == ARRAY_LEN(out->files)) {
                return E_INVALID;
            }
            out->files[out->file_count++] = word;
        }
    }
    for (size_t slash; (slash = str_find_byte(out->program, '/')) < out->program.n;) {
        out->program = str_sub(out->program, slash + 1, out->program.n);
    }
    return E_OK;
}

/* What a row's option says, in the order in which they are looked for: the first row of a program that has none of the others. */
static const struct {
    const char *program;
    const char *option; /* "": without */
    enum translation_stage_kind kind;
    size_t files;
    unsigned flag; /* besides, not instead */
} rows[] = {
    {"lt-proc", "", TRANSLATION_ANALYSIS, 1, 0},
    {"lt-proc", "-a", TRANSLATION_ANALYSIS, 1, 0},
    {"lt-proc", "-w", TRANSLATION_ANALYSIS, 1, TRANSLATION_DICTIONARY_CASE},
    {"lt-proc", "-e", TRANSLATION_ANALYSIS, 1, TRANSLATION_COMPOUNDS},
    {"lt-proc", "-c", TRANSLATION_ANALYSIS, 1, TRANSLATION_CASE_SENSITIVE},
    {"lt-proc", "-b", TRANSLATION_BILINGUAL, 1, 0},
    {"lt-proc", "-g", TRANSLATION_GENERATION, 1, 0},
    {"lt-proc", "-n", TRANSLATION_GENERATION, 1, 0},
    {"lt-proc", "-d", TRANSLATION_GENERATION, 1, 0},
    {"lt-proc", "$1", TRANSLATION_GENERATION, 1, 0}, /* "-g" where words are to be marked */
    {"lt-proc", "-N1", TRANSLATION_GENERATION, 1, 0},
    {"lt-proc", "-p", TRANSLATION_POSTGENERATION, 1, 0},
    {"lt-proc", "-x", TRANSLATION_INTERGENERATION, 1, 0},
    {"apertium-tagger", "-g", TRANSLATION_TAGGER, 1, 0},
    {"apertium-tagger", "$2", TRANSLATION_TAGGER, 1, 0}, /* nothing, or what shows the senses */
    {"apertium-tagger", "-gx", TRANSLATION_PERCEPTRON, 1, 0},
    {"apertium-pretransfer", "", TRANSLATION_PRETRANSFER, 0, 0},
    {"apertium-transfer", "", TRANSLATION_TRANSFER, 3, 0},
    {"apertium-transfer", "-b", TRANSLATION_TRANSFER_BILINGUAL, 2, 0},
    {"apertium-transfer", "-n", TRANSLATION_TRANSFER_ALONE, 2, 0},
    {"apertium-interchunk", "", TRANSLATION_INTERCHUNK, 2, 0},
    {"apertium-postchunk", "", TRANSLATION_POSTCHUNK, 2, 0},
    {"lrx-proc", "", TRANSLATION_LEXICAL, 1, 0},
    {"lrx-proc", "-m", TRANSLATION_LEXICAL, 1, 0},
    {"cg-proc", "", TRANSLATION_REFINEMENT, 1, 0},
    {"cg-proc", "-w", TRANSLATION_REFINEMENT, 1, 0},
    {"cg-proc", "-1", TRANSLATION_REFINEMENT, 1, 0},
    {"cg-proc", "-n", TRANSLATION_REFINEMENT, 1, 0},
    {"cg-proc", "-g", TRANSLATION_CHOICE, 1, 0},
    {"lsx-proc", "", TRANSLATION_OPTIONAL, 1, 0},
    {"apertium-anaphora", "", TRANSLATION_OPTIONAL, 1, 0},
    {"apertium-posttransfer", "", TRANSLATION_OPTIONAL, 0, 0},
};

static size_t find_row(struct str program, struct str option)
{
    size_t i = 0;
    while (i < ARRAY_LEN(rows) && !(str_eq(program, str_from(rows[i].program)) &&
                                    str_eq(option, str_from(rows[i].option)))) {
        i++;
    }
    return i;
}

static int read_step(const struct call *call, struct arena *arena, struct translation_step *out)
{
    size_t chosen = find_row(call->program, STR_EMPTY);
    *out = (struct translation_step){0};
    for (size_t i = 0; i < call->option_count; i++) {
        const size_t row = find_row(call->program, call->options[i]);
        if (row == ARRAY_LEN(rows)) {
            return E_INVALID;
        }
        out->flags |= rows[row].flag;
        /* "$1 -b" is a generator that gives all forms, for a cg-proc to choose among */
        chosen = rows[row].kind == TRANSLATION_ANALYSIS && chosen < ARRAY_LEN(rows) ? chosen : row;
    }
    if (chosen == ARRAY_LEN(rows) || call->file_count != rows[chosen].files) {
        return E_INVALID;
    }
    out->kind = rows[chosen].kind;
    for (size_t i = 0; i < call->file_count; i++) {
        out->files[i] = str_dup(arena, call->files[i]);
    }
    return E_OK;
}

/* Whether a tagger behind step i chooses among senses, too. */
static bool has_tagger_after(const struct translation_pipeline *pipeline, size_t i)
{
    while (i < pipeline->count && pipeline->steps[i].kind != TRANSLATION_TAGGER &&
           pipeline->steps[i].kind != TRANSLATION_PERCEPTRON) {
        i++;
    }
    return i < pipeline->count;
}

int translation_read_mode(struct str mode, struct arena *arena, struct translation_pipeline *out)
{
    struct translation_pipeline pipeline = {.refined = true};
    while (mode.n > 0) {
        struct call call;
        const struct str part = str_cut(mode, '|', &mode);
        if (pipeline.count == TRANSLATION_STEPS_MAX || read_call(part, &call) < 0 ||
            read_step(&call, arena, &pipeline.steps[pipeline.count]) < 0) {
            return E_INVALID;
        }
        pipeline.count++;
    }
    for (size_t i = 0; i < pipeline.count; i++) {
        const enum translation_stage_kind kind = pipeline.steps[i].kind;
        pipeline.refined &= kind < TRANSLATION_CHOICE;
        if (kind == TRANSLATION_REFINEMENT && !has_tagger_after(&pipeline, i)) {
            return E_INVALID;
        }
    }
    if (pipeline.count == 0) {
        return E_INVALID;
    }
    *out = pipeline;
    return E_OK;
}
