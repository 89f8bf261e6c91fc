/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Labels and manifests of models: never a crash, and what is taken keeps the promises of the header. */
#include "base/utf8.h"
#include "model/model.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static void check(const struct model_labels *labels)
{
    ASSERT(labels->count >= 1 && labels->count <= MODEL_CLASSES_MAX);
    for (size_t i = 0; i < labels->count; i++) {
        const struct model_class *c = &labels->classes[i];
        ASSERT(c->label.n > 0 && c->label.n <= MODEL_LABEL_MAX);
        ASSERT(c->name.n > 0 && c->name.n <= MODEL_TEXT_MAX && utf8_valid(c->name));
        for (size_t k = 0; k < labels->language_count; k++) {
            ASSERT(c->names == NULL || c->names[k].n <= MODEL_TEXT_MAX);
            ASSERT(c->meanings == NULL || c->meanings[k].n <= MODEL_MEANING_MAX);
        }
    }
}

static void check_detector(const struct model_detector *detector)
{
    ASSERT(detector->smallest > 0 && detector->overlap >= 0);
    ASSERT(detector->detect >= 0 && detector->detect <= 1);
    ASSERT(detector->margin >= 0 && detector->margin <= 1);
    if (detector->naming != NULL) {
        ASSERT(detector->class_count > 0 && detector->naming->temperature > 0);
        ASSERT(detector->naming->first.count == 1);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    const struct str text = {(const char *)data, n};
    CLEANUP(arena_freep) struct arena *arena = arena_new();
    struct model_labels labels;
    struct model model;
    struct err err = {0};
    if (model_read_labels_csv(text, arena, &labels, &err) == E_OK) {
        check(&labels);
    }
    if (model_read_labels_txt(text, arena, &labels, &err) == E_OK) {
        check(&labels);
    }
    if (model_read_manifest(text, arena, &model, &err) == E_OK) {
        ASSERT(model.input.width > 0 && model.input.width <= MODEL_SIDE_MAX);
        ASSERT(model.network_file.n > 0);
        if (model.kind == MODEL_DETECTOR) {
            check_detector(&model.detector);
            return 0;
        }
        ASSERT(model.first.count > 0 && model.first.count <= MODEL_LOOKS_MAX);
        ASSERT(model.again.count > 0 && model.again.count <= MODEL_LOOKS_MAX);
    }
    return 0;
}
