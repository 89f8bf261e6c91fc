# SPDX-License-Identifier: GPL-3.0-or-later
"""People log in by a real identity provider (npm's oidc-provider): for the first time, again, with accounts that were there."""
import json
import pathlib
import re
import tempfile
import time
import unittest
import urllib.parse

from files import PASSWORD, PROGRAM
from identity import PUBLIC_URL, Browser, Provider, is_callback
from server import Server
from web_client import Client

CALLBACK = PUBLIC_URL + "/api/v1/auth/oidc/{}/callback"
NAMES = ("basic", "post", "public")


class OpenIdConnect(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.provider = cls.enterClassContext(Provider("oidc_provider.mjs", *map(CALLBACK.format, (*NAMES, "sso"))))

    def setUp(self):
        folder = self.enterContext(tempfile.TemporaryDirectory(prefix="assisti-test-oidc-"))
        providers = pathlib.Path(folder, "providers.json")
        providers.write_text(json.dumps({"providers": [
            {"name": name, "title": f"By {name}", "issuer": self.provider.issuer, "client_id": name,
             "client_secret": "" if name == "public" else self.provider.secret, "secret_in": "body" if name == "post" else "header"}
            for name in NAMES]}))
        self.server = self.enterContext(Server(PROGRAM, {
            "public_url": PUBLIC_URL, "oidc_issuer": self.provider.issuer, "oidc_client_id": "basic",
            "oidc_client_secret": self.provider.secret, "oidc_title": "Our own", "oidc_providers": str(providers)}))

    def ask(self, status, method, path, value=None, token=None):
        reply = Client(self.server.port, token).request(method, "/api/v1" + path, value)
        self.assertEqual(reply.status, status, reply.body)
        return reply.json() if reply.body else None

    def rows(self, query, *values):
        with self.server.database() as database:
            return database.execute(query, values).fetchall()

    def come(self, who, provider="sso", next_path=None, browser=None):
        """Logs in as `who`; returns where that led to, and the browser."""
        self.provider.tell("/test/who", who)
        browser = browser or Browser(self.server.port)
        return browser.follow(browser.start(provider, next_path)), browser

    def tokens(self, browser):
        return self.ask(200, "POST", "/auth/token/refresh", {"refresh": browser.refresh_token()})

    def me(self, browser):
        return self.ask(200, "GET", "/me", token=self.tokens(browser)["access"])

    def test_tells_what_there_is(self):
        found = [{"name": "sso", "title": "Our own"}, *({"name": name, "title": f"By {name}"} for name in NAMES)]
        self.assertEqual(self.ask(200, "GET", "/auth/oidc/providers"), {"results": found, "next": None})
        self.assertEqual(self.ask(200, "GET", "/site")["oidc"], found)

    def test_somebody_new_gets_an_account_and_keeps_it(self):
        place, browser = self.come("ada", next_path="/ocr?x=1")
        self.assertEqual(place, "/ocr?x=1")
        ada = self.me(browser)
        self.assertEqual((ada["email"], ada["name"]), ("ada@example.org", "The real ada"))
        self.assertTrue(ada["is_verified"] and ada["is_active"])
        self.assertFalse(ada["is_staff"])
        cookie = browser.attributes["__Host-assisti_refresh"]
        self.assertEqual((cookie["path"], cookie["samesite"]), ("/", "strict"))
        self.assertTrue({"httponly", "secure"} <= cookie.keys())
        binding = browser.attributes["__Host-assisti_oidc"]
        self.assertEqual((binding["path"], binding["samesite"]), ("/", "lax"))
        self.assertTrue({"httponly", "secure"} <= binding.keys())

        again, other = self.come("ada")
        self.assertEqual(again, "/")
        self.assertEqual(self.me(other)["id"], ada["id"])
        self.assertEqual(self.rows("SELECT count(*) FROM users"), [(1,)])
        self.ask(401, "POST", "/auth/token", {"email": "ada@example.org", "password": "".join(["x"] * 20)})

    def test_nobody_new_where_registration_is_not_open(self):
        self.server.add_user("root@example.org", PASSWORD, staff=True)
        root = self.ask(200, "POST", "/auth/token", {"email": "root@example.org", "password": PASSWORD})["access"]
        for registration in ("closed", "invitation"):
            self.ask(200, "PATCH", "/admin/settings", {"registration": registration}, root)
            place, _ = self.come("ada")
            self.assertEqual(place, "/login?error=registration_closed")
        self.assertEqual(self.rows("SELECT count(*) FROM users"), [(1,)])
        self.ask(200, "PATCH", "/admin/settings", {"registration": "open"}, root)
        self.assertEqual(self.come("ada")[0], "/")

    def test_every_kind_of_client_and_signature(self):
        ids = set()
        for name in NAMES:  # RS256, ES256 and EdDSA; the secret in the head, in the body, and none
            with self.subTest(name):
                place, browser = self.come("grace", name, "/")
                self.assertEqual(place, "/")
                ids.add(self.me(browser)["id"])
        self.assertEqual(len(ids), 1)  # one issuer, one subject

    def test_a_verified_address_links_accounts(self):
        self.server.add_user("bob@example.org", PASSWORD)
        place, browser = self.come("bob")
        self.assertEqual(place, "/")
        token = self.tokens(browser)["access"]
        mine = self.ask(200, "POST", "/auth/token", {"email": "bob@example.org", "password": PASSWORD})
        self.assertEqual(self.ask(200, "GET", "/me", token=token)["id"], mine["user"]["id"])
        [letter] = self.rows("SELECT subject, text_body FROM mail_outbox WHERE recipient = 'bob@example.org'")
        self.assertEqual(letter[0], "A new way to log in to your account")
        self.assertIn("Our own", letter[1])

        [link] = self.ask(200, "GET", "/auth/oidc/links", token=token)["results"]
        self.assertEqual((link["provider"], link["subject"], link["email"]), ("sso", "bob", "bob@example.org"))
        self.assertEqual(self.ask(404, "DELETE", "/auth/oidc/links/nobody", token=token)["code"], "not_found")
        self.ask(204, "DELETE", "/auth/oidc/links/sso", token=token)
        self.assertEqual(self.ask(200, "GET", "/auth/oidc/links", token=token)["results"], [])
        self.ask(404, "DELETE", "/auth/oidc/links/sso", token=token)
        self.assertEqual(self.rows("SELECT action, detail FROM audit_log ORDER BY number"),
                         [("account.link-provider", '{"provider":"sso"}'),
                          ("account.unlink-provider", '{"provider":"sso"}')])

    def test_taking_a_link_away_asks_for_a_fresh_proof(self):
        _, browser = self.come("bob")
        token = self.tokens(browser)["access"]
        self.rows("UPDATE sessions SET proved = proved - 600001")
        self.assertEqual(self.ask(403, "DELETE", "/auth/oidc/links/sso", token=token)["code"], "proof_required")
        refused = self.ask(403, "POST", "/auth/oidc/links", {"provider": "sso"}, token)
        self.assertEqual(refused["code"], "proof_required")
        self.assertEqual(len(self.ask(200, "GET", "/auth/oidc/links", token=token)["results"]), 1)

    def test_an_address_that_the_provider_has_not_verified_opens_nothing(self):
        self.server.add_user("unverified1@example.org", PASSWORD)
        for who in ("unverified1", "unverified2"):
            place, browser = self.come(who)
            self.assertEqual(place, "/login?error=oidc_email_unverified")
            self.assertIsNone(browser.refresh_token())
        self.assertEqual(self.rows("SELECT count(*) FROM oidc_links"), [(0,)])
        self.assertEqual(self.rows("SELECT count(*) FROM users"), [(1,)])

    def test_an_account_that_nobody_has_verified_is_not_linked(self):
        self.ask(201, "POST", "/auth/register", {"email": "carol@example.org", "password": PASSWORD})
        place, browser = self.come("carol")
        self.assertEqual(place, "/login?error=oidc_account_unverified")
        self.assertIsNone(browser.refresh_token())
        self.assertEqual(self.rows("SELECT count(*) FROM oidc_links"), [(0,)])

    def test_an_account_that_is_switched_off_stays_closed(self):
        _, browser = self.come("dora")
        self.rows("UPDATE users SET is_active = 0")
        place, browser = self.come("dora")
        self.assertEqual(place, "/login?error=account_inactive")
        self.assertIsNone(browser.refresh_token())
        self.rows("DELETE FROM oidc_links")
        self.assertEqual(self.come("dora")[0], "/login?error=account_inactive")

    def test_whoever_says_no_is_not_logged_in(self):
        place, browser = self.come("deny", next_path="/ocr")
        self.assertEqual(place, "/login?error=oidc_denied")
        self.assertIsNone(browser.refresh_token())

    def test_a_callback_works_once_and_in_its_own_browser(self):
        self.provider.tell("/test/who", "ada")
        browser, thief = Browser(self.server.port), Browser(self.server.port)
        back = browser.follow(browser.start(), until=is_callback)
        self.assertEqual(thief.follow(back), "/login?error=oidc_expired")  # no cookie
        thief.follow(thief.start(), until=is_callback)
        self.assertEqual(thief.follow(back), "/login?error=oidc_expired")  # another cookie
        self.assertEqual(browser.follow(back), "/")
        self.assertEqual(browser.follow(back), "/login?error=oidc_expired")  # the state was used

        # The code alone, with a state that is good: the provider refuses it, and PKCE would, too.
        code = dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(back).query))["code"]
        fresh = browser.follow(browser.start(), until=is_callback)
        replayed = re.sub(r"code=[^&]*", f"code={code}", fresh)
        self.assertEqual(browser.follow(replayed), "/login?error=oidc_failed")

    def test_a_changed_state_leads_nowhere(self):
        browser = Browser(self.server.port)
        back = browser.follow(browser.start(), until=is_callback)
        state = dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(back).query))["state"]
        first, last = ("x" if state[0] != "x" else "y"), ("A" if state[-1] != "A" else "B")
        for wrong in ("", state[:-1], state[:-1] + last, first + state[1:], state + "AAAA", "A" * 3000):
            with self.subTest(wrong):
                changed = back.replace(f"state={state}", f"state={wrong}")
                self.assertEqual(browser.follow(changed), "/login?error=oidc_expired")
        other = back.replace("/sso/", "/basic/")
        self.assertEqual(browser.follow(other), "/login?error=oidc_expired")

    def test_tabs_do_not_end_each_others_log_ins(self):
        browser = Browser(self.server.port)
        self.provider.tell("/test/who", "ada")
        one = browser.follow(browser.start(next_path="/one"), until=is_callback)
        two = browser.follow(browser.start(next_path="/two"), until=is_callback)
        self.assertEqual(browser.follow(one), "/one")
        self.assertEqual(browser.follow(two), "/two")

    def test_leads_to_pages_of_this_site_only(self):
        for wrong in ("//evil.example", "https://evil.example/", "/\\evil.example", "\\\\evil.example", "/a\tb", "evil", "",
                      "/api/v1/auth/logout", "/" + "a" * 400, "/%0d%0aX: y\r\nX: y", "javascript:alert(1)"):
            with self.subTest(wrong):
                self.assertEqual(self.come("ada", next_path=wrong)[0], "/")
        self.assertEqual(self.come("ada", next_path="/%2F/evil.example?a=//b#c")[0], "/%2F/evil.example?a=//b#c")

    def test_pages_of_other_sites_begin_no_log_in(self):
        start = Browser(self.server.port).start().removeprefix(PUBLIC_URL)
        for site, leads_out in (("cross-site", False), ("same-site", False), ("same-origin", True), ("none", True)):
            reply = Client(self.server.port).send("GET", start, [("Sec-Fetch-Site", site)])
            self.assertEqual(reply.status, 302)
            self.assertEqual(reply.header("Location").startswith(self.provider.issuer), leads_out, site)
            self.assertEqual(reply.header("Location") == "/login", not leads_out, site)

    def test_a_link_is_begun_by_who_is_logged_in(self):
        self.server.add_user("erin@example.org", PASSWORD)
        token = self.ask(200, "POST", "/auth/token", {"email": "erin@example.org", "password": PASSWORD})["access"]
        wrong = self.ask(400, "POST", "/auth/oidc/links", {"provider": "nobody"}, token)
        self.assertEqual(list(wrong["errors"]), ["provider"])
        self.ask(401, "POST", "/auth/oidc/links", {"provider": "sso"})

        def link(who):
            self.provider.tell("/test/who", who)
            client, browser = Client(self.server.port, token), Browser(self.server.port)
            reply = client.request("POST", "/api/v1/auth/oidc/links", {"provider": "sso", "next": "/settings/security"})
            browser.keep(browser.cookies.setdefault("assisti.example.org", {}), reply.header("Set-Cookie"))
            return browser.follow(reply.json()["location"]), browser

        place, browser = link("unverified-frank")
        self.assertEqual(place, "/settings/security")
        self.assertIsNone(browser.refresh_token())
        self.assertEqual(link("somebody-else")[0], "/settings/security?error=oidc_linked_otherwise")
        place, browser = self.come("unverified-frank")
        self.assertEqual((place, self.me(browser)["email"]), ("/", "erin@example.org"))

    def use_ticket(self, status, browser, ticket, token):
        cookie = [("Cookie", f"__Host-assisti_oidc={browser.binding()}"), ("Content-Type", "application/json"),
                  ("Authorization", f"Bearer {token}")]
        reply = Client(self.server.port).send("POST", "/api/v1/auth/oidc/links", cookie, json.dumps({"ticket": ticket}).encode())
        self.assertEqual(reply.status, status, reply.body)
        return reply.json() if reply.body else None

    def ticket_of(self, place):
        self.assertRegex(place, r"^/login\?next=%2Focr#link=[\w-]+&provider=sso$")
        return re.search(r"#link=([\w-]+)", place)[1]

    def test_an_address_alone_links_no_staff_and_nobody_with_a_second_factor(self):
        self.server.add_user("root@example.org", PASSWORD, staff=True)
        self.server.add_user("grace@example.org", PASSWORD)
        self.rows("UPDATE users SET two_factor_enabled = 1 WHERE email = 'grace@example.org'")
        for who in ("root", "grace"):
            place, browser = self.come(who, next_path="/ocr")
            self.ticket_of(place)
            self.assertIsNone(browser.refresh_token())
        self.assertEqual(self.rows("SELECT count(*) FROM oidc_links"), [(0,)])
        self.assertEqual(self.rows("SELECT count(*) FROM mail_outbox"), [(0,)])

    def test_whoever_logs_in_here_links_by_the_ticket(self):
        self.server.add_user("root@example.org", PASSWORD, staff=True)
        self.server.add_user("eve@example.org", PASSWORD)
        log_in = lambda name: self.ask(200, "POST", "/auth/token", {"email": f"{name}@example.org", "password": PASSWORD})["access"]
        root, eve = log_in("root"), log_in("eve")
        place, browser = self.come("root", next_path="/ocr")
        ticket = self.ticket_of(place)

        self.ask(401, "POST", "/auth/oidc/links", {"ticket": ticket})
        self.ask(400, "POST", "/auth/oidc/links", {"ticket": ticket}, root)  # without the browser's cookie
        _, other = self.come("root", next_path="/ocr")
        self.use_ticket(400, other, ticket, root)
        self.use_ticket(400, browser, ("B" if ticket[0] == "A" else "A") + ticket[1:], root)
        self.assertEqual(self.use_ticket(409, browser, ticket, eve)["code"], "conflict")
        self.use_ticket(400, browser, ticket, root)  # it was used
        self.assertEqual(self.rows("SELECT count(*) FROM oidc_links"), [(0,)])

        ticket = self.ticket_of(self.come("root", next_path="/ocr", browser=browser)[0])
        self.rows("UPDATE sessions SET proved = proved - 600001")
        self.assertEqual(self.use_ticket(403, browser, ticket, root)["code"], "proof_required")
        self.use_ticket(204, browser, ticket, log_in("root"))
        [letter] = self.rows("SELECT subject FROM mail_outbox WHERE recipient = 'root@example.org'")
        self.assertEqual(letter[0], "A new way to log in to your account")
        place, browser = self.come("root", next_path="/ocr")
        self.assertEqual((place, self.me(browser)["email"]), ("/ocr", "root@example.org"))

    def test_a_letter_after_a_reset_names_the_links(self):
        self.server.add_user("bob@example.org", PASSWORD)
        self.come("bob")
        self.ask(202, "POST", "/auth/password/forgot", {"email": "bob@example.org"})
        read = "SELECT text_body FROM mail_outbox WHERE recipient = 'bob@example.org' ORDER BY id DESC LIMIT 1"
        while not (found := re.search(r"/reset#token=([\w-]{43})", self.rows(read)[0][0])):
            time.sleep(0.02)
        self.ask(204, "POST", "/auth/password/reset", {"token": found[1], "password": "quite another password"})
        self.assertIn("a log-in with Our own since 20", " ".join(self.rows(read)[0][0].split()))

    def test_links_go_with_the_account(self):
        _, browser = self.come("hugo")
        self.assertEqual(self.me(browser)["email"], "hugo@example.org")
        self.assertEqual(self.rows("SELECT count(*) FROM oidc_links"), [(1,)])
        with self.server.database() as database:
            database.execute("PRAGMA foreign_keys = ON")
            database.execute("DELETE FROM users")
        self.assertEqual(self.rows("SELECT count(*) FROM oidc_links"), [(0,)])

    def test_the_log_tells_no_secrets(self):
        self.come("ada")
        browser = Browser(self.server.port)
        back = browser.follow(browser.start(), until=is_callback)
        given = dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(back).query))
        browser.follow(back)
        log = self.server.read_log()
        for secret in (given["code"], given["state"], self.provider.secret, browser.refresh_token()):
            self.assertNotIn(secret, log)


if __name__ == "__main__":
    unittest.main()
