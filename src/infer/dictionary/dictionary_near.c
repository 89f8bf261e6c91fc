/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Words that are spelt much like one that is not there. All 150,000 words are looked at; what keeps that to some
 * milliseconds is that length and letters already rule out nearly all. */
#include "base/utf8.h"
#include "infer/dictionary/dictionary_int.h"

#define DISTANCE_MAX   2
#define LINES_A_GLANCE 4096 /* between two questions whether to go on */

/* Optimal string alignment (letters added, left out, changed, swapped with their neighbour) in a band around the diagonal. */
struct alignment {
    struct str a;
    struct str b;
    int most;
    int rows[3][DICTIONARY_WORD_MAX + 1]; /* the last three, in turn */
};

static int smaller(int a, int b)
{
    return a < b ? a : b;
}

/* The cost of the first i letters of a and j of b, from those before. */
static int align_letter(const struct alignment *alignment, int i, int j)
{
    const struct str a = alignment->a;
    const struct str b = alignment->b;
    const int *row = alignment->rows[i % 3];
    const int *above = alignment->rows[(i + 2) % 3];
    const int *above_that = alignment->rows[(i + 1) % 3];
    int cost = above[j - 1] + (a.p[i - 1] == b.p[j - 1] ? 0 : 1);
    cost = smaller(cost, row[j - 1] + 1);
    if (j < i + alignment->most) { /* else above is outside the band */
        cost = smaller(cost, above[j] + 1);
    }
    if (i > 1 && j > 1 && a.p[i - 1] == b.p[j - 2] && a.p[i - 2] == b.p[j - 1]) {
        cost = smaller(cost, above_that[j - 2] + 1);
    }
    return cost;
}

/* Returns the smallest cost of the row: no later one is below it. */
static int align_row(struct alignment *alignment, int i)
{
    const int most = alignment->most;
    const int from = i - most > 1 ? i - most : 1;
    const int to = smaller(i + most, (int)alignment->b.n);
    int *row = alignment->rows[i % 3];
    row[from - 1] = from > 1 ? most + 1 : i;
    int best = row[from - 1];
    for (int j = from; j <= to; j++) {
        row[j] = align_letter(alignment, i, j);
        best = smaller(best, row[j]);
    }
    return best;
}

int dictionary_distance(struct str a, struct str b, int most)
{
    struct alignment
        alignment; /* written before it is read: it is large, and used for each word of the index */
    if (a.n > DICTIONARY_WORD_MAX || b.n > DICTIONARY_WORD_MAX || abs((int)a.n - (int)b.n) > most) {
        return most + 1;
    }
    alignment.a = a;
    alignment.b = b;
    alignment.most = most;
    for (int j = 0; j <= (int)b.n; j++) {
        alignment.rows[0][j] = j;
    }
    for (int i = 1; i <= (int)a.n; i++) {
        if (align_row(&alignment, i) > most) {
            return most + 1;
        }
    }
    return smaller(alignment.rows[a.n % 3][b.n], most + 1);
}

struct near {
    struct str word;
    int cost;
    int64_t uses;
};

struct search {
    const struct dictionary *d;
    struct str wanted;
    uint32_t letters; /* that it has, a bit each */
    int most;
    struct near found[DICTIONARY_SUGGESTIONS_MAX];
    size_t count;
};

static uint32_t letters_of(struct str word)
{
    uint32_t letters = 0;
    for (size_t i = 0; i < word.n; i++) {
        letters |= 1u << (word.p[i] & 31);
    }
    return letters;
}

/* Slips in the first letter are rare, and frequent words are meant more often. */
static struct near rate(const struct search *search, struct str word, int distance)
{
    struct near near = {word, 10 * distance, dictionary_count_uses(search->d, word).all};
    near.cost += word.p[0] != search->wanted.p[0] ? 6 : 0;
    int often = 0;
    for (int64_t uses = near.uses; uses > 0 && often < 8; uses /= 2) {
        often++;
    }
    near.cost -= often;
    return near;
}

static bool is_known(const struct search *search, struct str word)
{
    for (size_t i = 0; i < search->count; i++) {
        if (str_eq(search->found[i].word, word)) {
            return true;
        }
    }
    return false;
}

static void keep(struct search *search, struct near near)
{
    size_t at = search->count;
    while (at > 0 && search->found[at - 1].cost > near.cost) {
        at--;
    }
    if (at == ARRAY_LEN(search->found)) {
        return;
    }
    search->count = size_min(search->count + 1, ARRAY_LEN(search->found));
    memmove(&search->found[at + 1], &search->found[at],
            (search->count - at - 1) * sizeof(search->found[0]));
    search->found[at] = near;
}

static void try_word(struct search *search, struct str word)
{
    const size_t most = (size_t)search->most;
    if (word.n + most < search->wanted.n || word.n > search->wanted.n + most || word.n == 0) {
        return;
    }
    /* each change can bring at most one letter that the other has not, and take one */
    const uint32_t letters = letters_of(word);
    if (__builtin_popcount(letters & ~search->letters) > search->most ||
        __builtin_popcount(search->letters & ~letters) > search->most) {
        return;
    }
    const int distance = dictionary_distance(search->wanted, word, search->most);
    if (distance <= search->most && !is_known(search, word) && utf8_valid(word)) {
        keep(search, rate(search, word, distance));
    }
}

/* The first word of each line. */
static int try_lines(struct search *search, struct str text, const struct dictionary_watch *watch)
{
    size_t lines = 0;
    for (size_t at = 0; at < text.n;) {
        const struct str line = dictionary_line_at(text, at);
        try_word(search, str_sub(line, 0, str_find_byte(line, ' ')));
        at += line.n + 1;
        if (++lines % LINES_A_GLANCE == 0 && watch->goes_on != NULL &&
            !watch->goes_on(watch->context)) {
            return E_CANCELLED;
        }
    }
    return E_OK;
}

int dictionary_find_near(const struct dictionary *d, struct str tidy,
                         const struct dictionary_watch *watch, struct arena *arena,
                         struct dictionary_strs *out)
{
    struct search search = {
        .d = d, .wanted = tidy, .letters = letters_of(tidy), .most = tidy.n < 5 ? 1 : DISTANCE_MAX};
    if (tidy.n < 2) {
        return E_OK;
    }
    for (size_t part = 0; part < DICTIONARY_PART_COUNT; part++) {
        int rc = try_lines(&search, d->texts.index[part], watch);
        rc = rc < 0 ? rc : try_lines(&search, d->texts.exceptions[part], watch);
        if (rc < 0) {
            return rc;
        }
    }
    for (size_t i = 0; i < search.count; i++) {
        dictionary_add_str(out, DICTIONARY_SUGGESTIONS_MAX,
                           dictionary_spaced(search.found[i].word, arena));
    }
    return E_OK;
}
