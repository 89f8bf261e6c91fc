# SPDX-License-Identifier: GPL-3.0-or-later
"""What every answer tells browsers, what pages of other sites can do with it, and what cannot be put into answers and logs."""
import http.cookies
import re
import unittest

from abuse_case import ADA, ROOT, AbuseCase
from abuse_objects import MAKERS, NOBODYS, kind_of
from files import PASSWORD, PROGRAM, TESTS, page_form
from openapi import operations
from raw_http import END, talk
from server import Server
from web_client import Client, Part, encode_form

ALWAYS = {
    "X-Content-Type-Options": "nosniff", "X-Frame-Options": "DENY", "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin", "Cross-Origin-Resource-Policy": "same-origin",
}
RUNS_IN_BROWSERS = r"^text/(html|xml|css|javascript)|^image/svg|^application/(xhtml|xml|javascript|x-shockwave)"


class Answers(AbuseCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.operations = operations(cls.port)
        cls.ada, cls.root = cls.log_in(ADA), cls.log_in(ROOT)

    def bearer(self, client):
        return [("Authorization", f"Bearer {client.token}")]

    def assert_guarded(self, reply, is_page=False):
        for name, value in ALWAYS.items():
            self.assertEqual(reply.header(name), value, name)
        policy = reply.header("Content-Security-Policy")
        self.assertIn("frame-ancestors 'none'", policy)
        self.assertIn("base-uri 'none'", policy)
        self.assertNotIn("unsafe", policy)
        self.assertIn("default-src 'self'" if is_page else "default-src 'none'", policy)
        self.assertTrue(reply.header("Cache-Control"))
        self.assertFalse([name for name, _ in reply.headers if name.lower().startswith("access-control-")])
        self.assertEqual([name for name, _ in reply.headers if name.lower() in ("server", "x-powered-by")], [])

    def test_every_operation_has_the_headers_whatever_it_answers(self):
        origin = [("Origin", "https://evil.example"), ("Cookie", "assisti_refresh=x"),
                  ("Access-Control-Request-Method", "GET")]
        for operation in self.operations:
            kind = kind_of(operation)
            params = MAKERS[kind](self.ada, self.server) if kind else {name: "x" for name in operation.params}
            path = operation.at(params)
            client = self.root if operation.is_for_staff else self.ada
            asked = [(operation.method, origin), ("OPTIONS", origin), ("PATCH", [])]
            asked += [("GET", [*origin, *self.bearer(client)])] if operation.method == "GET" and "events" not in path else []
            for method, headers in asked:
                with self.subTest(f"{method} {operation.path}"):
                    reply = client.send(method, path, headers)
                    self.assert_guarded(reply)
                    if not operation.is_open:
                        self.assertNotIn("public", reply.header("Cache-Control"))
                    if operation.path not in NOBODYS:
                        self.assertNotRegex(reply.header("Content-Type") or "", RUNS_IN_BROWSERS)

    def test_pages_have_the_headers(self):
        for path in ("/", "/login", "/none", "/api/docs"):
            with self.subTest(path):
                reply = self.ada.send("GET", path, [("Accept", "text/html"), ("Origin", "https://evil.example")])
                self.assert_guarded(reply, is_page=(reply.header("Content-Type") or "").startswith("text/html"))
        script = re.search(rb'src="(/assets/[^"]+\.js)"', self.ada.send("GET", "/login", [("Accept", "text/html")]).body)
        if script:
            self.assert_guarded(self.ada.send("GET", script[1].decode()), is_page=True)

    def test_refusals_at_the_door_have_the_headers(self):
        for data in (b"GET /healthz HTTP/1.1\r\nX : y\r\n" + END, b"GET /" + b"a" * 5000 + b" HTTP/1.1\r\n" + END,
                     b"GET /?a=%ff HTTP/1.1\r\n" + END,
                     b"GET /healthz HTTP/1.1\r\nX: " + b"a" * 9000 + b"\r\n" + END,
                     b"GET /?" + b"&" * 3000 + b" HTTP/1.1\r\n" + END):
            with self.subTest(data[:40]):
                self.assert_guarded(talk(self.port, data)[0])

    def test_pages_of_other_sites_cannot_use_the_cookie(self):
        here = f"http://127.0.0.1:{self.port}"
        tokens = self.ada.log_in(ADA, PASSWORD)
        cookie = ("Cookie", f"assisti_refresh={tokens['refresh']}")
        foreign = ["https://evil.example", "null", f"{here}.evil.example", f"http://evil.example:{self.port}",
                   f"http://127.0.0.1:{self.port}@evil.example",
                   f"http://evil.example#{here}", f"http://evil.example/{here}", f"http://127.0.0.1:{self.port + 1}",
                   "http://127.0.0.1",
                   "file://", f"{here}/", f"{here} https://evil.example", "://" + here]
        for origin in foreign:
            with self.subTest(origin):
                for path in ("/api/v1/auth/token/refresh", "/api/v1/auth/logout", "/api/v1/auth/token"):
                    reply = self.ada.send("POST", path, [cookie, ("Origin", origin), ("Content-Type", "application/json")],
                                          b"{}")
                    self.assertEqual(reply.status, 403, path)
        for site in ("cross-site", "same-site", "x"):
            with self.subTest(site):
                self.assertEqual(self.ada.send("POST", "/api/v1/auth/token/refresh",
                                               [cookie, ("Sec-Fetch-Site", site)]).status, 403)
        reply = self.ada.send("POST", "/api/v1/auth/token/refresh",
                              [cookie, ("Origin", here), ("Sec-Fetch-Site", "same-origin")])
        self.assertEqual(reply.status, 200)
        with self.subTest("the cookie opens nothing else"):
            for path in ("/api/v1/me", "/api/v1/ocr", "/api/v1/auth/sessions"):
                self.assertEqual(self.ada.send("GET", path, [cookie]).status, 401)

    def cookie_of(self, port):
        reply = Client(port).request("POST", "/api/v1/auth/token", {"email": ADA, "password": PASSWORD})
        [morsel] = http.cookies.SimpleCookie(reply.header("Set-Cookie")).values()
        return morsel

    def test_the_cookie_is_for_this_server_alone(self):
        morsel = self.cookie_of(self.port)
        self.assertEqual((morsel["httponly"], morsel["samesite"], morsel["path"], morsel["domain"]),
                         (True, "Strict", "/api/v1/auth", ""))
        with Server(PROGRAM, {"public_url": "https://assisti.example"}) as server:
            server.add_user(ADA, PASSWORD)
            morsel = self.cookie_of(server.port)
            self.assertEqual((morsel.key, morsel["secure"], morsel["path"], morsel["domain"]),
                             ("__Host-assisti_refresh", True, "/", ""))
            reply = Client(server.port).request("GET", "/")
            self.assertRegex(reply.header("Strict-Transport-Security"), r"max-age=\d{8}")

    # ---- what people name ----

    def upload(self, title, filename):
        body, kind = encode_form([Part("title", title),
                                  Part("image", (TESTS / "files/page.png").read_bytes(), "FILENAME", "image/png")])
        return self.ada.send("POST", "/api/v1/ocr", [*self.bearer(self.ada), ("Content-Type", kind)],
                             body.replace(b"FILENAME", filename))

    def test_names_put_nothing_into_headers(self):
        for name in (b"a\r\nSet-Cookie: evil=1", b"a\rX: evil", b"a%0d%0aevil: 1", b'a\\"; evil="1', b"../../evil",
                     b"\xe2\x80\xae.evil", b"a\0evil", b"<svg onload=evil>",
                     b"\xffevil", b"evil" * 2000):
            with self.subTest(name[:30]):
                reply = self.upload(name[:90], name)
                self.assertIn(reply.status, (202, 400))
                if reply.status == 202:
                    at = f"/api/v1/ocr/{reply.json()['id']}"
                    for path in (at, at + "/image", at + "/result.txt", at + "/thumbnail", at + "/result.pdf"):
                        self.assertNotIn("evil", str(self.ada.send("GET", path, self.bearer(self.ada)).headers))

    def test_what_a_browser_would_run_is_no_picture(self):
        for content, kind in ((b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>", "image/svg+xml"),
                              (b"<!doctype html><script>alert(1)</script>", "text/html"),
                              (b"<?xml version='1.0'?><x/>", "image/png"),
                              (b"GIF89a/*<svg/onload=alert(1)>*/=1;", "image/gif"), (b"MZ" + b"\0" * 100, "image/png"),
                              (b"PK\3\4" + b"\0" * 100, "image/png"),
                              (b"#!/bin/sh\n", "image/jpeg"), (b"%!PS\n", "image/png"),
                              (b"push graphic-context\nfill 'url(https://x/)'", "image/png")):
            with self.subTest(content[:20]):
                for app in ("ocr", "animals", "road-signs"):
                    reply = self.ada.request("POST", f"/api/v1/{app}", form=[Part("image", content, "x.png", kind)])
                    if reply.status == 202:  # it begins like a picture: then it is served as one
                        served = self.ada.send("GET", f"/api/v1/{app}/{reply.json()['id']}/image", self.bearer(self.ada))
                        self.assertRegex(served.header("Content-Type"), r"^image/(png|jpeg|gif)$")
                        self.assert_guarded(served)
                    else:
                        self.assertEqual((reply.status, reply.json()["code"]), (422, "unsupported_image"))

    def test_what_a_client_claims_is_not_served_as_that(self):
        form = [part._replace(kind="text/html",
                              filename="x.html") if part.filename else part for part in page_form("<script>alert(1)</script>")]
        made = self.ada.request("POST", "/api/v1/ocr", form=form).json()
        served = self.ada.send("GET", f"/api/v1/ocr/{made['id']}/image", self.bearer(self.ada))
        self.assertEqual(served.header("Content-Type"), "image/png")
        self.assert_guarded(served)

    def test_no_mail_goes_to_whom_nobody_named(self):
        for number, address in enumerate(("a@example.org\r\nBcc: evil@example.org", "a@example.org, evil@example.org",
                                          "a@example.org\nX: evil", "a@example.org;evil@example.org",
                                          "<a@example.org> evil@example.org", "a@example.org%0aBcc:evil@example.org",
                                          "\"evil\r\n\"@example.org", "a@[127.0.0.1]\revil",
                                          "a@example.org\0evil", "a@example.org\u2028evil", " a@example.org\tevil",
                                          "@example.org", "a@", "-evil@example.org>")):
            with self.subTest(address):
                for path, value in (("register", {"password": PASSWORD}), ("resend-verification", {}),
                                    ("password/forgot", {})):
                    reply = self.ada.request("POST", f"/api/v1/auth/{path}", {"email": address, **value})
                    self.assertIn(reply.status, (400, 404) if path == "register" else (202, 400, 404), reply.body)
        for name in ("Ada\r\nBcc: evil@example.org", "Ada\nevil", "Ada\u2028evil", "Ada\revil"):
            with self.subTest(name):
                self.ada.request("POST", "/api/v1/auth/register",
                                 {"email": f"n{abs(hash(name))}@example.org", "password": PASSWORD, "name": name})
        for mail in self.root.request("GET", "/api/v1/admin/mail?limit=100").json()["results"]:
            self.assertNotRegex(mail["to"] + mail["subject"], r"[\r\n]|evil")

    def test_no_line_of_the_log_is_somebody_elses(self):
        forged = 'x"\r\nts=2026-01-01T00:00:00.000Z level=error event=forged\n\x1b[2J'
        self.ada.request("POST", "/api/v1/auth/token", {"email": forged, "password": forged})
        self.ada.request("POST", "/api/v1/auth/register", {"email": forged, "password": forged, "name": forged})
        self.ada.request("PATCH", "/api/v1/me", {"name": forged, "username": forged})
        self.ada.request("POST", "/api/v1/ocr", form=[Part("title", forged.encode()), Part("image", forged.encode(), "x")])
        talk(self.port, b"GE\x1bT /\x1b[2J?event=forged HTTP/1.1\r\nUser-Agent: \x1b[2Jevent=forged\r\n" + END)
        talk(self.port, b"A" * 5000 + b" /x HTTP/1.1\r\n" + END)
        talk(self.port, b"GET /%0aevent=forged?x=%0aevent=forged HTTP/1.1\r\nUser-Agent: event=forged\r\n" + END)
        log = self.server.read_log()
        self.assertNotIn("forged", log)
        self.assertNotIn("\x1b", log)
        self.assertNotIn("A" * 100, log)
        for line in log.splitlines():
            self.assertRegex(line, r"^(ts=\S+ level=\w+ event=[\w.]+|To set up this Assisti)")

    def test_no_secret_is_in_the_log(self):
        tokens = self.ada.log_in(ADA, PASSWORD)
        self.ada.send("GET", f"/api/v1/me?token={tokens['access']}", self.bearer(self.ada))
        self.ada.request("POST", "/api/v1/auth/token/refresh", {"refresh": tokens["refresh"]})
        log = self.server.read_log()
        for secret in (PASSWORD, tokens["access"], tokens["refresh"]):
            self.assertNotIn(secret, log)


if __name__ == "__main__":
    unittest.main()
