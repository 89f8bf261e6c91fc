# SPDX-License-Identifier: GPL-3.0-or-later
"""A database that another process holds: writes are put off in plain words, reads go on, and nothing is lost."""
import concurrent.futures
import contextlib
import sqlite3
import time
import unittest

from documents import many_pages_form
from files import PASSWORD, page_form
from server_case import ADA, ServerCase, files_below, wait_until
from web_client import Client


class LockedDatabase(ServerCase):
    @contextlib.contextmanager
    def locked(self):
        with contextlib.closing(sqlite3.connect(self.server.data / "assisti.db", isolation_level=None)) as other:
            other.execute("BEGIN EXCLUSIVE")
            yield
            other.execute("ROLLBACK")

    def assert_put_off(self, method, path, value=None, form=None):
        reply = self.client.request(method, "/api/v1" + path, value, form)
        self.assert_problem(reply, 503, "database_unavailable")
        self.assertRegex(reply.header("Retry-After"), r"^[1-9]\d*$")

    def test_writes_are_put_off_and_reads_go_on(self):
        record = self.upload(page_form())
        self.assert_reads_the_page(record)
        files = self.kept_files()
        with self.locked():
            writes = (("POST", "/ocr", None, page_form()), ("PATCH", f"/ocr/{record}", {"title": "Another"}),
                      ("DELETE", f"/ocr/{record}"), ("POST", "/auth/token", {"email": ADA, "password": PASSWORD}))
            with concurrent.futures.ThreadPoolExecutor(len(writes)) as pool:
                list(pool.map(lambda write: self.assert_put_off(*write), writes))
            self.assertEqual([found["id"] for found in self.records()], [record])
            self.assertEqual(self.ask(200, "GET", f"/ocr/{record}")["title"], "A page")
            self.assertEqual(self.ask(200, "GET", "/me")["email"], ADA)
            self.assertEqual(Client(self.server.port).request("GET", "/healthz").status, 200)
        self.assertEqual(self.kept_files(), files)
        self.assertEqual(self.ask(200, "PATCH", f"/ocr/{record}", {"title": "Another"})["title"], "Another")
        self.log_in()
        self.assert_reads_the_page(self.upload(page_form()))
        self.ask(204, "DELETE", f"/ocr/{record}")

    def test_a_write_waits_for_its_turn(self):
        """As long as `assisti import` may take for its rows where a machine has too much to do."""
        record = self.upload(page_form())
        with concurrent.futures.ThreadPoolExecutor(2) as pool:
            with self.locked():
                begun = time.monotonic()
                writes = [pool.submit(self.ask, 200, "PATCH", f"/ocr/{record}", {"title": title}) for title in ("One", "Two")]
                concurrent.futures.wait(writes, timeout=5)
                self.assertFalse(any(write.done() for write in writes))
            self.assertEqual([write.result()["id"] for write in writes], [record] * 2)
        self.assertIn(self.ask(200, "GET", f"/ocr/{record}")["title"], ("One", "Two"))
        self.assertGreater(time.monotonic() - begun, 5)

    def test_a_result_waits_for_the_database(self):
        record = self.upload(many_pages_form(3))
        self.wait_for_page(record, page=1)
        with self.locked():
            wait_until(lambda: "event=job.not_stored" in self.server.read_log(), "a result that cannot be stored")
            self.assertEqual(self.ask(200, "GET", f"/ocr/{record}")["status"], "running")
        self.assertEqual(self.ended(record)["status"], "done")

    def test_what_a_result_brought_while_its_deletion_waited_is_deleted_too(self):
        record = self.upload(many_pages_form(3))
        self.wait_for_page(record, page=1)
        with concurrent.futures.ThreadPoolExecutor(1) as pool:
            with self.locked():
                wait_until(lambda: files_below(self.server.data / "blobs")[2:], "thumbnail and page, alike for all pages")
                time.sleep(0.2)  # the result waits for the database by now
                deletion = pool.submit(self.ask, 204, "DELETE", f"/ocr/{record}")
                time.sleep(0.2)  # and so does the deletion, behind it
            deletion.result()
        wait_until(lambda: not self.kept_files(), "the end of all files")  # the result may have come last


if __name__ == "__main__":
    unittest.main()
