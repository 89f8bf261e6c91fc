# SPDX-License-Identifier: GPL-3.0-or-later
"""Uploads that meet: the same one twice, and the same picture from two people."""
import concurrent.futures
import unittest

from documents import PAGES_MAX, many_pages_form
from files import PASSWORD, TESTS, page_form
from server_case import ServerCase
from web_client import encode_form

BOB = "bob@example.org"


class Uploads(ServerCase):
    def send(self, key, form):
        body, kind = encode_form(form)
        return self.client.send("POST", "/api/v1/ocr", [("Authorization", f"Bearer {self.client.token}"),
                                                        ("Content-Type", kind), ("Idempotency-Key", key)], body)

    def test_a_repeat_is_answered_as_the_first(self):
        first = self.send("key-1", page_form())
        again = self.send("key-1", page_form())
        self.assertEqual((first.status, again.status), (202, 202))
        self.assertEqual(again.json(), first.json())
        self.assertEqual((first.header("Idempotent-Replayed"), again.header("Idempotent-Replayed")), (None, "true"))
        self.assertEqual([found["id"] for found in self.records()], [first.json()["id"]])
        self.assert_problem(self.send("key-1", page_form("Another title")), 422, "idempotency_key_reused")
        self.assertEqual(self.send("key-2", page_form()).status, 202)
        self.assertEqual(len(self.records()), 2)

    def test_repeats_at_the_same_moment_make_one_record(self):
        with concurrent.futures.ThreadPoolExecutor(8) as pool:
            replies = list(pool.map(lambda _: self.send("key", page_form()), range(8)))
        [record] = self.records()
        for reply in replies:
            if reply.status == 202:
                self.assertEqual(reply.json()["id"], record["id"])
            else:
                self.assert_problem(reply, 409, "in_progress")
        self.assertIn(202, [reply.status for reply in replies])

    def test_a_repeat_is_known_after_a_crash(self):
        first = self.send("key", page_form()).json()
        self.server.kill()
        self.restart()
        self.assertEqual(self.send("key", page_form()).json(), first)
        self.assertEqual(len(self.records()), 1)

    def test_a_document_of_too_many_pages_says_so(self):
        record = self.ended(self.upload(many_pages_form(PAGES_MAX + 1)))
        self.assertEqual((record["status"], record["error"]["code"]), ("failed", "too_large"))
        self.assertIn(f"{PAGES_MAX} pages", record["error"]["detail"])

    def test_records_with_long_texts_come_in_shorter_lists(self):
        ids = [self.upload(page_form()) for _ in range(12)]
        self.ended(ids[-1])
        with self.server.database() as database:
            database.execute("UPDATE images SET label = ?", ("x" * (2 << 20),))
        seen, cursor = [], ""
        while cursor is not None:
            page = self.ask(200, "GET", f"/ocr?limit=100&cursor={cursor}")
            self.assertTrue(0 < len(page["results"]) < len(ids))
            seen += [record["id"] for record in page["results"]]
            cursor = page["next"]
        self.assertEqual(seen, ids[::-1])

    def test_one_picture_of_two_people_is_kept_until_both_are_gone(self):
        self.server.add_user(BOB, PASSWORD)
        ada, bob = self.client, self.log_in(BOB)
        of_ada = self.upload(page_form())
        self.assert_reads_the_page(of_ada)
        self.client = bob
        of_bob = self.upload(page_form())
        self.assert_reads_the_page(of_bob)
        files = self.kept_files()
        self.ask(404, "DELETE", f"/ocr/{of_ada}")

        self.client = ada
        self.ask(204, "DELETE", f"/ocr/{of_ada}")
        self.client = bob
        self.assertEqual(self.kept_files(), files)
        self.assertEqual(self.ask(200, "GET", f"/ocr/{of_bob}/image"), (TESTS / "files/page.png").read_bytes())
        self.ask(200, "GET", f"/ocr/{of_bob}/thumbnail")
        self.ask(200, "GET", f"/ocr/{of_bob}/result.pdf")
        self.ask(204, "DELETE", f"/ocr/{of_bob}")
        self.assertEqual(self.kept_files(), [])


if __name__ == "__main__":
    unittest.main()
