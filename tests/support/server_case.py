# SPDX-License-Identifier: GPL-3.0-or-later
"""What the tests of whole flows and of crashes share: a server of the test's own, with a user who is logged in."""
import contextlib
import pathlib
import time
import unittest

from files import PAGE_TEXT, PASSWORD, PROGRAM, words
from server import Server
from web_client import Client

PATIENCE_SECONDS = 60
ADA = "ada@example.org"


def wait_until(condition, what):
    """Waits until the condition gives something true, and returns that."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not (found := condition()):
        if time.monotonic() > deadline:
            raise AssertionError(f"waited {PATIENCE_SECONDS} s in vain: {what}")
        time.sleep(0.02)
    return found


def files_below(*folders):
    return sorted(str(path) for folder in folders for path in pathlib.Path(folder).rglob("*") if path.is_file())


class ServerCase(unittest.TestCase):
    """Each test has a server on a fresh data folder, in self.server, and Ada's requests by self.client.

    At the end the server is asked to stop; the test fails where it had ended by itself, or its log tells of a fault.
    """

    settings = {}

    def setUp(self):
        self.server = self.make_server()
        self.addCleanup(self.server.remove)
        self.server.start()
        self.addCleanup(self.server.stop)
        self.server.add_user(ADA, PASSWORD)
        self.client = self.log_in()

    def make_server(self):
        return Server(PROGRAM, self.settings)

    def log_in(self, email=ADA):
        client = Client(self.server.port)
        client.log_in(email, PASSWORD)
        return client

    def restart(self):
        """Starts the server again after its end, and Ada goes on."""
        self.server.start()
        self.client.port = self.server.port

    def ask(self, status, method, path, value=None, form=None):
        """A request that must be answered with this status; its JSON, or the bytes of anything else."""
        reply = self.client.request(method, "/api/v1" + path, value, form)
        self.assertEqual(reply.status, status, reply.body)
        return reply.json() if "json" in (reply.header("Content-Type") or "") else reply.body

    def assert_problem(self, reply, status, code):
        """The reply is a problem document of this code, in words for people."""
        self.assertEqual((reply.status, reply.header("Content-Type")), (status, "application/problem+json"), reply.body)
        problem = reply.json()
        self.assertEqual((problem["status"], problem["code"]), (status, code))
        self.assertRegex(problem["detail"], r"^[A-Z].*\.$")

    def upload(self, form):
        """Uploads a picture; returns the record's id at once."""
        return self.ask(202, "POST", "/ocr", form=form)["id"]

    def records(self):
        return self.ask(200, "GET", "/ocr?limit=100")["results"]

    def ended(self, record):
        """The record, once its job has ended."""
        def look():
            found = self.ask(200, "GET", f"/ocr/{record}")
            return found if found["status"] in ("done", "failed") else None
        return wait_until(look, f"the end of {record}")

    def assert_reads_the_page(self, record):
        found = self.ended(record)
        self.assertEqual((found["status"], words(found["label"] or "")), ("done", words(PAGE_TEXT)), found["error"])

    def wait_for_page(self, record, page=2):
        """Waits until the worker is at this page of the record's picture."""
        with contextlib.closing(self.client.events(f"/api/v1/ocr/{record}/events")) as events:
            for name, value in events:
                if name == "progress" and value["page"] >= page:
                    return
        self.fail(f"{record} ended before page {page}")

    def rows(self, query, *values):
        """What the database holds, read past the server."""
        with self.server.database() as database:
            return database.execute(query, values).fetchall()

    def write(self, statement, *values):
        """Changes the database past the server; returns the number of rows."""
        with self.server.database() as database:
            return database.execute(statement, values).rowcount

    def kept_files(self):
        """All files of pictures, whole or not."""
        return files_below(self.server.data / "blobs", self.server.data / "tmp")
