# SPDX-License-Identifier: GPL-3.0-or-later
"""From a new account to the text of its first picture, through the real server and a real worker."""
import re
import unittest

from files import PAGE_TEXT, PASSWORD, PROGRAM, page_form, words
from server import Server
from web_client import Client

EMAIL = "ada@example.org"


class ImageToText(unittest.TestCase):
    def setUp(self):
        self.server = Server(PROGRAM)
        self.enterContext(self.server)
        self.client = Client(self.server.port)

    def ask(self, status, method, path, value=None, form=None):
        """A request that must be answered with this status; its JSON, or the bytes of anything else."""
        reply = self.client.request(method, "/api/v1" + path, value, form)
        self.assertEqual(reply.status, status, reply.body)
        return reply.json() if "json" in (reply.header("Content-Type") or "") else reply.body

    def mailed_code(self):
        """The six digits of the last mail, which staff read from the outbox."""
        self.server.add_user("root@example.org", PASSWORD, staff=True)
        staff = Client(self.server.port)
        staff.log_in("root@example.org", PASSWORD)
        mail = staff.request("GET", "/api/v1/admin/mail?limit=1").json()["results"][0]
        self.assertEqual(mail["to"], EMAIL)
        return re.search(r"\b\d{6}\b", mail["text"])[0]

    def sign_up(self):
        user = self.ask(201, "POST", "/auth/register", {"email": EMAIL, "password": PASSWORD, "name": "Ada"})
        self.assertEqual((user["email"], user["is_verified"]), (EMAIL, False))
        self.assertNotIn("access", user)
        self.ask(403, "POST", "/auth/token", {"email": EMAIL, "password": PASSWORD})
        self.ask(200, "POST", "/auth/verify-email", {"email": EMAIL, "code": self.mailed_code()})
        self.client.log_in(EMAIL, PASSWORD)
        self.assertTrue(self.ask(200, "GET", "/me")["is_verified"])

    def read_page(self):
        record = self.ask(202, "POST", "/ocr", form=page_form())
        self.assertEqual((record["status"], record["title"]), ("queued", "A page"))
        told = list(self.client.events(f"/api/v1/ocr/{record['id']}/events"))
        self.assertEqual(told[-1][0], "done")
        return told[-1][1]["record"]

    def check_record(self, record):
        self.assertEqual((record["status"], record["error"]), ("done", None))
        self.assertEqual(words(record["label"]), words(PAGE_TEXT))
        self.assertGreater(record["confidence"], 0.8)
        self.assertEqual((record["image"]["width"], record["image"]["height"]), (720, 400))
        found = record["result"]["words"]
        self.assertEqual([word["text"] for word in found], PAGE_TEXT.split())
        for word in found:
            left, top, right, bottom = word["box"]
            self.assertTrue(0 <= left < right <= 720 and 0 <= top < bottom <= 400, word)

    def check_downloads(self, path):
        for ending, start in (("txt", b"Assisti reads"), ("json", b"{"), ("hocr", b"<"), ("tsv", b"level\t"), ("pdf", b"%PDF-")):
            with self.subTest(ending):
                reply = self.client.request("GET", f"/api/v1{path}/result.{ending}")
                self.assertEqual(reply.status, 200)
                self.assertEqual(reply.body[:len(start)], start)
        for picture, start in (("image", b"\x89PNG"), ("thumbnail", b"\xff\xd8\xff")):
            with self.subTest(picture):
                reply = self.client.request("GET", f"/api/v1{path}/{picture}")
                self.assertEqual((reply.status, reply.body[:len(start)]), (200, start))

    def test_the_whole_way(self):
        self.sign_up()
        record = self.read_page()
        self.check_record(record)
        path = f"/ocr/{record['id']}"
        self.assertEqual(self.ask(200, "GET", path), record)
        self.check_downloads(path)
        self.assertEqual(self.ask(200, "PATCH", path, {"title": "Receipt"})["title"], "Receipt")
        self.assertEqual([found["id"] for found in self.ask(200, "GET", "/ocr?q=receipt")["results"]], [record["id"]])
        self.ask(204, "DELETE", path)
        self.ask(404, "GET", path)
        self.ask(204, "POST", "/auth/logout")
        self.ask(401, "GET", "/me")


if __name__ == "__main__":
    unittest.main()
