/* SPDX-License-Identifier: GPL-3.0-or-later */
/* science {query} -> "facts": "title", "subtitle", "rows" of label, value and unit, "source". */
#include "infer/science/science.h"
#include "infer/skills/skills.h"

static void write_text(struct json_out *out, const struct science_facts *facts)
{
    struct sb sb;
    sb_init(&sb, 64 * KIB);
    sb_addf(&sb, "**%s**%s%s\n", facts->title, facts->subtitle != NULL ? ", " : "",
            facts->subtitle != NULL ? facts->subtitle : "");
    for (size_t i = 0; i < facts->count; i++) {
        const struct science_row *row = &facts->rows[i];
        sb_addf(&sb, "\n- %s: %s%s%s", row->label, row->value, row->unit != NULL ? " " : "",
                row->unit != NULL ? row->unit : "");
    }
    sb_addf(&sb, "\n\nSource: %s", facts->source);
    json_kv_str(out, "text", sb_str(&sb));
    sb_done(&sb);
}

static void write_rows(struct json_out *out, const struct science_facts *facts)
{
    json_key(out, "rows");
    json_begin_array(out);
    for (size_t i = 0; i < facts->count; i++) {
        json_begin_object(out);
        json_kv_c(out, "label", facts->rows[i].label);
        json_kv_c(out, "value", facts->rows[i].value);
        if (facts->rows[i].unit != NULL) {
            json_kv_c(out, "unit", facts->rows[i].unit);
        }
        json_end_object(out);
    }
    json_end_array(out);
}

static int science_run(void *state, const struct skill_task *task, struct json_out *out,
                       struct err *err)
{
    (void)state;
    struct science_facts facts;
    int rc =
        science_answer(task->arena, json_text(json_get(task->arguments, "query")), &facts, err);
    if (rc < 0) {
        return rc;
    }
    json_kv_c(out, "kind", "facts");
    write_text(out, &facts);
    json_kv_c(out, "title", facts.title);
    if (facts.subtitle != NULL) {
        json_kv_c(out, "subtitle", facts.subtitle);
    }
    write_rows(out, &facts);
    json_kv_c(out, "source", facts.source);
    if (facts.notice != NULL) {
        json_key(out, "notices");
        json_begin_array(out);
        json_put_str(out, str_from(facts.notice));
        json_end_array(out);
    }
    return E_OK;
}

const struct skill_kind skill_science = {.name = "science", .run = science_run};
