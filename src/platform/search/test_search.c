/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Entries put in, found and taken out, on the real schema. */
#include <stdio.h>

#include <criterion/criterion.h>

#include "base/clock.h"
#include "base/test_folder.h"
#include "base/utf8.h"
#include "platform/db/db.h"
#include "platform/schema/schema.h"
#include "platform/search/search.h"

static struct db *db;
static struct uuid ada;
static struct uuid bob;
static struct arena *arena;

static const char add_user_sql[] =
    "INSERT INTO users (id, email, username, username_key, name, password, is_active, is_staff,"
    " is_verified, date_joined) VALUES ($1, $2, $2, $2, $2, 'x', 1, 0, 1, 0)";

static struct uuid add_user(const char *name)
{
    struct uuid id = uuid_new();
    CLEANUP(db_releasep) struct db_conn *tx = NULL;
    cr_assert_eq(db_begin(db, &tx), E_OK);
    cr_assert_eq(db_exec(tx, add_user_sql, db_id(id), db_c(name)), E_OK);
    cr_assert_eq(db_commit(&tx), E_OK);
    return id;
}

static void open_db(void)
{
    char path[64];
    snprintf(path, sizeof(path), "%s/test.db", test_folder_make());
    struct err err = {0};
    cr_assert_eq(db_open(path, &db, &err), E_OK, "%s", err.detail);
    cr_assert_eq(schema_apply(db, &err), E_OK, "%s", err.detail);
    ada = add_user("ada");
    bob = add_user("bob");
    arena = arena_new();
}

static void close_db(void)
{
    arena_free(arena);
    db_close(db);
    test_folder_drop();
}

TestSuite(search, .init = open_db, .fini = close_db);

static int put_entry(const struct search_entry *entry)
{
    CLEANUP(db_releasep) struct db_conn *tx = NULL;
    cr_assert_eq(db_begin(db, &tx), E_OK);
    int rc = search_put(tx, entry);
    return rc < 0 ? rc : db_commit(&tx);
}

static struct uuid put(struct uuid owner, const char *kind, const char *title, const char *text)
{
    const struct search_entry entry = {.id = uuid_new(),
                                       .kind = kind,
                                       .owner = owner,
                                       .title = str_from(title),
                                       .text = str_from(text)};
    cr_assert_eq(put_entry(&entry), E_OK);
    return entry.id;
}

static struct search_hits find(const struct search_query *query)
{
    struct search_hits hits = {0};
    CLEANUP(db_releasep) struct db_conn *conn = NULL;
    cr_assert_eq(db_read(db, &conn), E_OK);
    cr_assert_eq(search_find(conn, query, arena, &hits), E_OK);
    return hits;
}

static struct search_hits find_words(const char *q)
{
    return find(&(struct search_query){.owner = ada, .q = str_from(q), .limit = 20});
}

/* The snippet with what was found in brackets. */
static const char *shown(const struct search_snippet *snippet)
{
    char *text = arena_strdup(arena, "");
    for (size_t i = 0; i < snippet->count; i++) {
        text = arena_printf(arena, snippet->pieces[i].is_hit ? "%s[%" STRF "]" : "%s%" STRF, text,
                            STRA(snippet->pieces[i].text));
    }
    return text;
}

Test(search, finds_what_people_mean)
{
    static const struct row {
        const char *q;
        const char *text;
        const char *shown; /* NULL: not found */
    } rows[] = {
        {"naive cafe", "A Naïve CAFÉ.", "A [Naïve] [CAFÉ]."},
        {"strasse", "Die Straße", "Die [Straße]"},
        {"str", "Die Straße", "Die [Straße]"},
        {"str die", "Die Straße", NULL}, /* only the last word may be a beginning */
        {"\"die stra\"", "Die Straße", NULL},
        {"\"die straße\"", "Die Straße", "[Die Straße]"},
        {"“straße die”", "Die Straße", NULL},
        {"好世", "你好世界", "你[好世]界"},
        {"界", "你好世界。", "你好世[界]。"},
        {"世好", "你好世界", NULL},
        {"Python 世界", "用Python写世界", "用[Python]写[世界]"},
        {"كتاب", "کتاب خوب", "[کتاب] خوب"},
        {"می خواهم", "من می‌خواهم", "من [می]‌[خواهم]"},
        {"\"می‌خواهم\"", "من می خواهم", "من [می خواهم]"},
        {"۱۲۳", "تلفن 123", "تلفن [123]"},
        {"ＡＢＣ", "abc", "[abc]"},
        {"ภาษา", "เรียนภาษาไทย", "เรียน[ภาษา]ไทย"},
        {"c++", "I like C++ more", "I like [C]++ more"},
        {"— \"...\" ,", "— ... ,", NULL},
        {"\"", "a\"b", NULL},
        {"", "anything", NULL},
        {"a NOT b", "a not b", "[a] [not] [b]"},
        {"title : x*", "x: the title", "[x]: the [title]"},
        {"NEAR(a b) ^a", "near a b", "[near a] [b]"},
        {"soft", "so\u00adft hyphen", "[so\u00adft] hyphen"},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        const struct uuid id = put(ada, "message", "", rows[i].text);
        struct search_hits hits = find_words(rows[i].q);
        cr_expect_eq(hits.count, rows[i].shown != NULL ? 1 : 0, "%s in %s: %zu", rows[i].q,
                     rows[i].text, hits.count);
        if (rows[i].shown != NULL && hits.count == 1) {
            cr_expect_str_eq(shown(&hits.items[0].text), rows[i].shown);
            cr_expect(uuid_eq(hits.items[0].id, id));
        }
        CLEANUP(db_releasep) struct db_conn *tx = NULL;
        cr_assert_eq(db_begin(db, &tx), E_OK);
        cr_assert_eq(search_drop(tx, id), E_OK);
        cr_assert_eq(db_commit(&tx), E_OK);
        cr_expect_eq(find_words(rows[i].q).count, 0, "%s after it was dropped", rows[i].q);
    }
}

Test(search, keeps_people_kinds_and_parents_apart)
{
    const struct uuid room = uuid_new();
    const struct search_entry said = {.id = uuid_new(),
                                      .kind = "message",
                                      .owner = ada,
                                      .has_parent = true,
                                      .parent = room,
                                      .text = STR("a walrus")};
    cr_assert_eq(put_entry(&said), E_OK);
    put(ada, "road-signs", "Walrus crossing", "stop");
    put(bob, "message", "", "a walrus of bob's");

    cr_expect_eq(find_words("walrus").count, 2);
    struct search_query query = {.owner = ada, .q = STR("walrus"), .limit = 20};
    query.kind = "road-signs";
    struct search_hits hits = find(&query);
    cr_assert_eq(hits.count, 1);
    cr_expect_str_eq(shown(&hits.items[0].title), "[Walrus] crossing");
    cr_expect_str_eq(shown(&hits.items[0].text), "stop");
    cr_expect(str_eq(hits.items[0].kind, STR("road-signs")));
    cr_expect_not(hits.items[0].has_parent);

    query.kind = "message";
    query.has_parent = true;
    query.parent = room;
    hits = find(&query);
    cr_assert_eq(hits.count, 1);
    cr_expect(uuid_eq(hits.items[0].parent, room));
    query.parent = uuid_new();
    cr_expect_eq(find(&query).count, 0);

    {
        CLEANUP(db_releasep) struct db_conn *tx = NULL;
        cr_assert_eq(db_begin(db, &tx), E_OK);
        cr_assert_eq(search_drop_parent(tx, room), E_OK);
        cr_assert_eq(db_commit(&tx), E_OK);
    }
    cr_expect_eq(find_words("walrus").count, 1);
}

Test(search, replaces_what_was_there)
{
    struct search_entry entry = {
        .id = uuid_new(), .kind = "message", .owner = ada, .text = STR("an old word")};
    cr_assert_eq(put_entry(&entry), E_OK);
    entry.text = STR("a new word");
    cr_assert_eq(put_entry(&entry), E_OK);
    cr_expect_eq(find_words("old").count, 0);
    cr_expect_eq(find_words("new").count, 1);
}

/* Pages of the index with these bytes in them. */
static int64_t count_blocks(const char *bytes)
{
    CLEANUP(db_releasep) struct db_conn *conn = NULL;
    cr_assert_eq(db_read(db, &conn), E_OK);
    CLEANUP(db_rows_closep) struct db_rows *rows = NULL;
    cr_assert_eq(db_query(conn, "SELECT block FROM search_words_data", &rows), E_OK);
    int64_t count = 0;
    while (db_next(rows) == 1) {
        const struct str block = db_col_text(rows, 0);
        count += memmem(block.p, block.n, bytes, strlen(bytes)) != NULL ? 1 : 0;
    }
    return count;
}

Test(search, forgets_an_account_that_is_deleted)
{
    put(ada, "message", "", "a secret walrus");
    put(bob, "message", "", "another walrus");
    CLEANUP(db_releasep) struct db_conn *tx = NULL;
    cr_assert_eq(db_begin(db, &tx), E_OK);
    cr_assert_eq(db_exec(tx, "DELETE FROM users WHERE id = $1", db_id(ada)), E_OK);
    cr_assert_eq(db_commit(&tx), E_OK);
    cr_expect_eq(find_words("walrus").count, 0);

    bool has_all = false;
    cr_assert_eq(search_clean(db, 10000, &has_all), E_OK);
    cr_expect(has_all);
    cr_expect_eq(count_blocks("secret"), 0);
    cr_expect_eq(count_blocks("another"), 1);

    /* Not only the rows: the index itself agrees with them. */
    cr_assert_eq(db_begin(db, &tx), E_OK);
    cr_expect_eq(
        db_exec(tx, "INSERT INTO search_words (search_words, rank) VALUES ('integrity-check', 1)"),
        E_OK);
}

Test(search, pages_from_the_newest_to_the_oldest)
{
    struct uuid ids[25];
    for (size_t i = 0; i < ARRAY_LEN(ids); i++) {
        ids[i] = put(ada, "message", "", "the same text");
    }
    struct search_query query = {.owner = ada, .q = STR("same"), .limit = 10};
    size_t seen = 0;
    for (int page = 0; page < 3; page++) {
        struct search_hits hits = find(&query);
        cr_assert_eq(hits.count, page < 2 ? 10 : 5);
        cr_expect_eq(hits.has_more, page < 2);
        for (size_t i = 0; i < hits.count; i++) {
            cr_expect(uuid_eq(hits.items[i].id, ids[ARRAY_LEN(ids) - 1 - seen++]));
        }
        query.has_cursor = true;
        query.cursor = hits.items[hits.count - 1].id;
    }
    cr_expect_eq(find(&query).count, 0);
}

Test(search, takes_ids_of_the_same_moment)
{
    struct uuid id = uuid_new();
    for (uint8_t i = 0; i < 100; i++) {
        id.b[15] = i;
        const struct search_entry entry = {
            .id = id, .kind = "ocr", .owner = ada, .text = STR("twin")};
        cr_assert_eq(put_entry(&entry), E_OK);
    }
    cr_expect_eq(find_words("twin").count, 20);
}

Test(search, shows_the_part_where_most_was_found)
{
    struct sb sb;
    sb_init(&sb, MIB);
    sb_add_c(&sb, "one early alpha. ");
    for (int i = 0; i < 400; i++) {
        sb_add_c(&sb, "padding words\n");
    }
    sb_add_c(&sb, "then alpha and beta and alpha again ");
    for (int i = 0; i < 400; i++) {
        sb_add_c(&sb, "more of it ");
    }
    put(ada, "message", "", sb.p);
    sb_done(&sb);
    struct search_hits hits = find_words("beta alpha");
    cr_assert_eq(hits.count, 1);
    const char *text = shown(&hits.items[0].text);
    cr_expect(strstr(text, "then [alpha] and [beta] and [alpha] again") != NULL, "%s", text);
    cr_expect(strncmp(text, "…", 3) == 0 && strlen(text) < 400, "%s", text);
    cr_expect(strstr(text, "\n") == NULL);
}

Test(search, cuts_long_texts_between_characters)
{
    struct sb sb;
    sb_init(&sb, 4 * MIB);
    sb_add_c(&sb, "a");
    for (size_t i = 0; i < SEARCH_TEXT_MAX; i++) {
        sb_add_c(&sb, "界");
    }
    put(ada, "message", "", sb.p);
    sb_done(&sb);
    struct search_hits hits = find_words("界界界界");
    cr_assert_eq(hits.count, 1);
    cr_expect(strstr(shown(&hits.items[0].text), "a[界") != NULL);
}

Test(search, survives_any_words)
{
    put(ada, "message", "", "some text");
    static const struct str bytes = STR("\"\"'*()^-+:{}\\AND OR NOT\x01\x02 a界ي");
    for (size_t n = 0; n <= bytes.n; n++) {
        for (size_t from = 0; from < n; from++) {
            const struct str q = str_sub(bytes, from, n);
            struct search_hits hits = {0};
            CLEANUP(db_releasep) struct db_conn *conn = NULL;
            cr_assert_eq(db_read(db, &conn), E_OK);
            const struct search_query query = {.owner = ada, .q = q, .limit = 5};
            if (utf8_valid(q)) {
                cr_expect_eq(search_find(conn, &query, arena, &hits), E_OK, "%" STRF, STRA(q));
            }
        }
    }
}
