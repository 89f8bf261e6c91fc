/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Languages are those that Tesseract's data folder has files for. */
#include <dirent.h>
#include <limits.h>
#include <unistd.h>

#include "apps/images/ocr/ocr_int.h"
#include "http/form/form.h"

#define LANGUAGES_MAX     8
#define LANGUAGE_CODE_MAX 32
#define LANGUAGES_BYTES   ((size_t)100) /* of all codes together, which is what the pool takes */

struct language {
    const char *code;
    const char *name;
};

/* Names of the languages that are asked for most; others are shown by their code (ISO 639-2/T). */
static const struct language known[] = {
    {"afr", "Afrikaans"},
    {"ara", "Arabic"},
    {"bel", "Belarusian"},
    {"ben", "Bengali"},
    {"bul", "Bulgarian"},
    {"cat", "Catalan"},
    {"ces", "Czech"},
    {"chi_sim", "Chinese (simplified)"},
    {"chi_tra", "Chinese (traditional)"},
    {"dan", "Danish"},
    {"deu", "German"},
    {"ell", "Greek"},
    {"eng", "English"},
    {"est", "Estonian"},
    {"fas", "Persian"},
    {"fin", "Finnish"},
    {"fra", "French"},
    {"heb", "Hebrew"},
    {"hin", "Hindi"},
    {"hrv", "Croatian"},
    {"hun", "Hungarian"},
    {"ind", "Indonesian"},
    {"isl", "Icelandic"},
    {"ita", "Italian"},
    {"jpn", "Japanese"},
    {"kor", "Korean"},
    {"lat", "Latin"},
    {"lav", "Latvian"},
    {"lit", "Lithuanian"},
    {"nld", "Dutch"},
    {"nor", "Norwegian"},
    {"pol", "Polish"},
    {"por", "Portuguese"},
    {"ron", "Romanian"},
    {"rus", "Russian"},
    {"slk", "Slovak"},
    {"slv", "Slovenian"},
    {"spa", "Spanish"},
    {"swe", "Swedish"},
    {"tha", "Thai"},
    {"tur", "Turkish"},
    {"ukr", "Ukrainian"},
    {"urd", "Urdu"},
    {"vie", "Vietnamese"},
};

static const char *language_name(const char *code)
{
    for (size_t i = 0; i < ARRAY_LEN(known); i++) {
        if (strcmp(known[i].code, code) == 0) {
            return known[i].name;
        }
    }
    return code;
}

/* Letters, digits and "_": nothing that could lead out of the folder. */
static bool is_code(struct str code)
{
    for (size_t i = 0; i < code.n; i++) {
        char c = code.p[i];
        bool plain =
            (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
        if (!plain) {
            return false;
        }
    }
    return code.n > 0 && code.n <= LANGUAGE_CODE_MAX;
}

/* Tesseract's data for finding orientations lies among the languages. */
static bool is_language(struct str code)
{
    return is_code(code) && !str_eq(code, STR("osd"));
}

static bool is_installed(const struct config *config, struct str code)
{
    char path[PATH_MAX];
    int n = snprintf(path, sizeof(path), "%s/%" STRF ".traineddata", config->tessdata, STRA(code));
    return is_language(code) && n > 0 && (size_t)n < sizeof(path) && access(path, R_OK) == 0;
}

int ocr_check_languages(const struct config *config, struct str languages, struct err *err)
{
    struct str rest = languages;
    size_t count = 0;
    while (rest.n > 0) {
        struct str code = str_cut(rest, '+', &rest);
        if (!is_code(code) || ++count > LANGUAGES_MAX || languages.n > LANGUAGES_BYTES) {
            return err_set(err, E_INVALID,
                           "Languages are codes joined by +, such as eng+chi_sim; at most %d.",
                           LANGUAGES_MAX);
        }
        if (!is_installed(config, code)) {
            return err_set(err, E_LANGUAGE_MISSING,
                           "The language \"%" STRF
                           "\" is not installed on this server (Debian: tesseract-ocr-%" STRF ").",
                           STRA(code), STRA(code));
        }
    }
    return count > 0 ? E_OK : err_set(err, E_INVALID, "No language was given.");
}

int ocr_read_languages(struct req *rq, struct str *out)
{
    const struct form_part *part = req_part(rq, "languages");
    struct str languages = part != NULL ? str_trim(part->value) : STR_EMPTY;
    if (languages.n == 0) {
        *out = str_from(rq->services->config->ocr_languages);
        return E_OK;
    }
    if (part->fd >= 0) {
        return err_field(&rq->err, "languages", "must be a text");
    }
    struct err why = {0};
    int rc = ocr_check_languages(rq->services->config, languages, &why);
    if (rc < 0) {
        (void)err_set(&rq->err, rc, "%s", why.detail);
        (void)err_field(&rq->err, "languages", "%.150s", why.detail);
        return rc;
    }
    *out = str_copy(rq->arena, languages);
    return E_OK;
}

static int by_code(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* The codes of the installed languages, sorted */
static size_t list_installed(const struct config *config, struct arena *arena, const char **codes,
                             size_t max)
{
    DIR *dir = opendir(config->tessdata);
    if (dir == NULL) {
        return 0;
    }
    size_t count = 0;
    struct str ending = STR(".traineddata");
    for (struct dirent *entry; count < max && (entry = readdir(dir)) != NULL;) {
        struct str file = str_from(entry->d_name);
        struct str code = str_sub(file, 0, file.n - size_min(file.n, ending.n));
        if (str_ends(file, ending) && is_language(code)) {
            codes[count++] = str_dup(arena, code);
        }
    }
    (void)closedir(dir); /* nothing was written through it */
    qsort(codes, count, sizeof(*codes), by_code);
    return count;
}

/* GET /ocr/languages */
int ocr_languages(struct req *rq)
{
    const char *codes[256];
    size_t count = list_installed(rq->services->config, rq->arena, codes, ARRAY_LEN(codes));
    struct json_out *out = req_out(rq);
    json_begin_object(out);
    json_kv_c(out, "default", rq->services->config->ocr_languages);
    json_key(out, "results");
    json_begin_array(out);
    for (size_t i = 0; i < count; i++) {
        json_begin_object(out);
        json_kv_c(out, "code", codes[i]);
        json_kv_c(out, "name", language_name(codes[i]));
        json_end_object(out);
    }
    return req_reply_list_end(rq, NULL);
}
