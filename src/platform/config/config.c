/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <ctype.h>
#include <inttypes.h>
#include <sys/stat.h>

#include "base/file.h"
#include "base/utf8.h"
#include "platform/config/config_int.h"

#define CONFIG_FILE_MAX (64 * KIB)

struct reader {
    struct arena *arena;
    struct config *config;
    struct config_sources sources;
    struct err *err;
};

static const struct setting *find_setting(struct str key)
{
    for (size_t i = 0; i < setting_count; i++) {
        if (str_eq(key, str_from(settings[i].key))) {
            return &settings[i];
        }
    }
    return NULL;
}

static bool is_one_of(struct str value, const char *choices)
{
    struct str rest = str_from(choices);
    while (rest.n > 0) {
        if (str_eq(value, str_cut(rest, ' ', &rest))) {
            return true;
        }
    }
    return false;
}

static int read_bool(struct str value, bool *out)
{
    if (is_one_of(value, "yes true on 1")) {
        *out = true;
        return E_OK;
    }
    if (is_one_of(value, "no false off 0")) {
        *out = false;
        return E_OK;
    }
    return E_INVALID;
}

static int set_text(struct reader *reader, const struct setting *setting, struct str value,
                    const char **slot, const char *source)
{
    bool has_nul = str_find_byte(value, '\0') < value.n;
    bool is_left_out = value.n == 0 && setting->by_default[0] == '\0';
    bool is_short = value.n < (size_t)setting->min && !is_left_out;
    if (has_nul || !utf8_valid(value) || is_short || value.n > (size_t)setting->max) {
        return err_set(reader->err, E_INVALID,
                       "%s (from %s) must be a text of %" PRId64 " to %" PRId64 " bytes.",
                       setting->key, source, setting->min, setting->max);
    }
    *slot = str_dup(reader->arena, value);
    return E_OK;
}

/* Scheme and host, and nothing that could break out of a link in an e-mail. */
static bool is_url(struct str value)
{
    if (value.n == 0) {
        return true;
    }
    struct str host = str_starts(value, STR("https://"))  ? str_sub(value, 8, value.n)
                      : str_starts(value, STR("http://")) ? str_sub(value, 7, value.n)
                                                          : STR_EMPTY;
    for (size_t i = 0; i < host.n; i++) {
        char c = host.p[i];
        if ((unsigned char)c <= ' ' || c == '"' || c == '<' || c == '>' || c == '?' || c == '#') {
            return false;
        }
    }
    return host.n > 0 && host.p[host.n - 1] != '/';
}

static int set_value(struct reader *reader, const struct setting *setting, struct str value,
                     const char *source)
{
    char *slot = (char *)reader->config + setting->offset;
    switch (setting->kind) {
    case SETTING_URL:
        if (!is_url(value)) {
            return err_set(reader->err, E_INVALID,
                           "%s (from %s) must read like https://assisti.example.org, without a "
                           "slash at its end.",
                           setting->key, source);
        }
        __attribute__((fallthrough));
    case SETTING_TEXT: {
        int rc = set_text(reader, setting, value, (const char **)slot, source);
        if (rc < 0) {
            return rc;
        }
        break;
    }
    case SETTING_NUMBER:
        if (str_to_i64(value, setting->min, setting->max, (int64_t *)slot) < 0) {
            return err_set(reader->err, E_INVALID,
                           "%s (from %s) must be a whole number from %" PRId64 " to %" PRId64
                           ", not \"%" STRF "\".",
                           setting->key, source, setting->min, setting->max,
                           STRA(str_sub(value, 0, 60)));
        }
        break;
    case SETTING_BOOL:
        if (read_bool(value, (bool *)slot) < 0) {
            return err_set(reader->err, E_INVALID,
                           "%s (from %s) must be yes or no, not \"%" STRF "\".", setting->key,
                           source, STRA(str_sub(value, 0, 60)));
        }
        break;
    case SETTING_CHOICE:
        if (!is_one_of(value, setting->choices)) {
            return err_set(reader->err, E_INVALID,
                           "%s (from %s) must be one of: %s; not \"%" STRF "\".", setting->key,
                           source, setting->choices, STRA(str_sub(value, 0, 60)));
        }
        *(const char **)slot = str_dup(reader->arena, value);
        break;
    }
    reader->sources.of[setting - settings] = source;
    return E_OK;
}

static int read_defaults(struct reader *reader)
{
    for (size_t i = 0; i < setting_count; i++) {
        int rc = set_value(reader, &settings[i], str_from(settings[i].by_default), "default");
        ASSERT(rc == E_OK);
    }
    return E_OK;
}

static int read_line(struct reader *reader, struct str line, const char *path, int number)
{
    line = str_trim(line);
    if (line.n == 0 || line.p[0] == '#') {
        return E_OK;
    }
    struct str value;
    struct str key = str_trim(str_cut(line, '=', &value));
    const struct setting *setting = find_setting(key);
    if (setting == NULL || key.n == line.n) {
        return err_set(reader->err, E_INVALID,
                       "%s, line %d: \"%" STRF "\" is not a setting (key = value).", path, number,
                       STRA(str_sub(line, 0, 60)));
    }
    return set_value(reader, setting, str_trim(value), path);
}

static int read_file(struct reader *reader, const char *path, bool must_exist)
{
    struct str text;
    int rc = file_read_path(path, reader->arena, CONFIG_FILE_MAX, &text);
    if (rc == E_NOT_FOUND && !must_exist) {
        return E_OK;
    }
    if (rc < 0) {
        return err_set(reader->err, E_INVALID, "The configuration file %s cannot be read: %s", path,
                       e_title(rc));
    }
    for (int number = 1; text.n > 0; number++) {
        rc = read_line(reader, str_cut(text, '\n', &text), path, number);
        if (rc < 0) {
            return rc;
        }
    }
    return E_OK;
}

static const char *environment_name(struct arena *arena, const char *key)
{
    char *name = arena_printf(arena, "ASSISTI_%s", key);
    for (char *p = name; *p != '\0'; p++) {
        *p = (char)toupper((unsigned char)*p);
    }
    return name;
}

static int read_environment(struct reader *reader)
{
    for (size_t i = 0; i < setting_count; i++) {
        const char *name = environment_name(reader->arena, settings[i].key);
        const char *value = getenv(name);
        if (value != NULL) {
            int rc = set_value(reader, &settings[i], str_from(value), name);
            if (rc < 0) {
                return rc;
            }
        }
    }
    return E_OK;
}

/* "--max-upload-mib" as "max_upload_mib"; NULL where the argument is not of this form. */
static const char *flag_key(struct arena *arena, const char *argument, struct str *out_inline,
                            bool *out_has_inline)
{
    if (!str_starts(str_from(argument), STR("--"))) {
        return NULL;
    }
    struct str rest;
    struct str name = str_cut(str_from(argument + 2), '=', &rest);
    *out_has_inline = name.n != strlen(argument + 2);
    *out_inline = rest;
    char *key = str_dup(arena, name);
    for (char *p = key; *p != '\0'; p++) {
        *p = *p == '-' ? '_' : *p;
    }
    return key;
}

struct flag {
    const struct setting *setting; /* NULL: --config */
    struct str value;
    const char *source;
};

/* Takes the flags out of argv. They are applied later, since one of them may name the file. */
static int take_flags(struct reader *reader, int *argc, const char **argv, struct flag *flags,
                      size_t *out_count)
{
    int kept = 0;
    size_t count = 0;
    for (int i = 0; i < *argc; i++) {
        struct str value;
        bool has_inline = false;
        const char *key = flag_key(reader->arena, argv[i], &value, &has_inline);
        const struct setting *setting = key != NULL ? find_setting(str_from(key)) : NULL;
        if (setting == NULL && (key == NULL || strcmp(key, "config") != 0)) {
            argv[kept++] = argv[i];
            continue;
        }
        const char *source =
            arena_printf(reader->arena, "%.*s", (int)strcspn(argv[i], "="), argv[i]);
        if (!has_inline) {
            if (i + 1 >= *argc) {
                return err_set(reader->err, E_INVALID, "%s needs a value.", source);
            }
            value = str_from(argv[++i]);
        }
        if (count == CONFIG_SETTINGS_MAX) {
            return err_set(reader->err, E_INVALID,
                           "There are too many settings on the command line.");
        }
        flags[count++] = (struct flag){setting, value, source};
    }
    *argc = kept;
    *out_count = count;
    return E_OK;
}

static int apply_flags(struct reader *reader, const struct flag *flags, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (flags[i].setting != NULL) {
            int rc = set_value(reader, flags[i].setting, flags[i].value, flags[i].source);
            if (rc < 0) {
                return rc;
            }
        }
    }
    return E_OK;
}

static int read_chosen_file(struct reader *reader, const struct flag *flags, size_t count)
{
    const char *path = getenv("ASSISTI_CONFIG");
    for (size_t i = 0; i < count; i++) {
        if (flags[i].setting == NULL) {
            path = str_dup(reader->arena, flags[i].value);
        }
    }
    if (path != NULL) {
        return read_file(reader, path, /* must_exist= */ true);
    }
    /* The folder must be known before the file in it: flags and environment alone decide on it. */
    int rc = read_environment(reader);
    if (rc == E_OK) {
        rc = apply_flags(reader, flags, count);
    }
    if (rc < 0) {
        return rc;
    }
    return read_file(reader, arena_printf(reader->arena, "%s/assisti.conf", reader->config->data),
                     false);
}

int config_read(int *argc, const char **argv, struct arena *arena, struct config *out,
                struct config_sources *sources, struct err *err)
{
    struct config config = {0};
    struct reader reader = {arena, &config, {{0}}, err};
    struct flag flags[CONFIG_SETTINGS_MAX];
    size_t flag_count = 0;
    int rc = read_defaults(&reader);
    if (rc == E_OK) {
        rc = take_flags(&reader, argc, argv, flags, &flag_count);
    }
    if (rc == E_OK) {
        rc = read_chosen_file(&reader, flags, flag_count);
    }
    if (rc == E_OK) {
        rc = read_environment(&reader);
    }
    if (rc == E_OK) {
        rc = apply_flags(&reader, flags, flag_count);
    }
    if (rc < 0) {
        return rc;
    }
    *out = config;
    if (sources != NULL) {
        *sources = reader.sources;
    }
    return E_OK;
}

static void add_value(struct sb *out, const struct config *config, const struct setting *setting)
{
    const char *slot = (const char *)config + setting->offset;
    switch (setting->kind) {
    case SETTING_TEXT:
    case SETTING_URL:
    case SETTING_CHOICE: {
        const char *text = *(const char *const *)slot;
        sb_add_c(out, setting->is_secret && text[0] != '\0' ? "(set, not shown)" : text);
        return;
    }
    case SETTING_NUMBER:
        sb_add_i64(out, *(const int64_t *)slot);
        return;
    case SETTING_BOOL:
        sb_add_c(out, *(const bool *)slot ? "yes" : "no");
        return;
    }
}

void config_explain(const struct config *config, const struct config_sources *sources,
                    struct sb *out)
{
    for (size_t i = 0; i < setting_count; i++) {
        sb_addf(out, "# %s\n# from: %s\n%s = ", settings[i].help, sources->of[i], settings[i].key);
        add_value(out, config, &settings[i]);
        sb_add_c(out, "\n\n");
    }
}

static void add_bounds(struct sb *out, const struct setting *setting)
{
    switch (setting->kind) {
    case SETTING_TEXT:
        sb_add_c(out, "text");
        return;
    case SETTING_URL:
        sb_add_c(out, "address");
        return;
    case SETTING_NUMBER:
        sb_addf(out, "%" PRId64 " to %" PRId64, setting->min, setting->max);
        return;
    case SETTING_BOOL:
        sb_add_c(out, "yes, no");
        return;
    case SETTING_CHOICE:
        sb_add_c(out, setting->choices);
        return;
    }
}

void config_document(struct sb *out)
{
    sb_add_c(out, "# Settings\n\n"
                  "Each setting can be a flag (`--max-upload-mib 20`), an environment variable\n"
                  "(`ASSISTI_MAX_UPLOAD_MIB=20`) or a line of the configuration file "
                  "(`max_upload_mib = 20`), which is\n"
                  "`assisti.conf` in the data folder or the file that `--config` or "
                  "`ASSISTI_CONFIG` names. Flags win over\n"
                  "the environment, the environment over the file. `assisti config` shows what is "
                  "in force and why.\n\n"
                  "| setting | default | may be | what it does |\n|---|---|---|---|\n");
    for (size_t i = 0; i < setting_count; i++) {
        const struct setting *setting = &settings[i];
        const char *quote = setting->by_default[0] != '\0' ? "`" : "";
        sb_addf(out, "| `%s` | %s%s%s | ", setting->key, quote, setting->by_default, quote);
        add_bounds(out, setting);
        sb_addf(out, " | %s |\n", setting->help);
    }
}
