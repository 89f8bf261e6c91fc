/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The classes that a model knows. */
#include "apps/images/animals_int.h"

static void write_class(struct json_out *out, const struct model_labels *labels,
                        const struct model_class *class)
{
    json_begin_object(out);
    json_kv_str(out, "label", class->label);
    json_kv_str(out, "name", class->name);
    json_kv_str(out, "plural", class->plural);
    json_kv_str(out, "group", class->group);
    json_kv_str(out, "taxon", class->taxon);
    images_write_translations(out, "names", labels, class->names);
    json_end_object(out);
}

/* GET /animals/classes?model=NAME */
int animals_classes(struct req *rq)
{
    const struct model *model = NULL;
    int rc = images_query_model(rq, &model);
    if (rc < 0) {
        return rc;
    }
    struct json_out *out = req_out(rq);
    json_begin_object(out);
    json_kv_str(out, "model", model->name);
    json_key(out, "results");
    json_begin_array(out);
    for (size_t i = 0; i < model->labels.count; i++) {
        write_class(out, &model->labels, &model->labels.classes[i]);
    }
    return req_reply_list_end(rq, NULL);
}
