# SPDX-License-Identifier: GPL-3.0-or-later
"""How a log-in goes on and ends: refresh tokens follow one another, a copied one ends them all, a log-out works at once."""
import contextlib
import sqlite3
import unittest

from files import PASSWORD
from server_case import ADA, ServerCase
from web_client import Client

GRACE_MS = 30_000


class Sessions(ServerCase):
    def setUp(self):
        super().setUp()
        self.tokens = self.client.log_in(ADA, PASSWORD)

    def refresh(self, token, status=200):
        reply = Client(self.server.port).request("POST", "/api/v1/auth/token/refresh", {"refresh": token})
        self.assertEqual(reply.status, status, reply.body)
        return reply.json()

    def assert_access(self, token, status):
        self.assertEqual(Client(self.server.port, token).request("GET", "/api/v1/me").status, status)

    def let_the_grace_pass(self):
        """Makes every use of a refresh token so much older."""
        with contextlib.closing(sqlite3.connect(self.server.data / "assisti.db", timeout=10)) as database, database:
            database.execute("UPDATE refresh_tokens SET used = used - ?", (GRACE_MS + 1,))

    def test_tokens_follow_one_another(self):
        token, seen = self.tokens["refresh"], set()
        for _ in range(3):
            seen.add(token)
            found = self.refresh(token)
            self.assert_access(found["access"], 200)
            token = found["refresh"]
            self.assertNotIn(token, seen)

    def test_a_repeat_within_the_grace_gets_the_same_successor(self):
        """As when an answer was lost, or two tabs refresh at once."""
        first = self.refresh(self.tokens["refresh"])
        self.assertEqual(self.refresh(self.tokens["refresh"])["refresh"], first["refresh"])
        self.refresh(first["refresh"])

    def test_a_repeat_after_the_grace_ends_the_family(self):
        successor = self.refresh(self.tokens["refresh"])
        self.let_the_grace_pass()
        self.assertEqual(self.refresh(self.tokens["refresh"], 401)["code"], "token_invalid")
        self.assertEqual(self.refresh(successor["refresh"], 401)["code"], "token_invalid")
        for access in (self.tokens["access"], successor["access"]):
            self.assert_access(access, 401)
        other = self.log_in()
        self.assert_access(other.token, 200)

    def test_other_families_stay(self):
        other = Client(self.server.port).log_in(ADA, PASSWORD)
        self.refresh(self.tokens["refresh"])
        self.let_the_grace_pass()
        self.refresh(self.tokens["refresh"], 401)
        self.assert_access(other["access"], 200)
        self.refresh(other["refresh"])

    def test_a_log_out_ends_all_its_tokens_at_once(self):
        successor = self.refresh(self.tokens["refresh"])
        other = self.log_in()
        self.assertEqual(Client(self.server.port, successor["access"]).request("POST", "/api/v1/auth/logout").status, 204)
        for access in (self.tokens["access"], successor["access"]):
            self.assert_access(access, 401)
        self.refresh(successor["refresh"], 401)
        self.assert_access(other.token, 200)


if __name__ == "__main__":
    unittest.main()
