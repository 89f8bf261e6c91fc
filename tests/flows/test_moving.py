# SPDX-License-Identifier: GPL-3.0-or-later
"""Somebody moves to another Assisti with all that is theirs; archives that are not what they should be are refused whole."""
import hashlib
import io
import json
import pathlib
import re
import subprocess
import time
import unittest
import uuid
import zipfile

from files import PASSWORD, PROGRAM, TESTS, page_form
from networks import colour_bmp
from server import Server
from server_case import ADA, ServerCase, files_below, wait_until
from web_client import Client, Part

RED, BLUE = (230, 20, 30), (20, 30, 230)
PICTURES = ("image", "thumbnail")

# Every table that holds something of a person: the file of the archive that has it, and the columns that stay, with why.
ARCHIVED = {
    "users": ("account.json", {
        "id": "made anew", "username_key": "made of the other", "password": "secret", "is_active": "said by the server that has it",
        "is_verified": "likewise", "is_staff": "likewise", "two_factor_enabled": "factors stay", "epoch": "of access tokens",
        "epoch_changed": "likewise"}),
    "profiles": ("account.json", {"id": "made anew", "owner": "it is the account's", "created": "with the account"}),
    "avatars": ("rows/avatar.jsonl", {
        "owner": "the account", "upload_id": "of an upload on its way", "upload": "likewise", "error_code": "likewise",
        "error_detail": "likewise"}),
    "sessions": ("rows/sessions.jsonl", {"id": "in tokens", "owner": "the account", "expires": "good here only",
                                         "proved": "good here only"}),
    "api_keys": ("rows/api-keys.jsonl", {"id": "good here only", "owner": "the account", "digest": "secret"}),
    "passkeys": ("rows/passkeys.jsonl", {
        "id": "good here only", "owner": "the account", "credential": "secret", "algorithm": "of the key", "public_key": "of the key",
        "counter": "of the key", "transports": "for browsers"}),
    "oidc_links": ("rows/linked-accounts.jsonl", {"id": "good here only", "owner": "the account"}),
    "content_accesses": ("rows/looks-by-staff.jsonl", {"id": "good here only", "owner": "the account",
                                                       "staff": "another's; their name is there"}),
    "images": ("rows/images.jsonl", {"owner": "the account"}),
    "image_pages": ("rows/image-pages.jsonl", {}),
    "animal_answers": ("rows/animal-answers.jsonl", {"owner": "the account"}),
    "animal_corrections": ("rows/animal-corrections.jsonl", {"owner": "the account"}),
    "animal_classifiers": ("rows/classifiers.jsonl", {"owner": "the account", "fitting": "on its way; learning begins anew",
                                                      "fitting_classes": "likewise"}),
    "animal_classes": ("rows/classifier-classes.jsonl", {}),
    "animal_examples": ("rows/classifier-examples.jsonl", {}),
    "categories": ("rows/categories.jsonl", {"owner": "the account"}),
    "messages": ("rows/messages.jsonl", {"owner": "the account", "parent": "in message-ways, behind what they name",
                                         "shown_version": "likewise"}),
    "message_versions": ("rows/message-versions.jsonl", {}),
    "message_attachments": ("rows/message-attachments.jsonl", {}),
    "quiz_words": ("rows/quiz-words.jsonl", {"owner": "the account"}),
}
# Or why none has it.
NOT_ARCHIVED = {
    "refresh_tokens": "secrets of sessions",
    "email_proofs": "secrets that were e-mailed",
    "email_changes": "secrets that were e-mailed; the change is not done yet",
    "password_resets": "secrets that were e-mailed",
    "factors": "secrets; what is on is said by users.two_factor_enabled",
    "recovery_codes": "secrets",
    "factor_challenges": "log-ins on their way",
    "idempotent_replies": "repeats of requests within a day",
    "jobs": "work of this server; what is queued is queued again there",
    "invitations": "those of staff, for this server",
    "provider_usage": "what this server counts, for its limits",
    "answer_pieces": "of answers on their way",
    "search_entries": "made anew of the messages",
    "shares": "links that are good here only",
    "images_passing": "pictures of a program's question, until they are answered",
    "quizzes": "a quiz on its way; its words are in quiz-words",
}


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
        with self.other.database() as database:
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
        self.ask(200, "POST", "/skills/quiz", {"action": "start", "count": 1})
        self.ask(200, "POST", "/skills/quiz", {"action": "answer", "answer": "I don't know"})

    def talk(self, picture):
        """Words and pictures, of which each failed for want of a model, and other words."""
        room = self.ask(201, "POST", "/categories", {"preset": "science", "instructions": "Be brief.", "model": "gone",
                                                  "tools_off": ["current_time"]})["id"]
        said = {"message": "What is this?", "attachments": [{"app": "animals", "id": picture}]}
        first = self.ask(422, "POST", f"/categories/{room}/messages", said)["message"]["id"]
        self.ask(422, "POST", f"/categories/{room}/messages", {"message": "And why?"})
        self.ask(422, "PATCH", f"/messages/{first}", {"message": "What may this be?"})
        self.ask(422, "POST", f"/categories/{room}/messages", {"message": "How so?"})
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
        seen["quiz"] = self.ask(200, "POST", "/skills/quiz", {"action": "progress"})
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
        # The other server runs on, and has it all at once.
        self.other.start()
        self.addCleanup(self.other.stop)
        done = self.take_in(path)
        self.assertEqual(done.returncode, 0, done.stderr)
        link = re.search(r"/reset#token=([\w-]{43})\n", done.stderr)[1]
        # Twice makes no mixture.
        self.assertRegex(self.take_in(path).stderr, "already an account with the address")
        self.assertEqual(self.take_in(path, "--email", "ada2@example.org").returncode, 0)

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

    def owned_tables(self):
        """The tables with a column that says whose, or that say so by way of another table."""
        owned = {"users"}
        tables = dict(self.rows("SELECT name, sql FROM sqlite_master WHERE type = 'table'"))
        while more := {name for name, sql in tables.items()
                       if owned.intersection(re.findall(r"REFERENCES (\w+)", sql)) or re.search(r"^\s+owner\b", sql, re.MULTILINE)} - owned:
            owned |= more
        return owned

    def test_nothing_that_is_somebodys_own_is_forgotten(self):
        self.fill()
        self.ask(201, "POST", "/auth/api-keys", {"name": "Script", "scopes": ["read"]})
        [(ada,)] = self.rows("SELECT id FROM users")
        with self.server.database() as database:
            database.execute("INSERT INTO oidc_links VALUES ('1', ?, 'https://sso.example.org', 'ada-7', 'a@example.org', 1, 2)", (ada,))
            database.execute("INSERT INTO passkeys VALUES ('1', ?, x'01', 'localhost', -7, x'02', 0, '[]', 'Phone', 1, NULL)", (ada,))
            database.execute("INSERT INTO content_accesses VALUES ('1', ?, NULL, 'Root', 'ocr', '2', 'A page', 'She asked', 1)", (ada,))
        self.assertEqual(self.owned_tables(), ARCHIVED.keys() | NOT_ARCHIVED.keys())
        entries = self.unpack(self.export())
        self.assertEqual({file for file, _ in ARCHIVED.values()} | {"README.txt", "rows/message-ways.jsonl"},
                         {name for name in entries if not name.startswith("files/")})
        for table, (file, left) in ARCHIVED.items():
            columns = {name for name, in self.rows("SELECT name FROM pragma_table_info(?)", table)}
            told = {"profile_" + column for column in columns} if table == "profiles" else columns
            row = json.loads(entries[file].splitlines()[0])
            self.assertEqual({column.removeprefix("profile_") if table == "profiles" else column for column in told & row.keys()},
                             columns - left.keys(), table)
        linked = json.loads(entries["rows/linked-accounts.jsonl"])
        self.assertEqual((linked["issuer"], linked["subject"]), ("https://sso.example.org", "ada-7"))
        # Only to be read: at another Assisti it opens nothing.
        self.assertEqual(self.take_in(self.pack(entries.items())).returncode, 0)
        with self.other.database() as database:
            for table in ("sessions", "api_keys", "passkeys", "oidc_links", "content_accesses"):
                self.assertEqual(database.execute(f"SELECT COUNT(*) FROM {table}").fetchone(), (0,), table)

    def test_an_open_browser_is_not_enough(self):
        with self.server.database() as database:
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
            if count and table not in ("schema_migrations", "account_tries", "revoked_sessions", "stats_samples",
                                       "audit_log", "audit_head"):
                mentioned[table] = count
        # An index of words has two rows about itself and its version, and more where it has any word.
        self.assertEqual(mentioned, {"search_words_data": 2, "search_words_config": 1})
        # The audit log outlives who it tells of: what they did, and nothing that was theirs.
        acts = self.rows("SELECT action, target_kind, detail FROM audit_log")
        self.assertNotEqual(acts, [])
        for private in (ADA, "new@example.org", "Ada Lovelace", "Red", "Cans"):
            self.assertNotIn(private, repr(acts))

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

    def test_tools_that_there_are_not_here_are_left_out(self):
        """As where a room comes in a file of its own."""
        self.ask(201, "POST", "/categories", {"preset": "general", "tools_off": ["current_time"]})
        entries = self.unpack(self.export())
        row = json.loads(entries["rows/categories.jsonl"])
        self.assertEqual(row["tools_off"], "current_time")
        entries["rows/categories.jsonl"] = json.dumps({**row, "tools_off": "time_machine,quiz,,quiz.json,quiz,current_time"})
        self.assertEqual(self.take_in(self.pack(entries.items())).returncode, 0)
        with self.other.database() as database:
            self.assertEqual(database.execute("SELECT tools_off FROM categories").fetchall(), [("quiz,current_time",)])

    def test_a_server_goes_on_while_much_is_taken_in(self):
        """Nobody is refused, what others give up meanwhile goes, and what is to be done is done."""
        self.ended(self.upload(page_form()))
        good = self.unpack(self.export())
        row = json.loads(good["rows/images.jsonl"])
        waiting = {**row, "status": "queued", "label": None, "result": None}
        rows, files = [json.dumps(waiting)], {}
        for number in range(1000):
            content = colour_bmp(number % 200, 7, 7)
            name = hashlib.blake2b(content, digest_size=32).hexdigest()
            files[f"files/{name}.bmp"] = content
            rows.append(json.dumps({**row, "id": str(uuid.uuid4()), "blob": name, "type": "image/bmp"}))
        path = self.pack({**good, **files, "rows/images.jsonl": "\n".join(rows)}.items())

        command = [PROGRAM, "import", path, "--data", self.server.data, "--email", "moved@example.org"]
        asked = 0
        with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as taking:
            while taking.poll() is None:
                self.ask(204, "DELETE", f"/ocr/{self.upload(page_form())}")
                asked += 1
                time.sleep(0.25)  # as many writes as one person may do
            out, errors = taking.communicate()
        self.assertEqual(taking.returncode, 0, errors)
        self.assertGreater(asked, 0)
        owner = out.strip()
        self.assertEqual(self.rows("SELECT COUNT(*) FROM images WHERE owner = ?", owner), [(1001,)])
        wait_until(lambda: self.rows("SELECT 1 FROM images WHERE owner = ? AND status = 'queued'", owner) == [], "the reading")
        self.assertRegex(errors, r"has 1002 records and \d{3} files here")
        kept = {pathlib.Path(file).name for file in self.kept_files()}
        named = {name for name, in self.rows("SELECT blob FROM images UNION SELECT thumbnail FROM images")}
        self.assertLessEqual(named - {None}, kept)

    def test_nothing_is_taken_in_beside_an_older_server(self):
        """A newer program would change the database under its hands."""
        path = self.pack(self.unpack(self.export()).items())
        with self.server.database() as database:
            newest = database.execute("SELECT * FROM schema_migrations ORDER BY number DESC LIMIT 1").fetchone()
            database.execute("DELETE FROM schema_migrations WHERE number = ?", newest[:1])
        done = self.take_in(path, "--email", "moved@example.org", data=self.server.data)
        self.assertEqual((done.returncode, done.stdout), (1, ""))
        self.assertIn("older version", done.stderr)
        self.assertEqual(self.rows("SELECT COUNT(*) FROM users"), [(1,)])
        self.assertEqual(self.rows("SELECT COUNT(*) FROM schema_migrations WHERE number = ?", newest[0]), [(0,)])

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
