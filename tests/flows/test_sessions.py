# SPDX-License-Identifier: GPL-3.0-or-later
"""How a log-in goes on and ends: refresh tokens follow one another, a copied one ends them all, a log-out works at once."""
import re
import subprocess
import unittest

from files import PASSWORD, PROGRAM
from server_case import ADA, ServerCase, wait_until
from web_client import Client

GRACE_MS = 30_000
PROOF_MS = 600_000


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

    def letter(self, subject):
        """The text of a message in the outbox, once it is there."""
        with self.server.database() as database:
            read = "SELECT text_body FROM mail_outbox WHERE subject = ?"
            return wait_until(lambda: database.execute(read, (subject,)).fetchone(), subject)[0]

    def let_the_grace_pass(self):
        """Makes every use of a refresh token so much older."""
        self.write("UPDATE refresh_tokens SET used = used - ?", GRACE_MS + 1)

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

    def test_the_log_says_who_was_let_in_and_who_was_not(self):
        user = self.rows("SELECT id FROM users WHERE email = ?", ADA)[0][0]
        self.assertIn(f"user={user} client=127.0.0.1", self.lines_of("sessions.started")[-1])
        self.client.request("POST", "/api/v1/auth/token", {"email": ADA, "password": "not this one"})
        self.assertEqual(self.client.request("GET", "/api/v1/admin/mail").status, 403)
        for words in ("route=/api/v1/auth/token status=401 .* client=127.0.0.1 user=-",
                      f"route=/api/v1/admin/mail status=403 .* client=127.0.0.1 user={user}"):
            wait_until(lambda words=words: any(re.search(words, line) for line in self.lines_of("http.request")), words)
        self.assertNotIn("not this one", self.server.read_log())

    def lines_of(self, event):
        return [line for line in self.server.read_log().splitlines() if f" event={event} " in line]

    def test_a_log_out_ends_all_its_tokens_at_once(self):
        successor = self.refresh(self.tokens["refresh"])
        other = self.log_in()
        self.assertEqual(Client(self.server.port, successor["access"]).request("POST", "/api/v1/auth/logout").status, 204)
        for access in (self.tokens["access"], successor["access"]):
            self.assert_access(access, 401)
        self.refresh(successor["refresh"], 401)
        self.assert_access(other.token, 200)

    def test_what_is_sensitive_asks_again_after_ten_minutes(self):
        wanted = {"name": "A script", "scopes": ["read"]}
        self.ask(201, "POST", "/auth/api-keys", wanted)
        self.write("UPDATE sessions SET proved = proved - ?", PROOF_MS + 1)
        self.assert_problem(self.client.request("POST", "/api/v1/auth/api-keys", wanted), 403, "proof_required")
        for path in ("/auth/sessions", "/auth/sessions/00000000-0000-7000-8000-000000000000"):
            self.assert_problem(self.client.request("DELETE", "/api/v1" + path), 403, "proof_required")
        self.ask(400, "POST", "/auth/proof", {"password": "another password"})
        self.assert_problem(self.client.request("POST", "/api/v1/auth/api-keys", wanted), 403, "proof_required")
        self.ask(204, "POST", "/auth/proof", {"password": PASSWORD})
        self.ask(201, "POST", "/auth/api-keys", wanted)
        self.restart_server()
        self.ask(201, "POST", "/auth/api-keys", wanted)
        self.write("UPDATE sessions SET proved = proved - ?", PROOF_MS + 1)
        [own] = [one["id"] for one in self.ask(200, "GET", "/auth/sessions")["results"] if one["current"]]
        self.ask(204, "DELETE", f"/auth/sessions/{own}")  # a log-out asks nothing

    def restart_server(self):
        self.server.stop()
        self.restart()

    def test_an_address_that_guessed_too_often_waits_also_after_a_restart(self):
        wrong = {"email": "nobody@example.org", "password": "not the password"}
        stranger = Client(self.server.port)
        self.assert_problem(stranger.request("POST", "/api/v1/auth/token", wrong), 401, "invalid_credentials")
        self.write("UPDATE address_tries SET tries = tries + 1000 WHERE kind = 'wrong'")
        for _ in range(2):
            reply = Client(self.server.port).request("POST", "/api/v1/auth/token", {"email": ADA, "password": PASSWORD})
            self.assert_problem(reply, 429, "throttled")
            self.assertIn("came from your network", reply.json()["detail"])
            self.assertGreater(int(reply.header("Retry-After")), 3000)
            self.restart_server()
        self.assert_access(self.client.token, 200)
        self.write("UPDATE address_tries SET since = since - 3600001")
        self.assertEqual(Client(self.server.port).log_in(ADA, PASSWORD)["user"]["email"], ADA)

    def test_a_reset_ends_keys_and_tokens_at_once(self):
        key = self.ask(201, "POST", "/auth/api-keys", {"name": "A script", "scopes": ["read"]})["key"]
        self.assert_access(key, 200)
        self.ask(202, "POST", "/auth/password/forgot", {"email": ADA})
        token = re.search(r"/reset#token=([\w-]{43})", self.letter("Choose a new password"))[1]
        self.ask(204, "POST", "/auth/password/reset", {"token": token, "password": "quite another password"})
        for ended in (key, self.tokens["access"]):
            self.assert_access(ended, 401)

    def test_a_deleted_account_ends_keys_and_tokens_at_once(self):
        key = self.ask(201, "POST", "/auth/api-keys", {"name": "A script", "scopes": ["read"]})["key"]
        other = self.log_in()
        for token in (key, other.token):
            self.assert_access(token, 200)
        self.ask(204, "DELETE", "/me", {"password": PASSWORD})
        for token in (key, other.token, self.tokens["access"]):
            self.assert_access(token, 401)

    def rotate_keys(self, *arguments):
        """Until the running server signs with the new key."""
        before = self.refresh(self.tokens["refresh"])["access"].partition(".")[0]
        subprocess.run([PROGRAM, "keys", "rotate", "--data", self.server.data, *arguments], check=True)
        wait_until(lambda: self.refresh(self.tokens["refresh"])["access"].partition(".")[0] != before, "the new key")

    def test_keys_rotate_under_a_running_server(self):
        self.rotate_keys()
        self.assert_access(self.tokens["access"], 200)
        self.rotate_keys("--at-once")
        self.assert_access(self.tokens["access"], 401)
        self.assert_access(self.refresh(self.tokens["refresh"])["access"], 200)

    def test_keys_says_what_is_wrong(self):
        for arguments, status, words in (["rotate", "--data", "/nowhere"], 1, "no /nowhere/keys/accounts.key"), ([], 2, "usage:"), (
                ["rotate", "--now"], 2, "usage:"):
            done = subprocess.run([PROGRAM, "keys", *arguments], text=True, capture_output=True)
            self.assertEqual(done.returncode, status)
            self.assertIn(words, done.stderr)


if __name__ == "__main__":
    unittest.main()
