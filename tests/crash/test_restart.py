# SPDX-License-Identifier: GPL-3.0-or-later
"""A server that is killed, or asked to stop, in the middle of its work loses none of it and does none of it twice."""
import collections
import pathlib
import re
import socket
import unittest

from documents import PAGES_MAX, many_pages_form
from files import page_form
from measure import children
from server_case import ServerCase, wait_until
from web_client import Client, Part, encode_form


class Jobs(ServerCase):
    settings = {"workers": "1"}

    def begin_work(self):
        """One job runs and four wait behind it; returns all their records."""
        records = [self.upload(many_pages_form(8)), *(self.upload(page_form(f"Page {n}")) for n in range(4))]
        self.wait_for_page(records[0])
        self.assertEqual([found["status"] for found in self.records()], ["queued"] * 4 + ["running"])
        return records

    def check_work(self, records, attempts):
        """Each job has run to its end, once, and the first one was begun so often."""
        self.restart()
        for record in records[1:]:
            self.assert_reads_the_page(record)
        found = self.ended(records[0])
        self.assertEqual((found["status"], found["label"].count("Assisti reads this page.")), ("done", 8), found["error"])
        self.assertEqual([found["id"] for found in self.records()], records[::-1])
        self.assertEqual(self.rows("SELECT subject, status, attempts FROM jobs ORDER BY id"),
                         [(record, "done", 1 if number else attempts) for number, record in enumerate(records)])
        told = re.findall(r"event=job\.ended .*\bsubject=(\S+) outcome=done\b", self.server.read_log())
        self.assertEqual(collections.Counter(told), collections.Counter(records))

    def test_a_killed_server_does_them_at_its_next_start(self):
        records = self.begin_work()
        workers = children(self.server.process.pid)
        self.server.kill()
        self.check_work(records, attempts=2)
        for worker in workers:
            wait_until(lambda pid=worker: not pathlib.Path(f"/proc/{pid}").exists(), "the end of an orphaned worker")

    def test_a_stopped_server_does_them_at_its_next_start(self):
        records = self.begin_work()
        self.server.stop()
        self.assertEqual(self.rows("SELECT DISTINCT status, attempts FROM jobs"), [("queued", 0)])
        self.check_work(records, attempts=1)

    def test_a_picture_that_ends_the_server_each_time_is_given_up(self):
        record = self.upload(many_pages_form(PAGES_MAX))
        for _ in range(3):
            self.wait_for_page(record)
            self.server.kill()
            self.restart()
        found = self.ended(record)
        self.assertEqual((found["status"], found["error"]["code"]), ("failed", "processing_failed"))


class Streams(ServerCase):
    # A stop that waited for streams to end would wait for ten minutes.
    settings = {"workers": "1", "shutdown_seconds": "600"}

    def listen(self, record):
        """An open stream of events, whose first event has come."""
        stream = socket.create_connection(("127.0.0.1", self.server.port), timeout=30)
        self.addCleanup(stream.close)
        stream.sendall(f"GET /api/v1/ocr/{record}/events HTTP/1.1\r\nHost: localhost\r\n"
                       f"Authorization: Bearer {self.client.token}\r\n\r\n".encode())
        came = b""
        while b"event: status" not in came:
            came += stream.recv(4096)
        self.assertTrue(came.startswith(b"HTTP/1.1 200 "), came)
        return stream

    def test_open_streams_do_not_hold_up_a_stop(self):
        self.upload(many_pages_form(PAGES_MAX))
        record = self.upload(many_pages_form(PAGES_MAX))
        streams = [self.listen(record) for _ in range(200)]
        self.server.stop()
        for stream in streams:
            rest = b""
            while came := stream.recv(4096):
                rest += came
            self.assertTrue(rest.endswith(b"0\r\n\r\n"), rest[-80:])  # a whole reply, not one that was cut off

    def test_a_request_that_waits_is_answered(self):
        record = self.upload(many_pages_form(PAGES_MAX))
        waiting = socket.create_connection(("127.0.0.1", self.server.port), timeout=30)
        self.addCleanup(waiting.close)
        body, kind = encode_form(page_form())
        waiting.sendall(f"POST /api/v1/ocr?wait=60 HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {self.client.token}\r\n"
                        f"Content-Type: {kind}\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body)
        wait_until(lambda: len(self.records()) == 2, "the second record")
        self.server.stop()
        self.assertRegex(waiting.makefile("rb").read(), rb'^HTTP/1\.1 202 (?s:.)*"status":"queued"')
        self.restart()
        self.ask(204, "DELETE", f"/ocr/{record}")
        [left] = self.records()
        self.assert_reads_the_page(left["id"])


class Upload(ServerCase):
    def arrived_bytes(self):
        """How much of the unfinished uploads the server has written down."""
        folder = str(self.server.data / "tmp")
        total = 0
        for link in pathlib.Path(f"/proc/{self.server.process.pid}/fd").iterdir():
            try:
                total += link.stat().st_size if str(link.readlink()).startswith(folder) else 0
            except FileNotFoundError:
                pass  # closed meanwhile
        return total

    def send_half(self):
        """Sends half of an upload, and waits until the server has written most of that."""
        body, kind = encode_form([Part("image", b"\x89PNG\r\n\x1a\n" + bytes(4 << 20), "big.png", "image/png")])
        connection = socket.create_connection(("127.0.0.1", self.server.port), timeout=30)
        self.addCleanup(connection.close)
        connection.sendall(f"POST /api/v1/ocr HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {self.client.token}\r\n"
                           f"Content-Type: {kind}\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body[:len(body) // 2])
        wait_until(lambda: self.arrived_bytes() >= 1 << 20, "the first half of an upload")
        return connection

    def check_nothing_is_left(self, before):
        self.assertEqual(self.records(), [])
        self.assertEqual(self.kept_files(), before)
        self.assertEqual(self.rows("SELECT COUNT(*) FROM jobs"), [(0,)])

    def test_a_server_killed_in_the_middle_keeps_nothing_of_it(self):
        before = self.kept_files()
        self.send_half()
        self.server.kill()
        self.restart()
        self.check_nothing_is_left(before)
        self.assert_reads_the_page(self.upload(page_form()))

    def test_clients_that_go_away_in_the_middle_leave_nothing(self):
        before = self.kept_files()
        for _ in range(16):
            self.send_half().close()
        wait_until(lambda: self.arrived_bytes() == 0, "the end of uploads whose clients went away")
        self.check_nothing_is_left(before)

    def test_what_a_crash_left_in_the_folders_is_swept(self):
        kept = self.upload(page_form())
        self.assert_reads_the_page(kept)
        self.server.kill()
        files = self.kept_files()
        blobs = self.server.data / "blobs"
        (blobs / "new-0190b5c0-0000-7000-8000-000000000001").write_bytes(b"half a pic")
        (blobs / "ab").mkdir(exist_ok=True)
        (blobs / "ab" / ("ab" * 32)).write_bytes(b"renamed, but no row came to name it")
        self.restart()
        wait_until(lambda: self.kept_files() == files, "the sweep of the folder")
        self.assertEqual(Client(self.server.port, self.client.token).request("GET", f"/api/v1/ocr/{kept}/image").status, 200)


if __name__ == "__main__":
    unittest.main()
