/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "infer/ngram/ngram.h"

#include <criterion/criterion.h>
#include <math.h>

static void add_u32(struct sb *sb, uint32_t value)
{
    for (int k = 0; k < 4; k++) {
        sb_add_byte(sb, (char)(value >> 8 * k));
    }
}

static void add_f32(struct sb *sb, float value)
{
    uint32_t bits;
    memcpy(&bits, &value, sizeof(bits));
    add_u32(sb, bits);
}

/* Two labels and two buckets: a feature in bucket 0 speaks for "yes", one in bucket 1 for "no". */
static void small_file(struct sb *sb)
{
    sb_init(sb, KIB);
    sb_add_c(sb, "NGRM");
    add_u32(sb, 1);
    add_u32(sb, 2);
    add_u32(sb, 2);
    add_f32(sb, 0.5F);
    add_f32(sb, 0.75F);
    for (int k = 0; k < 2; k++) {
        add_f32(sb, 0.1F);
        add_f32(sb, k == 0 ? 1.0F : 0.0F);
    }
    sb_add(sb, (struct str){"yes\0no", sizeof("yes\0no")});
    sb_add(sb, (struct str){"\x14\xec\xec\x14", 4}); /* 20 -20, -20 20 */
}

Test(ngram, scores_as_the_header_says)
{
    CLEANUP(sb_done) struct sb file;
    small_file(&file);
    CLEANUP(arena_freep) struct arena *arena = arena_new();
    struct ngram_model model;
    cr_assert_eq(ngram_read(sb_str(&file), arena, &model, NULL), E_OK);
    cr_assert(str_eq(model.labels[1], STR("no")));

    struct ngram_counts counts;
    ngram_counts_init(&model, arena, &counts);
    double p[2];
    cr_assert_eq(ngram_classify(&model, &counts, p), 0);
    cr_assert(fabs(p[0] - (1 / (1 + exp(-2.0)))) < 1e-9, "the bias alone over the temperature");

    ngram_count(&counts, 1);
    ngram_count(&counts, 1);
    cr_assert_eq(counts.seen_count, 1);
    cr_assert_eq(ngram_classify(&model, &counts, p), 1);
    cr_assert(fabs(p[1] - (1 / (1 + exp((-2 + 1 - 2) / 0.5)))) < 1e-6, "however often, length 1");
}

Test(ngram, hash_is_fnv_1a)
{
    cr_assert_eq(ngram_hash(NGRAM_HASH_START, "a", 1), UINT32_C(0xe40c292c));
    cr_assert_eq(ngram_hash(NGRAM_HASH_START, "foobar", 6), UINT32_C(0xbf9cf968));
}

Test(ngram, refuses_damaged_files)
{
    CLEANUP(sb_done) struct sb file;
    small_file(&file);
    CLEANUP(arena_freep) struct arena *arena = arena_new();
    struct ngram_model model;
    for (size_t n = 0; n < file.n; n++) {
        cr_expect_eq(ngram_read(str_sub(sb_str(&file), 0, n), arena, &model, NULL), E_INVALID,
                     "cut to %zu bytes", n);
    }
    static const struct {
        size_t at;
        char byte;
    } rows[] = {{0, 'X'},         {4, 2},           {8, 3},          {12, 1},
                {19, (char)0x7f}, {23, (char)0x7f}, {27, (char)0xff}};
    for (size_t k = 0; k < ARRAY_LEN(rows); k++) {
        char kept = file.p[rows[k].at];
        file.p[rows[k].at] = rows[k].byte;
        file.p[rows[k].at - (rows[k].at >= 19 ? 1 : 0)] |= (char)(rows[k].at >= 19 ? 0x80 : 0);
        cr_expect_eq(ngram_read(sb_str(&file), arena, &model, NULL), E_INVALID, "byte %zu",
                     rows[k].at);
        file.p[rows[k].at] = kept;
        if (rows[k].at >= 19) {
            sb_done(&file);
            small_file(&file);
        }
    }
}
