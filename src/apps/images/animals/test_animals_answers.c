/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How corrections reach pictures, on a real database, with embeddings of two numbers: those at an angle of 30 degrees are
 * alike (cosine 0.87), those at 60 degrees are not (0.5). */
#include <math.h>
#include <stdio.h>

#include <criterion/criterion.h>

#include "apps/images/animals/animals_int.h"
#include "base/test_folder.h"
#include "platform/schema/schema.h"

static struct db *db;
static struct arena *arena;
static struct record_models own; /* knows no models */
static struct record_keeper keeper;
static struct uuid ada;

static void run(const char *sql, const struct db_value *params)
{
    CLEANUP(db_releasep) struct db_conn *tx = NULL;
    cr_assert_eq(db_begin(db, &tx), E_OK);
    cr_assert_eq(db_exec_params(tx, sql, params, NULL), E_OK, "%s", sql);
    cr_assert_eq(db_commit(&tx), E_OK);
}

static struct uuid add_user(const char *name)
{
    const struct uuid id = uuid_new();
    run("INSERT INTO users (id, email, username, username_key, name, password, is_active, "
        "is_verified, is_staff,"
        " date_joined) VALUES ($1, $2, $2, $2, '', '', 1, 1, 0, 0)",
        DB_PARAMS(db_id(id), db_c(name)));
    return id;
}

static void setup(void)
{
    arena = arena_new();
    struct err err = {0};
    const char *path = arena_printf(arena, "%s/test.db", test_folder_make());
    cr_assert_eq(db_open(path, &db, &err), E_OK, "%s", err.detail);
    cr_assert_eq(schema_apply(db, &err), E_OK, "%s", err.detail);
    keeper = (struct record_keeper){.models = &own};
    ada = add_user("ada");
}

static void teardown(void)
{
    db_close(db);
    arena_free(arena);
    test_folder_drop();
}

TestSuite(animals_answers, .init = setup, .fini = teardown);

/* A picture at this angle that the network called so. */
static struct uuid add_picture(struct uuid owner, double degrees, const char *label,
                               double confidence)
{
    struct record image = {.id = uuid_new(),
                           .owner = owner,
                           .app = STR("animals"),
                           .title = STR("x"),
                           .blob = STR("x"),
                           .type = STR("image/png"),
                           .options = STR("animals")};
    const float embedding[] = {(float)cos(degrees * M_PI / 180), (float)sin(degrees * M_PI / 180)};
    const struct animals_answer answer = {
        .image = image.id,
        .owner = owner,
        .space = STR("animals-1"),
        .label = str_from(label),
        .name = str_from(label),
        .confidence = confidence,
        .result = STR("{\"top\":[],\"looks\":1}"),
        .embedding = {(const char *)embedding, sizeof(embedding)},
    };
    CLEANUP(db_releasep) struct db_conn *tx = NULL;
    cr_assert_eq(db_begin(db, &tx), E_OK);
    cr_assert_eq(record_store_add(tx, &image), E_OK);
    cr_assert_eq(animals_settle(&keeper, tx, &answer, arena, &image), E_OK);
    cr_assert_eq(record_store_set_done(tx, &image), E_OK);
    cr_assert_eq(db_commit(&tx), E_OK);
    return image.id;
}

static void correct(struct uuid image, const char *name)
{
    const struct animals_correction correction = {
        .id = uuid_new(), .image = image, .owner = ada, .word = {STR_EMPTY, str_from(name)}};
    CLEANUP(db_releasep) struct db_conn *tx = NULL;
    cr_assert_eq(db_begin(db, &tx), E_OK);
    cr_assert_eq(animals_correct(&keeper, tx, &correction, arena), E_OK);
    cr_assert_eq(db_commit(&tx), E_OK);
}

static void uncorrect(struct uuid image, int wanted)
{
    CLEANUP(db_releasep) struct db_conn *tx = NULL;
    cr_assert_eq(db_begin(db, &tx), E_OK);
    cr_assert_eq(animals_uncorrect(&keeper, tx, image, arena), wanted);
    cr_assert_eq(db_commit(&tx), E_OK);
}

static void expect_label(struct uuid image, const char *wanted)
{
    struct record record;
    CLEANUP(db_releasep) struct db_conn *conn = NULL;
    cr_assert_eq(db_read(db, &conn), E_OK);
    cr_assert_eq(record_store_find_any(conn, image, arena, &record), E_OK);
    cr_expect(str_eq(record.label, str_from(wanted)), "\"%" STRF "\" is not \"%s\"",
              STRA(record.label), wanted);
}

Test(animals_answers, a_correction_holds_for_what_is_alike)
{
    const struct uuid said = add_picture(ada, 0, "fox", 0.6);
    const struct uuid alike = add_picture(ada, 30, "fox", 0.6);
    const struct uuid other = add_picture(ada, 60, "fox", 0.6);
    const struct uuid strange = add_picture(add_user("eve"), 0, "fox", 0.6);
    correct(said, "Rex");
    expect_label(said, "Rex");
    expect_label(alike, "Rex");
    expect_label(other, "fox");
    expect_label(strange, "fox");
    expect_label(add_picture(ada, 20, "cat", 0.6), "Rex");
    expect_label(add_picture(ada, 70, "cat", 0.6), "cat");
    uncorrect(said, E_OK);
    uncorrect(said, E_NOT_FOUND);
    expect_label(said, "fox");
    expect_label(alike, "fox");
}

Test(animals_answers, the_nearest_correction_wins)
{
    const struct uuid left = add_picture(ada, 0, "fox", 0.6);
    const struct uuid between = add_picture(ada, 30, "fox", 0.6);
    const struct uuid right = add_picture(ada, 40, "fox", 0.6);
    correct(left, "Rex");
    expect_label(between, "Rex");
    correct(right, "Minka");
    expect_label(between, "Minka");
    expect_label(left, "Rex");
    expect_label(add_picture(ada, 18, "fox", 0.6), "Rex");
    expect_label(add_picture(ada, 22, "fox", 0.6), "Minka");
    correct(left, "Max");
    expect_label(between, "Minka");
    uncorrect(right, E_OK);
    expect_label(between, "Max");
    expect_label(right, "Max"); /* at 40 degrees, cosine 0.77 */
}

Test(animals_answers, a_sure_answer_needs_more_of_a_likeness)
{
    const struct uuid said = add_picture(ada, 0, "fox", 0.6);
    const struct uuid same = add_picture(ada, 35, "fox", 0.99);
    const struct uuid cat = add_picture(ada, 35, "cat", 0.99);
    const struct uuid near = add_picture(ada, 20, "cat", 0.99);
    correct(said, "Rex");
    expect_label(same, "Rex");
    expect_label(cat, "cat");
    expect_label(near, "Rex");
    expect_label(add_picture(ada, 35, "cat", 0.95), "cat");
    expect_label(add_picture(ada, 35, "cat", 0.85), "Rex");
}

Test(animals_answers, what_is_worked_on_is_left_alone)
{
    const struct uuid said = add_picture(ada, 0, "fox", 0.6);
    const struct uuid queued = add_picture(ada, 10, "fox", 0.6);
    run("UPDATE images SET status = 'queued', label = NULL WHERE id = $1",
        DB_PARAMS(db_id(queued)));
    correct(said, "Rex");
    expect_label(queued, "");
}
