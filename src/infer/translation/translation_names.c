/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "infer/translation/translation_int.h"

static const struct translation_language languages[] = {
    {"af", "afr", "Afrikaans"},
    {"an", "arg", "Aragonese"},
    {"ast", "ast", "Asturian"},
    {"be", "bel", "Belarusian"},
    {"br", "bre", "Breton"},
    {"bg", "bul", "Bulgarian"},
    {"ca", "cat", "Catalan"},
    {"da", "dan", "Danish"},
    {"en", "eng", "English"},
    {"eo", "epo", "Esperanto"},
    {"eu", "eus", "Basque"},
    {"fr", "fra", "French"},
    {"frp", "frp", "Arpitan"},
    {"gl", "glg", "Galician"},
    {"sh", "hbs", "Serbo-Croatian"},
    {"hi", "hin", "Hindi"},
    {"id", "ind", "Indonesian"},
    {"is", "isl", "Icelandic"},
    {"it", "ita", "Italian"},
    {"mk", "mkd", "Macedonian"},
    {"nl", "nld", "Dutch"},
    {"nn", "nno", "Norwegian Nynorsk"},
    {"nb", "nob", "Norwegian Bokmål"},
    {"oc", "oci", "Occitan"},
    {"pl", "pol", "Polish"},
    {"pt", "por", "Portuguese"},
    {"ro", "ron", "Romanian"},
    {"ru", "rus", "Russian"},
    {"sl", "slv", "Slovenian"},
    {"es", "spa", "Spanish"},
    {"sc", "srd", "Sardinian"},
    {"sv", "swe", "Swedish"},
    {"szl", "szl", "Silesian"},
    {"uk", "ukr", "Ukrainian"},
    {"ur", "urd", "Urdu"},
    {"ms", "zlm", "Malay"},
};

/* The directions of Debian 12's packages whose pipelines can be run here. */
static const struct {
    const char *from, *to, *package;
} packages[] = {
    {"af", "nl", "apertium-afr-nld"},  {"an", "ca", "apertium-arg-cat"},
    {"an", "es", "apertium-spa-arg"},  {"be", "ru", "apertium-bel-rus"},
    {"bg", "mk", "apertium-mkd-bul"},  {"br", "fr", "apertium-br-fr"},
    {"ca", "an", "apertium-arg-cat"},  {"ca", "en", "apertium-eng-cat"},
    {"ca", "eo", "apertium-eo-ca"},    {"ca", "es", "apertium-spa-cat"},
    {"ca", "it", "apertium-cat-ita"},  {"ca", "oc", "apertium-oc-ca"},
    {"ca", "pt", "apertium-por-cat"},  {"ca", "sc", "apertium-cat-srd"},
    {"da", "sv", "apertium-swe-dan"},  {"en", "ca", "apertium-eng-cat"},
    {"en", "eo", "apertium-eo-en"},    {"en", "es", "apertium-eng-spa"},
    {"en", "gl", "apertium-en-gl"},    {"eo", "en", "apertium-eo-en"},
    {"es", "an", "apertium-spa-arg"},  {"es", "ast", "apertium-spa-ast"},
    {"es", "ca", "apertium-spa-cat"},  {"es", "en", "apertium-eng-spa"},
    {"es", "eo", "apertium-eo-es"},    {"es", "fr", "apertium-fr-es"},
    {"es", "gl", "apertium-es-gl"},    {"es", "it", "apertium-spa-ita"},
    {"es", "oc", "apertium-oc-es"},    {"es", "pt", "apertium-es-pt"},
    {"eu", "en", "apertium-eu-en"},    {"eu", "es", "apertium-eu-es"},
    {"fr", "ca", "apertium-fra-cat"},  {"fr", "eo", "apertium-eo-fr"},
    {"fr", "es", "apertium-fr-es"},    {"gl", "en", "apertium-en-gl"},
    {"gl", "es", "apertium-es-gl"},    {"gl", "pt", "apertium-pt-gl"},
    {"hi", "ur", "apertium-urd-hin"},  {"id", "ms", "apertium-ind-zlm"},
    {"is", "sv", "apertium-isl-swe"},  {"it", "es", "apertium-spa-ita"},
    {"it", "sc", "apertium-srd-ita"},  {"mk", "bg", "apertium-mkd-bul"},
    {"mk", "en", "apertium-mkd-eng"},  {"ms", "id", "apertium-ind-zlm"},
    {"nl", "af", "apertium-afr-nld"},  {"nn", "nb", "apertium-nno-nob"},
    {"oc", "ca", "apertium-oc-ca"},    {"oc", "es", "apertium-oc-es"},
    {"pl", "szl", "apertium-pol-szl"}, {"pt", "es", "apertium-es-pt"},
    {"pt", "gl", "apertium-pt-gl"},    {"ro", "es", "apertium-es-ro"},
    {"ru", "be", "apertium-bel-rus"},  {"ru", "uk", "apertium-rus-ukr"},
    {"sv", "da", "apertium-swe-dan"},  {"sv", "is", "apertium-isl-swe"},
    {"szl", "pl", "apertium-pol-szl"}, {"uk", "ru", "apertium-rus-ukr"},
    {"ur", "hi", "apertium-urd-hin"},
};

const struct translation_language *translation_language_find(struct str word)
{
    struct str rest;
    const struct str code = str_cut(str_cut(word, '-', &rest), '_', &rest);
    for (size_t i = 0; i < ARRAY_LEN(languages); i++) {
        if (str_eq_nocase(code, str_from(languages[i].code)) ||
            str_eq_nocase(code, str_from(languages[i].long_code)) ||
            str_eq_nocase(word, str_from(languages[i].name))) {
            return &languages[i];
        }
    }
    return str_eq_nocase(code, STR("no")) ? translation_language_find(STR("nb")) : NULL;
}

const char *translation_package(const struct translation_language *from,
                                const struct translation_language *to)
{
    for (size_t i = 0; i < ARRAY_LEN(packages); i++) {
        if (strcmp(packages[i].from, from->code) == 0 && strcmp(packages[i].to, to->code) == 0) {
            return packages[i].package;
        }
    }
    return NULL;
}
