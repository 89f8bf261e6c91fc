/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "infer/skills/skills.h"
#include "infer/summary/summary.h"

#define TEXT_MAX (2 * MIB)

static enum summary_length read_length(struct str word)
{
    return str_eq(word, STR("short"))  ? SUMMARY_SHORT
           : str_eq(word, STR("long")) ? SUMMARY_LONG
                                       : SUMMARY_MEDIUM;
}

/* The summary as people read it. Bullets are Markdown's. */
static void write_text(const struct summary *summary, bool bullets, struct sb *out)
{
    const bool spaced =
        summary->language == NULL || (summary->language->flags & TEXT_UNSPACED) == 0;
    for (size_t i = 0; i < summary->count; i++) {
        if (bullets) {
            sb_add_c(out, i > 0 ? "\n- " : "- ");
        } else if (i > 0 && spaced) {
            sb_add_byte(out, ' ');
        }
        sb_add(out, summary->sentences[i].text);
    }
}

static void write_phrases(const struct summary *summary, struct sb *out)
{
    for (size_t i = 0; i < summary->phrase_count; i++) {
        sb_add_c(out, i > 0 ? ", " : "\n\nKey phrases: ");
        sb_add(out, summary->key_phrases[i]);
    }
}

static void write_sentences(const struct summary *summary, struct json_out *out)
{
    json_key(out, "sentences");
    json_begin_array(out);
    for (size_t i = 0; i < summary->count; i++) {
        const struct summary_sentence *sentence = &summary->sentences[i];
        json_begin_object(out);
        json_kv_str(out, "text", sentence->text);
        json_kv_i64(out, "start", (int64_t)sentence->start);
        json_kv_i64(out, "end", (int64_t)sentence->end);
        json_end_object(out);
    }
    json_end_array(out);
}

static void write_notices(const struct summary *summary, struct json_out *out)
{
    json_key(out, "notices");
    json_begin_array(out);
    if (summary->cut) {
        json_put_str(
            out,
            STR("The text is longer than a million characters; only the first million were read."));
    }
    if (summary->count == summary->sentences_before) {
        json_put_str(out, STR("The text is so short that nothing could be left out."));
    }
    json_end_array(out);
}

static void write_summary(const struct summary *summary, bool bullets, struct json_out *out)
{
    struct sb text;
    sb_init(&text, TEXT_MAX);
    write_text(summary, bullets, &text);
    json_kv_c(out, "kind", "summary");
    json_kv_str(out, "summary", sb_str(&text));
    write_phrases(summary, &text);
    json_kv_str(out, "text", sb_str(&text));
    sb_done(&text);
    write_sentences(summary, out);
    json_kv_bool(out, "bullets", bullets);
    json_key(out, "key_phrases");
    json_begin_array(out);
    for (size_t i = 0; i < summary->phrase_count; i++) {
        json_put_str(out, summary->key_phrases[i]);
    }
    json_end_array(out);
    json_kv_c(out, "language", summary->language == NULL ? NULL : summary->language->code);
    json_kv_i64(out, "words_before", (int64_t)summary->words_before);
    json_kv_i64(out, "words_after", (int64_t)summary->words_after);
    write_notices(summary, out);
}

static int run(void *state, const struct skill_task *task, struct json_out *out, struct err *err)
{
    (void)state;
    const struct summary_options options = {
        .language = text_language_find(json_text(json_get(task->arguments, "language"))),
        .length = read_length(json_text(json_get(task->arguments, "length"))),
        .sentences = (size_t)json_i64(json_get(task->arguments, "sentences"), 0),
        .goes_on = task->goes_on,
        .context = task->context,
    };
    const bool bullets = str_eq(json_text(json_get(task->arguments, "form")), STR("bullets"));
    struct summary summary;
    int rc = summary_make(json_text(json_get(task->arguments, "text")), &options, task->arena,
                          &summary, err);
    if (rc < 0) {
        return rc;
    }
    write_summary(&summary, bullets, out);
    return E_OK;
}

const struct skill_kind skill_summarize = {.name = "summarize", .run = run};
