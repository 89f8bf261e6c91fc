# SPDX-License-Identifier: GPL-3.0-or-later
"""An identity provider that does not keep to the rules logs nobody in, breaks nothing, and is told of in the log."""
import contextlib
import json
import time
import unittest

from files import PASSWORD, PROGRAM
from identity import PUBLIC_URL, Browser, Provider, is_callback
from server import Server, ServerFault
from web_client import Client

DAY = 86_400
FAILED = "/login?error=oidc_failed"

# What an ID token says or is, that must not be believed; and a word of the reason in the log.
BAD_TOKENS = {
    "another nonce": ({"claims": {"nonce": "x"}}, "nonce"),
    "no nonce": ({"claims": {"nonce": None}}, "nonce"),
    "another issuer": ({"claims": {"iss": "https://id.example.org"}}, "iss"),
    "no issuer": ({"claims": {"iss": None}}, "iss"),
    "for somebody else": ({"claims": {"aud": "other"}}, "aud"),
    "for nobody": ({"claims": {"aud": None}}, "aud"),
    "for several": ({"claims": {"aud": ["hostile", "other"]}}, "aud"),
    "for several, made for another": ({"claims": {"aud": ["hostile", "other"], "azp": "other"}}, "aud"),
    "made for another": ({"claims": {"azp": "other"}}, "aud"),
    "expired": ({"claims": {"exp": -120}}, "exp"),
    "without an end": ({"claims": {"exp": None}}, "exp"),
    "with a text for its end": ({"claims": {"exp": "tomorrow"}}, "exp"),
    "made long ago": ({"claims": {"iat": -DAY}}, "iat"),
    "made tomorrow": ({"claims": {"iat": DAY}}, "iat"),
    "without a start": ({"claims": {"iat": None}}, "iat"),
    "not good yet": ({"claims": {"nbf": DAY}}, "nbf"),
    "of nobody": ({"claims": {"sub": None}}, "sub"),
    "of an empty name": ({"claims": {"sub": ""}}, "sub"),
    "of a name too long": ({"claims": {"sub": "x" * 256}}, "sub"),
    "of another access token": ({"claims": {"at_hash": "AAAAAAAAAAAAAAAAAAAAAA"}}, "at_hash"),
    "not signed": ({"alg": "none", "sign": "none"}, "not signed"),
    "without a signature": ({"sign": "none"}, "signed"),
    "signed with the secret": ({"alg": "HS256", "sign": "hmac"}, "not signed by"),
    "signed with the public key as a secret": ({"alg": "HS256", "sign": "hmac-with-public-key"}, "not signed by"),
    "signed with the public key, called RS256": ({"alg": "RS256", "sign": "hmac-with-public-key"}, "signed"),
    "signed by a stranger": ({"sign": "stranger"}, "signed"),
    "signed by a stranger without a name": ({"sign": "stranger", "header": {"kid": None}}, "signed"),
    "signed by a short key": ({"sign": "short", "header": {"kid": "short"}}, "signed"),
    "signed by nobody known": ({"header": {"kid": "unheard-of"}}, "signed"),
    "with half a signature": ({"sign": "cut"}, "signed"),
    "with another's algorithm": ({"alg": "ES256", "header": {"alg": "RS256"}}, "signed"),
    "with its claims exchanged": ({"swap": True}, "signed"),
    "with a header that asks for more": ({"header": {"crit": ["b64"], "b64": False}}, "header"),
    "in five parts": ({"answer": "a.b.c.d.e"}, "ID token"),
    "nonsense": ({"answer": "nonsense"}, "ID token"),
    "empty": ({"answer": ".."}, "ID token"),
    "huge": ({"answer": "x" * 20_000}, "ID token"),
}

# What the token endpoint does instead of giving a token.
BAD_ANSWERS = ("html", "error", "words", "broken", "huge", "endless", "redirect", "bare", "deep")

# What the provider says of itself at discovery.
BAD_DISCOVERIES = {
    "of another issuer": {"issuer": "https://id.example.org"},
    "without a token endpoint": {"token_endpoint": None},
    "with an endpoint in clear": {"token_endpoint": "http://id.example.org/token"},
    "with a file for keys": {"jwks_uri": "file:///etc/passwd"},
    "with a name in an endpoint": {"authorization_endpoint": "https://evil@id.example.org/"},
    "without the code flow": {"response_types_supported": ["id_token"]},
    "without S256": {"code_challenge_methods_supported": ["plain"]},
    "with a number for an endpoint": {"userinfo_endpoint": 5},
}


class HostileProvider(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.provider = cls.enterClassContext(Provider("hostile_provider.mjs"))

    def setUp(self):
        self.provider.tell("/test/mode", "{}")
        self.server = self.enterContext(Server(PROGRAM, {
            "public_url": PUBLIC_URL, "oidc_issuer": self.provider.issuer, "oidc_client_id": "hostile",
            "oidc_client_secret": self.provider.secret, "auth_per_minute": "100000"}))

    def come(self, **mode):
        self.provider.tell("/test/mode", json.dumps(mode))
        browser = Browser(self.server.port)
        return browser.follow(browser.start()), browser

    def assert_refused(self, place, browser, why):
        """The log-in failed, nothing came of it, and the log says why without what the provider had written."""
        self.assertEqual(place, FAILED)
        self.assertIsNone(browser.refresh_token())
        self.assertEqual(self.count("users"), self.count("oidc_links"))
        line = [line for line in self.server.read_log().splitlines() if "event=oidc.failed" in line][-1]
        self.assertIn(why, line)
        self.assertNotIn("evil", line)

    def count(self, table):
        with self.server.database() as database:
            return database.execute(f"SELECT count(*) FROM {table}").fetchone()[0]

    def test_an_honest_one_is_believed(self):
        for mode in ({}, {"alg": "ES256"}, {"alg": "EdDSA"}, {"header": {"kid": None}}, {"header": {"typ": "JWT"}},
                     {"claims": {"aud": ["hostile"]}}, {"claims": {"aud": ["hostile", "other"], "azp": "hostile"}},
                     {"claims": {"exp": -30}}, {"claims": {"iat": 30}}, {"claims": {"at_hash": None}},
                     {"claims": {"email": None}, "userinfo": {"email": "victim@example.org", "email_verified": True}},
                     {"claims": {"email_verified": "true"}}, {"back": {"iss": None}}):
            with self.subTest(mode):
                place, browser = self.come(**mode)
                self.assertEqual(place, "/")
                self.assertIsNotNone(browser.refresh_token())
        self.assertEqual((self.count("users"), self.count("oidc_links")), (1, 1))

    def test_no_bad_token_is_believed(self):
        for name, (mode, why) in BAD_TOKENS.items():
            with self.subTest(name):
                self.assert_refused(*self.come(**mode), why)

    def test_no_bad_answer_breaks_anything(self):
        for answer in BAD_ANSWERS:
            with self.subTest(answer):
                start = time.monotonic()
                place, browser = self.come(answer=answer)
                self.assert_refused(place, browser, "provider" if answer != "broken" else "server")
                self.assertLess(time.monotonic() - start, 8)
        self.assertNotIn("POST /token2", self.provider.log())
        self.assertNotIn("event=forged", [word for line in self.server.read_log().splitlines() for word in line.split()])
        self.assertEqual(self.come()[0], "/")

    def test_no_bad_discovery_is_used(self):
        for name, discovery in BAD_DISCOVERIES.items():
            with self.subTest(name), Server(PROGRAM, {
                    "public_url": PUBLIC_URL, "oidc_issuer": self.provider.issuer, "oidc_client_id": "hostile"}) as self.server:
                self.assert_refused(*self.come(discovery=discovery), "provider")
                self.assertEqual(self.provider.log(), ["GET /.well-known/openid-configuration"])
                # Not asked again at once, so that a broken one holds up nobody.
                browser = Browser(self.server.port)
                self.assertEqual(browser.follow(browser.start()), FAILED)
                self.assertEqual(len(self.provider.log()), 1)

    def test_discovery_and_keys_are_asked_for_once(self):
        for _ in range(3):
            self.come()
        self.assertEqual([line for line in self.provider.log() if "/token" not in line and "/authorize" not in line], [])

    def test_new_keys_are_found(self):
        self.assertEqual(self.come(sign="rotated", header={"kid": "rotated"})[0], "/")
        # But not asked for without end.
        for _ in range(3):
            self.assertEqual(self.come(sign="stranger", header={"kid": "made-up"})[0], FAILED)
        self.assertNotIn("GET /keys", self.provider.log())

    def test_the_way_back_is_of_this_provider(self):
        self.assertEqual(self.come(back={"iss": "https://id.example.org"})[0], FAILED)
        self.assertEqual(self.come(back={"code": None})[0], FAILED)
        self.assertEqual(self.come(back={"code": "x" * 3000})[0], FAILED)
        self.assertEqual(self.come(back={"error": "server_error"})[0], FAILED)
        self.assertEqual(self.come(back={"error": "access_denied"})[0], "/login?error=oidc_denied")
        self.assertEqual(self.come(back={"state": None})[0], "/login?error=oidc_expired")
        self.assertEqual(self.come(back={"state": "made-up"})[0], "/login?error=oidc_expired")

    def test_userinfo_is_of_the_same_person(self):
        mode = {"claims": {"email": None}}
        self.assert_refused(*self.come(**mode, userinfo={"sub": "another", "email": "victim@example.org",
                                                         "email_verified": True}), "another person")
        place, browser = self.come(**mode)
        self.assertEqual((place, browser.refresh_token()), ("/login?error=oidc_email_unverified", None))

    def test_an_address_is_believed_where_it_is_verified(self):
        self.server.add_user("victim@example.org", PASSWORD)
        for claims in ({"email_verified": False}, {"email_verified": None}, {"email_verified": "false"}, {"email_verified": 1},
                       {"email_verified": ["true"]}, {"email": "victim@example.org\u0000x"}, {"email": "no address"},
                       {"email": ["victim@example.org"]}, {"email": "victim@example.org, other@example.org"}):
            with self.subTest(claims):
                place, browser = self.come(claims=claims)
                self.assertIn(place, ("/login?error=oidc_email_unverified", FAILED))
                self.assertIsNone(browser.refresh_token())
        self.assertEqual(self.count("oidc_links"), 0)
        self.assertEqual(self.come(claims={"email": "VICTIM@example.org"})[0], "/")
        self.assertEqual((self.count("users"), self.count("oidc_links")), (1, 1))

    def test_another_person_there_does_not_take_the_account_over(self):
        self.assertEqual(self.come()[0], "/")
        place, browser = self.come(claims={"sub": "a newcomer"})
        self.assertEqual((place, browser.refresh_token()), ("/login?error=oidc_linked_otherwise", None))

    def test_a_slow_one_holds_up_nobody_else(self):
        self.server.add_user("ada@example.org", PASSWORD)
        self.come()
        self.provider.tell("/test/mode", json.dumps({"answer": "silent"}))
        with contextlib.ExitStack() as stack:
            for _ in range(6):  # more than there are threads for it
                browser = Browser(self.server.port)
                back = browser.follow(browser.start(), until=is_callback)
                stack.enter_context(contextlib.closing(Client(self.server.port).open(
                    back.removeprefix(PUBLIC_URL), [("Cookie", f"__Host-assisti_oidc={browser.binding()}")])))
            start = time.monotonic()
            client = Client(self.server.port)
            client.log_in("ada@example.org", PASSWORD)
            self.assertEqual(client.request("PATCH", "/api/v1/me", {"name": "Ada"}).status, 200)
            self.assertLess(time.monotonic() - start, 8)  # the provider has ten seconds


class NoProvider(unittest.TestCase):
    def test_wrong_settings_are_told_at_the_start(self):
        rows = {
            "needs a client_id": {"oidc_issuer": "https://id.example.org"},
            "https://": {"oidc_issuer": "http://id.example.org", "oidc_client_id": "x"},
            "cannot be read": {"oidc_providers": "/no/such/file"},
        }
        for words, settings in rows.items():
            with self.subTest(words), self.assertRaises(ServerFault) as caught:
                with Server(PROGRAM, settings):
                    pass
            self.assertIn(words, str(caught.exception))

    def test_one_that_cannot_be_reached(self):
        settings = {"public_url": PUBLIC_URL, "oidc_issuer": "http://127.0.0.1:9", "oidc_client_id": "x"}
        with Server(PROGRAM, settings) as server:
            browser = Browser(server.port)
            self.assertEqual(browser.follow(browser.start()), FAILED)
            self.assertIn("cannot be reached", server.read_log())

    def test_private_networks_are_asked_with_leave_only(self):
        settings = {"public_url": PUBLIC_URL, "oidc_issuer": "https://10.255.255.1", "oidc_client_id": "x"}
        with Server(PROGRAM, settings) as server:
            browser = Browser(server.port)
            self.assertEqual(browser.follow(browser.start()), FAILED)
            self.assertIn("may not be asked", server.read_log())


if __name__ == "__main__":
    unittest.main()
