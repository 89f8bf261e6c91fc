# SPDX-License-Identifier: GPL-3.0-or-later
"""Nobody learns from the time or the words of an answer whether an address has an account.

The times of both kinds are taken in turns, so that whatever else the machine does lengthens both alike. They tell a
difference where those of one kind stand nearly all before those of the other; by chance that happens in one round of a
thousand, and a round is repeated before it counts. What it finds, a guesser over a network finds with more tries.
"""
import itertools
import statistics
import time
import unittest

from abuse_case import ADA, AbuseCase
from files import PASSWORD
from web_client import Client

TRIES = 20
ROUNDS = 3
TELLING = 0.85  # share of the pairs of one time each in which the same kind is the slower; without a difference it is near 0.5


def share_slower(some, others):
    return sum((a > b) + (a == b) / 2 for a, b in itertools.product(some, others)) / (len(some) * len(others))


class Timing(AbuseCase):
    numbers = itertools.count()
    people = (ADA,)

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.known = [f"known{n}@example.org" for n in range(TRIES)]
        for email in cls.known:  # accounts of their own, for what is limited by account
            Client(cls.port).request("POST", "/api/v1/auth/register", {"email": email, "password": PASSWORD})
        cls.paths = set(Client(cls.port).request("GET", "/api/v1/openapi.json").json()["paths"])

    def ask(self, path, value, allowed):
        before = time.perf_counter()
        reply = Client(self.port).request("POST", path, value)
        took = time.perf_counter() - before
        self.assertIn(reply.status, allowed, reply.body)
        return took, {key: value for key, value in (reply.json() if reply.body else {}).items() if key != "instance"}

    def compare(self, path, value_of, *allowed):
        """Asks in turns about addresses with an account and without one."""
        if path not in self.paths:
            self.skipTest(f"{path} is not built in")
        shares = []
        for _ in range(ROUNDS):
            times, words = ([], []), ([], [])
            for email in self.known:
                nobody = f"nobody{next(self.numbers)}@example.org"
                for kind, address in enumerate((email, nobody)):
                    took, said = self.ask(path, value_of(address), allowed)
                    times[kind].append(took)
                    words[kind].append(said)
            self.assertEqual(words[0], words[1])
            shares.append(share_slower(*times))
            if 1 - TELLING < shares[-1] < TELLING:
                return
        known, nobody = (statistics.median(some) * 1000 for some in times)
        self.fail(f"{path} takes {known:.2f} ms with an account and {nobody:.2f} ms without; the first is slower in {shares} of the pairs")

    def test_log_in(self):
        self.compare("/api/v1/auth/token", lambda email: {"email": email, "password": "not the password"}, 401)

    def test_a_new_code(self):
        self.compare("/api/v1/auth/resend-verification", lambda email: {"email": email}, 202)

    def test_a_wrong_code(self):
        self.compare("/api/v1/auth/verify-email", lambda email: {"email": email, "code": "000000"}, 400)

    def test_a_forgotten_password(self):
        self.compare("/api/v1/auth/password/forgot", lambda email: {"email": email}, 202)


if __name__ == "__main__":
    unittest.main()
