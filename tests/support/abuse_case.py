# SPDX-License-Identifier: GPL-3.0-or-later
"""What the tests of abuse share: one server for all tests of a class, with two people, one of the staff, and a model that
repeats what is said to it."""
import unittest

from files import PASSWORD, PROGRAM
from model_server import ModelServer
from server import Server
from web_client import Client

ADA, BOB, ROOT = "ada@example.org", "bob@example.org", "root@example.org"


class AbuseCase(unittest.TestCase):
    """At the end of the class the server is asked to stop; the class fails where its log tells of a fault."""

    settings = {}
    people = (ADA, BOB, ROOT)

    @classmethod
    def setUpClass(cls):
        models = cls.enterClassContext(ModelServer())
        cls.server = Server(PROGRAM, {"auth_per_minute": "1000000", "writes_per_minute": "1000000",
                                      "openai_base_url": models.base_url, "openai_model": "echo", **cls.settings})
        cls.addClassCleanup(cls.server.remove)
        cls.server.start()
        cls.addClassCleanup(cls.server.stop)
        for email in cls.people:
            cls.server.add_user(email, PASSWORD, staff=email == ROOT)
        cls.port = cls.server.port

    @classmethod
    def log_in(cls, email):
        client = Client(cls.port)
        client.user = client.log_in(email, PASSWORD)["user"]
        return client

    def assert_still_serves(self):
        self.assertEqual(Client(self.port, timeout=10).request("GET", "/healthz").status, 200)
