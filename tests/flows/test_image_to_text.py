# SPDX-License-Identifier: GPL-3.0-or-later
"""From a new account to the text of its first picture and to its end, through the real server and a real worker."""
import concurrent.futures
import re
import subprocess
import unittest
import xml.etree.ElementTree

from documents import many_pages_form
from files import PAGE_TEXT, PASSWORD, TESTS, page_form, words
from server_case import ServerCase, files_below, wait_until
from web_client import Client, Part

BOB = "bob@example.org"
TITLE = "A <b>page</b> & \"more\", \v\x1b\ufffe\U0001f600"
XHTML = "{http://www.w3.org/1999/xhtml}"
TSV_COLUMNS = ["level", "page_num", "block_num", "par_num", "line_num", "word_num", "left", "top", "width", "height", "conf",
               "text"]


class ImageToText(ServerCase):
    settings = {"workers": "1"}

    def mailed_code(self):
        """The six digits of the last mail, which staff read from the outbox."""
        self.server.add_user("root@example.org", PASSWORD, staff=True)
        staff = self.log_in("root@example.org")
        mail = staff.request("GET", "/api/v1/admin/mail?limit=1").json()["results"][0]
        self.assertEqual(mail["to"], BOB)
        return re.search(r"\b\d{6}\b", mail["text"])[0]

    def sign_up(self):
        self.client = Client(self.server.port)
        user = self.ask(201, "POST", "/auth/register", {"email": BOB, "password": PASSWORD, "name": "Bob"})
        self.assertEqual((user["email"], user["is_verified"]), (BOB, False))
        self.assertNotIn("access", user)
        self.ask(403, "POST", "/auth/token", {"email": BOB, "password": PASSWORD})
        self.ask(200, "POST", "/auth/verify-email", {"email": BOB, "code": self.mailed_code()})
        self.client.log_in(BOB, PASSWORD)
        self.assertTrue(self.ask(200, "GET", "/me")["is_verified"])

    def read_page(self):
        """Uploads the page while the only worker is at something else, so that no event comes before we listen."""
        first = self.upload(many_pages_form(10))
        record = self.ask(202, "POST", "/ocr", form=page_form(TITLE))
        self.assertEqual((record["status"], record["title"]), ("queued", TITLE))
        self.wait_for_page(first)
        told = list(self.client.events(f"/api/v1/ocr/{record['id']}/events"))
        names = [name for name, _ in told]
        self.assertEqual(names, ["status"] * 2 + ["progress"] * (len(names) - 3) + ["done"])
        self.assertEqual(told[0][1], {"id": record["id"], "status": "queued", "queue_position": 0})
        self.assertEqual(told[1][1], {"id": record["id"], "status": "running"})
        for _, progress in told[2:-1]:  # none, where the page takes but a moment
            self.assertEqual((progress["page"], progress["pages"]), (1, 1))
        self.ask(204, "DELETE", f"/ocr/{first}")
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

    def check_hocr(self, document, record):
        page = xml.etree.ElementTree.fromstring(document)
        self.assertEqual(page.find(f"{XHTML}head/{XHTML}title").text, "A <b>page</b> & \"more\",    \U0001f600")
        found = [span for span in page.iter(f"{XHTML}span") if span.get("class") == "ocrx_word"]
        self.assertEqual([span.text for span in found], PAGE_TEXT.split())
        for span, word in zip(found, record["result"]["words"]):
            self.assertRegex(span.get("title"), r"^bbox {} {} {} {}; x_wconf \d+$".format(*word["box"]))

    def check_tsv(self, table, record):
        header, *rows = [line.split("\t") for line in table.decode().removesuffix("\n").split("\n")]
        self.assertEqual(header, TSV_COLUMNS)
        for row in rows:
            self.assertEqual(len(row), len(TSV_COLUMNS), row)
        found = [row for row in rows if row[0] == "5"]
        self.assertEqual([row[-1] for row in found], PAGE_TEXT.split())
        for row, word in zip(found, record["result"]["words"]):
            left, top, width, height = map(int, row[6:10])
            self.assertEqual([left, top, left + width, top + height], word["box"])

    def check_pdf(self, document):
        shown = subprocess.run(["pdftotext", "-layout", "-", "-"], input=document, stdout=subprocess.PIPE, check=True).stdout
        self.assertEqual(words(shown.decode()), words(PAGE_TEXT))

    def check_downloads(self, record):
        path = f"/ocr/{record['id']}"
        self.assertEqual(words(self.ask(200, "GET", path + "/result.txt").decode()), words(PAGE_TEXT))
        self.assertEqual(self.ask(200, "GET", path + "/result.json"), record["result"])
        self.check_hocr(self.ask(200, "GET", path + "/result.hocr"), record)
        self.check_tsv(self.ask(200, "GET", path + "/result.tsv"), record)
        self.check_pdf(self.ask(200, "GET", path + "/result.pdf"))
        self.assertEqual(self.ask(200, "GET", path + "/image"), (TESTS / "files/page.png").read_bytes())
        for picture in ("thumbnail", "preview"):
            self.assertEqual(self.ask(200, "GET", f"{path}/{picture}")[:3], b"\xff\xd8\xff", picture)

    def change_picture(self, path):
        """A new picture is read anew, keeps the title, and leaves nothing of the old one."""
        blank = Part("image", (TESTS / "files/blank.png").read_bytes(), "blank.png", "image/png")
        changed = self.ask(201, "PATCH", path + "?wait=60", form=[blank])
        self.assertEqual((changed["status"], changed["title"], changed["label"]), ("done", "Receipt", ""))
        self.assertEqual((changed["image"]["width"], changed["result"]["words"]), (200, []))
        self.assertEqual(self.ask(200, "GET", path + "/image"), blank.content)
        named = self.rows("SELECT blob FROM images UNION SELECT thumbnail FROM images UNION SELECT blob FROM image_pages")
        kept = files_below(self.server.data / "blobs")
        self.assertEqual(sorted(file.rsplit("/", 1)[1] for file in kept), sorted(name for name, in named if name))

    def test_the_whole_way(self):
        self.sign_up()
        record = self.read_page()
        self.check_record(record)
        path = f"/ocr/{record['id']}"
        self.assertEqual(self.ask(200, "GET", path), record)
        self.check_downloads(record)
        self.assertEqual(self.ask(200, "PATCH", path, {"title": "Receipt"})["title"], "Receipt")
        self.assertEqual([found["id"] for found in self.ask(200, "GET", "/ocr?q=receipt")["results"]], [record["id"]])
        self.change_picture(path)
        self.assertEqual(self.ask(201, "POST", path + "/predict?wait=60")["status"], "done")

        self.ask(204, "DELETE", path)
        self.ask(404, "GET", path)
        self.ask(404, "GET", path + "/image")
        self.assertEqual(self.kept_files(), [])
        for table in ("images", "image_pages", "jobs"):
            self.assertEqual(self.rows(f"SELECT * FROM {table}"), [], table)
        self.ask(204, "POST", "/auth/logout")
        self.ask(401, "GET", "/me")

    def test_what_is_deleted_while_it_is_read_leaves_nothing(self):
        record = self.upload(many_pages_form(50))
        self.wait_for_page(record)
        self.ask(204, "DELETE", f"/ocr/{record}")
        self.assert_reads_the_page(self.upload(page_form()))
        [left] = self.records()
        self.ask(204, "DELETE", f"/ocr/{left['id']}")
        self.assertEqual(self.kept_files(), [])
        self.assertEqual(self.rows("SELECT * FROM jobs"), [])

    def test_who_waits_hears_that_the_picture_is_gone(self):
        with concurrent.futures.ThreadPoolExecutor(2) as pool:
            held = pool.submit(self.client.request, "POST", "/api/v1/ocr?wait=50", form=many_pages_form(50))
            record = wait_until(self.records, "the record")[0]["id"]
            told = pool.submit(lambda: list(self.client.events(f"/api/v1/ocr/{record}/events")))
            self.wait_for_page(record)
            self.ask(204, "DELETE", f"/ocr/{record}")
            self.assertEqual(told.result(timeout=10)[-1], ("done", {"record": None}))
            self.assert_problem(held.result(timeout=10), 404, "not_found")

    def test_who_goes_takes_along_what_is_read(self):
        record = self.upload(many_pages_form(50))
        with concurrent.futures.ThreadPoolExecutor(1) as pool:
            told = pool.submit(lambda: list(self.client.events(f"/api/v1/ocr/{record}/events")))
            self.wait_for_page(record)
            self.ask(204, "DELETE", "/me", {"password": PASSWORD})
            self.assertEqual(told.result(timeout=10)[-1], ("done", {"record": None}))
        wait_until(lambda: "event=job.ended" in self.server.read_log(), "the end of the job")
        self.assertIn("outcome=cancelled", self.server.read_log())


if __name__ == "__main__":
    unittest.main()
