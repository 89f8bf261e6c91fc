/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a record shows: the network's answer as it is, or with what somebody said of the picture, or of one like it, in
 * front. */
#include "apps/images/animals/animals_int.h"

#define RESULT_MAX (16 * KIB)

struct str animals_label(struct str label, struct str name)
{
    return str_eq(label, MODEL_NOTHING) ? label : name;
}

/* The word first, then what the network thought of, with what is left of the confidence. */
static void write_top(struct json_out *out, struct json_value own, const struct animals_word *word,
                      double similarity)
{
    json_key(out, "top");
    json_begin_array(out);
    model_write_guess(out, word->label, word->name, similarity);
    size_t written = 1;
    for (size_t i = 0; i < json_count(own) && written < ANIMALS_TOP; i++) {
        const struct json_value guess = json_at(own, i);
        const struct str label = json_text(json_get(guess, "label"));
        if (word->label.n > 0 && str_eq(label, word->label)) {
            continue;
        }
        const double confidence = json_number(json_get(guess, "confidence"), 0);
        model_write_guess(out, label, json_text(json_get(guess, "name")),
                          confidence * (1 - similarity));
        written++;
    }
    json_end_array(out);
}

static void write_group(struct json_out *out, const struct model *model,
                        const struct animals_word *word, double similarity, struct arena *arena)
{
    const struct model_class *class =
        model != NULL && word->label.n > 0 ? model_find_class(model, word->label) : NULL;
    json_key(out, "group");
    if (class == NULL || !model_has_group(class)) {
        json_put_null(out);
        return;
    }
    model_write_guess(out, class->group, model_group_name(class->group, arena), similarity);
}

static void write_corrected(struct json_out *out, const struct animals_answer *answer)
{
    json_key(out, "corrected");
    json_begin_object(out);
    json_kv_id(out, "by", answer->corrected_by);
    json_key(out, "similarity");
    json_put_double(out, answer->similarity, 4);
    json_key(out, "was");
    model_write_guess(out, answer->label, answer->name, answer->confidence);
    json_end_object(out);
}

static struct str corrected_result(const struct animals_answer *answer,
                                   const struct animals_word *word, const struct model *model,
                                   struct arena *arena)
{
    CLEANUP(json_doc_freep) struct json_doc *doc = NULL;
    struct json_value own = {NULL};
    if (json_doc_parse(answer->result, &doc, NULL) == E_OK) {
        own = json_doc_root(doc);
    }
    struct sb json;
    struct json_out out;
    sb_init(&json, RESULT_MAX);
    json_out_init(&out, &json);
    json_begin_object(&out);
    write_top(&out, json_get(own, "top"), word, answer->similarity);
    write_group(&out, model, word, answer->similarity, arena);
    json_kv_bool(&out, "doubtful", false);
    json_kv_i64(&out, "looks", json_i64(json_get(own, "looks"), 1));
    const struct str classifier = json_text(json_get(own, "classifier"));
    if (classifier.n > 0) {
        json_kv_str(&out, "classifier", classifier);
    }
    write_corrected(&out, answer);
    json_end_object(&out);
    ASSERT(!json.failed); /* five names of limited length */
    const struct str result = str_copy(arena, sb_str(&json));
    sb_done(&json);
    return result;
}

void animals_show(const struct animals_answer *answer, const struct animals_word *word,
                  const struct model *model, struct arena *arena, struct record *inout)
{
    inout->id = answer->image;
    inout->has_label = true;
    if (word == NULL) {
        inout->label = animals_label(answer->label, answer->name);
        inout->confidence = answer->confidence;
        inout->result = answer->result;
        return;
    }
    inout->label = animals_label(word->label, word->name);
    inout->confidence = answer->similarity;
    inout->result = corrected_result(answer, word, model, arena);
}
