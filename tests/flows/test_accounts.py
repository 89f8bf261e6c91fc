# SPDX-License-Identifier: GPL-3.0-or-later
"""A new installation is set up with the printed code; people sign up by real e-mail; log-outs outlive a restart."""
import http.client
import json
import re
import time
import unittest

from files import PASSWORD, PROGRAM
from mail_sink import MailSink
from server import Server
from web_client import Client

WAIT_SECONDS = 20
ADA = "ada@example.org"


class Accounts(unittest.TestCase):
    def start(self, settings=None):
        self.server = self.enterContext(Server(PROGRAM, settings))

    def ask(self, status, method, path, value=None, token=None):
        """A request that must be answered with this status; its JSON, or None."""
        reply = Client(self.server.port, token).request(method, "/api/v1" + path, value)
        self.assertEqual(reply.status, status, reply.body)
        return reply.json() if reply.body else None

    def printed_code(self):
        deadline = time.monotonic() + WAIT_SECONDS
        while time.monotonic() < deadline:
            found = re.findall(r"open (http://localhost:\d+/setup) and enter the code ([-A-Z2-9]+)\n", self.server.read_log())
            if found:
                return found[-1]
            time.sleep(0.02)
        raise AssertionError("no code was printed")

    def test_set_up_with_the_printed_code(self):
        self.start()
        self.assertTrue(self.ask(200, "GET", "/site")["setup_needed"])
        address, code = self.printed_code()
        self.assertEqual(address, f"http://localhost:{self.server.port}/setup")
        first = {"email": "root@example.org", "password": PASSWORD, "name": "Root"}
        self.assertEqual(self.ask(400, "POST", "/setup", {"code": "AAAA-AAAA-AAAA", **first})["code"], "invalid_code")
        user = self.ask(201, "POST", "/setup", {"code": code, **first})
        self.assertEqual((user["is_staff"], user["is_verified"], user["is_active"]), (True, True, True))
        self.assertFalse(self.ask(200, "GET", "/site")["setup_needed"])
        self.ask(409, "POST", "/setup", {"code": code, **first, "email": "eve@example.org"})
        access = self.ask(200, "POST", "/auth/token", {"email": first["email"], "password": PASSWORD})["access"]
        self.assertEqual(self.ask(200, "GET", "/admin/mail", token=access), {"results": [], "next": None})

        self.server.stop()
        before = self.server.read_log()
        self.server.start()
        self.ask(200, "GET", "/site")
        self.assertNotIn("enter the code", self.server.read_log().removeprefix(before))

    def test_sign_up_by_real_mail(self):
        with MailSink() as sink:
            self.start({"smtp_url": sink.url, "mail_from": "Assisti <no-reply@example.org>",
                        "public_url": "https://assisti.example.org"})
            self.assertEqual(self.ask(200, "GET", "/site")["mail"], "smtp")
            self.ask(201, "POST", "/auth/register", {"email": ADA, "password": PASSWORD, "name": "Ada Lovelace"})
            message = sink.message(1)
            self.assertEqual((message["X-Rcpt-To"], message["X-Mail-From"]), (ADA, "no-reply@example.org"))
            self.assertEqual(message["From"], "Assisti <no-reply@example.org>")
            text = message.get_body(("plain",)).get_content().replace("\r\n", "\n")
            html = message.get_body(("html",)).get_content()
            link = re.search(r"https://assisti\.example\.org/verify#token=([\w-]{43})\n", text)
            code = re.search(r"enter this code: (\d{6})\n", text)
            self.assertIn(f'<a href="{link[0].strip()}">', html)
            self.assertIn(f"<b>{code[1]}</b>", html)
            self.assertTrue(self.ask(200, "POST", "/auth/verify-email", {"token": link[1]})["is_verified"])
            self.ask(200, "POST", "/auth/token", {"email": ADA, "password": PASSWORD})

            self.ask(201, "POST", "/auth/register", {"email": "bob@example.org", "password": PASSWORD})
            text = sink.message(2).get_body(("plain",)).get_content()
            code = re.search(r"enter this code: (\d{6})\b", text)[1]
            proof = {"email": "bob@example.org", "code": code}
            self.assertTrue(self.ask(200, "POST", "/auth/verify-email", proof)["is_verified"])
            self.assertEqual(self.ask(400, "POST", "/auth/verify-email", proof)["code"], "invalid_code")

            # What was sent is not kept.
            self.server.add_user("root@example.org", PASSWORD, staff=True)
            staff = self.ask(200, "POST", "/auth/token", {"email": "root@example.org", "password": PASSWORD})
            deadline = time.monotonic() + WAIT_SECONDS
            while not (kept := self.ask(200, "GET", "/admin/mail", token=staff["access"])["results"][0])["sent"]:
                self.assertLess(time.monotonic(), deadline)
                time.sleep(0.02)
            self.assertEqual((kept["text"], kept["html"]), ("", ""))

    def test_nothing_leaves_in_clear_where_encryption_is_required(self):
        with MailSink() as sink:
            self.start({"smtp_url": sink.url, "smtp_tls": "required", "public_url": "https://assisti.example.org"})
            self.server.add_user("root@example.org", PASSWORD, staff=True)
            staff = self.ask(200, "POST", "/auth/token", {"email": "root@example.org", "password": PASSWORD})["access"]
            self.ask(202, "POST", "/auth/password/forgot", {"email": "root@example.org"})
            deadline = time.monotonic() + WAIT_SECONDS
            while not (found := self.ask(200, "GET", "/admin/mail", token=staff)["results"]) or not found[0]["error"]:
                self.assertLess(time.monotonic(), deadline)
                time.sleep(0.02)
            self.assertIn("offers no encryption, which smtp_tls", found[0]["error"])
            self.assertIsNone(found[0]["sent"])
            self.assertEqual(sink.count(), 0)

    def test_a_forgotten_password_and_a_new_address_by_real_mail(self):
        with MailSink() as sink:
            self.start({"smtp_url": sink.url, "public_url": "https://assisti.example.org"})
            self.server.add_user(ADA, PASSWORD)
            self.ask(202, "POST", "/auth/password/forgot", {"email": ADA})
            text = sink.message(1).get_body(("plain",)).get_content().replace("\r\n", "\n")
            token = re.search(r"\nhttps://assisti\.example\.org/reset#token=([\w-]{43})\n", text)[1]
            self.ask(204, "POST", "/auth/password/reset", {"token": token, "password": "a quite new password"})
            told = sink.message(2)
            self.assertEqual((told["X-Rcpt-To"], told["Subject"]), (ADA, "Your password was changed"))
            self.assertIn("If it was not you", told.get_body(("html",)).get_content())
            access = self.ask(200, "POST", "/auth/token", {"email": ADA, "password": "a quite new password"})["access"]

            wanted = {"email": "ada@new.example.org", "password": "a quite new password"}
            self.ask(202, "POST", "/auth/email/change", wanted, token=access)
            mails = {mail["X-Rcpt-To"]: mail for mail in (sink.message(3), sink.message(4))}
            self.assertEqual(mails[ADA]["Subject"], "Your e-mail address is about to change")
            html = mails["ada@new.example.org"].get_body(("html",)).get_content()
            token = re.search(r'<a href="https://assisti\.example\.org/verify-email-change#token=([\w-]{43})">', html)[1]
            self.assertEqual(self.ask(200, "POST", "/auth/email/change/confirm", {"token": token})["email"], "ada@new.example.org")
            self.assertEqual(sink.message(5)["X-Rcpt-To"], ADA)
            self.ask(401, "POST", "/auth/token", {"email": ADA, "password": "a quite new password"})
            self.ask(200, "POST", "/auth/token", wanted)

    def test_links_lead_to_this_server_whatever_host_was_asked(self):
        self.start()
        self.server.add_user("root@example.org", PASSWORD, staff=True)
        staff = self.ask(200, "POST", "/auth/token", {"email": "root@example.org", "password": PASSWORD})["access"]
        body = json.dumps({"email": ADA, "password": PASSWORD}).encode()
        headers = [("Host", "evil.example"), ("X-Forwarded-Host", "evil.example"), ("Content-Type", "application/json")]
        connection = http.client.HTTPConnection("127.0.0.1", self.server.port, timeout=30)
        connection.putrequest("POST", "/api/v1/auth/register", skip_host=True)
        for name, value in [*headers, ("Content-Length", str(len(body)))]:
            connection.putheader(name, value)
        connection.endheaders(body)
        self.assertEqual(connection.getresponse().status, 201)
        connection.close()
        kept = self.ask(200, "GET", "/admin/mail", token=staff)["results"][0]
        for text in kept["text"], kept["html"]:
            self.assertIn(f"http://localhost:{self.server.port}/verify#token=", text)
            self.assertNotIn("evil.example", text)

    def test_a_log_out_outlives_a_crash(self):
        self.start()
        self.server.add_user(ADA, PASSWORD)
        kept = self.ask(200, "POST", "/auth/token", {"email": ADA, "password": PASSWORD})
        ended = self.ask(200, "POST", "/auth/token", {"email": ADA, "password": PASSWORD})
        self.ask(204, "POST", "/auth/logout", token=ended["access"])
        self.server.kill()
        self.server.start()
        self.ask(401, "GET", "/me", token=ended["access"])
        self.ask(401, "POST", "/auth/token/refresh", {"refresh": ended["refresh"]})
        self.ask(200, "GET", "/me", token=kept["access"])
        self.ask(200, "POST", "/auth/token/refresh", {"refresh": kept["refresh"]})


if __name__ == "__main__":
    unittest.main()
