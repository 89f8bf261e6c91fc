/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a model is told of pictures that are said along. */
#include <math.h>
#include <string.h>

#include "apps/chat/prompt/prompt_int.h"
#include "apps/images/images.h"

#define PICTURE_BYTES_MAX ((size_t)4 * MIB)

/* Nothing that stands on a picture can look like the end of what was read from it, or like the next picture. */
static void add_harmless(struct sb *sb, struct str text)
{
    static const struct str word = STR("picture");
    for (size_t i = 0; i < text.n; i++) {
        const struct str rest = str_sub(text, i + 1, text.n);
        const size_t slash = rest.n > 0 && rest.p[0] == '/' ? 1 : 0;
        const struct str name = str_sub(rest, slash, slash + word.n);
        if (text.p[i] == '<' && str_eq_nocase(name, word)) {
            sb_add_c(sb, "&lt;");
        } else {
            sb_add_byte(sb, text.p[i]);
        }
    }
}

static void add_title(struct sb *sb, struct str title)
{
    for (size_t i = 0; i < title.n; i++) {
        const char c = title.p[i];
        const bool is_plain = (unsigned char)c >= ' ' && c != '"' && c != '<' && c != '>';
        sb_add_byte(sb, is_plain ? c : ' ');
    }
}

static void add_percent(struct sb *sb, double confidence)
{
    sb_addf(sb, " (%.0f %%)", floor(confidence * 100 + 0.5));
}

/* "dog (97 %), wolf (2 %)" of [{"name","confidence"}]. */
static void add_names(struct sb *sb, struct json_value items)
{
    for (size_t i = 0; i < json_count(items); i++) {
        const struct json_value item = json_at(items, i);
        sb_add_c(sb, i > 0 ? ", " : "");
        add_harmless(sb, json_text(json_get(item, "name")));
        add_percent(sb, json_number(json_get(item, "confidence"), 0));
    }
}

static void add_animals(struct sb *sb, const struct images_reading *reading,
                        struct json_value result)
{
    if (str_eq(reading->label, STR("not_animal"))) {
        sb_add_c(sb, "No animal was recognised on it.");
        return;
    }
    sb_add_c(sb, "Animal recognised on it, the likeliest first: ");
    add_names(sb, json_get(result, "top"));
    sb_add_c(sb, json_bool(json_get(result, "doubtful"), false)
                     ? ". This is a guess: the picture is not clear."
                     : ".");
}

static void add_signs(struct sb *sb, struct json_value result)
{
    const struct json_value detections = json_get(result, "detections");
    if (json_count(detections) == 0) {
        sb_add_c(sb, "No road sign was found on it.");
        return;
    }
    sb_add_c(sb, "Road signs found on it: ");
    add_names(sb, detections);
    sb_add_c(sb, ".");
}

static void add_text(struct sb *sb, struct str text, int64_t tokens_max, struct arena *arena)
{
    if (str_trim(text).n == 0) {
        sb_add_c(sb, "No text was found on it.");
        return;
    }
    sb_add_c(sb, "Text read from it:\n");
    add_harmless(sb, tokens_max > 0 ? prompt_cut_middle(text, tokens_max, arena) : text);
}

static void add_found(const struct images_reading *reading, int64_t tokens_max, struct arena *arena,
                      struct sb *sb)
{
    if (strcmp(reading->status, "done") != 0) {
        sb_add_c(sb, reading->has_ended ? "It could not be read." : "It was not read in time.");
        return;
    }
    if (str_eq(reading->app, STR("ocr"))) {
        add_text(sb, reading->label, tokens_max, arena);
        return;
    }
    CLEANUP(json_doc_freep) struct json_doc *doc = NULL;
    struct json_value result = {NULL};
    if (json_doc_parse(reading->result, &doc, NULL) == E_OK) {
        result = json_doc_root(doc);
    }
    if (str_eq(reading->app, STR("animals"))) {
        add_animals(sb, reading, result);
    } else {
        add_signs(sb, result);
    }
}

void prompt_describe_one(const struct images_reading *reading, int64_t tokens_max,
                         struct arena *arena, struct sb *out)
{
    sb_addf(out, "<picture app=\"%" STRF "\" title=\"", STRA(reading->app));
    add_title(out, reading->title);
    sb_add_c(out, "\">\n");
    add_found(reading, tokens_max, arena, out);
    sb_add_c(out, "\n</picture>\n");
}

int prompt_describe(const struct prompt_material *material, const struct room_message *message,
                    struct sb *out, bool *out_waits)
{
    bool waits = false;
    for (size_t i = 0; i < message->attachment_count; i++) {
        const struct room_attachment *attachment = &message->attachments[i];
        struct images_reading reading;
        int rc = images_read(material->conn, material->owner, attachment->app, attachment->record,
                             material->arena, &reading);
        if (rc == E_NOT_FOUND) {
            sb_add_c(out, "<picture>\nThe picture is no longer there.\n</picture>\n");
            continue;
        }
        if (rc < 0) {
            return rc;
        }
        waits = waits || (material->may_wait && !reading.has_ended);
        prompt_describe_one(&reading, material->tokens_max, material->arena, out);
    }
    *out_waits = waits;
    return E_OK;
}

int prompt_read_pictures(const struct services *services, const struct prompt_material *material,
                         const struct room_message *message, size_t limit,
                         struct prompt_pictures *out)
{
    const size_t most = size_min(limit, message->attachment_count);
    struct prompt_pictures pictures = {arena_calloc(material->arena, most + 1, sizeof(*out->items)),
                                       0};
    for (size_t i = 0; i < message->attachment_count && pictures.count < most; i++) {
        const struct room_attachment *attachment = &message->attachments[i];
        struct images_reading reading;
        struct images_picture picture;
        int rc = images_read(material->conn, material->owner, attachment->app, attachment->record,
                             material->arena, &reading);
        if (rc == E_OK) {
            rc = images_read_picture(services, material->conn, &reading, PICTURE_BYTES_MAX,
                                     material->arena, &picture);
        }
        if (rc < 0 && rc != E_NOT_FOUND) {
            return rc;
        }
        if (rc == E_OK) {
            pictures.items[pictures.count++] =
                (struct provider_image){picture.media_type, picture.bytes};
        }
    }
    *out = pictures;
    return E_OK;
}
