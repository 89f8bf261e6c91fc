/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "infer/calculator/expression/expression.h"
#include "infer/calculator/shapes/shapes.h"

#define SHAPES_PLACES 4

enum shape_result {
    SHAPE_OF_B,  /* with the unit of B */
    SHAPE_PRICE, /* the same, of what is money: pounds are pounds sterling there */
    SHAPE_SHARE, /* the same, where A is a share of it, above 0 and below 1 */
    SHAPE_PERCENT,
    SHAPE_LENGTH, /* of lengths in one unit, or of plain numbers: A is one of them */
    SHAPE_AREA,
    SHAPE_VOLUME,
};

struct shape {
    const char *
        words; /* A to D stand for expressions, all else is words and signs; each line is another way to put it */
    const char *code; /* A to D likewise */
    const char *step;
    enum shape_result result;
    const char *sides[2]; /* what is told beside it, "tip=(B)*(A)/100"; NULL: no more */
    const char *notice;
};
struct shapes_list {
    const struct shape *shapes;
    size_t count;
};
/* The first shape that fits counts, those of money before the others. */
extern const struct shapes_list shapes_money, shapes_words;

/* Words that a question of such a shape may have anywhere. */
#define SHAPES_FILLERS                                                                             \
    "a|an|the|what|was|is|if|it|now|costs|cost|price|paid|i|bill|each|equally|evenly|my|our|your|" \
    "dinner|lunch|"                                                                                \
    "meal|does|would|will|be|much|how|person|per|pay|amount|original|item|total|me|so|then|we|"    \
    "should|"                                                                                      \
    "originally|must|annum|annual|annually|yearly|?|,|:|have|has|had|get|gets|got|earn|earns|"     \
    "invest|put|"                                                                                  \
    "save|deposit|borrow|shirt|shoes|jacket|coat|book|laptop|phone|tv|bag|car|house|dress|jeans|"  \
    "ticket|salary|rent|order|restaurant|product|costing|priced|worth|do|there|are|need|to|owe|"   \
    "leave"
