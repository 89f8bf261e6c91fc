/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <criterion/criterion.h>

#include "apps/accounts/test_accounts_support.h"
#include "apps/people/people_int.h"

#define ADA "ada@example.com"

static struct uuid ada;
static struct people *people;

static void open_with_ada(void)
{
    test_open();
    ada = test_add_user(ADA);
    people = people_new(test.accounts->services, test.accounts);
}

static void close_people(void)
{
    people_free(people);
    test_close();
}

TestSuite(people, .init = open_with_ada, .fini = close_people);

Test(people, names_change_one_by_one)
{
    test_add_user("bob@example.com");
    struct accounts_user user;
    struct err err = {0};
    struct people_names names = {.name = STR(" Ada "), .username = {NULL, 0}};
    cr_assert_eq(people_change_names(people, ada, &names, test.arena, &user, &err), E_OK);
    cr_expect(str_eq(user.name, STR("Ada")));
    cr_expect(str_starts(user.username, STR("user_")));
    names = (struct people_names){.name = {NULL, 0}, .username = STR("ada")};
    cr_assert_eq(people_change_names(people, ada, &names, test.arena, &user, &err), E_OK);
    names.username = STR("Ada");
    cr_assert_eq(people_change_names(people, ada, &names, test.arena, &user, &err), E_OK,
                 "one's own name in other letters");
    cr_expect(str_eq(user.username, STR("Ada")));
    cr_expect(str_eq(user.name, STR("Ada")));
    test_exec("UPDATE users SET username = 'bob', username_key = 'bob' "
              "WHERE email = 'bob@example.com'");
    names.username = STR("BOB");
    cr_expect_eq(people_change_names(people, ada, &names, test.arena, &user, &err),
                 E_USERNAME_TAKEN);
    names.username = STR("");
    err_clear(&err);
    cr_expect_eq(people_change_names(people, ada, &names, test.arena, &user, &err), E_INVALID);
}

Test(people, a_profile_shows_the_account_until_it_says_otherwise)
{
    struct people_profile profile;
    struct people_profile_change change = {
        .name = {NULL, 0}, .username = {NULL, 0}, .bio = STR("First\nsecond")};
    cr_assert_eq(people_change_profile(people, ada, &change, test.arena, &profile, NULL), E_OK);
    cr_expect_eq(profile.name.n, 0);
    cr_expect(str_eq(profile.email, STR(ADA)));
    cr_expect(str_starts(profile.account_username, STR("user_")));
    cr_expect(str_eq(profile.bio, STR("First\nsecond")));
    change = (struct people_profile_change){
        .name = STR("The Countess"), .username = {NULL, 0}, .bio = {NULL, 0}};
    cr_assert_eq(people_change_profile(people, ada, &change, test.arena, &profile, NULL), E_OK);
    cr_assert_eq(people_find_profile(people, ada, test.arena, &profile), E_OK);
    cr_expect(str_eq(profile.name, STR("The Countess")));
    cr_expect(str_eq(profile.bio, STR("First\nsecond")));
    struct uuid nobody = uuid_new();
    cr_expect_eq(people_change_profile(people, nobody, &change, test.arena, &profile, NULL),
                 E_NOT_FOUND);
}
