/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include <criterion/criterion.h>

#include "base/random.h"
#include "platform/crypt/crypt.h"

static void start(void)
{
    cr_assert_eq(crypt_init(NULL), E_OK);
}

TestSuite(crypt, .init = start);

Test(crypt, a_password_matches_its_own_hash_only)
{
    struct crypt_password stored;
    cr_assert_eq(crypt_password_hash(STR("correct horse"), &stored), E_OK);
    struct str text = str_from(stored.s);
    cr_expect(str_starts(text, STR("$argon2id$v=19$m=19456,t=2,p=1$")), "%s", stored.s);
    cr_expect(crypt_password_matches(text, STR("correct horse")));
    cr_expect_not(crypt_password_matches(text, STR("correct horsf")));
    cr_expect_not(crypt_password_matches(text, STR_EMPTY));
    cr_expect_not(crypt_password_is_outdated(text));

    struct crypt_password other;
    cr_assert_eq(crypt_password_hash(STR("correct horse"), &other), E_OK);
    cr_expect_str_neq(stored.s, other.s, "the salt differs");
}

Test(crypt, nobodys_password_is_like_any_and_matches_nothing)
{
    struct crypt_password nobody;
    struct crypt_password other;
    crypt_password_of_nobody(&nobody);
    crypt_password_of_nobody(&other);
    struct str text = str_from(nobody.s);
    cr_expect(str_starts(text, STR("$argon2id$v=19$m=19456,t=2,p=1$")), "%s", nobody.s);
    cr_expect_not(crypt_password_is_outdated(text), "it is read as a stored password");
    cr_expect_not(crypt_password_matches(text, STR("")));
    cr_expect_str_neq(nobody.s, other.s);
}

Test(crypt, other_parameters_are_outdated)
{
    /* "password" with 8 MiB and one pass. */
    struct str old = STR("$argon2id$v=19$m=8192,t=1,p=1$c29tZXNhbHRzb21lc2FsdA$"
                         "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA");
    cr_expect(crypt_password_is_outdated(old));
    cr_expect(crypt_password_is_outdated(STR("not a hash")));
    cr_expect_not(crypt_password_matches(STR("not a hash"), STR("not a hash")));
    char longer[200];
    memset(longer, 'a', sizeof(longer));
    cr_expect_not(crypt_password_matches((struct str){longer, sizeof(longer)}, STR("a")));
}

Test(crypt, a_digest_depends_on_key_and_data)
{
    struct crypt_key one = {{1}};
    struct crypt_key two = {{2}};
    struct crypt_digest plain = crypt_hash(NULL, STR("abc"));
    struct crypt_digest keyed = crypt_hash(&one, STR("abc"));
    struct crypt_digest again = crypt_hash(&one, STR("abc"));
    struct crypt_digest other_key = crypt_hash(&two, STR("abc"));
    struct crypt_digest other_data = crypt_hash(&one, STR("abd"));
    cr_expect(crypt_digest_eq(&keyed, &again));
    cr_expect_not(crypt_digest_eq(&keyed, &plain));
    cr_expect_not(crypt_digest_eq(&keyed, &other_key));
    cr_expect_not(crypt_digest_eq(&keyed, &other_data));
    /* RFC 7693 has "abc" only for 512 bits; this is `b2sum -l 256`. */
    static const uint8_t known[] = {0xbd, 0xdd, 0x81, 0x3c, 0x63, 0x42, 0x39, 0x72};
    cr_expect_arr_eq(plain.b, known, sizeof(known));

    struct crypt_hasher hasher;
    crypt_hasher_init(&hasher);
    crypt_hasher_add(&hasher, STR("a"));
    crypt_hasher_add(&hasher, STR("bc"));
    struct crypt_digest pieces = crypt_hasher_end(&hasher);
    cr_expect(crypt_digest_eq(&pieces, &plain));
}

Test(crypt, a_signature_holds_for_its_text_and_key_only)
{
    struct crypt_key seed = {{7}};
    struct crypt_key other_seed = {{8}};
    struct crypt_signer signer;
    struct crypt_signer other;
    crypt_signer_init(&signer, &seed);
    crypt_signer_init(&other, &other_seed);
    uint8_t signature[CRYPT_SIGNATURE_BYTES];
    crypt_sign(&signer, STR("text"), signature);
    cr_expect(crypt_verify(&signer, STR("text"), signature));
    cr_expect_not(crypt_verify(&signer, STR("texu"), signature));
    cr_expect_not(crypt_verify(&other, STR("text"), signature));
    signature[5] ^= 1;
    cr_expect_not(crypt_verify(&signer, STR("text"), signature));
}
