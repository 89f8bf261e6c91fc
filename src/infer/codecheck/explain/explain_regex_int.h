/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the files of the explanation of regular expressions share. */
#pragma once

#include "infer/codecheck/explain/explain_int.h"

/* ASCII characters that an atom can match, to see which of two match the same. */
struct regex_set {
    uint64_t bits[2];
};
#define REGEX_SET_ALL ((struct regex_set){{UINT64_MAX, UINT64_MAX}})
static inline bool regex_set_meets(struct regex_set a, struct regex_set b)
{
    return ((a.bits[0] & b.bits[0]) | (a.bits[1] & b.bits[1])) != 0;
}
void regex_set_add(struct regex_set *set, uint32_t from, uint32_t to);

struct regex {
    const struct code_task *task;
    struct code_explanation *out;
    struct str s;
    size_t at;
    size_t end; /* of the expression: before its slash and flags */
    unsigned depth;
    int groups; /* that keep what they matched, as far as they have begun */
    int greatest_back;
    size_t greatest_back_at;
    bool is_multiline;
    bool is_dotall;
};

/* One thing that is matched once, before what says how often. */
struct regex_atom {
    struct str meaning;
    struct regex_set set; /* of a single character */
    bool is_single;
    bool is_place; /* matches no characters */
    bool is_dot;
};

static inline char regex_peek(const struct regex *r, size_t further)
{
    return r->at + further < r->end ? r->s.p[r->at + further] : '\0';
}

/* A character class, from its [ on. */
bool regex_class(struct regex *r, struct regex_atom *out);
/* What begins with a backslash. */
bool regex_escape(struct regex *r, struct regex_atom *out);
/* What a group is, from its ( on; the place is behind what says so. */
bool regex_group_head(struct regex *r, struct str *out_meaning, bool *out_is_place);
/* (?i), (?#...) and (?P=name) are no groups. True where one was read. */
bool regex_group_like(struct regex *r, struct regex_atom *out);
/* What letters for flags mean: (?i) and /i. */
struct str regex_flags(struct regex *r, struct str letters);
