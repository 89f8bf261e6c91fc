# SPDX-License-Identifier: GPL-3.0-or-later
"""Addresses, methods and hosts that try to reach something else than what they say."""
import unittest

from abuse_case import ADA, AbuseCase
from raw_http import END, statuses, talk
from web_client import Client, encode_form
from files import page_form

SECRET_FILES = ("assisti.db", "keys/accounts.key", "etc/passwd", "pages.txt", "index.html")
CLIMBS = ("/../{}", "/../../../../../../{}", "/assets/../{}", "/assets/../../{}", "/%2e%2e/{}", "/assets/%2e%2e/%2e%2e/{}",
          "/.%2e/{}",
          "/%252e%252e/{}", "/..%5c{}", "/..\\{}", "/..;/{}", "/assets/..%00/{}", "//{}", "/./{}", "/data/{}", "/.{}",
          "/{}%00.html",
          "/{}%00", "/{}.", "/{}/", "/{}::$DATA", "/{}~", "/assets//{}", "file:///{}", "/%2f{}", "/blobs/../{}")
REDIRECTS = ("//evil.example", "//evil.example/%2e%2e", "/\\evil.example", "/%5cevil.example", "///evil.example",
             "/%09/evil.example",
             "/.evil.example", "http://evil.example/", "https:evil.example", "/login?next=https://evil.example",
             "/login?next=//evil.example", "/https://evil.example", "/%0d%0aLocation:%20https://evil.example")


def header(replies, name):
    return [value for reply in replies for key, value in reply.headers if key.lower() == name]


class Targets(AbuseCase):
    people = (ADA,)

    def ask(self, target, method="GET", headers=b""):
        return talk(self.port, method.encode() + b" " + target.encode() + b" HTTP/1.1\r\n" + headers + END)

    def test_no_path_leads_out_of_what_is_served(self):
        app = self.ask("/", headers=b"Accept: text/html\r\n")[0].body
        for climb in CLIMBS:
            for name in SECRET_FILES:
                with self.subTest(climb.format(name)):
                    for reply in self.ask(climb.format(name)):
                        self.assertIn(reply.status, (400, 404, 405), reply.body[:200])
                        self.assertNotIn(b"SQLite format", reply.body)
                        self.assertNotIn(b"root:", reply.body)
        self.assertTrue(app)

    def test_an_address_has_one_spelling(self):
        for path in ("/API/V1/me", "/api/v1/ME", "/api/v1//me", "//api/v1/me", "/api//v1/me", "/api/v1/me/", "/api/v1/./me",
                     "/api/v1/x/../me",
                     "/api/v1/me;x=1", "/api/v1/me%2f", "/api%2fv1%2fme", "/api/v1/me.json", "/api/v1/me%20", "/api/v1/me.",
                     "/api/v1\\me",
                     "/api/v1/%00me", "/api/v1/me%00"):
            with self.subTest(path):
                self.assertIn(statuses(self.port, b"GET " + path.encode() + b" HTTP/1.1\r\n" + END), ([400], [404]))
        with self.subTest("an escaped letter is that letter"):
            self.assertEqual([reply.status for reply in self.ask("/api/v1/%6de")], [401])

    def test_what_is_for_staff_is_so_in_every_spelling(self):
        client = self.log_in(ADA)
        for path in ("/api/v1/admin/mail", "/api/v1/%61dmin/mail", "/api/v1//admin/mail", "/api/v1/admin/./mail",
                     "/api/v1/x/../admin/mail",
                     "http://localhost/api/v1/admin/mail", "/api/v1/admin/mail?", "/api/v1/admin/mail?x=/healthz",
                     "/healthz/../api/v1/admin/mail",
                     "/api/v1/ADMIN/mail", "/api/v1/admin/mail/", "/api/v1/admin/mail#/healthz",
                     "/api/v1/admin/mail;/healthz"):
            with self.subTest(path):
                for extra in (b"", b"X-Original-URL: /api/v1/admin/mail\r\n", b"X-Rewrite-URL: /api/v1/admin/mail\r\n",
                              b"X-Forwarded-For: 127.0.0.1\r\n", b"X-HTTP-Method-Override: GET\r\n",
                              b"X-Real-IP: 127.0.0.1\r\n"):
                    [reply] = self.ask(path, headers=extra + f"Authorization: Bearer {client.token}\r\n".encode())
                    self.assertIn(reply.status, (400, 403, 404))
        [reply] = self.ask("/healthz", headers=b"X-Original-URL: /api/v1/me\r\nX-Rewrite-URL: /api/v1/me\r\n")
        self.assertIn(b'"ok"', reply.body)

    def test_no_address_leads_to_another_site(self):
        for target in REDIRECTS:
            with self.subTest(target):
                replies = self.ask(target, headers=b"Accept: text/html\r\nX-Forwarded-Host: evil.example\r\n")
                self.assertEqual(header(replies, "location"), [])
                self.assertFalse([reply for reply in replies if 300 <= reply.status < 400])

    def test_a_log_in_at_a_provider_leads_back_to_this_site(self):
        for target in REDIRECTS:
            for reply in self.ask("/api/v1/auth/oidc/none/start?next=" + target.replace("?", "%3f")):
                self.assertFalse(any("evil.example" in value for value in header([reply], "location")))

    def test_a_method_is_what_the_first_line_says(self):
        client = self.log_in(ADA)
        bearer = f"Authorization: Bearer {client.token}\r\n".encode()
        for method, status in (("TRACE", 405), ("CONNECT", 405), ("get", 405), ("GET\x01", 400), ("PROPFIND", 405),
                               ("DEBUG", 405), ("HEAD", 200)):
            with self.subTest(method):
                [reply] = self.ask("/api/v1/me", method, bearer + b"Cookie: secret=1\r\n")
                self.assertIn(reply.status, (status, 400, 405) if status != 200 else (200,))
                self.assertNotIn(b"secret", reply.body)
        for name in ("X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override", "_method"):
            with self.subTest(name):
                [reply] = self.ask("/api/v1/me?_method=DELETE", "GET", bearer + name.encode() + b": DELETE\r\n")
                self.assertEqual(reply.status, 200)
        self.assertEqual(client.request("GET", "/api/v1/me").status, 200)

    def test_head_tells_what_get_would_without_a_body(self):
        for path in ("/", "/healthz", "/api/v1/openapi.json", "/none"):
            with self.subTest(path):
                got, told = (self.ask(path, method) for method in ("GET", "HEAD"))
                self.assertEqual((told[0].status, told[0].header("Content-Length")),
                                 (got[0].status, got[0].header("Content-Length")))
                self.assertEqual(told[0].body, b"")

    def test_a_forged_host_appears_nowhere(self):
        """Neither in an answer that a cache might keep, nor in a mail."""
        for names in (b"Host: evil.example\r\n",
                      b"Host: localhost\r\nX-Forwarded-Host: evil.example\r\nX-Forwarded-Proto: evil\r\n"
                      b"Forwarded: host=evil.example\r\nX-Forwarded-Port: 1\r\nX-Host: evil.example\r\nX-Forwarded-Prefix: /evil.example\r\n"):
            for path in (b"/", b"/api/v1/site", b"/api/v1/openapi.json", b"/none", b"/metrics", b"/readyz",
                         b"/app.webmanifest"):
                with self.subTest(path + names):
                    [reply] = talk(self.port,
                                   b"GET " + path + b" HTTP/1.1\r\nAccept: text/html\r\nConnection: close\r\n" + names + b"\r\n")
                    self.assertNotIn("evil", str(reply.headers) + reply.body.decode("latin-1"))
            body = b'{"email":"new%d@example.org","password":"a long enough password"}' % len(names)
            [reply] = talk(self.port,
                           b"POST /api/v1/auth/register HTTP/1.1\r\nConnection: close\r\nContent-Type: application/json\r\n"
                           b"Content-Length: %d\r\n" % len(body) + names + b"\r\n" + body)
            self.assertEqual(reply.status, 201)
        self.server.add_user("root@example.org", "a long enough password", staff=True)
        mails = self.log_in("root@example.org").request("GET", "/api/v1/admin/mail").body
        self.assertGreaterEqual(mails.count(b"http://localhost:"), 2)
        self.assertNotIn(b"evil", mails)

    def test_a_body_of_another_type_is_refused(self):
        client, value = Client(self.port), b'{"email":"ada@example.org","password":"a long enough password"}'
        for kind in ("text/plain", "application/x-www-form-urlencoded", "application/jsonp", "application/json5",
                     "text/json", "",
                     "multipart/form-data; boundary=x", "application/xml", "application/json/x",
                     "text/plain; application/json",
                     "application/octet-stream", "text/html"):
            with self.subTest(kind):
                self.assertEqual(client.send("POST", "/api/v1/auth/token", [("Content-Type", kind)], value).status, 415)
        ada = self.log_in(ADA)
        body, _ = encode_form(page_form())
        for kind in ("multipart/form-data", "multipart/form-data; boundary=", "multipart/form-data; boundary=" + "x" * 100,
                     "multipart/mixed; boundary=x", "application/json", 'multipart/form-data; boundary="x',
                     "multipart/form-data; boundary=a\tb"):
            with self.subTest(kind):
                reply = ada.send("POST", "/api/v1/ocr", [("Content-Type", kind), ("Authorization", f"Bearer {ada.token}")],
                                 body)
                self.assertIn(reply.status, (400, 415))


if __name__ == "__main__":
    unittest.main()
