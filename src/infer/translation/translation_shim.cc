/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <apertium-lex-tools/lrx_processor.h>
#include <apertium/file_morpho_stream.h>
#include <apertium/hmm.h>
#include <apertium/interchunk.h>
#include <apertium/perceptron_tagger.h>
#include <apertium/postchunk.h>
#include <apertium/pretransfer.h>
#include <apertium/transfer.h>
#include <lttoolbox/fst_processor.h>
#include <unicode/ustdio.h>

#include <cstdio>
#include <cstdlib>
#include <memory>
#include <sstream>
#include <stdexcept>
#include <string>
#include <vector>

#include "infer/translation/translation_shim.h"
#include "infer/translation/translation_states.hh"
#include "infer/translation/translation_table.h"

/* Stages are never freed: a worker keeps them until it ends. The destructors of rules are not virtual, and would be variables of a
 * library that is loaded late. */
struct translation_stage {
    translation_stage *next; /* so that they stay within reach */
    std::string path;        /* of a dictionary */
    translation_stage_kind kind;
    unsigned flags;
    std::vector<char> bytes; /* of a dictionary's file */
    translation_table *table; /* of `words` or `lexical` */
    FSTProcessor *words;
    LRXProcessor *lexical;
    HMM *tagger;
    Apertium::TaggerFlags tagger_flags;
    Apertium::PerceptronTagger *perceptron;
    Transfer *transfer;
    Interchunk *interchunk;
    Postchunk *postchunk;
};

static bool is_words(translation_stage_kind kind)
{
    return kind <= TRANSLATION_INTERGENERATION;
}

static void init_words(FSTProcessor *words, translation_stage_kind kind, unsigned flags)
{
    switch (kind) {
    case TRANSLATION_BILINGUAL:
        words->initBiltrans();
        break;
    case TRANSLATION_GENERATION:
        words->initGeneration();
        break;
    case TRANSLATION_POSTGENERATION:
    case TRANSLATION_INTERGENERATION:
        words->initPostgeneration();
        break;
    default:
        if ((flags & TRANSLATION_COMPOUNDS) != 0) {
            words->initDecomposition();
        } else {
            words->initAnalysis();
        }
        break;
    }
}

static void load_words(translation_stage *stage)
{
    FSTProcessor *const words = stage->words = new FSTProcessor;
    stage->table = translation_states_load(words, stage->bytes.data(), stage->bytes.size());
    words->setNullFlush(true);
    words->setDictionaryCaseMode((stage->flags & TRANSLATION_DICTIONARY_CASE) != 0);
    words->setCaseSensitiveMode((stage->flags & TRANSLATION_CASE_SENSITIVE) != 0);
    init_words(words, stage->kind, stage->flags);
    if (!words->valid()) {
        throw std::runtime_error("damaged");
    }
}

static void load_lexical(translation_stage *stage)
{
    LRXProcessor *const lexical = stage->lexical = new LRXProcessor;
    stage->table = translation_states_load(lexical, stage->bytes.data(), stage->bytes.size());
    lexical->init();
    lexical->setNullFlush(true);
}

static void load_tagger(translation_stage *stage)
{
    const std::unique_ptr<FILE, int (*)(FILE *)> file(
        fmemopen(stage->bytes.data(), stage->bytes.size(), "rb"), std::fclose);
    if (file == nullptr) {
        throw std::bad_alloc();
    }
    std::unique_ptr<HMM> tagger(new HMM);
    tagger->deserialise(file.get());
    tagger->setNullFlush(true);
    stage->tagger = tagger.release();
}

static bool read_file(const char *path, std::vector<char> &bytes)
{
    FILE *const file = std::fopen(path, "rbe");
    if (file == nullptr) {
        return false;
    }
    char part[65536];
    for (size_t n; (n = std::fread(part, 1, sizeof(part), file)) > 0;) {
        bytes.insert(bytes.end(), part, part + n);
    }
    std::fclose(file);
    return !bytes.empty();
}

static void load_perceptron(translation_stage *stage)
{
    std::istringstream bytes(std::string(stage->bytes.begin(), stage->bytes.end()));
    stage->tagger_flags.setNullFlush(true);
    std::unique_ptr<Apertium::PerceptronTagger> perceptron(
        new Apertium::PerceptronTagger(stage->tagger_flags));
    perceptron->deserialise(bytes);
    stage->perceptron = perceptron.release();
}

int translation_stage_load(translation_stage *stage)
{
    if (!stage->path.empty() && stage->bytes.empty() && !read_file(stage->path.c_str(), stage->bytes)) {
        return -1;
    }
    if (stage->bytes.empty() || stage->words != nullptr || stage->lexical != nullptr ||
        stage->tagger != nullptr || stage->perceptron != nullptr) {
        return 0;
    }
    try {
        if (is_words(stage->kind)) {
            load_words(stage);
        } else if (stage->kind == TRANSLATION_TAGGER) {
            load_tagger(stage);
        } else if (stage->kind == TRANSLATION_PERCEPTRON) {
            load_perceptron(stage);
        } else {
            load_lexical(stage);
        }
        return 0;
    } catch (...) { /* whatever it is, the file is not what it should be */
        translation_stage_unload(stage);
        return -1;
    }
}

int translation_stage_has_table(const translation_stage *stage)
{
    return stage->table != nullptr;
}

/* The hidden Markov tagger stays: it is small. */
void translation_stage_unload(translation_stage *stage)
{
    delete stage->words;
    delete stage->lexical;
    delete stage->perceptron;
    translation_table_free(stage->table);
    stage->words = nullptr;
    stage->lexical = nullptr;
    stage->perceptron = nullptr;
    stage->table = nullptr;
}

void translation_stage_forget(translation_stage *stage)
{
    translation_stage_unload(stage);
    std::vector<char>().swap(stage->bytes);
}

static void load_rules(translation_stage *stage, const char *const files[TRANSLATION_FILES_MAX])
{
    switch (stage->kind) {
    case TRANSLATION_INTERCHUNK:
        stage->interchunk = new Interchunk;
        stage->interchunk->read(files[0], files[1]);
        stage->interchunk->setNullFlush(true);
        break;
    case TRANSLATION_POSTCHUNK:
        stage->postchunk = new Postchunk;
        stage->postchunk->read(files[0], files[1]);
        stage->postchunk->setNullFlush(true);
        break;
    default:
        stage->transfer = new Transfer;
        stage->transfer->setPreBilingual(stage->kind == TRANSLATION_TRANSFER_BILINGUAL);
        stage->transfer->setUseBilingual(stage->kind != TRANSLATION_TRANSFER_ALONE);
        stage->transfer->read(files[0], files[1], files[2] != nullptr ? files[2] : "");
        stage->transfer->setNullFlush(true);
        break;
    }
}

/* The libraries end the process where a file is missing. */
static bool are_there(const char *const files[TRANSLATION_FILES_MAX])
{
    for (size_t i = 0; i < TRANSLATION_FILES_MAX && files[i] != nullptr; i++) {
        FILE *const file = std::fopen(files[i], "rbe"); /* a worker may not ask by access() */
        if (file == nullptr) {
            return false;
        }
        std::fclose(file);
    }
    return true;
}

translation_stage *translation_stage_new(const translation_step *step)
{
    static translation_stage *all;
    if (!are_there(step->files)) {
        return nullptr;
    }
    auto *const stage = new translation_stage();
    stage->kind = step->kind;
    stage->flags = step->flags;
    stage->next = all;
    all = stage;
    try {
        if (is_words(step->kind) || step->kind == TRANSLATION_TAGGER ||
            step->kind == TRANSLATION_PERCEPTRON || step->kind == TRANSLATION_LEXICAL) {
            stage->path = step->files[0];
            return read_file(step->files[0], stage->bytes) ? stage : nullptr;
        }
        if (step->kind != TRANSLATION_PRETRANSFER && step->kind < TRANSLATION_CHOICE) {
            load_rules(stage, step->files);
        }
        return stage;
    } catch (...) { /* likewise */
        return nullptr;
    }
}

/* The tagger reads files that it opens itself, or standard input: a worker has none, so that its place is free. */
static void run_tagger(translation_stage *stage, FILE *in, UFILE *out)
{
    FILE *const before = stdin;
    stdin = in;
    {
        FileMorphoStream words(nullptr, false, &stage->tagger->get_tagger_data());
        words.setNullFlush(true);
        stage->tagger->tagger(words, out);
    }
    stdin = before;
}

/* Likewise; it writes to a stream of C++. */
static void run_perceptron(translation_stage *stage, FILE *in, FILE *out)
{
    FILE *const before = stdin;
    std::ostringstream written;
    stdin = in;
    {
        Apertium::Stream words(stage->tagger_flags);
        stage->perceptron->tag(words, written);
    }
    stdin = before;
    const std::string text = written.str();
    std::fwrite(text.data(), 1, text.size(), out);
}

static void run_words(translation_stage *stage, InputFile &in, UFILE *out)
{
    switch (stage->kind) {
    case TRANSLATION_BILINGUAL:
        stage->words->bilingual(in, out);
        break;
    case TRANSLATION_GENERATION:
        stage->words->generation(in, out);
        break;
    case TRANSLATION_POSTGENERATION:
        stage->words->postgeneration(in, out);
        break;
    case TRANSLATION_INTERGENERATION:
        stage->words->intergeneration(in, out);
        break;
    default:
        stage->words->analysis(in, out);
        break;
    }
}

static void run_stage(translation_stage *stage, InputFile &in, UFILE *out)
{
    switch (stage->kind) {
    case TRANSLATION_PRETRANSFER:
        processStream(in, out, /* null_flush= */ true, /* surface_forms= */ false,
                      /* compound_sep= */ false);
        break;
    case TRANSLATION_TRANSFER:
    case TRANSLATION_TRANSFER_BILINGUAL:
    case TRANSLATION_TRANSFER_ALONE:
        stage->transfer->transfer(in, out);
        break;
    case TRANSLATION_INTERCHUNK:
        stage->interchunk->interchunk(in, out);
        break;
    case TRANSLATION_POSTCHUNK:
        stage->postchunk->postchunk(in, out);
        break;
    case TRANSLATION_LEXICAL:
        stage->lexical->process(in, out);
        break;
    default:
        run_words(stage, in, out);
        break;
    }
}

static int run_between(translation_stage *stage, FILE *in, FILE *out)
{
    if (stage->kind == TRANSLATION_PERCEPTRON) {
        try {
            run_perceptron(stage, in, out);
            return 0;
        } catch (...) { /* a text that it cannot take */
            return -1;
        }
    }
    UFILE *unicode = u_finit(out, "en", "UTF-8");
    if (unicode == nullptr) {
        std::fclose(in);
        return -1;
    }
    int rc = 0;
    try {
        if (stage->kind == TRANSLATION_TAGGER) {
            run_tagger(stage, in, unicode);
            in = nullptr;
        } else {
            InputFile input;
            input.wrap(in);
            in = nullptr;
            run_stage(stage, input, unicode);
        }
    } catch (...) { /* a text that the stage cannot take */
        rc = -1;
    }
    u_fclose(unicode);
    return rc;
}

int translation_stage_run(translation_stage *stage, const char *text, size_t bytes, char **out,
                          size_t *out_bytes)
{
    FILE *in = fmemopen(const_cast<char *>(text), bytes, "rb");
    FILE *written = open_memstream(out, out_bytes);
    if (in == nullptr || written == nullptr) {
        return -1;
    }
    int rc = run_between(stage, in, written);
    std::fclose(written);
    if (rc < 0) {
        std::free(*out);
    }
    return rc;
}
