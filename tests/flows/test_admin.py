# SPDX-License-Identifier: GPL-3.0-or-later
"""What staff set counts at once; what they do is written down; nobody shuts all of them out."""
import json
import re
import subprocess
import unittest

from files import PASSWORD, PROGRAM, TESTS
from mail_sink import MailSink
from server_case import ADA, ServerCase
from web_client import Client, Part

ROOT = "root@example.org"
PAGE = (TESTS / "files/page.png").read_bytes()
REASON = "The owner has asked for help with this."


class Administration(ServerCase):
    def setUp(self):
        super().setUp()
        self.server.add_user(ROOT, PASSWORD, staff=True)
        self.root = self.log_in(ROOT)

    def staff(self, status, method, path, value=None):
        reply = self.root.request(method, "/api/v1/admin" + path, value)
        self.assertEqual(reply.status, status, reply.body)
        return reply.json() if reply.body and reply.header("Content-Type").split(";")[0].endswith(("/json", "+json")) else reply.body

    def set(self, **settings):
        return self.staff(200, "PATCH", "/settings", settings)

    def verify(self, *arguments):
        return subprocess.run([PROGRAM, "audit", "verify", "--data", self.server.data, *arguments], text=True,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT)


class Settings(Administration):
    def register(self, email, **more):
        return Client(self.server.port).request("POST", "/api/v1/auth/register",
                                                {"email": email, "password": PASSWORD, **more})

    def site(self):
        return Client(self.server.port).request("GET", "/api/v1/site").json()

    def test_registration_closes_and_opens(self):
        self.set(registration="closed")
        self.assertEqual(self.site()["registration"], "closed")
        self.assert_problem(self.register("a@example.org"), 403, "registration_closed")
        self.assert_problem(self.register(ADA), 403, "registration_closed")  # nobody learns who has an account
        self.set(registration="open")
        self.assertEqual(self.register("a@example.org").status, 201)

    def test_by_invitation_only(self):
        self.set(registration="invitation")
        self.assert_problem(self.register("a@example.org"), 403, "registration_closed")
        token = self.staff(201, "POST", "/invitations", {})["token"]
        self.assertEqual(self.register("a@example.org", invitation=token).status, 201)
        self.assert_problem(self.register("b@example.org", invitation=token), 400, "invalid")
        token = self.staff(201, "POST", "/invitations", {})["token"]
        self.write("UPDATE invitations SET expires = 1 WHERE used IS NULL")
        self.assert_problem(self.register("b@example.org", invitation=token), 400, "invalid")

    def test_what_was_set_outlives_a_restart(self):
        self.set(registration="closed", limits={"max_upload_mib": 1})
        self.server.stop()
        self.restart()
        self.assertEqual(self.site()["registration"], "closed")
        self.assertEqual(self.site()["max_upload_bytes"], 1 << 20)
        form = [Part("image", b"\x89PNG\r\n\x1a\n" + bytes(2 << 20), "large.png", "image/png")]
        self.assert_problem(self.client.request("POST", "/api/v1/ocr", form=form), 413, "too_large")

    def test_a_limit_counts_from_the_next_request_on(self):
        self.set(limits={"writes_per_minute": 2})
        statuses = [self.client.request("PATCH", "/api/v1/me", {"name": f"Ada {i}"}).status for i in range(4)]
        self.assertIn(429, statuses)

    def test_quotas(self):
        form = [Part("image", PAGE, "page.png", "image/png")]
        self.set(quotas={"pictures_per_user": 1})
        first = self.upload(form)
        self.ended(first)
        self.assert_problem(self.client.request("POST", "/api/v1/ocr", form=form), 409, "quota_exceeded")
        self.assertEqual(self.client.request("PATCH", f"/api/v1/ocr/{first}", form=form).status, 202)
        self.ended(first)
        self.set(quotas={"pictures_per_user": 0, "storage_mib_per_user": 1})
        large = [Part("image", PAGE + bytes(1 << 20), "page.png", "image/png")]
        self.assert_problem(self.client.request("POST", "/api/v1/ocr", form=large), 409, "quota_exceeded")
        self.assertEqual(len(self.records()), 1)
        self.set(quotas=dict.fromkeys(("storage_mib_per_user", "pictures_per_user")))
        self.ended(self.upload(form))

    def test_staff_need_a_factor_where_that_is_set(self):
        self.write("UPDATE users SET two_factor_enabled = 1 WHERE email = ?", ROOT)
        self.set(staff_must_have_factor=True)
        self.server.add_user("new@example.org", PASSWORD, staff=True)
        new = self.log_in("new@example.org")
        self.assert_problem(new.request("GET", "/api/v1/admin/users"), 403, "two_factor_required")
        self.assertEqual(new.request("GET", "/api/v1/me").status, 200)
        self.staff(200, "GET", "/users")

    def test_acts_ask_for_a_proof_that_is_not_old(self):
        user = self.ask(200, "GET", "/me")["id"]
        self.write("UPDATE sessions SET proved = 0")
        for method, path, value in (("PATCH", "/settings", {"registration": "closed"}),
                                    ("PATCH", f"/users/{user}", {"name": "x"}),
                                    ("DELETE", f"/users/{user}", None),
                                    ("POST", f"/users/{user}/disable", None),
                                    ("POST", "/users/actions/disable", {"ids": [user]}),
                                    ("POST", "/invitations", {})):
            self.assertEqual(self.staff(403, method, path, value)["code"], "proof_required", path)
        self.assertEqual(self.site()["registration"], "open")
        self.staff(200, "GET", "/users")


class MailServer(Administration):
    def setUp(self):
        super().setUp()
        self.sink = self.enterContext(MailSink())

    def test_a_server_that_is_set_takes_the_next_message(self):
        self.assertEqual(self.staff(409, "POST", "/mail/test", {"to": ADA})["code"], "conflict")
        shown = self.set(smtp={"host": "127.0.0.1", "port": self.sink.port, "security": "none", "from": "set@example.org"})
        self.assertEqual((shown["smtp"]["host"], shown["smtp"]["password_set"]), ("127.0.0.1", False))
        self.assertEqual(self.staff(200, "POST", "/mail/test", {"to": ADA}), {"sent": True})
        self.assertEqual(self.staff(200, "POST", "/mail/test"), {"sent": True})
        self.assertIn(ROOT.encode(), self.sink.bytes(2))
        self.assertIn(b"X-Mail-From: set@example.org", self.sink.bytes(1))
        failed = self.staff(502, "POST", "/mail/test", {"to": "refused@example.org"})
        self.assertEqual(failed["code"], "mail_failed")
        self.assertIn("550", failed["detail"])
        self.staff(201, "POST", "/invitations", {"email": "new@example.org"})
        self.sink.bytes(3)  # the invitation
        self.server.stop()
        self.restart()
        self.root.port = self.server.port
        self.staff(200, "POST", "/mail/test", {"to": ADA})

    def test_the_password_stands_nowhere_in_clear(self):
        self.set(smtp={"host": "127.0.0.1", "port": self.sink.port, "user": "ada", "password": "a very secret word"})
        self.server.stop()
        for path in (path for path in self.server.data.rglob("*") if path.is_file()):
            self.assertNotIn(b"a very secret word", path.read_bytes(), path)
        self.restart()
        self.root.port = self.server.port
        self.assertTrue(self.staff(200, "GET", "/settings")["smtp"]["password_set"])


class Audit(Administration):
    def setUp(self):
        super().setUp()
        user = self.ask(200, "GET", "/me")["id"]
        for name in ("One", "Two", "Three", "Four"):
            self.staff(200, "PATCH", f"/users/{user}", {"name": name})

    def test_a_log_as_it_was_written_is_in_order(self):
        done = self.verify()
        self.assertEqual(done.returncode, 0, done.stdout)
        self.assertRegex(done.stdout, r"^in order: 4 rows, 0 faults, newest digest [\w-]{43}\n$")

    def test_what_was_changed_is_told(self):
        self.write("UPDATE audit_log SET actor = ? WHERE number = 2", "somebody else")
        self.write("DELETE FROM audit_log WHERE number = 4")
        done = self.verify()
        self.assertEqual(done.returncode, 1, done.stdout)
        self.assertIn("Row 2 was changed", done.stdout)
        self.assertIn("The rows after 3 are missing, up to 4.", done.stdout)
        self.assertIn("NOT in order", done.stdout)

    def test_a_log_that_was_made_anew_differs_from_what_was_noted(self):
        noted = "{}:{}".format(*self.rows("SELECT number, digest FROM audit_log WHERE number = 3")[0])
        self.assertEqual(self.verify("--head", noted).returncode, 0)
        for table in ("audit_log", "audit_head"):
            self.write(f"DELETE FROM {table}")
        for _ in range(4):
            self.staff(200, "POST", "/users/" + self.ask(200, "GET", "/me")["id"] + "/enable")
        self.assertEqual(self.verify().returncode, 0)
        done = self.verify("--head", noted)
        self.assertEqual(done.returncode, 1, done.stdout)
        self.assertIn("Row 3 with the digest that was noted is not there", done.stdout)

    def test_an_export_can_be_verified_elsewhere(self):
        lines = self.staff(200, "GET", "/audit/export")
        path = self.server.data / "export.jsonl"
        path.write_bytes(lines)
        rows = [json.loads(line) for line in lines.splitlines()]
        self.assertEqual([row["number"] for row in rows], [1, 2, 3, 4, 5])
        self.assertEqual(rows[-1]["action"], "audit.export")
        self.assertEqual(self.verify("--file", path).returncode, 0)
        path.write_bytes(b"".join(line for i, line in enumerate(lines.splitlines(keepends=True)) if i != 2))
        done = self.verify("--file", path)
        self.assertEqual((done.returncode, done.stdout.splitlines()[0]), (1, "Row 3 is missing."))
        path.write_bytes(lines.replace(b"Ada", b"Eve") + b"not a row\n")
        self.assertIn("Line 6 of the file is not a row of the log.", self.verify("--file", path).stdout)

    def test_the_log_shows_the_newest_row_at_every_start(self):
        digest = self.rows("SELECT digest FROM audit_head")[0][0]
        self.server.stop()
        self.restart()
        self.assertRegex(self.server.read_log(), rf"event=audit\.head number=4 digest={re.escape(digest)}")

    def test_it_says_how_it_is_used(self):
        for arguments in (["--head", "x"], ["--nothing", "1"], ["--file"]):
            done = self.verify(*arguments)
            self.assertEqual(done.returncode, 2, arguments)
            self.assertIn("usage: assisti audit verify", done.stdout)


class LastOfTheStaff(Administration):
    def test_somebody_is_left_who_can_administer(self):
        me = self.staff(200, "GET", f"/users?q={ROOT}")["results"][0]["id"]
        acts = ("POST", f"/users/{me}/disable"), ("POST", f"/users/{me}/unmake-staff"), ("DELETE", f"/users/{me}")
        for method, path in acts:
            self.assertEqual(self.staff(409, method, path)["code"], "last_staff", path)
        reply = self.root.request("DELETE", "/api/v1/me", {"password": PASSWORD})
        self.assert_problem(reply, 409, "last_staff")
        self.server.add_user("second@example.org", PASSWORD, staff=True)
        for method, path in acts:
            self.assertEqual(self.staff(409, method, path)["code"], "own_account", path)
        self.assertEqual(self.root.request("DELETE", "/api/v1/me", {"password": PASSWORD}).status, 204)

    def test_two_who_take_the_right_from_each_other_leave_one(self):
        self.server.add_user("second@example.org", PASSWORD, staff=True)
        second = self.log_in("second@example.org")
        ids = {row["email"]: row["id"] for row in self.staff(200, "GET", "/users")["results"]}
        self.staff(200, "POST", f"/users/{ids['second@example.org']}/unmake-staff")
        reply = second.request("POST", f"/api/v1/admin/users/{ids[ROOT]}/unmake-staff")
        self.assertIn(reply.status, (401, 403), reply.body)
        self.staff(200, "GET", "/users")


class Traces(Administration):
    def test_an_account_that_goes_leaves_no_name_in_the_log(self):
        user = self.ask(200, "GET", "/me")["id"]
        self.staff(200, "PATCH", f"/users/{user}", {"name": "Ada Lovelace"})
        self.staff(204, "DELETE", f"/users/{user}")
        rows = self.rows("SELECT * FROM audit_log")
        self.assertEqual(len(rows), 2)
        self.assertNotIn("Lovelace", str(rows))
        self.assertNotIn(ADA, str(rows))

    def test_what_was_opened_goes_with_its_owner(self):
        record = self.upload([Part("image", PAGE, "page.png", "image/png")])
        self.ended(record)
        self.staff(200, "POST", f"/ocr/{record}/open", {"reason": REASON})
        self.assertEqual(self.root.request("GET", f"/api/v1/admin/ocr/{record}/files/image").status, 200)
        self.write("UPDATE content_accesses SET created = created - 16 * 60 * 1000")
        self.assertEqual(self.root.request("GET", f"/api/v1/admin/ocr/{record}/files/image").status, 403)
        self.staff(204, "DELETE", "/users/" + self.ask(200, "GET", "/me")["id"])
        self.assertEqual(self.rows("SELECT * FROM content_accesses"), [])
        self.assertEqual(self.kept_files(), [])


if __name__ == "__main__":
    unittest.main()
