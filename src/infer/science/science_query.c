/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a question is about, and which property of it is wanted. */
#include <string.h>

#include "base/utf8.h"
#include "infer/science/science_int.h"

#define WORDS_MAX 60

struct query {
    struct arena *arena;
    struct str words[WORDS_MAX];
    size_t count;
};

/* ---- words ---- */

static bool is_edge(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '?' || c == ',' || c == '!' ||
           c == '"' || c == ':' || c == ';' || c == '(' || c == ')';
}

static void cut_words(struct query *query, struct str text)
{
    size_t i = 0;
    while (i < text.n && query->count < WORDS_MAX) {
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

static struct str joined(const struct query *query, size_t from, size_t to)
{
    struct sb sb;
    sb_init(&sb, SCIENCE_TEXT_MAX + WORDS_MAX);
    for (size_t i = from; i < to; i++) {
        sb_addf(&sb, "%s%" STRF, i > from ? " " : "", STRA(query->words[i]));
    }
    const struct str text = {arena_memdup(query->arena, sb.n > 0 ? sb.p : "", sb.n), sb.n};
    sb_done(&sb);
    return text;
}

/* How many words from `at` on are this phrase. */
static size_t match(const struct query *query, size_t at, struct str phrase)
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

static void drop(struct query *query, size_t at, size_t words)
{
    memmove(query->words + at, query->words + at + words,
            (query->count - at - words) * sizeof(query->words[0]));
    query->count -= words;
}

static bool is_word_of(struct str word, const char *words)
{
    return science_names_have(words, word);
}

static void strip(struct query *query)
{
    static const char *const fillers =
        "what|what's|which|is|are|the|a|an|of|tell|me|about|show|give|please|find|define|explain|"
        "does|"
        "value|facts|information|on|for|look|up|mean|means|element|planet|unit|si";
    while (query->count > 1 && is_word_of(query->words[0], fillers)) {
        drop(query, 0, 1);
    }
    while (query->count > 1 && is_word_of(query->words[query->count - 1],
                                          "please|mean|means|element|planet|is|in|chemical|have|"
                                          "has|unit|stand|for|discovered|be|away")) {
        query->count--;
    }
}

/* ---- subjects ---- */

static bool put_subject(struct query *query, struct str name, struct science_facts *out)
{
    struct arena *arena = query->arena;
    const struct science_body *body = science_find_body(name);
    const struct science_element *element = science_find_element(name);
    const struct science_constant *constant = science_find_constant(name);
    const struct science_unit *unit = science_find_unit(name);
    if (body != NULL) {
        science_put_body(arena, body, out);
        out->notice =
            element != NULL
                ? "There is a chemical element of this name, too: ask for it by its symbol, Hg."
                : NULL;
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
    const struct science_species *species = science_find_species(name);
    if (species != NULL) {
        science_put_species(arena, species, out);
        return true;
    }
    return false;
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
    {"melting point|melting temperature|melt|melts", "Melting point"},
    {"boiling point|boiling temperature|boil|boils", "Boiling point"},
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
    {"length of day|length of a day|how long is a day|day length", "Length of day"},
    {"distance from the sun|distance from sun|distance to the sun|how far|how far "
     "away|distance|distance from earth",
     "Distance from the Sun|Distance from the Earth"},
    {"orbital period|length of year|length of a year|how long is a year|year length|orbit",
     "Orbital period"},
    {"orbital velocity|orbital speed", "Orbital velocity"},
    {"mean temperature|average temperature|temperature|how hot|how cold|how warm",
     "Mean temperature"},
    {"how many moons|number of moons|moons", "Moons"},
    {"domain", "Domain"},
    {"kingdom", "Kingdom"},
    {"phylum", "Phylum"},
    {"class", "Class"},
    {"order", "Order"},
    {"family", "Family"},
    {"genus", "Genus"},
    {"species|scientific name|latin name", "Species"},
};

/* The longest phrase of a property in the question, which is taken out; NULL: none. */
static const char *take_property(struct query *query, struct str *out_phrase)
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
        drop(query, best_at, best);
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

/* ---- special questions ---- */

/* "10^-9" anywhere; 0: none. */
static int find_power(struct query *query)
{
    for (size_t i = 0; i < query->count; i++) {
        struct str word = query->words[i];
        int64_t power;
        if (str_starts(word, STR("10^")) &&
            str_to_i64(str_sub(word, 3, word.n), -30, 30, &power) == E_OK) {
            return (int)power;
        }
    }
    return 0;
}

static bool has_word(const struct query *query, const char *words)
{
    for (size_t i = 0; i < query->count; i++) {
        if (is_word_of(query->words[i], words)) {
            return true;
        }
    }
    return false;
}

static bool put_prefix_of_power(struct query *query, struct science_facts *out)
{
    const int power = find_power(query);
    for (size_t i = 0; power != 0 && i < science_prefix_count; i++) {
        if (science_prefixes[i].power == power) {
            science_put_prefix(query->arena, &science_prefixes[i], out);
            return true;
        }
    }
    return false;
}

/* "element 79", "symbol W", "atomic number 6" */
static bool put_numbered(struct query *query, struct science_facts *out)
{
    for (size_t i = 1; i < query->count; i++) {
        int64_t number;
        const struct str word = query->words[i];
        const bool asked = is_word_of(query->words[i - 1], "element|number|no|nr");
        if (asked && str_to_i64(word, 1, SCIENCE_ELEMENTS, &number) == E_OK) {
            science_put_element(query->arena, &science_elements[number - 1], out);
            return true;
        }
        if (!is_word_of(query->words[i - 1], "symbol|is") || !has_word(query, "symbol") ||
            word.n > 2) {
            continue;
        }
        for (size_t k = 0; k < SCIENCE_ELEMENTS; k++) {
            if (str_eq_nocase(word, str_from(science_elements[k].symbol)) &&
                !is_word_of(word, "of|is|in")) {
                science_put_element(query->arena, &science_elements[k], out);
                return true;
            }
        }
    }
    return false;
}

static bool put_special(struct query *query, struct science_facts *out)
{
    if (has_word(query, "rank|ranks|taxonomy") &&
        has_word(query, "biology|biological|taxonomic|taxonomy")) {
        science_put_ranks(out);
        return true;
    }
    if (has_word(query, "base") && has_word(query, "units")) {
        science_put_base_units(out);
        return true;
    }
    if (has_word(query, "prefix|prefixes") && put_prefix_of_power(query, out)) {
        return true;
    }
    if (has_word(query, "prefixes") && query->count <= 4) {
        science_put_prefixes(query->arena, out);
        return true;
    }
    if (has_word(query, "planets") && query->count <= 8) {
        science_put_planets(query->arena, out);
        return true;
    }
    return put_numbered(query, out);
}

/* ---- comparing ---- */

static int compare(struct query *query, size_t and_at, struct science_facts *out, struct err *err)
{
    struct science_facts first;
    struct science_facts second;
    const struct str left = joined(query, 0, and_at);
    const struct str right = joined(query, and_at + 1, query->count);
    if (!put_subject(query, left, &first) || !put_subject(query, right, &second)) {
        return err_set(err, E_INVALID,
                       "Two elements, planets, units or species can be compared, which are in the "
                       "tables: “%" STRF "” and “%" STRF "” are not both.",
                       STRA(str_sub(left, 0, 60)), STRA(str_sub(right, 0, 60)));
    }
    *out = (struct science_facts){
        .title = arena_printf(query->arena, "%s and %s", first.title, second.title),
        .source = first.source};
    for (size_t i = 0; i < first.count; i++) {
        for (size_t k = 0; k < second.count; k++) {
            if (strcmp(first.rows[i].label, second.rows[k].label) == 0) {
                science_add_row(out, first.rows[i].label,
                                arena_printf(query->arena, "%s / %s", first.rows[i].value,
                                             second.rows[k].value),
                                first.rows[i].unit);
            }
        }
    }
    return out->count > 0
               ? E_OK
               : err_set(err, E_INVALID, "%s and %s have nothing that could be compared.",
                         first.title, second.title);
}

static size_t find_and(const struct query *query)
{
    for (size_t i = 1; i + 1 < query->count; i++) {
        if (is_word_of(query->words[i], "and|with|to|vs|versus|or")) {
            return i;
        }
    }
    return 0;
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
static int put_or_guess(struct query *query, struct science_facts *out, struct err *err)
{
    const struct str subject = joined(query, 0, query->count);
    if (put_subject(query, subject, out)) {
        return E_OK;
    }
    struct science_near near;
    science_find_near(subject, &near);
    if (near.count == 1 && put_subject(query, near.names[0], out)) {
        out->notice = arena_printf(query->arena, "“%" STRF "” is read as “%" STRF "”.",
                                   STRA(utf8_cut(subject, 80)), STRA(near.names[0]));
        return E_OK;
    }
    return refuse(subject, &near, err);
}

/* Mercury, of which an element's property is asked. */
static bool prefer_element(struct query *query, const char *labels, struct science_facts *out)
{
    const struct science_element *element = science_find_element(joined(query, 0, query->count));
    for (size_t i = 0; element != NULL && i < out->count; i++) {
        if (science_names_have(labels, str_from(out->rows[i].label))) {
            return false;
        }
    }
    if (element != NULL) {
        science_put_element(query->arena, element, out);
    }
    return element != NULL;
}

static int answer(struct query *query, struct science_facts *out, struct err *err)
{
    if (put_special(query, out)) {
        return E_OK;
    }
    if (query->count > 3 && is_word_of(query->words[0], "compare|difference")) {
        drop(query, 0, 1);
        strip(query);
        const size_t at = find_and(query);
        if (at > 0) {
            return compare(query, at, out, err);
        }
    }
    const struct str whole = joined(query, 0, query->count);
    strip(query);
    if (put_subject(query, whole, out) || put_subject(query, joined(query, 0, query->count), out)) {
        return E_OK;
    }
    struct str phrase = STR_EMPTY;
    const char *labels = take_property(query, &phrase);
    strip(query);
    for (size_t at = 0; at < query->count; at++) {
        const size_t n = match(query, at, STR("from the sun")) +
                         match(query, at, STR("to the sun")) + match(query, at, STR("from earth"));
        if (n > 0 && n < query->count) {
            drop(query, at, n);
        }
    }
    while (query->count > 1 &&
           is_word_of(query->words[0], "of|is|the|a|an|was|does|do|on|in|has|for|how|many|much")) {
        drop(query, 0, 1);
    }
    strip(query);
    int rc = put_or_guess(query, out, err);
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
    struct query words = {.arena = arena};
    cut_words(&words, query);
    if (words.count == 0) {
        return err_set(err, E_INVALID, "There is no question in it.");
    }
    return answer(&words, out, err);
}
