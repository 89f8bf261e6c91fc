/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a question is about, and which property of it is wanted. */
#include <string.h>

#include "base/utf8.h"
#include "infer/science/science_int.h"

/* ---- words ---- */

static bool is_edge(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '?' || c == ',' || c == '!' ||
           c == '"' || c == ':' || c == ';' || c == '(' || c == ')';
}

void science_cut_words(struct science_query *query, struct str text)
{
    size_t i = 0;
    while (i < text.n && query->count < SCIENCE_WORDS_MAX) {
        while (i < text.n && is_edge(text.p[i])) {
            i++;
        }
        const size_t start = i;
        while (i < text.n && !is_edge(text.p[i])) {
            i++;
        }
        struct str word = str_sub(text, start, i);
        const bool last = i == text.n && word.n > 2 && word.p[word.n - 1] == '.';
        word.n -= last;
        if (str_ends(word, STR("'s"))) {
            word.n -= 2;
        }
        if (word.n > 0) {
            query->words[query->count++] = word;
        }
    }
}

struct str science_words(const struct science_query *query, size_t from, size_t to)
{
    struct sb sb;
    sb_init(&sb, SCIENCE_TEXT_MAX + SCIENCE_WORDS_MAX);
    for (size_t i = from; i < to; i++) {
        sb_addf(&sb, "%s%" STRF, i > from ? " " : "", STRA(query->words[i]));
    }
    const struct str text = {arena_memdup(query->arena, sb.n > 0 ? sb.p : "", sb.n), sb.n};
    sb_done(&sb);
    return text;
}

/* How many words from `at` on are this phrase. */
static size_t match(const struct science_query *query, size_t at, struct str phrase)
{
    size_t n = 0;
    while (phrase.n > 0) {
        const struct str word = str_cut(phrase, ' ', &phrase);
        if (at + n >= query->count || !str_eq_nocase(query->words[at + n], word)) {
            return 0;
        }
        n++;
    }
    return n;
}

void science_drop_words(struct science_query *query, size_t at, size_t words)
{
    memmove(query->words + at, query->words + at + words,
            (query->count - at - words) * sizeof(query->words[0]));
    query->count -= words;
}

static bool is_word_of(struct str word, const char *words)
{
    return science_names_have(words, word);
}

bool science_has_word(const struct science_query *query, const char *words)
{
    for (size_t i = 0; i < query->count; i++) {
        if (is_word_of(query->words[i], words)) {
            return true;
        }
    }
    return false;
}

static void strip(struct science_query *query)
{
    static const char *const fillers =
        "what|what's|which|is|are|the|a|an|of|tell|me|about|show|give|please|find|define|explain|"
        "does|"
        "value|facts|information|on|for|look|up|mean|means|element|planet|unit|si|classification|"
        "taxonomy|biological|classify|taxonomic";
    while (query->count > 1 && is_word_of(query->words[0], fillers)) {
        science_drop_words(query, 0, 1);
    }
    while (query->count > 1 &&
           is_word_of(query->words[query->count - 1],
                      "please|mean|means|element|planet|is|in|chemical|have|"
                      "has|unit|stand|for|discovered|be|away|belong|belongs|to|there|classified")) {
        query->count--;
    }
}

/* ---- subjects ---- */

/* Mercury: the planet, and then the element. */
static void put_element_behind(struct science_query *query, const struct science_element *element,
                               struct science_facts *out)
{
    struct science_facts facts;
    science_put_element(query->arena, element, &facts);
    for (size_t i = 0; i < facts.count; i++) {
        science_add_row(out, arena_printf(query->arena, "As an element: %s", facts.rows[i].label),
                        facts.rows[i].value, facts.rows[i].unit);
    }
    out->subtitle = arena_printf(query->arena, "%s, and a chemical element", out->subtitle);
    out->source = arena_printf(query->arena, "%s; %s", out->source, facts.source);
    out->notice =
        arena_printf(query->arena,
                     "There is a chemical element of this name, too, which is below; “%s” "
                     "asks for it alone.",
                     element->symbol);
}

bool science_put_subject(struct science_query *query, struct str name, struct science_facts *out)
{
    struct arena *arena = query->arena;
    const struct science_body *body = science_find_body(name);
    const struct science_element *element = science_find_element(name);
    const struct science_constant *constant = science_find_constant(name);
    const struct science_unit *unit = science_find_unit(name);
    if (body != NULL) {
        science_put_body(arena, body, out);
        if (element != NULL) {
            put_element_behind(query, element, out);
        }
        return true;
    }
    if (element != NULL) {
        science_put_element(arena, element, out);
        out->notice = unit != NULL || (constant != NULL && name.n > 1)
                          ? "The symbol stands for a unit, too: ask for that by its name."
                          : NULL;
        return true;
    }
    if (constant != NULL) {
        science_put_constant(arena, constant, out);
        return true;
    }
    if (unit != NULL) {
        science_put_unit(unit, out);
        return true;
    }
    const struct science_prefix *prefix = science_find_prefix(name);
    if (prefix != NULL) {
        science_put_prefix(arena, prefix, out);
        return true;
    }
    const struct science_quantity *quantity = science_find_quantity(name);
    if (quantity != NULL) {
        science_put_quantity(quantity, out);
        return true;
    }
    const struct science_species *species = science_find_species(name);
    if (species != NULL) {
        science_put_species(arena, species, out);
        return true;
    }
    return science_put_taxon(arena, name, out);
}

/* ---- properties ---- */

static const struct {
    const char *phrases;
    const char *labels; /* of rows */
} properties[] = {
    {"standard atomic weight|atomic weight|atomic mass|relative atomic mass|molar mass",
     "Standard atomic weight"},
    {"atomic number|proton number|number of protons|how many protons does|how many protons",
     "Atomic number"},
    {"symbol|chemical symbol", "Symbol"},
    {"electron configuration|electronic configuration|electron shell configuration",
     "Electron configuration|Electron configuration (expected)"},
    {"melting point|melting temperature|melting|melt|melts", "Melting point"},
    {"boiling point|boiling temperature|boiling|boil|boils", "Boiling point"},
    {"electronegativity", "Electronegativity (Pauling)"},
    {"density|how dense", "Density"},
    {"when was|discovery|discovered|year of discovery", "Discovered"},
    {"group", "Group"},
    {"period", "Period|Orbital period"},
    {"block", "Block"},
    {"category|kind of element", "Category"},
    {"mass|weight|how heavy|how massive|weigh|weighs", "Mass|Standard atomic weight"},
    {"diameter|size|how big|how large|how wide", "Diameter"},
    {"surface gravity|gravity|gravitational acceleration", "Gravity"},
    {"escape velocity|escape speed", "Escape velocity"},
    {"rotation period|rotation|rotation time", "Rotation period"},
    {"length of day|length of a day|how long is a day|day length|day on|day of", "Length of day"},
    {"distance from the sun|distance from sun|distance to the sun|how far|how far "
     "away|distance|distance from earth",
     "Distance from the Sun|Distance from the Earth|Distance from Jupiter|Distance from "
     "Saturn|Distance from Neptune"},
    {"orbital period|length of year|length of a year|how long is a year|year length|orbit|year "
     "on|year "
     "of",
     "Orbital period"},
    {"orbital velocity|orbital speed", "Orbital velocity"},
    {"mean temperature|average temperature|temperature|how hot|how cold|how warm",
     "Mean temperature"},
    {"how many moons|number of moons|moons|how many moon", "Moons|Moons (June 2025)"},
    {"heat capacity|specific heat|specific heat capacity", "Heat capacity"},
    {"freezing point|freezing temperature|freeze|freezes", "Melting point"},
    {"speed|how fast", "Orbital velocity"},
    {"pressure", "Pressure"},
    {"domain", "Domain"},
    {"kingdom", "Kingdom"},
    {"phylum", "Phylum"},
    {"class|kind of animal|type of animal|sort of animal", "Class"},
    {"order", "Order"},
    {"family", "Family"},
    {"genus", "Genus"},
    {"species|scientific name|latin name|scientific name for|latin name for", "Species"},
};

/* The longest phrase of a property in the question, which is taken out; NULL: none. */
static const char *take_property(struct science_query *query, struct str *out_phrase)
{
    size_t best = 0;
    size_t best_at = 0;
    const char *labels = NULL;
    for (size_t i = 0; i < ARRAY_LEN(properties); i++) {
        struct str rest = str_from(properties[i].phrases);
        while (rest.n > 0) {
            const struct str phrase = str_cut(rest, '|', &rest);
            for (size_t at = 0; at < query->count; at++) {
                const size_t n = match(query, at, phrase);
                if (n > best && n < query->count) {
                    best = n;
                    best_at = at;
                    labels = properties[i].labels;
                    *out_phrase = phrase;
                }
            }
        }
    }
    if (best > 0) {
        science_drop_words(query, best_at, best);
    }
    return labels;
}

/* The first "and", and "its" behind it. */
static void drop_joint(struct science_query *query)
{
    for (size_t at = 0; at < query->count; at++) {
        if (!is_word_of(query->words[at], "and")) {
            continue;
        }
        do {
            science_drop_words(query, at, 1);
        } while (at < query->count && is_word_of(query->words[at], "its|their|the"));
        return;
    }
}

#define PROPERTIES_MAX 4 /* of one question */

/* "density and melting point of gold", "mass of Mars and its moons": the labels of all; NULL: none. */
static const char *take_properties(struct science_query *query, struct str *out_phrase)
{
    const bool are_several = science_has_word(query, "and");
    const char *labels = take_property(query, out_phrase);
    for (size_t i = 1; labels != NULL && i < PROPERTIES_MAX && are_several; i++) {
        struct str another = STR_EMPTY;
        const char *more = take_property(query, &another);
        if (more == NULL) {
            break;
        }
        labels = arena_printf(query->arena, "%s|%s", labels, more);
        drop_joint(query);
    }
    return labels;
}

static int keep_rows(struct science_facts *facts, const char *labels, struct str phrase,
                     struct err *err)
{
    size_t kept = 0;
    for (size_t i = 0; i < facts->count; i++) {
        if (science_names_have(labels, str_from(facts->rows[i].label))) {
            facts->rows[kept++] = facts->rows[i];
        }
    }
    if (kept == 0) {
        return err_set(err, E_INVALID, "The tables have no sure figure for this of %s: %" STRF ".",
                       facts->title, STRA(phrase));
    }
    facts->count = kept;
    return E_OK;
}

/* ---- the answer ---- */

static int refuse(struct str subject, const struct science_near *near, struct err *err)
{
    char names[200] = "";
    size_t n = 0;
    for (size_t i = 0; i < near->count && n + near->names[i].n + 3 < sizeof(names); i++) {
        n += (size_t)snprintf(names + n, sizeof(names) - n, "%s%" STRF, i > 0 ? ", " : "",
                              STRA(near->names[i]));
    }
    const struct str shown = utf8_cut(subject, 80);
    if (n > 0) {
        return err_set(err, E_INVALID, "“%" STRF "” is in none of the tables. Near it are: %s.",
                       STRA(shown), names);
    }
    return err_set(err, E_INVALID,
                   "“%" STRF "” is in none of the tables, which hold chemical elements, bodies of "
                   "the solar system, constants of nature, units "
                   "and prefixes of the SI, and ranks of well-known species.",
                   STRA(shown));
}

/* The subject by its name, or by the one name that is nearest. */
static int put_or_guess(struct science_query *query, struct science_facts *out, struct err *err)
{
    const struct str subject = science_words(query, 0, query->count);
    if (science_put_subject(query, subject, out)) {
        return E_OK;
    }
    struct science_near near;
    science_find_near(subject, &near);
    if (near.count == 1 && science_put_subject(query, near.names[0], out)) {
        out->notice = arena_printf(query->arena, "“%" STRF "” is read as “%" STRF "”.",
                                   STRA(utf8_cut(subject, 80)), STRA(near.names[0]));
        return E_OK;
    }
    return refuse(subject, &near, err);
}

/* Mercury, of which an element's property is asked. */
static bool prefer_element(struct science_query *query, const char *labels,
                           struct science_facts *out)
{
    const struct science_element *element =
        science_find_element(science_words(query, 0, query->count));
    for (size_t i = 0; element != NULL && i < out->count; i++) {
        if (science_names_have(labels, str_from(out->rows[i].label))) {
            return false;
        }
    }
    const struct science_species *species =
        science_find_species(science_words(query, 0, query->count));
    for (size_t i = 0; element == NULL && species != NULL && i < SCIENCE_RANKS; i++) {
        if (science_names_have(labels, str_from(science_ranks[i]))) {
            science_put_species(query->arena, species, out); /* the mole is a unit and an animal */
            return true;
        }
    }
    if (element != NULL) {
        science_put_element(query->arena, element, out);
    }
    return element != NULL;
}

/* "unit of force" */
static bool put_unit_of(const struct science_query *query, struct science_facts *out)
{
    for (size_t at = 0; at + 2 < query->count; at++) {
        if (is_word_of(query->words[at], "unit|units") &&
            is_word_of(query->words[at + 1], "of|for")) {
            const size_t from = at + 2 + is_word_of(query->words[at + 2], "the|a|an");
            const struct science_unit *unit =
                science_find_unit_of(science_words(query, from, query->count));
            if (unit != NULL) {
                science_put_unit(unit, out);
                return true;
            }
        }
    }
    return false;
}

static int answer(struct science_query *query, struct science_facts *out, struct err *err)
{
    int rc = science_compare(query, out, err);
    if (rc != SCIENCE_NOT_MINE) {
        return rc;
    }
    rc = science_put_is(query, out, err);
    if (rc != SCIENCE_NOT_MINE) {
        return rc;
    }
    if (science_put_list(query, out)) {
        return E_OK;
    }
    if (put_unit_of(query, out)) {
        return E_OK;
    }
    const struct str whole = science_words(query, 0, query->count);
    strip(query);
    if (science_put_subject(query, whole, out) ||
        science_put_subject(query, science_words(query, 0, query->count), out)) {
        return E_OK;
    }
    struct str phrase = STR_EMPTY;
    const char *labels = take_properties(query, &phrase);
    strip(query);
    for (size_t at = 0; at < query->count; at++) {
        static const char *const from[] = {"from the sun", "to the sun",  "from earth",
                                           "from jupiter", "from saturn", "from neptune",
                                           "and the sun",  "and sun",     "the sun and",
                                           "from sun",     "to sun"};
        size_t n = 0;
        for (size_t i = 0; i < ARRAY_LEN(from); i++) {
            n = size_max(n, match(query, at, str_from(from[i])));
        }
        if (n > 0 && n < query->count) {
            science_drop_words(query, at, n);
        }
    }
    while (query->count > 1 &&
           is_word_of(query->words[0],
                      "of|is|the|a|an|was|does|do|on|in|has|for|how|many|much|to|between")) {
        science_drop_words(query, 0, 1);
    }
    strip(query);
    if (labels != NULL && strncmp(labels, "Distance", 8) == 0 && science_has_word(query, "and")) {
        return err_set(err, E_INVALID,
                       "How far these are from each other changes from day to day; the tables have "
                       "their distances from the Sun.");
    }
    rc = put_or_guess(query, out, err);
    if (rc == E_OK && labels != NULL) {
        (void)prefer_element(query, labels, out);
        rc = keep_rows(out, labels, phrase, err);
    }
    return rc;
}

int science_answer(struct arena *arena, struct str query, struct science_facts *out,
                   struct err *err)
{
    if (query.n > SCIENCE_TEXT_MAX) {
        return err_set(err, E_INVALID, "A question may have at most %d characters here.",
                       SCIENCE_TEXT_MAX);
    }
    if (!utf8_valid(query)) {
        return err_set(err, E_INVALID, "The question is not well-formed UTF-8.");
    }
    *out = (struct science_facts){.title = ""};
    struct science_query words = {.arena = arena};
    science_cut_words(&words, query);
    if (words.count == 0) {
        return err_set(err, E_INVALID, "There is no question in it.");
    }
    const struct science_wish *wish = science_take_wish(&words);
    int rc = answer(&words, out, err);
    if (rc == E_OK && wish != NULL) {
        science_convert(arena, wish, out);
    }
    return rc;
}
