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
