/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lists of models, as servers give them and as they are kept. */
#include "apps/endpoints/endpoints_int.h"
#include "base/utf8.h"

#define VALUES_MAX 200000 /* a tree takes some hundred bytes for each */

/* ---- what servers answer ---- */

static bool has_any(struct str name, const char *const *parts)
{
    for (; *parts != NULL; parts++) {
        if (str_has_nocase(name, str_from(*parts))) {
            return true;
        }
    }
    return false;
}

/* Servers list what is no chat under the same roof, and do not say so. */
static bool is_for_chat(struct str name)
{
    static const char *const others[] = {
        "embed",      "whisper",  "tts-",        "-tts",      "dall-e",      "moderation",
        "transcribe", "realtime", "gpt-image",   "gpt-audio", "davinci-002", "babbage-002",
        "sora-",      "rerank",   "text-search", NULL,
    };
    return !has_any(name, others) || str_has_nocase(name, STR("chat"));
}

bool endpoints_sounds_seeing(struct str name)
{
    static const char *const parts[] = {
        "gpt-4o",           "gpt-4.1",   "gpt-4-turbo", "gpt-5",   "o3",      "o4-",      "claude",
        "gemini",           "gemma-3",   "gemma3",      "llava",   "pixtral", "-vl",      "vl:",
        "vision",           "moondream", "minicpm-v",   "llama-4", "llama4",  "internvl", "smolvlm",
        "mistral-small3.1", NULL,
    };
    return has_any(name, parts);
}

/* The first of these members that is a number above 0. */
static int64_t first_number(struct json_value object, const char *const *names)
{
    for (; *names != NULL; names++) {
        const int64_t number = json_i64(json_get(object, *names), 0);
        if (number > 0 && number <= ENDPOINTS_CONTEXT_MAX) {
            return number;
        }
    }
    return 0;
}

/* vLLM, OpenRouter, Groq, Mistral and LM Studio, llama.cpp; each has its own name for it. */
static int64_t context_of(struct json_value model)
{
    static const char *const names[] = {"max_model_len", "context_length", "context_window",
                                        "max_context_length", NULL};
    static const char *const inner[] = {"n_ctx", "n_ctx_train", NULL};
    const int64_t own = first_number(model, names);
    return own > 0 ? own : first_number(json_get(model, "meta"), inner);
}

/* Whether an array of texts holds the word. */
static enum endpoints_known has_word(struct json_value array, const char *word)
{
    if (!json_holds(array, JSON_STRS)) {
        return ENDPOINTS_UNKNOWN;
    }
    for (size_t i = 0; i < json_count(array); i++) {
        if (str_eq(json_text(json_at(array, i)), str_from(word))) {
            return ENDPOINTS_YES;
        }
    }
    return ENDPOINTS_NO;
}

static enum endpoints_known flag(struct json_value value)
{
    if (!json_holds(value, JSON_BOOL)) {
        return ENDPOINTS_UNKNOWN;
    }
    return json_bool(value, false) ? ENDPOINTS_YES : ENDPOINTS_NO;
}

static enum endpoints_known first_known(enum endpoints_known a, enum endpoints_known b)
{
    return a != ENDPOINTS_UNKNOWN ? a : b;
}

/* OpenRouter, then Mistral. */
static void read_abilities(struct json_value model, struct endpoints_model *out)
{
    const struct json_value abilities = json_get(model, "capabilities");
    const struct json_value inputs = json_get(json_get(model, "architecture"), "input_modalities");
    out->sees = first_known(has_word(inputs, "image"), flag(json_get(abilities, "vision")));
    out->uses_tools = first_known(has_word(json_get(model, "supported_parameters"), "tools"),
                                  flag(json_get(abilities, "function_calling")));
}

static bool is_name(struct str name)
{
    for (size_t i = 0; i < name.n; i++) {
        if ((uint8_t)name.p[i] < ' ' || name.p[i] == 0x7f) {
            return false;
        }
    }
    return name.n > 0 && name.n <= ENDPOINTS_MODEL_NAME_MAX;
}

static bool is_in(const struct endpoints_models *models, struct str name)
{
    for (size_t i = 0; i < models->count; i++) {
        if (str_eq(models->items[i].name, name)) {
            return true;
        }
    }
    return false;
}

static void take_model(struct json_value value, struct arena *arena, struct endpoints_models *out)
{
    const struct str name = json_text(json_get(value, "id"));
    if (!is_name(name) || !is_for_chat(name) || is_in(out, name)) {
        return;
    }
    struct endpoints_model *model = &out->items[out->count++];
    model->name = str_copy(arena, name);
    model->context_tokens = context_of(value);
    model->sounds_seeing = endpoints_sounds_seeing(name);
    read_abilities(value, model);
}

int endpoints_models_read(struct str json, struct arena *arena, struct endpoints_models *out,
                          struct err *err)
{
    CLEANUP(json_doc_freep) struct json_doc *doc = NULL;
    if (json_count_values(json) > VALUES_MAX || json_doc_parse(json, &doc, NULL) < 0) {
        return err_set(err, E_MODEL_FAILED, "What came as a list of models could not be read.");
    }
    const struct json_value list = json_get(json_doc_root(doc), "data");
    if (!json_holds(list, JSON_STRS)) {
        return err_set(err, E_MODEL_FAILED,
                       "What came as a list of models is none. The base URL should end where "
                       "\"/models\" can follow, mostly in \"/v1\".");
    }
    const size_t most = size_min(json_count(list), ENDPOINTS_MODELS_MAX);
    *out = (struct endpoints_models){arena_calloc(arena, most + 1, sizeof(*out->items)), 0};
    for (size_t i = 0; i < json_count(list) && out->count < most; i++) {
        take_model(json_at(list, i), arena, out);
    }
    return E_OK;
}

/* ---- as they are kept ---- */

static void write_flag(struct json_out *out, const char *key, enum endpoints_known known)
{
    if (known != ENDPOINTS_UNKNOWN) {
        json_kv_bool(out, key, known == ENDPOINTS_YES);
    }
}

void endpoints_models_write(const struct endpoints_models *models, struct json_out *out)
{
    json_begin_array(out);
    for (size_t i = 0; i < models->count; i++) {
        const struct endpoints_model *model = &models->items[i];
        json_begin_object(out);
        json_kv_str(out, "name", model->name);
        if (model->context_tokens > 0) {
            json_kv_i64(out, "context_tokens", model->context_tokens);
        }
        write_flag(out, "sees", model->sees);
        write_flag(out, "tools", model->uses_tools);
        json_end_object(out);
    }
    json_end_array(out);
}

static void load_model(struct json_value value, struct str name, struct arena *arena,
                       struct endpoints_model *out)
{
    *out = (struct endpoints_model){
        .name = str_copy(arena, name),
        .context_tokens = json_i64(json_get(value, "context_tokens"), 0),
        .sees = flag(json_get(value, "sees")),
        .uses_tools = flag(json_get(value, "tools")),
        .sounds_seeing = endpoints_sounds_seeing(name),
    };
}

void endpoints_models_load(struct str json, struct arena *arena, struct endpoints_models *out)
{
    CLEANUP(json_doc_freep) struct json_doc *doc = NULL;
    *out = (struct endpoints_models){0};
    if (json_doc_parse(json, &doc, NULL) < 0) {
        return;
    }
    const struct json_value list = json_doc_root(doc);
    out->items = arena_calloc(arena, json_count(list) + 1, sizeof(*out->items));
    for (size_t i = 0; i < json_count(list); i++) {
        const struct json_value value = json_at(list, i);
        const struct str name =
            json_holds_object(value) ? json_text(json_get(value, "name")) : json_text(value);
        load_model(value, name, arena, &out->items[out->count++]);
    }
}

/* ---- what staff know better ---- */

static bool is_setting(struct str key, struct json_value value)
{
    if (str_eq(key, STR("context_tokens"))) {
        const int64_t tokens = json_i64(value, 0);
        return json_holds(value, JSON_I64) && tokens >= 256 && tokens <= ENDPOINTS_CONTEXT_MAX;
    }
    return (str_eq(key, STR("sees")) || str_eq(key, STR("tools"))) && json_holds(value, JSON_BOOL);
}

static bool are_settings(struct json_value object)
{
    void *iter = NULL;
    struct str key;
    struct json_value value;
    while (json_each(object, &iter, &key, &value)) {
        if (!is_setting(key, value)) {
            return false;
        }
    }
    return json_holds_object(object);
}

int endpoints_settings_read(struct str json, struct arena *arena, struct endpoints_models *out,
                            struct err *err)
{
    CLEANUP(json_doc_freep) struct json_doc *doc = NULL;
    void *iter = NULL;
    struct str name;
    struct json_value value;
    *out =
        (struct endpoints_models){arena_calloc(arena, JSON_STRS_MAX + 1, sizeof(*out->items)), 0};
    if (json_doc_parse(json, &doc, NULL) < 0 || !json_holds_object(json_doc_root(doc))) {
        return err_field(err, "model_settings", "must be an object");
    }
    while (json_each(json_doc_root(doc), &iter, &name, &value)) {
        if (!is_name(name) || !are_settings(value)) {
            return err_field(err, "model_settings",
                             "must hold, by the names of models, context_tokens (256 or more), "
                             "sees and tools (true or false)");
        }
        if (out->count == JSON_STRS_MAX) {
            return err_field(err, "model_settings", "must name at most %d models", JSON_STRS_MAX);
        }
        load_model(value, name, arena, &out->items[out->count++]);
    }
    return E_OK;
}
