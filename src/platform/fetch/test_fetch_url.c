/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <criterion/criterion.h>

#include "platform/fetch/fetch_int.h"

Test(fetch_url, knows_where_an_address_lies)
{
    const struct {
        const char *address;
        enum fetch_place place;
    } rows[] = {
        {"8.8.8.8", FETCH_PLACE_PUBLIC},
        {"172.15.255.255", FETCH_PLACE_PUBLIC},
        {"172.32.0.0", FETCH_PLACE_PUBLIC},
        {"100.63.255.255", FETCH_PLACE_PUBLIC},
        {"198.20.0.0", FETCH_PLACE_PUBLIC},
        {"2606:4700::1111", FETCH_PLACE_PUBLIC},
        {"10.0.0.1", FETCH_PLACE_PRIVATE},
        {"172.16.0.1", FETCH_PLACE_PRIVATE},
        {"172.31.255.255", FETCH_PLACE_PRIVATE},
        {"192.168.1.1", FETCH_PLACE_PRIVATE},
        {"100.64.0.1", FETCH_PLACE_PRIVATE},
        {"fd00::1", FETCH_PLACE_PRIVATE},
        {"127.0.0.1", FETCH_PLACE_SELF},
        {"127.255.255.254", FETCH_PLACE_SELF},
        {"::1", FETCH_PLACE_SELF},
        {"::ffff:127.0.0.1", FETCH_PLACE_SELF},
        {"::ffff:10.0.0.1", FETCH_PLACE_PRIVATE},
        {"64:ff9b::10.0.0.1", FETCH_PLACE_PRIVATE},
        {"64:ff9b::8.8.8.8", FETCH_PLACE_PUBLIC},
        {"0.0.0.0", FETCH_PLACE_NOWHERE},
        {"169.254.169.254", FETCH_PLACE_LINK},
        {"::ffff:169.254.169.254", FETCH_PLACE_LINK},
        {"192.0.0.1", FETCH_PLACE_NOWHERE},
        {"198.19.255.255", FETCH_PLACE_NOWHERE},
        {"224.0.0.1", FETCH_PLACE_NOWHERE},
        {"255.255.255.255", FETCH_PLACE_NOWHERE},
        {"::", FETCH_PLACE_NOWHERE},
        {"fe80::1", FETCH_PLACE_LINK},
        {"febf::1", FETCH_PLACE_LINK},
        {"fec0::1", FETCH_PLACE_NOWHERE},
        {"ff02::1", FETCH_PLACE_NOWHERE},
        {"2001::1", FETCH_PLACE_NOWHERE},
        {"2001:db8::1", FETCH_PLACE_NOWHERE},
        {"2002:7f00:1::", FETCH_PLACE_NOWHERE},
        {"localhost", FETCH_PLACE_NOWHERE},
        {"", FETCH_PLACE_NOWHERE},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        cr_expect_eq(fetch_place_of_text(rows[i].address), rows[i].place, "%s", rows[i].address);
    }
}

Test(fetch_url, lets_only_https_out_and_http_to_this_machine)
{
    const struct {
        const char *url;
        bool is_good;         /* for anybody's word */
        bool is_good_to_self; /* for the operator's */
    } rows[] = {
        {"https://example.org/a?b=c", true, true},
        {"https://example.org:8443", true, true},
        {"https://10.0.0.1/", true, true}, /* judged when the connection is made */
        {"http://example.org/", false, false},
        {"http://10.0.0.1/", false, false},
        {"http://localhost:1234/v1", false, true},
        {"http://LOCALHOST/", false, true},
        {"http://127.0.0.1/", false, true},
        {"http://127.1/", false, true},
        {"http://[::1]:80/", false, true},
        {"http://localhost.example.org/", false, false},
        {"http://127.0.0.1.example.org/", false, false},
        {"https://localhost/", false, true},
        {"ftp://example.org/", false, false},
        {"file:///etc/passwd", false, false},
        {"gopher://localhost/", false, false},
        {"https://user@example.org/", false, false},
        {"https://user:password@example.org/", false, false},
        {"https://example.org/#top", false, false},
        {"https://2130706433/", false, true}, /* 127.0.0.1 in one number */
        {"https://", false, false},
        {"//example.org/", false, false},
        {"example.org", false, false},
        {"https://example.org/a b", false, false},
        {"https://example.org/\r\nHost: evil", false, false},
        {"https://ex\xc3\xa4mple.org/", false, false},
        {"", false, false},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct str url = str_from(rows[i].url);
        struct err err = {0};
        cr_expect_eq(fetch_check_url(url, false, &err) == E_OK, rows[i].is_good, "%s", url.p);
        cr_expect_eq(fetch_check_url(url, true, &err) == E_OK, rows[i].is_good_to_self, "%s",
                     url.p);
    }
    cr_expect_eq(fetch_check_url((struct str){"https://a.org/\0x", 16}, true, NULL), E_INVALID);
    char longest[URL_BYTES_MAX + 2];
    memset(longest, 'a', sizeof(longest));
    const struct str scheme = STR("https://");
    memcpy(longest, scheme.p, scheme.n);
    cr_expect_eq(fetch_check_url((struct str){longest, sizeof(longest)}, true, NULL), E_INVALID);
}

Test(fetch_url, lets_http_into_private_networks_with_leave)
{
    const struct {
        const char *url;
        bool is_good;
        bool is_good_with_leave;
    } rows[] = {
        {"https://example.org/v1", true, true},
        {"http://localhost:11434/v1", true, true},
        {"http://[::1]/v1", true, true},
        {"http://192.168.1.5:8000/v1", false, true},
        {"http://3232235781/v1", false, true}, /* the same in one number */
        {"http://[fd00::5]/v1", false, true},
        {"http://169.254.1.1/v1", false, true},
        {"http://ollama:11434/v1", false, true}, /* judged when the connection is made */
        {"http://8.8.8.8/v1", false, false},
        {"http://[2606:4700::1111]/v1", false, false},
        {"http://0.0.0.0/v1", false, false},
        {"http://[ff02::1]/v1", false, false},
        {"http://user@192.168.1.5/v1", false, false},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct str url = str_from(rows[i].url);
        cr_expect_eq(fetch_check_near(url, false, NULL) == E_OK, rows[i].is_good, "%s", url.p);
        cr_expect_eq(fetch_check_near(url, true, NULL) == E_OK, rows[i].is_good_with_leave, "%s",
                     url.p);
    }
}

Test(fetch_url, knows_this_machines_names)
{
    cr_expect(fetch_names_self(STR("http://localhost:3000/x")));
    cr_expect(fetch_names_self(STR("https://127.0.0.53")));
    cr_expect_not(fetch_names_self(STR("https://example.org")));
    cr_expect_not(fetch_names_self(STR("http://localhost:3000@example.org/")));
    cr_expect_not(fetch_names_self(STR("nonsense")));
}
