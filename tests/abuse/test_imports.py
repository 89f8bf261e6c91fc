# SPDX-License-Identifier: GPL-3.0-or-later
"""Files of rooms that mean harm: each is answered in time and in words, costs little memory, and the server goes on."""
import io
import json
import time
import zipfile

from abuse_case import ADA, AbuseCase
from measure import resident_mib
from web_client import Part

MIB = 1 << 20
GROWTH_MIB = 500  # of a tree of as many values as a room may have, which the allocator may keep
SECONDS = 30


def packed(*entries):
    """A ZIP archive of (name, content) pairs."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, content in entries:
            archive.writestr(name, content)
    return file.getvalue()


def node(parent, role, text):
    return {"parent": parent, "message": {"author": {"role": role}, "content": {"content_type": "text", "parts": [text]}}}


def conversation(nodes, title="x"):
    return json.dumps([{"title": title, "mapping": nodes}]).encode()


def own(*turns):
    return json.dumps({"rooms": [{"name": "x", "messages": turns}]}).encode()


class Imports(AbuseCase):
    settings = {"max_upload_mib": "64"}
    people = (ADA,)

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.ada = cls.log_in(ADA)
        cls.resident = resident_mib(cls.server.process.pid)

    def tearDown(self):
        self.assert_still_serves()
        self.assertLess(resident_mib(self.server.process.pid) - self.resident, GROWTH_MIB)

    def take(self, body, *allowed):
        start = time.monotonic()
        reply = self.ada.request("POST", "/api/v1/categories/import", form=[Part("file", body, "x.json", "application/json")])
        self.assertLess(time.monotonic() - start, SECONDS)
        self.assertIn(reply.status, allowed, reply.body[:500])
        self.assertLess(len(reply.body), 256 * 1024)
        return reply.json()

    def test_sizes(self):
        for name, body, *allowed in (
                ("open arrays", b"[" * (10 * MIB), 400),
                ("empty arrays", b"[" + b"[]," * (8 * MIB) + b"[]]", 400),
                ("empty objects", b"[" + b"{}," * (8 * MIB) + b"{}]", 400),
                ("values in one room", b'[{"mapping":{"a":[' + b"1," * (8 * MIB) + b"1]}}]", 400),
                ("depth", b'[{"mapping":' + b'{"a":' * 100000 + b"1" + b"}" * 100000 + b"}]", 400),
                ("a title", conversation({"a": node(None, "user", "x")}, "t" * (10 * MIB)), 201),
                ("a text", conversation({"a": node(None, "user", "x" * (10 * MIB))}), 400),
                ("one quote", b'["' + b"a" * (20 * MIB), 400),
                ("backslashes", b'[{"a":"' + b"\\" * (10 * MIB), 400),
                ("nodes", conversation({f"n{n}": node(None, "user", "x") for n in range(70000)}), 400),
                ("siblings", conversation({"r": node(None, "user", "x"),
                                           **{f"n{n}": node("r", "assistant", "x") for n in range(5000)}}), 400),
                ("a chain", conversation({f"n{n}": node(f"n{n - 1}", "assistant" if n % 2 else "user", "x")
                                          for n in range(4000)}), 201)):
            with self.subTest(name):
                self.take(body, *allowed)

    def test_links(self):
        version = {"id": "v", "message": "x", "answer": "y"}
        for name, body, *allowed in (
                ("itself", conversation({"a": node("a", "user", "x")}), 201),
                ("a ring", conversation({f"n{n}": node(f"n{(n + 1) % 1000}", "user", "x") for n in range(1000)}), 400),
                ("nobody", conversation({"a": node("b", "user", "x")}), 201),
                ("its own version", own({"parent": "v", "versions": [version]}), 400),
                ("two firsts", own({"versions": [version]}, {"versions": [version]}), 400),
                ("one name for all", own({"versions": [version]}, {"parent": "v", "versions": [version]}), 201, 400),
                ("versions without end", own({"versions": [version] * 2000}), 400),
                ("wrong kinds", own({"versions": [{"id": 1, "message": [], "answer": {}, "tools": 7, "usage": "x", "status": 9,
                                                   "attachments": "x", "created": -1}]}), 201)):
            with self.subTest(name):
                self.take(body, *allowed)

    def test_archives(self):
        good = conversation({"a": node(None, "user", "x")})
        for name, body, *allowed in (
                ("a bomb", packed(("conversations.json", b"[" + b" " * (400 * MIB) + b"]")), 400, 413),
                ("many of them", packed(*((f"{n}/conversations.json", b"[" + b" " * (30 * MIB)) for n in range(60))), 400, 413),
                ("a way out", packed(("../conversations.json", good)), 400),
                ("cut", packed(("conversations.json", good))[:-30], 400),
                ("only a beginning", b"PK\x03\x04" + b"\0" * 100, 400)):
            with self.subTest(name):
                self.take(body, *allowed)

    def test_times(self):
        """A room of the future does not stand before what is said now."""
        future = {"id": "v", "message": "x", "answer": "y", "created": "9999-12-31T23:59:59.999Z"}
        body = own({"created": "9999-12-31T23:59:59.999Z", "versions": [future]})
        room = self.take(body, 201)["categories"][0]["id"]
        said = self.ada.request("POST", f"/api/v1/categories/{room}/messages", {"message": "now"})
        self.assertEqual(said.status, 201)
        shown = self.ada.request("GET", f"/api/v1/categories/{room}/messages").json()["results"]
        self.assertEqual([message["message"] for message in shown], ["now", "x"])

    def test_others(self):
        """An attachment of nobody's is left out, as is one of an application that there is not."""
        version = {"id": "v", "message": "x", "answer": "y",
                   "attachments": [{"app": "ocr", "id": "017f22e2-79b0-7cc3-98c4-dc0c0c07398f"},
                                   {"app": "../x", "id": "017f22e2-79b0-7cc3-98c4-dc0c0c07398f"}]}
        room = self.take(own({"versions": [version]}), 201)["categories"][0]["id"]
        shown = self.ada.request("GET", f"/api/v1/categories/{room}/messages").json()["results"]
        self.assertEqual(shown[0]["attachments"], [])
