# SPDX-License-Identifier: GPL-3.0-or-later
"""Pictures that programs send along with a question, where the server dies before it has answered: they go all the same, later."""
import base64
import json
import socket
import time
import unittest

from documents import many_pages_form
from networks import png
from server_case import ServerCase, files_below, wait_until

LATE_MS = 10 * 60 * 1000  # as images_passing.c has it
COUNT = 4


def question(shade):
    """A picture like no other, and what to do with it."""
    url = "data:image/png;base64," + base64.b64encode(png(32, 32, [bytes((shade, 7, 7)) * 32] * 32)).decode()
    said = [{"type": "text", "text": "what does this picture say?"}, {"type": "image_url", "image_url": {"url": url}}]
    return {"model": "assisti", "messages": [{"role": "user", "content": said}]}


class Passing(ServerCase):
    settings = {"workers": "1"}

    def ask_of(self, shades):
        """Asks about pictures while the one worker reads for somebody else; nobody reads the answers."""
        for shade in shades:
            body = json.dumps(question(shade)).encode()
            connection = socket.create_connection(("127.0.0.1", self.server.port), timeout=30)
            self.addCleanup(connection.close)
            connection.sendall(f"POST /v1/chat/completions HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {self.client.token}\r\n"
                               f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body)
        wait_until(lambda: self.count() == len(shades), "the pictures")

    def count(self):
        return self.rows("SELECT COUNT(*) FROM images_passing")[0][0]

    def age(self, count, by_ms):
        """The server does not run: lets the first of the pictures be older."""
        with self.server.database() as database:
            database.execute("UPDATE images_passing SET created = created - ? WHERE record IN"
                             " (SELECT record FROM images_passing ORDER BY record LIMIT ?)", (by_ms, count))

    def passing(self):
        """The records that are only passing, in the order in which they came."""
        return [record for record, in self.rows("SELECT record FROM images_passing ORDER BY record")]

    def begin(self):
        """Somebody's own picture is being read, and behind it wait the program's. Their server dies. Returns the one that is kept."""
        kept = self.upload(many_pages_form(8))
        self.wait_for_page(kept)
        self.ask_of(range(COUNT))
        self.server.kill()
        self.assertEqual(len(self.passing()), COUNT)
        return kept

    def assert_only(self, kept, passing):
        """These records are there, each with its job, and no file but theirs."""
        self.assertEqual({record for record, in self.rows("SELECT id FROM images")}, {kept, *passing})
        self.assertLessEqual({record for record, in self.rows("SELECT subject FROM jobs")}, {kept, *passing})
        self.assertEqual(self.passing(), passing)

        def files_are_theirs():
            named = {name for name, in self.rows("SELECT blob FROM images UNION SELECT thumbnail FROM images UNION SELECT blob FROM image_pages")}
            return {path.rpartition("/")[2] for path in files_below(self.server.data / "blobs")} <= named
        wait_until(files_are_theirs, "the files go")

    def test_only_late_ones_go_at_the_next_start(self):
        """What is young may belong to an answer, for all that the sweep knows."""
        kept = self.begin()
        late, young = self.passing()[:2], self.passing()[2:]
        self.age(len(late), LATE_MS + 1000)
        self.restart()
        wait_until(lambda: self.count() == len(young), "the late ones go")
        self.assert_only(kept, young)
        self.assertEqual(self.ended(kept)["status"], "done")
        self.assert_only(kept, young)

        self.server.stop()
        self.age(COUNT, LATE_MS + 1000)
        self.restart()
        wait_until(lambda: self.count() == 0, "all go")
        self.assert_only(kept, [])
        self.assertEqual([found["id"] for found in self.records()], [kept])

    def test_a_sweep_that_is_killed_is_done_by_the_next(self):
        """One picture goes after the other, each with its row, job and file: wherever it is killed, the next goes on."""
        kept = self.begin()
        self.age(COUNT, LATE_MS + 1000)
        self.server.sign = "/healthz"
        killed = 0
        while left := self.count():
            self.restart()
            deadline = time.monotonic() + 10
            while self.count() == left and time.monotonic() < deadline:
                pass
            self.assertLess(self.count(), left)
            self.server.kill()
            killed += 1
        self.assertGreater(killed, 0)
        self.restart()
        self.assert_only(kept, [])


if __name__ == "__main__":
    unittest.main()
