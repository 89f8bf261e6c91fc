# SPDX-License-Identifier: GPL-3.0-or-later
"""A power cut in the midst of refreshing: clients go on with what they got last, and no session has two tokens to go on with."""
import http.client
import random
import threading
import time
import unittest

from files import PASSWORD
from server_case import ADA, ServerCase
from web_client import Client

TABS = 3
ROUNDS = 6
LONGEST_SECONDS = 0.3  # that a server lives once all tabs refresh


class Tab(threading.Thread):
    """Refreshes on and on with what came last, until the server is gone."""

    def __init__(self, port, token):
        super().__init__()
        self.port, self.token, self.refused = port, token, 0

    def run(self):
        while True:
            try:
                reply = Client(self.port).request("POST", "/api/v1/auth/token/refresh", {"refresh": self.token})
            except (OSError, http.client.HTTPException):
                return
            if reply.status == 200:
                self.token = reply.json()["refresh"]
            else:
                self.refused += 1


class PowerCuts(ServerCase):
    settings = {"writes_per_minute": "1000000"}

    def count(self, query):
        with self.server.database() as database:
            return database.execute(query).fetchone()[0]

    def test_nobody_is_logged_out_and_no_family_branches(self):
        self.client.request("POST", "/api/v1/auth/logout")
        tokens = [self.client.log_in(ADA, PASSWORD)["refresh"]] * TABS
        for _ in range(ROUNDS):
            tabs = [Tab(self.server.port, token) for token in tokens]
            for tab in tabs:
                tab.start()
            time.sleep(random.uniform(0.02, LONGEST_SECONDS))
            self.server.kill()
            for tab in tabs:
                tab.join()
            self.assertEqual([tab.refused for tab in tabs], [0] * TABS)
            self.restart()
            self.assertEqual(self.count("SELECT COUNT(*) FROM refresh_tokens WHERE used IS NULL"), 1)
            tokens = []
            for tab in tabs:
                reply = Client(self.server.port).request("POST", "/api/v1/auth/token/refresh", {"refresh": tab.token})
                self.assertEqual(reply.status, 200, reply.body)
                tokens.append(reply.json()["refresh"])
            self.assertEqual(self.count("SELECT COUNT(*) FROM refresh_tokens WHERE used IS NULL"), 1)
            self.assertEqual(self.count("SELECT COUNT(*) FROM sessions"), 1)


if __name__ == "__main__":
    unittest.main()
