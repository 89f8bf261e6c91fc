# SPDX-License-Identifier: GPL-3.0-or-later
"""Requests that another program in front may read otherwise than we do: each has one reading here, or is refused and
the connection closed, so that nothing behind it counts as a request."""
import re
import time
import unittest

from abuse_case import AbuseCase
from raw_http import END, LAST, connect, read_to_end, replies_in, statuses
from web_client import Client

GET = b"GET /healthz HTTP/1.1\r\n"
HOST = b"Host: localhost\r\n"
POST = b"POST /api/v1/auth/token HTTP/1.1\r\n" + HOST + b"Content-Type: application/json\r\n"
CHUNKED = POST + b"Transfer-Encoding: chunked\r\n\r\n"
LENGTH = b"Content-Length: 2\r\n"

# What is sent, in front of another request; that one must never be answered.
REFUSED = {
    "two lengths": POST + LENGTH + b"Content-Length: 0\r\n\r\n{}",
    "two equal lengths": POST + LENGTH + LENGTH + b"\r\n{}",
    "a list of lengths": POST + b"Content-Length: 2, 2\r\n\r\n{}",
    "length with a sign": POST + b"Content-Length: +2\r\n\r\n{}",
    "negative length": POST + b"Content-Length: -2\r\n\r\n{}",
    "length in hexadecimal": POST + b"Content-Length: 0x2\r\n\r\n{}",
    "length with a blank behind": POST + b"Content-Length: 2 \r\n\r\n{}",
    "length of nothing": POST + b"Content-Length: \r\n\r\n",
    "length beyond all numbers": POST + b"Content-Length: 18446744073709551618\r\n\r\n{}",
    "length after a vertical tab": POST + b"Content-Length: \x0b2\r\n\r\n{}",
    "blank before the colon": POST + b"Content-Length : 2\r\n\r\n{}",
    "length and chunks": POST + LENGTH + b"Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n",
    "chunks and length": POST + b"Transfer-Encoding: chunked\r\n" + LENGTH + b"\r\n2\r\n{}\r\n0\r\n\r\n",
    "two encodings": POST + b"Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n0\r\n\r\n",
    "an encoding of nothing, and a length": POST + b"Transfer-Encoding: \r\n" + LENGTH + b"\r\n{}",
    "unknown encoding": POST + b"Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n",
    "compressed chunks": POST + b"Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
    "identity": POST + b"Transfer-Encoding: identity\r\n\r\n",
    "encoding after a vertical tab": POST + b"Transfer-Encoding: \x0bchunked\r\n\r\n0\r\n\r\n",
    "encoding before a NUL": POST + b"Transfer-Encoding: chunked\0x\r\n\r\n0\r\n\r\n",
    "encoding on a line of its own": POST + b"Transfer-Encoding:\r\n chunked\r\n\r\n0\r\n\r\n",
    "encoding in HTTP/1.0": POST.replace(b"1.1",
                                         b"1.0") + b"Connection: keep-alive\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    "line feeds alone": b"GET /healthz HTTP/1.1\nHost: localhost\n\n",
    "one line feed alone": GET + b"X: a\nY: b\r\n" + HOST + b"\r\n",
    "length behind a line feed": GET + HOST + b"X: a\nContent-Length: 5\r\n\r\nhello",
    "line feed at the end": GET + HOST + b"\n",
    "length behind a carriage return": GET + HOST + b"X: a\rContent-Length: 5\r\n\r\nhello",
    "carriage returns alone": b"GET /healthz HTTP/1.1\rHost: localhost\r\r",
    "folded line": GET + HOST + b"X: a\r\n b\r\n\r\n",
    "folded first line": GET + b" X: a\r\n" + HOST + b"\r\n",
    "no colon": GET + HOST + b"Content-Length\r\n\r\n",
    "no name": GET + HOST + b": a\r\n\r\n",
    "NUL in a value": GET + HOST + b"X: a\0b\r\n\r\n",
    "NUL in a name": GET + HOST + b"X\0: a\r\n\r\n",
    "NUL in the path": b"GET /healthz\0x HTTP/1.1\r\n" + HOST + b"\r\n",
    "name that is no token": GET + HOST + b"Content-Length\xa0: 2\r\n\r\n",
    "two hosts": GET + HOST + b"Host: other\r\n\r\n",
    "no host": GET + b"\r\n",
    "host with a path": GET + b"Host: localhost/x\r\n\r\n",
    "host with a user": GET + b"Host: a@localhost\r\n\r\n",
    "blanks in the target": b"GET /healthz x HTTP/1.1\r\n" + HOST + b"\r\n",
    "two blanks": b"GET  /healthz HTTP/1.1\r\n" + HOST + b"\r\n",
    "tabs": b"GET\t/healthz\tHTTP/1.1\r\n" + HOST + b"\r\n",
    "no version": b"GET /healthz\r\n" + HOST + b"\r\n",
    "version with something behind": b"GET /healthz HTTP/1.1x\r\n" + HOST + b"\r\n",
    "version in lower case": b"GET /healthz http/1.1\r\n" + HOST + b"\r\n",
    "another version": b"GET /healthz HTTP/2.0\r\n" + HOST + b"\r\n",
    "preface of HTTP/2": b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    "chunk in hexadecimal with a prefix": CHUNKED + b"0x2\r\n{}\r\n0\r\n\r\n",
    "chunk with a sign": CHUNKED + b"+2\r\n{}\r\n0\r\n\r\n",
    "negative chunk": CHUNKED + b"-2\r\n{}\r\n0\r\n\r\n",
    "blank before a chunk's size": CHUNKED + b" 2\r\n{}\r\n0\r\n\r\n",
    "blank behind a chunk's size": CHUNKED + b"2 \r\n{}\r\n0\r\n\r\n",
    "chunk beyond all numbers": CHUNKED + b"10000000000000002\r\n{}\r\n0\r\n\r\n",
    "chunk without an end": CHUNKED + b"2\r\n{}0\r\n\r\n",
    "chunk longer than it says": CHUNKED + b"2\r\n{}XX0\r\n\r\n",
    "chunk of no size": CHUNKED + b"\r\n{}\r\n0\r\n\r\n",
    "chunk ended by a carriage return": CHUNKED + b"2\r{}\r0\r\r",
}

# What libmicrohttpd takes for one request: it is answered, and nothing behind it.
LAST_OF_ALL = {
    "chunks": CHUNKED + b"2\r\n{}\r\n0\r\n\r\n",
    "chunks by any case": POST + b"transfer-ENCODING: Chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n",
    "chunks ended by line feeds": CHUNKED + b"2\n{}\n0\n\n",
    "a chunk's extension": CHUNKED + b"2;a=b\r\n{}\r\n0\r\n\r\n",
    "a chunk's extension with a line feed": CHUNKED + b"2;a\n{}\r\n0\r\n\r\n",
    "a chunk's extension with a carriage return": CHUNKED + b"2;\rx\r\n{}\r\n0\r\n\r\n",
    "trailers": CHUNKED + b"2\r\n{}\r\n0\r\nContent-Length: 90\r\nAuthorization: Bearer x\r\nHost: other\r\n\r\n",
    "chunks for who asks for none": GET + HOST + b"Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
}

# What has one reading: both are answered.
TAKEN = {
    "nothing unusual": GET + HOST + b"\r\n",
    "an empty line in front": b"\r\n" + GET + HOST + b"\r\n",
    "a length with zeros": POST + b"Content-Length: 0002\r\n\r\n{}",
    "a length after a tab": POST + b"Content-Length:\t2\r\n\r\n{}",
    "a body nobody asked for": GET + HOST + LENGTH + b"\r\n{}",
    "a method of nobody, with a body": b"BREW /healthz HTTP/1.1\r\n" + HOST + LENGTH + b"\r\n{}",
    "no upgrade": GET + HOST + b"Connection: Upgrade\r\nUpgrade: h2c\r\n\r\n",
    "values that are no text": GET + HOST + b"X: \xff\xfe\r\nCookie: ;;=;a=\x80\r\n\r\n",
}


class Smuggling(AbuseCase):
    people = ()

    def running(self):
        """Requests that the server works on, besides the one that asks."""
        text = Client(self.port).request("GET", "/metrics").body.decode()
        return int(re.search(r"^assisti_http_running (\d+)", text, re.MULTILINE)[1]) - 1

    def test_what_has_two_readings_is_refused(self):
        for name, data in REFUSED.items():
            with self.subTest(name):
                found = statuses(self.port, data + LAST)
                self.assertTrue(all(status in (400, 413, 505) for status in found), found)

    def test_nothing_is_read_behind_chunks(self):
        for name, data in LAST_OF_ALL.items():
            with self.subTest(name):
                [status] = statuses(self.port, data + LAST)
                self.assertIn(status, (200, 400))

    def test_what_has_one_reading_is_taken(self):
        for name, data in TAKEN.items():
            with self.subTest(name):
                found = statuses(self.port, data + LAST)
                self.assertEqual((len(found), found[-1]), (2, 200), found)

    def test_a_head_may_come_in_pieces_of_any_size(self):
        data = POST + LENGTH + b"\r\n{}" + LAST
        for size in (1, 7):
            with connect(self.port) as connection:
                for at in range(0, len(data), size):
                    connection.sendall(data[at:at + size])
                    time.sleep(0.0005)
                self.assertEqual([reply.status for reply in replies_in(read_to_end(connection))], [400, 200])

    def test_answers_come_in_the_order_of_the_requests(self):
        many = b"".join(b"GET /none/%d HTTP/1.1\r\n" % n + HOST + b"\r\n" + POST + LENGTH + b"\r\n{}" for n in range(50))
        self.assertEqual(statuses(self.port, many + LAST), [404, 400] * 50 + [200])

    def test_nothing_is_left_of_what_was_refused(self):
        for data in [*REFUSED.values(), *LAST_OF_ALL.values(),
                     GET + b"Cookie: " + b"a=1; " * 1000 + b"\r\n" + HOST + b"\r\n",
                     b"GET /?" + b"&" * 3000 + b" HTTP/1.1\r\n" + END]:
            statuses(self.port, data + LAST)
        # A connection that was closed a moment ago may not have been cleared away, be it that of the question before.
        end = time.monotonic() + 10
        while (running := self.running()) > 0 and time.monotonic() < end:
            time.sleep(0.05)
        self.assertEqual(running, 0)


if __name__ == "__main__":
    unittest.main()
