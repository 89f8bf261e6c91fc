/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "infer/grammar/pattern/pattern.h"

#define ELEMENTS_MAX 12
#define TESTS_MAX    16
#define BRACKET_MAX  8

enum test_kind { TEST_ANY, TEST_WORDS /* or tags */, TEST_LEMMA, TEST_START, TEST_END };

struct test {
    enum test_kind kind;
    bool is_not;
    bool or_end;   /* "$" is among the words: a mark or the end will do */
    bool is_first; /* of one of the ways, parted by "/", in which an element may match */
    uint32_t tags;
    uint32_t may;
    struct str words;
};

struct element {
    struct test *tests; /* (test_count) */
    size_t test_count;
    bool is_optional;
    bool is_marked; /* between the brackets */
};

/* A line, its lists put in. */
struct pattern_rule {
    const char *rule;
    enum pattern_trust trust;
    struct str pattern;
    struct str correction;
    const char *reason;
};

struct pattern {
    struct pattern_rule rule;
    struct element *elements; /* (count) */
    bool has_anchor;
    size_t count;
};

/* A word that a sentence must have for a pattern to match. */
struct anchor {
    uint64_t hash;
    size_t pattern;
};

struct patterns {
    struct pattern *items;
    size_t count;
    struct anchor *anchors; /* by hash */
    size_t anchor_count;
    struct arena *arena; /* names and reasons */
};

#define NAMED_MAX   40 /* reasons and lists of one file */
#define RULES_MAX   ((size_t)2000)
#define ANCHORS_MAX ((size_t)20000)

/* ---- pattern_read.c ---- */
/* Of a name as patterns have it; 0: it is none. */
uint32_t pattern_tag(struct str name);
/* Whether each pattern may match: the sentence has the words that it cannot do without. (patterns->count) */
bool *patterns_find_wanted(const struct patterns *patterns, const struct pattern_place *place);
