# SPDX-License-Identifier: GPL-3.0-or-later
"""Somebody moves to another Assisti with all that is theirs; archives that are not what they should be are refused whole."""
import contextlib
import io
import json
import re
import sqlite3
import subprocess
import unittest
import zipfile

from files import PASSWORD, PROGRAM, TESTS, page_form
from networks import colour_bmp
from server import Server
from server_case import ADA, ServerCase, files_below, wait_until
from web_client import Client, Part

RED, BLUE = (230, 20, 30), (20, 30, 230)
PICTURES = ("image", "thumbnail")


def colour(shade, **fields):
    parts = [Part(name, value.encode()) for name, value in fields.items()]
    return [*parts, Part("image", colour_bmp(*shade), "colour.bmp", "image/bmp")]


class Moving(ServerCase):
    def export(self):
        content = self.ask(200, "GET", "/me/export")
        return zipfile.ZipFile(io.BytesIO(content))

    def pack(self, entries, **options):
        """A ZIP file of (name, content) pairs; returns its path."""
        path = self.server.data / "archive.zip"
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, **options) as archive:
            for name, content in entries:
                archive.writestr(name, content)
        return path

    def unpack(self, archive):
        return {name: archive.read(name) for name in archive.namelist()}

    def take_in(self, path, *options, data=None):
        command = [PROGRAM, "import", path, "--data", data or self.other.data, *options]
        return subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, timeout=60)

    def setUp(self):
        super().setUp()
        self.other = Server(PROGRAM)
        self.addCleanup(self.other.remove)

    def assert_refused(self, entries, why, **options):
        """The archive is refused with these words, and nothing of it stays."""
        done = self.take_in(self.pack(entries, **options))
        self.assertEqual((done.returncode, done.stdout), (1, ""), done.stderr)
        self.assertRegex(done.stderr, r"^assisti import: .*" + why)
        with contextlib.closing(sqlite3.connect(self.other.data / "assisti.db")) as database:
            for table in ("users", "images", "jobs", "mail_outbox"):
                self.assertEqual(database.execute(f"SELECT COUNT(*) FROM {table}").fetchone(), (0,), table)

    def assert_nothing_stayed(self):
        """Files that were unpacked before a fault was seen go at the next start."""
        self.other.start()
        wait_until(lambda: not files_below(self.other.data / "blobs", self.other.data / "tmp"), "the sweep")
        self.other.stop()

    def fill(self):
        """Something of everything."""
        self.ask(200, "PATCH", "/me", {"name": "Ada Lovelace", "username": "ada", "phone": "+49 30 123456"})
        self.ask(200, "PATCH", "/me/profile", {"bio": "Notes\non the engine"})
        portrait = Part("image", (TESTS / "files/photo.jpg").read_bytes(), "me.jpg", "image/jpeg")
        self.ask(200, "PUT", "/me/avatar", form=[portrait])
        self.assert_reads_the_page(self.upload(page_form()))
        animal = self.ask(201, "POST", "/animals?wait=60", form=colour(RED, title="Red"))
        self.ask(200, "PUT", f"/animals/{animal['id']}/correction", {"name": "Ladybird"})
        made = self.ask(201, "POST", "/animals/classifiers", {"name": "Cans", "classes": ["red", "blue"]})
        path = f"/animals/classifiers/{made['id']}"
        for shade in range(5):
            for name, (red, green, blue) in (("red", RED), ("blue", BLUE)):
                self.ask(202, "POST", path + "/examples", form=colour((red, green + 4 * shade, blue), **{"class": name}))
        wait_until(lambda: self.ask(200, "GET", path)["status"] == "ready", "the learning")
        own = self.ask(201, "POST", "/animals?wait=60", form=colour(BLUE, classifier=made["id"]))
        self.assertEqual(own["label"], "blue")
        self.talk(own["id"])

    def talk(self, picture):
        """Words and pictures, of which each failed for want of a model, and other words."""
        room = self.ask(201, "POST", "/categories", {"preset": "science", "instructions": "Be brief."})["id"]
        said = {"message": "What is this?", "attachments": [{"app": "animals", "id": picture}]}
        first = self.ask(503, "POST", f"/categories/{room}/messages", said)["message"]["id"]
        self.ask(503, "POST", f"/categories/{room}/messages", {"message": "And why?"})
        self.ask(503, "PATCH", f"/messages/{first}", {"message": "What may this be?"})
        self.ask(503, "POST", f"/categories/{room}/messages", {"message": "How so?"})
        self.ask(200, "PUT", f"/messages/{first}/version", {"version": 1})

    def rooms(self):
        """Rooms with what they show, and with what they show by the other version of each message."""
        for room in self.ask(200, "GET", "/categories")["results"]:
            path = f"/categories/{room['id']}/messages"
            shown = self.ask(200, "GET", path)["results"]
            first = shown[-1]["id"]
            self.ask(200, "PUT", f"/messages/{first}/version", {"version": 2})
            other = self.ask(200, "GET", path)["results"]
            self.ask(200, "PUT", f"/messages/{first}/version", {"version": 1})
            yield {"room": room, "shown": shown, "other": other}

    def seen(self):
        """What Ada sees, without what is another's in another place: ids and the times of changes."""
        def strip(value):
            if isinstance(value, list):
                return [strip(item) for item in value]
            if not isinstance(value, dict):
                return value
            return {key: strip(item) for key, item in value.items() if key not in ("id", "owner", "category", "date_joined", "avatar")}
        seen = {}
        for path in ("/me", "/me/profile", "/animals/corrections", "/animals/classifiers"):
            seen[path] = strip(self.ask(200, "GET", path))
        seen["/me/profile"].pop("created")
        for app in ("ocr", "animals", "road-signs"):
            for number, record in enumerate(self.ask(200, "GET", f"/{app}?limit=100")["results"]):
                seen[app, number] = strip(self.ask(200, "GET", f"/{app}/{record['id']}"))
                for picture in PICTURES:
                    seen[app, number, picture] = self.ask(200, "GET", f"/{app}/{record['id']}/{picture}")
        seen["rooms"] = strip(list(self.rooms()))
        own = self.ask(200, "GET", "/me")["id"]
        seen["avatar"] = self.ask(200, "GET", f"/users/{own}/avatar")
        return seen

    def test_all_moves(self):
        self.fill()
        before = self.seen()
        self.assertEqual(len([key for key in before if "image" in key]), 3)
        archive = self.export()
        self.assertIsNone(archive.testzip())
        names = archive.namelist()
        self.assertEqual(json.loads(archive.read("account.json"))["email"], ADA)
        self.assertIn("README.txt", names)
        self.assertIn((TESTS / "files/page.png").read_bytes(),
                      [archive.read(name) for name in names if name.startswith("files/") and name.endswith(".png")])
        self.assertNotIn(b"$argon2id$", b"".join(self.unpack(archive).values()))

        path = self.pack(self.unpack(archive).items())
        self.other.start()
        self.assertIn("Another server is running", self.take_in(path).stderr)
        self.other.stop()
        done = self.take_in(path)
        self.assertEqual(done.returncode, 0, done.stderr)
        link = re.search(r"/reset\?token=([\w-]{43})\n", done.stderr)[1]
        # Twice makes no mixture.
        self.assertRegex(self.take_in(path).stderr, "already an account with the address")
        self.assertEqual(self.take_in(path, "--email", "ada2@example.org").returncode, 0)

        self.other.start()
        self.addCleanup(self.other.stop)
        self.client = Client(self.other.port)
        self.assertEqual(self.client.request("POST", "/api/v1/auth/token", {"email": ADA, "password": PASSWORD}).status, 401)
        self.ask(204, "POST", "/auth/password/reset", {"token": link, "password": PASSWORD})
        self.client.log_in(ADA, PASSWORD)
        after = self.seen()
        self.assertEqual(after.keys(), before.keys())
        for key in before:
            self.assertEqual(after[key], before[key], key)

        # What was learned and said goes on to work.
        [cans] = self.ask(200, "GET", "/animals/classifiers")["results"]
        again = self.ask(201, "POST", "/animals?wait=60", form=colour((16, 30, 230), classifier=cans["id"]))
        self.assertEqual(again["label"], "blue")
        alike = self.ask(201, "POST", "/animals?wait=60", form=colour(RED))
        self.assertEqual(alike["label"], "Ladybird")

        # All goes with the account, and nothing of the other one's, whose files are the same ones.
        self.ask(204, "DELETE", "/me", {"password": PASSWORD})
        self.assertNotEqual(files_below(self.other.data / "blobs"), [])

    def test_an_open_browser_is_not_enough(self):
        with contextlib.closing(sqlite3.connect(self.server.data / "assisti.db", timeout=10)) as database, database:
            database.execute("UPDATE sessions SET proved = 0")
        for method, path, value in (
            ("GET", "/me/export", None),
            ("POST", "/auth/email/change", {"email": "new@example.org"}),
        ):
            reply = self.client.request(method, "/api/v1" + path, value)
            self.assert_problem(reply, 403, "proof_required")
        self.ask(204, "POST", "/auth/proof", {"password": PASSWORD})
        self.export()
        self.ask(202, "POST", "/auth/email/change", {"email": "new@example.org"})
        reply = self.client.request("POST", "/api/v1/auth/password/change", {"new_password": "a quite new password"})
        self.assert_problem(reply, 400, "invalid")

    def test_nothing_stays_of_an_account_that_goes(self):
        self.fill()
        self.ask(202, "POST", "/auth/password/forgot", {"email": ADA})
        self.ask(202, "POST", "/auth/email/change", {"email": "new@example.org", "password": PASSWORD})
        self.ask(204, "DELETE", "/me", {"password": PASSWORD})
        self.assertEqual(self.kept_files(), [])
        tables = [name for name, in self.rows("SELECT name FROM sqlite_master WHERE type = 'table'")]
        mentioned = {}
        for table in tables:
            count = self.rows(f"SELECT COUNT(*) FROM {table}")[0][0]
            if count and table not in ("schema_migrations", "account_tries", "revoked_sessions", "stats_samples"):
                mentioned[table] = count
        # An index of words has two rows about itself and its version, and more where it has any word.
        self.assertEqual(mentioned, {"search_words_data": 2, "search_words_config": 1})

    def test_work_that_was_not_done_is_done_there(self):
        self.upload(page_form())
        entries = self.unpack(self.export())
        rows = [json.loads(row) for row in entries["rows/images.jsonl"].splitlines()]
        rows[0].update(status="running", label=None, result=None)
        entries["rows/images.jsonl"] = json.dumps(rows[0])
        self.assertEqual(self.take_in(self.pack(entries.items())).returncode, 0)
        self.other.start()
        self.addCleanup(self.other.stop)
        self.server.stop()
        self.server, first = self.other, self.server
        self.addCleanup(setattr, self, "server", first)
        [(status,)] = self.rows("SELECT status FROM images")
        self.assertIn(status, ("queued", "running", "done"))
        wait_until(lambda: self.rows("SELECT status FROM images") == [("done",)], "the reading")
        first.start()

    def test_hostile_archives(self):
        self.ended(self.upload(page_form()))
        good = self.unpack(self.export())
        row = json.loads(good["rows/images.jsonl"])
        files = {name: content for name, content in good.items() if name.startswith("files/")}

        def changed(**values):
            return {**good, "rows/images.jsonl": json.dumps({**row, **values})}.items()

        (self.server.data / "text.zip").write_text("no archive")
        self.assertIn("no ZIP file", self.take_in(self.server.data / "text.zip").stderr)
        whole = self.pack(good.items()).read_bytes()
        (self.server.data / "cut.zip").write_bytes(whole[:len(whole) // 2])
        self.assertEqual(self.take_in(self.server.data / "cut.zip").returncode, 1)

        account = json.loads(good["account.json"])
        for entries, why in (
            ([("hello.txt", "hello")], "no account.json"),
            ([*good.items(), ("../../evil", "x")], "lead elsewhere"),
            ([*good.items(), ("/etc/evil", "x")], "lead elsewhere"),
            ([*good.items(), ("files\\..\\evil", "x")], "lead elsewhere"),
            ([*good.items(), ("rows/chat.jsonl", "{}")], "does not know"),
            ({**good, "account.json": "{"}.items(), "not well-formed"),
            ({**good, "account.json": "[" * 100000}.items(), "not well-formed"),
            ({**good, "account.json": json.dumps({**account, "version": 2})}.items(), "newer Assisti"),
            ({**good, "account.json": json.dumps({**account, "email": "nobody"})}.items(), '"email"'),
            ({**good, "account.json": json.dumps({**account, "name": "x" * 101})}.items(), '"name"'),
            ({**good, "rows/images.jsonl": "{"}.items(), "line 1: is no JSON object"),
            ({**good, "rows/images.jsonl": "[" + "{}," * 100 + "{}]"}.items(), "line 1: has more in it"),
            ({**good, "rows/images.jsonl": "{}"}.items(), 'line 1: "id" is missing'),
            ({**good, "rows/images.jsonl": good["rows/images.jsonl"] * 2}.items(), "line 2: is there twice"),
            (changed(status="evil"), '"status" is none'),
            (changed(app="chat"), '"app" is none'),
            (changed(type="text/html"), '"type" is not what its file is'),
            (changed(title="x" * 101), '"title" is too long'),
            (changed(title=7), '"title" is no text'),
            (changed(bytes=-1), '"bytes" is no number'),
            (changed(width=1.5e300), '"width" is no number'),
            (changed(confidence=2), '"confidence" is no number'),
            (changed(result="{"), '"result" is not well-formed JSON'),
            (changed(result=None), "done without a result"),
            (changed(id="7"), '"id" is no id'),
            (changed(blob="0" * 64), "is missing"),
            (changed(blob="../../keys/accounts.key"), "is no name of a file"),
            (changed(thumbnail=row["blob"]), "a small picture is no JPEG"),
            ({**good, **{name: b"other" for name in files}}.items(), "it was changed"),
        ):
            with self.subTest(why=why):
                self.assert_refused(entries, why)
        self.assert_nothing_stayed()

    def test_what_would_unpack_without_end(self):
        good = self.unpack(self.export())
        row = b'{"id": "' + b"x" * (40 << 20)
        self.assert_refused({**good, "rows/images.jsonl": row}.items(), "is longer than any can be")
        self.assert_refused({**good, "account.json": b" " * (1 << 20)}.items(), "not well-formed")
        encrypted = bytearray(self.pack(good.items()).read_bytes())
        at = encrypted.rfind(b"PK\x01\x02")
        encrypted[at + 8] |= 1
        (self.server.data / "encrypted.zip").write_bytes(encrypted)
        self.assertEqual(self.take_in(self.server.data / "encrypted.zip").returncode, 1)


if __name__ == "__main__":
    unittest.main()
