# SPDX-License-Identifier: GPL-3.0-or-later
"""Sends bytes as they are, HTTP or not, and reads the answers that come until the server closes the connection."""
import re
import socket

from web_client import Reply

STATUS_LINE = re.compile(rb"HTTP/1\.1 (\d{3}) [^\r\n]*\r\n")
END = b"Host: localhost\r\nConnection: close\r\n\r\n"
LAST = b"GET /healthz HTTP/1.1\r\n" + END


def connect(port, timeout=20):
    return socket.create_connection(("127.0.0.1", port), timeout=timeout)


def read_to_end(connection):
    """All that comes. A connection that is reset has been closed, too; one that stays open is a TimeoutError."""
    got = b""
    try:
        while piece := connection.recv(1 << 16):
            got += piece
    except ConnectionResetError:
        pass
    return got


def replies_in(text):
    """The answers that stand one behind the other in a text; interim ones are left out."""
    replies = []
    while match := STATUS_LINE.match(text):
        head, _, rest = text.partition(b"\r\n\r\n")
        headers = [tuple(line.split(": ", 1)) for line in head.decode("latin-1").split("\r\n")[1:]]
        status = int(match[1])
        length = next((int(value) for name, value in headers if name.lower() == "content-length"), 0)
        if status >= 200:
            replies.append(Reply(status, headers, rest[:length]))
        text = rest[length:]
    return replies


def talk(port, data, timeout=20):
    """The answers to these bytes, sent on one connection that the server has to close."""
    with connect(port, timeout) as connection:
        try:
            connection.sendall(data)
        except (BrokenPipeError, ConnectionResetError):
            pass
        return replies_in(read_to_end(connection))


def statuses(port, data):
    return [reply.status for reply in talk(port, data)]
