# SPDX-License-Identifier: GPL-3.0-or-later
"""Requests that are too big, too short or never come: each is answered or ended, and others do not notice."""
import contextlib
import http.client
import socket
import unittest

from files import page_form
from server_case import ServerCase, wait_until
from web_client import Client, Part, Reply, encode_form

UPLOAD_MIB = 1


class Bodies(ServerCase):
    settings = {"max_upload_mib": str(UPLOAD_MIB)}

    def send(self, body, kind, **length):
        """Sends all of a body before it looks at the answer, as simple clients do."""
        connection = http.client.HTTPConnection("127.0.0.1", self.server.port, timeout=30)
        with contextlib.closing(connection):
            headers = {"Authorization": f"Bearer {self.client.token}", "Content-Type": kind}
            connection.request("POST", "/api/v1/ocr", body, headers, **length)
            reply = connection.getresponse()
            return Reply(reply.status, reply.getheaders(), reply.read())

    def assert_refused(self, reply, status, code):
        self.assert_problem(reply, status, code)
        self.assertEqual(self.records(), [])
        self.assertEqual(self.kept_files(), [])

    def test_too_many_bytes_are_refused(self):
        for mib in (UPLOAD_MIB + 1, 30):
            body, kind = encode_form([Part("image", b"\x89PNG\r\n\x1a\n" + bytes(mib << 20), "big.png", "image/png")])
            with self.subTest("Content-Length", mib=mib):
                self.assert_refused(self.send(body, kind), 413, "too_large")
            with self.subTest("chunked", mib=mib):
                pieces = (body[at:at + 65536] for at in range(0, len(body), 65536))
                self.assert_refused(self.send(pieces, kind, encode_chunked=True), 413, "too_large")

    def test_a_length_beyond_all_bounds_is_refused_at_once(self):
        with socket.create_connection(("127.0.0.1", self.server.port), timeout=30) as connection:
            connection.sendall(f"POST /api/v1/ocr HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {self.client.token}\r\n"
                               f"Content-Type: multipart/form-data; boundary=x\r\nContent-Length: {10**12}\r\n\r\n".encode())
            self.assertRegex(connection.makefile("rb").read(), rb'^HTTP/1\.1 413 (?s:.)*"code":"too_large"')

    def test_a_form_that_ends_in_the_middle_is_refused(self):
        body, kind = encode_form(page_form())
        for name, part in (("the last boundary", body[:-4]), ("the file", body[:len(body) // 2]), ("a head", body[:60])):
            with self.subTest("it ends in " + name):
                self.assert_refused(self.send(part, kind), 400, "malformed_form")
        self.assertEqual(self.send(body, kind).status, 202)

    def test_a_body_that_is_shorter_than_announced_makes_no_record(self):
        body, kind = encode_form(page_form())
        with socket.create_connection(("127.0.0.1", self.server.port), timeout=30) as connection:
            connection.sendall(f"POST /api/v1/ocr HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {self.client.token}\r\n"
                               f"Content-Type: {kind}\r\nContent-Length: {len(body) + 1}\r\n\r\n".encode() + body)
            connection.shutdown(socket.SHUT_WR)
            self.assertEqual(connection.recv(4096), b"")
        self.assertEqual(self.records(), [])
        self.assertEqual(self.kept_files(), [])


class IdleConnections(ServerCase):
    settings = {"connections": "1000"}

    def idle(self, sent=b""):
        connection = socket.create_connection(("127.0.0.1", self.server.port), timeout=30)
        self.addCleanup(connection.close)
        connection.sendall(sent)
        return connection

    def test_they_do_not_stop_service(self):
        head = b"POST /api/v1/ocr HTTP/1.1\r\nHost: localhost\r\n"
        for _ in range(100):
            self.idle()
            self.idle(head)
        self.assert_reads_the_page(self.upload(page_form()))
        self.log_in()
        self.assertEqual(Client(self.server.port).request("GET", "/").status, 200)


def is_open(connection):
    """Whether the server has not ended a connection on which nothing was said."""
    try:
        connection.recv(1, socket.MSG_PEEK)
    except BlockingIOError:
        return True
    except ConnectionResetError:
        pass
    return False


class Bounds(ServerCase):
    settings = {"connections": "100"}

    def test_one_address_cannot_take_all_connections(self):
        """Half of them is the most; to the others the server goes on talking."""
        connections = []
        for _ in range(200):
            connection = socket.create_connection(("127.0.0.1", self.server.port), timeout=30)
            self.addCleanup(connection.close)
            connection.setblocking(False)
            connections.append(connection)
        other = http.client.HTTPConnection("127.0.0.1", self.server.port, timeout=30, source_address=("127.0.0.2", 0))
        with contextlib.closing(other):
            other.request("GET", "/api/v1/me", headers={"Authorization": f"Bearer {self.client.token}"})
            self.assertEqual(other.getresponse().status, 200)
        wait_until(lambda: sum(map(is_open, connections)) <= 50, "the end of what is beyond half of the connections")
        self.assertGreater(sum(map(is_open, connections)), 0)


if __name__ == "__main__":
    unittest.main()
