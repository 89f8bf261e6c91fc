/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which of two is more, which of all is most: bodies of the solar system, and elements. What the tables lack for too many is not told. */
#include <math.h>
#include <string.h>

#include "infer/science/science_int.h"

static bool is_word(struct str word, const char *words)
{
    return science_names_have(words, word);
}

/* ---- what is compared ---- */

struct aspect {
    const char *more; /* "heavier|heaviest"; each may be several words */
    const char *less;
    const char *body; /* labels of rows; NULL: bodies have no such */
    const char *element;
    const char *noun; /* "mass" */
};

static const struct aspect aspects[] = {
    {"more moons|most moons", "fewer moons|fewest moons|least moons|less moons",
     "Moons|Moons (June 2025)", NULL, "number of moons"},
    {"longer day|longest day|longer days|longest days",
     "shorter day|shortest day|shorter days|shortest days", "Length of day", NULL, "length of day"},
    {"longer year|longest year|longer years|longest years|longer orbit|longest orbit",
     "shorter year|shortest year|shorter years|shortest years|shorter orbit|shortest orbit",
     "Orbital period", NULL, "length of year"},
    {"stronger gravity|strongest gravity|higher gravity|highest gravity|more gravity|most gravity",
     "weaker gravity|weakest gravity|lower gravity|lowest gravity|less gravity|least gravity",
     "Gravity", NULL, "gravity"},
    {"higher melting point|highest melting point", "lower melting point|lowest melting point", NULL,
     "Melting point", "melting point"},
    {"higher boiling point|highest boiling point", "lower boiling point|lowest boiling point", NULL,
     "Boiling point", "boiling point"},
    {"higher density|highest density|denser|densest|more dense|most dense",
     "lower density|lowest density|less dense|least dense", "Density", "Density", "density"},
    {"more electronegative|most electronegative|higher electronegativity|highest electronegativity",
     "less electronegative|least electronegative|lower electronegativity|lowest electronegativity",
     NULL, "Electronegativity (Pauling)", "electronegativity"},
    {"heavier|heaviest|more massive|most massive|weighs more|weigh more",
     "lighter|lightest|less massive|least massive|weighs less|weigh less", "Mass", "Density",
     "mass"},
    {"bigger|biggest|larger|largest|wider|widest|greater|greatest", "smaller|smallest|tiniest",
     "Diameter", NULL, "diameter"},
    {"hotter|hottest|warmer|warmest", "colder|coldest|cooler|coolest", "Mean temperature", NULL,
     "mean temperature"},
    {"farther|farthest|further|furthest|most distant|outermost|farther away",
     "closer|closest|nearer|nearest|innermost", "Distance from the Sun", NULL,
     "distance from the Sun"},
    {"faster|fastest", "slower|slowest", "Orbital velocity", NULL, "orbital velocity"},
};

struct wish {
    const struct aspect *aspect;
    bool less;
    size_t at; /* where its words stand */
    size_t words;
};

static size_t match_names(const struct science_query *query, size_t at, const char *names,
                          size_t best)
{
    for (size_t n = 3; n > best; n--) {
        if (at + n <= query->count && science_names_have(names, science_words(query, at, at + n))) {
            return n;
        }
    }
    return 0;
}

static bool find_wish(const struct science_query *query, struct wish *out)
{
    *out = (struct wish){.aspect = NULL};
    for (size_t i = 0; i < ARRAY_LEN(aspects); i++) {
        for (size_t at = 0; at < query->count; at++) {
            const size_t more = match_names(query, at, aspects[i].more, out->words);
            const size_t less = match_names(query, at, aspects[i].less, out->words);
            if (more > 0 || less > 0) {
                *out = (struct wish){&aspects[i], more == 0, at, more > 0 ? more : less};
            }
        }
    }
    return out->aspect != NULL;
}

/* ---- figures ---- */

struct figure {
    const char *name;
    const char *shown; /* with its unit */
    double value;
};

/* "1898 × 10^24", "19.3 g/cm³", "1.25 g/L" (a thousandth) */
static double read_value(const char *text)
{
    char *end;
    const double value = strtod(text, &end);
    const char *power = strstr(end, "10^");
    const double litre = strstr(end, "g/L") != NULL ? 1e-3 : 1;
    return (power != NULL ? value * pow(10, strtod(power + 3, NULL)) : value) * litre;
}

static bool read_figure(struct arena *arena, const struct science_facts *facts, const char *labels,
                        struct figure *out)
{
    for (size_t i = 0; labels != NULL && i < facts->count; i++) {
        const struct science_row *row = &facts->rows[i];
        const bool number = strchr("-0123456789", row->value[0]) != NULL;
        if (number && science_names_have(labels, str_from(row->label))) {
            *out = (struct figure){
                .name = facts->title,
                .shown = row->unit == NULL ? row->value
                                           : arena_printf(arena, "%s %s", row->value, row->unit),
                .value = read_value(row->value),
            };
            return true;
        }
    }
    return false;
}

struct subject {
    struct science_facts facts;
    bool body;
};

static bool find_subject(struct arena *arena, struct str name, bool prefer_element,
                         struct subject *out)
{
    const struct science_body *body = science_find_body(name);
    const struct science_element *element = science_find_element(name);
    if (body != NULL && !(prefer_element && element != NULL)) {
        science_put_body(arena, body, &out->facts);
        out->body = true;
        return true;
    }
    if (element != NULL) {
        science_put_element(arena, element, &out->facts);
        out->body = false;
    }
    return element != NULL;
}

/* ---- two ---- */

/* The name between the words, without those that say nothing. */
static struct str name_between(const struct science_query *query, size_t from, size_t to)
{
    static const char *const fillers = "which|what|is|are|has|have|does|do|the|a|an|planet|element|"
                                       "metal|of|in|terms|one|be|more|or|and|an|"
                                       "atom|it|true|that|planets";
    while (from < to && is_word(query->words[from], fillers)) {
        from++;
    }
    while (to > from && is_word(query->words[to - 1], fillers)) {
        to--;
    }
    return science_words(query, from, to);
}

static int refuse_names(struct str left, struct str right, struct err *err)
{
    return err_set(err, E_INVALID,
                   "“%" STRF "” and “%" STRF
                   "” cannot be compared from the tables, which have figures of "
                   "bodies of the solar system and of chemical elements alone.",
                   STRA(str_sub(left, 0, 60)), STRA(str_sub(right, 0, 60)));
}

/* Of elements, "heavier" may be meant of a piece or of an atom. */
static void add_weights(struct arena *arena, const struct subject *a, const struct subject *b,
                        struct science_facts *out)
{
    struct figure left;
    struct figure right;
    if (!read_figure(arena, &a->facts, "Standard atomic weight", &left) ||
        !read_figure(arena, &b->facts, "Standard atomic weight", &right)) {
        return;
    }
    science_add_row(out, arena_printf(arena, "%s, atomic weight", left.name), left.shown, NULL);
    science_add_row(out, arena_printf(arena, "%s, atomic weight", right.name), right.shown, NULL);
    out->notice = arena_printf(
        arena,
        "Of pieces of the same size, which is what density says; a single atom of %s is the "
        "heavier one.",
        left.value > right.value ? left.name : right.name);
}

/* "is heavier", "has more moons", "weighs more" */
static const char *verb_of(struct str words)
{
    static const char *const nouns[] = {
        "moons", "day",     "days",  "year",    "years",
        "orbit", "gravity", "point", "density", "electronegativity"};
    for (size_t i = 0; i < ARRAY_LEN(nouns); i++) {
        if (str_ends(words, str_from(nouns[i]))) {
            return " has ";
        }
    }
    return str_starts(words, STR("weigh")) ? " " : " is ";
}

struct pair {
    struct subject a;
    struct subject b;
    struct figure left;
    struct figure right;
};

/* Both, with the figure that is compared. */
static int read_pair(struct arena *arena, const struct aspect *aspect, const struct str names[2],
                     struct pair *out, struct err *err)
{
    const bool element = aspect->body == NULL;
    if (!find_subject(arena, names[0], element, &out->a) ||
        !find_subject(arena, names[1], element, &out->b)) {
        return refuse_names(names[0], names[1], err);
    }
    const bool body = out->a.body;
    if (body != out->b.body &&
        !find_subject(arena, names[body ? 0 : 1], true, body ? &out->a : &out->b)) {
        return refuse_names(names[0], names[1], err);
    }
    const char *labels = out->a.body ? aspect->body : aspect->element;
    if (out->a.body != out->b.body || !read_figure(arena, &out->a.facts, labels, &out->left) ||
        !read_figure(arena, &out->b.facts, labels, &out->right)) {
        return err_set(err, E_INVALID,
                       "The tables have no sure figure of the %s of both %s and %s.", aspect->noun,
                       out->a.facts.title, out->b.facts.title);
    }
    return E_OK;
}

static int answer_two(struct science_query *query, const struct wish *wish,
                      const struct str names[2], bool yes_or_no, struct science_facts *out,
                      struct err *err)
{
    struct arena *arena = query->arena;
    struct pair *pair = arena_calloc(arena, 1, sizeof(*pair));
    int rc = read_pair(arena, wish->aspect, names, pair, err);
    if (rc != E_OK) {
        return rc;
    }
    const struct figure *left = &pair->left;
    const struct figure *right = &pair->right;
    const bool first = wish->less ? left->value < right->value : left->value > right->value;
    const bool of_elements = !pair->a.body && strcmp(wish->aspect->noun, "mass") == 0;
    const struct str words = science_words(query, wish->at, wish->at + wish->words);
    const char *than =
        arena_printf(arena, "%s%s%" STRF " than %s", first ? left->name : right->name,
                     verb_of(words), STRA(words), first ? right->name : left->name);
    if (left->value == right->value) {
        than = arena_printf(arena, "%s and %s have the same %s", left->name, right->name,
                            wish->aspect->noun);
    }
    *out = (struct science_facts){
        .title = yes_or_no ? arena_printf(arena, "%s. %s", first ? "Yes" : "No", than) : than,
        .subtitle = arena_printf(arena, "by %s", of_elements ? "density" : wish->aspect->noun),
        .source = pair->a.facts.source,
    };
    science_add_row(out, left->name, left->shown, NULL);
    science_add_row(out, right->name, right->shown, NULL);
    if (of_elements) {
        add_weights(arena, &pair->a, &pair->b, out);
    }
    return E_OK;
}

/* Where the first of such words stands, or query->count. */
static size_t find_word(const struct science_query *query, const char *words)
{
    size_t at = 0;
    while (at < query->count && !is_word(query->words[at], words)) {
        at++;
    }
    return at;
}

/* "is X heavier than Y", "which is heavier, X or Y" */
static int compare_two(struct science_query *query, const struct wish *wish,
                       struct science_facts *out, struct err *err)
{
    const size_t behind = wish->at + wish->words;
    const size_t than = find_word(query, "than");
    const size_t join = find_word(query, "or|vs|versus");
    struct str names[2];
    const bool is_than = than < query->count && wish->at > 0;
    if (is_than) {
        names[0] = name_between(query, 0, wish->at);
        names[1] = name_between(query, than + 1, query->count);
    } else if (join > 0 && join + 1 < query->count) {
        names[0] = name_between(query, join > behind ? behind : 0, join);
        names[1] = name_between(query, join + 1, join > behind ? query->count : wish->at);
    } else {
        return SCIENCE_NOT_MINE;
    }
    if (names[0].n == 0 || names[1].n == 0) {
        return SCIENCE_NOT_MINE;
    }
    const bool yes_or_no = is_than && is_word(query->words[0], "is|are|does|has|do");
    return answer_two(query, wish, names, yes_or_no, out, err);
}

/* ---- all ---- */

#define FIGURES_MAX 128

static bool is_metal(enum science_category category)
{
    return category == SCIENCE_ALKALI_METAL || category == SCIENCE_ALKALINE_EARTH_METAL ||
           category == SCIENCE_POST_TRANSITION_METAL || category == SCIENCE_TRANSITION_METAL ||
           category == SCIENCE_LANTHANIDE || category == SCIENCE_ACTINIDE;
}

/* Which elements are meant: "metal", "gas", "noble gas", all. */
static bool is_meant(const struct science_query *query, const struct science_element *element)
{
    if (science_has_word(query, "noble")) {
        return element->category == SCIENCE_NOBLE_GAS;
    }
    if (science_has_word(query, "metal|metals")) {
        return is_metal(element->category);
    }
    if (science_has_word(query, "gas|gases")) {
        return element->density != NULL && strstr(element->density, "g/L") != NULL;
    }
    return true;
}

static size_t list_bodies(struct science_query *query, const char *kind, const char *labels,
                          struct figure figures[FIGURES_MAX])
{
    size_t n = 0;
    for (size_t i = 0; i < science_body_count; i++) {
        struct science_facts facts;
        science_put_body(query->arena, &science_bodies[i], &facts);
        n += str_starts(str_from(science_bodies[i].kind), str_from(kind)) &&
             read_figure(query->arena, &facts, labels, &figures[n]);
    }
    return n;
}

static size_t list_elements(struct science_query *query, const char *labels,
                            struct figure figures[FIGURES_MAX])
{
    size_t n = 0;
    for (size_t i = 0; i < SCIENCE_ELEMENTS; i++) {
        struct science_facts facts;
        science_put_element(query->arena, &science_elements[i], &facts);
        n += is_meant(query, &science_elements[i]) &&
             read_figure(query->arena, &facts, labels, &figures[n]);
    }
    return n;
}

static int compare_figures(const void *a, const void *b)
{
    const double x = ((const struct figure *)a)->value;
    const double y = ((const struct figure *)b)->value;
    return (x > y) - (x < y);
}

/* The table lacks melting points on which handbooks differ, tungsten's and carbon's among them, which are the highest. */
static bool is_told(const struct wish *wish, const char *labels)
{
    if (strcmp(labels, "Electronegativity (Pauling)") == 0) {
        return !wish->less;
    }
    return strcmp(labels, "Melting point") != 0 && strcmp(labels, "Boiling point") != 0;
}

static void put_order(struct science_query *query, const struct wish *wish, struct figure *figures,
                      size_t count, struct science_facts *out)
{
    const struct str words = science_words(query, wish->at, wish->at + wish->words);
    qsort(figures, count, sizeof(figures[0]), compare_figures);
    const struct figure *first = wish->less ? &figures[0] : &figures[count - 1];
    out->title = first->name;
    out->subtitle = arena_printf(query->arena, "the %" STRF " of %zu", STRA(words), count);
    for (size_t i = 0; i < count && i < 8; i++) {
        const struct figure *figure = &figures[wish->less ? i : count - 1 - i];
        science_add_row(out, figure->name, figure->shown, NULL);
    }
}

/* What it is the most of. */
struct crowd {
    bool planets;
    bool moons;
    bool elements;
    bool weight; /* of elements: by atomic weight */
    const char *labels;
};

static bool find_crowd(const struct science_query *query, const struct aspect *aspect,
                       struct crowd *out)
{
    const bool some = science_has_word(query, "metal|metals|gas|gases");
    *out = (struct crowd){
        .planets = science_has_word(query, "planet|planets"),
        .moons = science_has_word(query, "moon|moons") && strstr(aspect->noun, "moons") == NULL,
        .elements = some || science_has_word(query, "element|elements"),
    };
    out->weight = out->elements && !some && strcmp(aspect->noun, "mass") == 0;
    out->labels = out->elements ? aspect->element : aspect->body;
    if (out->weight) {
        out->labels = "Standard atomic weight";
    }
    return !science_has_word(query, "than|or") && (out->planets || out->moons || out->elements);
}

static const char *notice_of(const struct crowd *crowd)
{
    if (crowd->weight) {
        return "By the standard atomic weight, which those that are made artificially have none "
               "of.";
    }
    if (crowd->elements) {
        return "Of those whose figure is in the table, as it was measured.";
    }
    return crowd->moons ? "Of the large moons that are in the table." : NULL;
}

/* "hottest planet", "lightest element" */
static int find_most(struct science_query *query, const struct wish *wish,
                     struct science_facts *out, struct err *err)
{
    struct figure figures[FIGURES_MAX];
    struct crowd crowd;
    if (!find_crowd(query, wish->aspect, &crowd)) {
        return SCIENCE_NOT_MINE;
    }
    if (strstr(wish->aspect->noun, "distance") != NULL && science_has_word(query, "earth")) {
        return err_set(
            err, E_INVALID,
            "How far planets are from the Earth changes from day to day; the tables have their "
            "distances from the Sun.");
    }
    if (crowd.labels == NULL || (crowd.elements && !is_told(wish, crowd.labels))) {
        return err_set(
            err, E_INVALID,
            "Which one that is cannot be told from the tables: the %s is not in them for all.",
            wish->aspect->noun);
    }
    const size_t count = crowd.elements ? list_elements(query, crowd.labels, figures)
                                        : list_bodies(query, crowd.planets ? "planet" : "moon",
                                                      crowd.labels, figures);
    if (count == 0) {
        return SCIENCE_NOT_MINE;
    }
    *out = (struct science_facts){.source = crowd.elements ? SCIENCE_SOURCE_ELEMENTS
                                                           : SCIENCE_SOURCE_BODIES,
                                  .notice = notice_of(&crowd)};
    put_order(query, wish, figures, count, out);
    return E_OK;
}

int science_compare(struct science_query *query, struct science_facts *out, struct err *err)
{
    struct wish wish;
    if (query->count > 3 && is_word(query->words[0], "compare|difference")) {
        size_t skip = 1;
        while (skip < query->count && is_word(query->words[skip], "between|the|planets|elements")) {
            skip++;
        }
        science_drop_words(query, 0, skip);
        return science_put_both(query, out, err);
    }
    if (!find_wish(query, &wish)) {
        return SCIENCE_NOT_MINE;
    }
    int rc = compare_two(query, &wish, out, err);
    return rc != SCIENCE_NOT_MINE ? rc : find_most(query, &wish, out, err);
}
