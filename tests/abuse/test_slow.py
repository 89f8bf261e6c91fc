# SPDX-License-Identifier: GPL-3.0-or-later
"""Clients that take their time: each is ended, and nobody else waits for them."""
import contextlib
import socket
import time
import unittest

from abuse_case import ADA, AbuseCase
from raw_http import connect, read_to_end, replies_in
from web_client import Client

MANY = 80
REQUEST_SECONDS = 2
PATIENCE_SECONDS = 30
HOST = b"Host: localhost\r\n"


class Slow(AbuseCase):
    people = (ADA,)
    settings = {"request_seconds": str(REQUEST_SECONDS), "connections": "2000"}

    def ended(self, client, piece):
        """Sends a little more. None while the server goes on with the request, else the statuses it has answered with."""
        try:
            client.sendall(piece)
            client.recv(1, socket.MSG_PEEK | socket.MSG_DONTWAIT)
        except BlockingIOError:
            return None
        except (BrokenPipeError, ConnectionResetError):
            pass
        return {reply.status for reply in replies_in(read_to_end(client))}

    def test_requests_that_come_byte_by_byte(self):
        post = b"POST /api/v1/auth/token HTTP/1.1\r\n" + HOST + b"Content-Type: application/json\r\n"
        form = (b"POST /api/v1/ocr HTTP/1.1\r\n" + HOST + b"Authorization: Bearer " + self.log_in(ADA).token.encode() +
                b"\r\nContent-Type: multipart/form-data; boundary=B\r\nContent-Length: 1000000\r\n\r\n"
                b'--B\r\nContent-Disposition: form-data; name="image"; filename="x"\r\n\r\n')
        kinds = {
            "a header": (b"GET /healthz HTTP/1.1\r\n" + HOST + b"X: ", b"a"),
            "headers": (b"GET /healthz HTTP/1.1\r\n" + HOST, b"X: a\r\n"),
            "a body": (post + b"Content-Length: 60000\r\n\r\n{", b" "),
            "chunks": (post + b"Transfer-Encoding: chunked\r\n\r\n", b"1\r\n \r\n"),
            "a form": (form, b"x"),
        }
        with contextlib.ExitStack() as stack:
            crawling = [(name, stack.enter_context(connect(self.port))) for name in kinds for _ in range(MANY)]
            for name, client in crawling:
                client.sendall(kinds[name][0])
            found, deadline = {name: [] for name in kinds}, time.monotonic() + PATIENCE_SECONDS
            while crawling:
                self.assertLess(time.monotonic(), deadline, f"{len(crawling)} are still served")
                time.sleep(0.25)
                before = time.monotonic()
                self.assert_still_serves()
                self.assertLess(time.monotonic() - before, 5)
                still = []
                for name, client in crawling:
                    statuses = self.ended(client, kinds[name][1])
                    if statuses is None:
                        still.append((name, client))
                    else:
                        found[name].append(statuses)
                crawling = still
        for name, statuses in found.items():
            with self.subTest(name):
                self.assertIn({408}, statuses)
                self.assertLessEqual(set().union(*statuses), {408})  # none where the connection was reset before it was read

    def test_an_answer_that_nobody_reads(self):
        """Each has the time that a slow network takes, and then its connection ends, whatever is read now and then."""
        with socket.socket() as client:
            client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            client.connect(("127.0.0.1", self.port))
            client.settimeout(PATIENCE_SECONDS)
            client.sendall((b"GET /login HTTP/1.1\r\n" + HOST + b"Accept-Encoding: identity\r\n\r\n") * 3000)
            before = time.monotonic()
            connected = True
            while connected and time.monotonic() - before < PATIENCE_SECONDS:
                time.sleep(0.2)
                with contextlib.suppress(BlockingIOError):
                    connected = len(client.recv(64, socket.MSG_DONTWAIT)) > 0
                connected = connected and not self.is_gone()
        self.assertFalse(connected, "the connection is still open")

    def is_gone(self):
        text = Client(self.port).request("GET", "/metrics").body.decode()
        return "\nassisti_http_running 1\n" in text  # the one that asks

    def test_many_idle_connections_hold_up_nobody(self):
        with contextlib.ExitStack() as stack:
            for _ in range(900):
                stack.enter_context(connect(self.port))
            for _ in range(20):
                before = time.monotonic()
                self.assert_still_serves()
                self.assertLess(time.monotonic() - before, 5)

    def test_one_address_cannot_take_all_connections(self):
        with contextlib.ExitStack() as stack:
            clients = [stack.enter_context(connect(self.port)) for _ in range(1100)]
            time.sleep(0.3)
            refused = 0
            for client in clients:
                client.setblocking(False)
                try:
                    refused += client.recv(1) == b""
                except BlockingIOError:
                    pass
                except ConnectionResetError:
                    refused += 1
            self.assertGreaterEqual(refused, 100)
        time.sleep(0.2)
        self.assert_still_serves()


if __name__ == "__main__":
    unittest.main()
