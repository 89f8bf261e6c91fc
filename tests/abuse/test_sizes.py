# SPDX-License-Identifier: GPL-3.0-or-later
"""More of everything than anybody needs: each is refused in words, costs little, and the server goes on."""
import gzip
import json
import unittest
import zlib

from abuse_case import ADA, AbuseCase
from files import PASSWORD, TESTS, page_form
from measure import resident_mib
from openapi import code_of, operations
from raw_http import END, talk
from web_client import Client, Part, encode_form

MIB = 1 << 20
GROWTH_MIB = 200  # what all of these together may cost, and what the tests' own workers take


class Sizes(AbuseCase):
    people = (ADA,)

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.ada = cls.log_in(ADA)
        cls.operations = operations(cls.port)
        cls.resident = resident_mib(cls.server.process.pid)

    def tearDown(self):
        self.assert_still_serves()
        self.assertLess(resident_mib(self.server.process.pid) - self.resident, GROWTH_MIB)

    def first(self, data):
        replies = talk(self.port, data)
        return replies[0].status if replies else None

    def bearer(self, *more):
        return [("Authorization", f"Bearer {self.ada.token}"), *more]

    def post(self, path, body, *headers):
        return self.ada.send("POST", path, self.bearer(*headers), body)

    def test_heads(self):
        get = b"GET /healthz HTTP/1.1\r\n"
        for name, data, *allowed in (
                ("a header", get + b"X: " + b"a" * 8200 + b"\r\n" + END, 431),
                ("a huge header", get + b"X: " + b"a" * MIB + b"\r\n" + END, 431),
                ("a header's name", get + b"X" * 9000 + b": a\r\n" + END, 431),
                ("headers", get + b"X: a\r\n" * 65 + END, 431),
                ("thousands of headers", get + b"a:\r\n" * 3000 + END, 431),
                ("one cookie", get + b"Cookie: a=" + b"b" * 9000 + b"\r\n" + END, 431),
                ("cookies", get + b"Cookie: " + b"a=b; " * 1000 + b"\r\n" + END, 431, None),
                ("headers of cookies", get + b"Cookie: a=b\r\n" * 70 + END, 431),
                ("an address", b"GET /" + b"a" * 4100 + b" HTTP/1.1\r\n" + END, 414),
                ("a huge address", b"GET /" + b"a" * MIB + b" HTTP/1.1\r\n" + END, 414),
                ("escapes", b"GET /" + b"%61" * 1360 + b" HTTP/1.1\r\n" + END, 404),
                ("segments", b"GET " + b"/a" * 2000 + b" HTTP/1.1\r\n" + END, 404),
                ("slashes", b"GET " + b"/" * 4000 + b" HTTP/1.1\r\n" + END, 404),
                ("parameters", b"GET /healthz?" + b"a=b&" * 33 + b" HTTP/1.1\r\n" + END, 400),
                ("hundreds of parameters", b"GET /healthz?" + b"a=b&" * 900 + b" HTTP/1.1\r\n" + END, 414),
                ("a parameter", b"GET /api/v1/site?q=" + b"a" * 4000 + b" HTTP/1.1\r\n" + END, 200),
                ("a method", b"A" * 7000 + b" /healthz HTTP/1.1\r\n" + END, 405, 414, 431),
                ("a host", get + b"Host: " + b"a" * 300 + b"\r\nConnection: close\r\n\r\n", 400),
                ("a token", get.replace(b"healthz", b"api/v1/me") + b"Authorization: Bearer " + b"a" * 7000 + b"\r\n" + END,
                 401),
                ("languages", get + b"Accept-Language: " + b"a;q=0.1," * 900 + b"\r\n" + END, 200),
                ("ranges", get + b"Range: bytes=" + b"0-1," * 1800 + b"\r\n" + END, 200),
                ("tags", b"GET / HTTP/1.1\r\nIf-None-Match: " + b'"a",' * 1800 + b"\r\n" + END, 200),
                ("an Idempotency-Key",
                 b"POST /api/v1/auth/logout HTTP/1.1\r\nContent-Length: 0\r\nIdempotency-Key: " + b"a" * 5000 + b"\r\n" + END, 400, 401),
                ("empty lines in front", b"\r\n" * 20000 + get + END, 200, 400, 414)):
            with self.subTest(name):
                self.assertIn(self.first(data), allowed)

    def test_bodies_that_are_promised(self):
        """An answer comes at once, nothing is waited for."""
        for length in (64 * 1024 + 1, MIB, 2**31, 2**40, 2**63 - 1, 2**64, 10**30):
            with self.subTest(length):
                head = b"POST /api/v1/auth/token HTTP/1.1\r\nContent-Type: application/json\r\nExpect: 100-continue\r\nContent-Length: %d\r\n" % length
                self.assertEqual(self.first(head + END), 413)

    def test_bodies_that_come(self):
        for operation in self.operations:
            if operation.is_open or operation.body is None or operation.params or operation.is_for_staff:
                continue
            with self.subTest(str(operation)):
                size = 33 * MIB if operation.is_openai else MIB // 4  # pictures come within its JSON
                value = b'{"x":"' + b"a" * size + b'"}'
                reply = self.ada.send(operation.method, operation.path, self.bearer(("Content-Type", "application/json")),
                                      value)
                self.assertEqual((reply.status, code_of(reply)), (413, "too_large"))

    def test_chunks_without_end(self):
        head = b"POST /api/v1/auth/token HTTP/1.1\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n" + END
        for chunk in (b"1\r\na\r\n", b"1000\r\n" + b"a" * 4096 + b"\r\n"):
            with self.subTest(chunk[:4]):
                self.assertEqual(self.first(head + chunk * (80000 if len(chunk) < 10 else 300) + b"0\r\n\r\n"), 413)
        with self.subTest("a chunk's extension"):  # libmicrohttpd's own answer, which calls it a fault of the server
            self.assertIn(self.first(head + b"1;" + b"a" * MIB), (400, 413, 500))
        with self.subTest("trailers"):
            self.assertIn(self.first(head + b"0\r\n" + b"a: b\r\n" * 50000 + b"\r\n"), (400, 413, 431, None))

    def test_json(self):
        for name, body in (("arrays", b"[" * 30000 + b"]" * 30000), ("objects", b'{"a":' * 9000 + b"1" + b"}" * 9000),
                           ("open arrays", b"[" * 60000),
                           ("members", json.dumps({f"a{n}": 1 for n in range(5000)}).encode()),
                           ("the same member", b"{" + b'"a":1,' * 8000 + b'"a":1}'),
                           ("a number", b'{"email":' + b"9" * 60000 + b"}"), ("an exponent", b'{"email":1e999999999}'),
                           ("escapes", b'{"email":"' + b"\\u0000" * 9000 + b'"}'),
                           ("half characters", b'{"email":"' + b"\\ud800" * 9000 + b'"}'),
                           ("no UTF-8", b'{"email":"\xff\xfe"}'), ("a mark in front", b"\xef\xbb\xbf{}"),
                           ("UTF-16", '{"email":"a"}'.encode("utf-16")), ("two documents", b"{}{}"), ("a comment", b"{}//"),
                           ("NaN", b'{"email":NaN}'),
                           ("a long password", json.dumps({"email": ADA, "password": "x" * 60000}).encode()),
                           ("a long password to hash",
                            json.dumps({"email": "new@example.org", "password": "\U0001f600" * 4000}).encode())):
            with self.subTest(name):
                for path in ("/api/v1/auth/token", "/api/v1/auth/register"):
                    reply = Client(self.port).send("POST", path, [("Content-Type", "application/json")], body)
                    self.assertIn(reply.status, (400, 401) if name.startswith("a long password") else (400,),
                                  reply.body[:300])
                    self.assertLess(len(reply.body), 4096)
                    self.assertNotIn(b"line 0", reply.body)

    def test_lists(self):
        for path in [operation.path for operation in self.operations if "cursor" in operation.query and not operation.is_for_staff and not operation.params]:
            for query in ("limit=101", "limit=1000000000", "limit=-1", "limit=0", "cursor=" + "A" * 3000, "q=" + "a" * 3000,
                          "q=" + "%25" * 201):
                with self.subTest(f"{path}?{query[:30]}"):
                    self.assertIn(self.ada.request("GET", f"{path}?{query}").status,
                                  (400,) if "q" not in query[:1] else (200, 400))

    def test_forms(self):
        page = page_form()[1]
        for name, parts, *allowed in (
                ("parts", [Part(f"p{n}", b"x") for n in range(17)] + [page], 400),
                ("thousands of parts", [Part("p", b"")] * 20000, 400),
                ("files", [Part(f"f{n}", b"x", "x") for n in range(17)], 400),
                ("a field", [Part("title", b"x" * 20000), page], 400, 413),
                ("a title", [Part("title", b"x" * 101), page], 400),
                ("a name", [Part("x" * 5000, b"x"), page], 400),
                ("a file's name", [page._replace(filename="x" * 5000)], 400),
                ("a file", [page._replace(content=b"\x89PNG" + b"\0" * (21 * MIB))], 413),
                ("the same file twice", [page, page], 400)):
            with self.subTest(name):
                reply = self.ada.request("POST", "/api/v1/ocr", form=parts)
                self.assertIn(reply.status, allowed, reply.body)
        body, kind = encode_form([page])
        for name, changed in (("no end", body[:-60]), ("only boundaries", body[:34] * 3000 if len(body) > 34 else body),
                              ("a head of a part", body.replace(b"\r\n\r\n", b"\r\n" + b"a: b\r\n" * 3000 + b"\r\n", 1)),
                              ("a preamble", b"x" * 100000 + body), ("nothing", b"")):
            with self.subTest(name):
                self.assertEqual(self.post("/api/v1/ocr", changed, ("Content-Type", kind)).status, 400)

    def test_bombs(self):
        """What is small when it comes and huge when it is unpacked; a body is never unpacked, a picture only by a worker."""
        bomb = gzip.compress(b'{"email":"' + b" " * (64 * MIB) + b'"}')
        for encoding in ("gzip", "deflate", "br", "x-gzip, gzip"):
            with self.subTest(encoding):
                reply = self.post("/api/v1/auth/token", bomb[:60000], ("Content-Type", "application/json"),
                                  ("Content-Encoding", encoding))
                self.assertIn(reply.status, (400, 415))
        for path in (TESTS / "files/bomb.png",):
            reply = self.ada.request("POST", "/api/v1/ocr?wait=30", form=[Part("image", path.read_bytes(), "x.png")])
            found = reply.json()
            self.assertTrue(reply.status == 422 or found.get("status") in ("failed", "queued", "running"), reply.body)
        text = zlib.compress(b"a" * (40 * MIB), 9)
        length = len(text).to_bytes(4, "big")
        png = (TESTS / "files/page.png").read_bytes()
        for chunk in (b"zTXta\0\0", b"iCCPa\0\0"):
            with self.subTest(chunk[:4]):
                content = chunk + text
                inside = (len(content) - 4).to_bytes(4, "big") + content + zlib.crc32(content).to_bytes(4, "big")
                reply = self.ada.request("POST", "/api/v1/ocr?wait=30",
                                         form=[Part("image", png[:33] + inside + png[33:], "x.png")])
                self.assertIn(reply.status, (201, 202, 422), length)


if __name__ == "__main__":
    unittest.main()
