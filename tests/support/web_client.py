# SPDX-License-Identifier: GPL-3.0-or-later
"""A small HTTP client for tests: JSON, forms with files, whole replies."""
import http.client
import json
import uuid
from typing import NamedTuple


class Reply(NamedTuple):
    status: int
    headers: list  # of (name, value), in the server's order
    body: bytes

    def header(self, name):
        """The first header of this name, or None."""
        return next((value for key, value in self.headers if key.lower() == name.lower()), None)

    def json(self):
        return json.loads(self.body)


class Part(NamedTuple):
    """One part of a form; filename is None for a plain field."""
    name: str
    content: bytes
    filename: str = None
    kind: str = "application/octet-stream"


def encode_form(parts):
    """The body of a multipart form, and its content type."""
    boundary = uuid.uuid4().hex
    body = b""
    for part in parts:
        head = f'--{boundary}\r\nContent-Disposition: form-data; name="{part.name}"'
        if part.filename is not None:
            head += f'; filename="{part.filename}"\r\nContent-Type: {part.kind}'
        body += head.encode() + b"\r\n\r\n" + part.content + b"\r\n"
    return body + f"--{boundary}--\r\n".encode(), f"multipart/form-data; boundary={boundary}"


class Client:
    """Talks to a server on this machine; each request has a connection of its own."""

    def __init__(self, port, token=None, timeout=60):
        self.port = port
        self.token = token
        self.timeout = timeout

    def send(self, method, path, headers=(), body=b""):
        """Sends exactly this, adding only the length of a body; headers are (name, value) pairs."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=self.timeout)
        try:
            names = {name.lower() for name, _ in headers}
            connection.putrequest(method, path, skip_host="host" in names, skip_accept_encoding=True)
            for name, value in headers:
                connection.putheader(name, value.encode())
            if "content-length" not in names and (body or method in ("POST", "PUT", "PATCH")):
                connection.putheader("Content-Length", str(len(body)))
            try:
                connection.endheaders(body)
            except (BrokenPipeError, ConnectionResetError):
                pass  # a server that refuses while it reads has answered all the same
            reply = connection.getresponse()
            return Reply(reply.status, reply.getheaders(), reply.read())
        finally:
            connection.close()

    def open(self, path, headers=()):
        """Sends a GET and waits for nothing; the connection is the caller's to close."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=self.timeout)
        connection.request("GET", path, headers=dict(headers))
        return connection

    def request(self, method, path, value=None, form=None):
        """Sends JSON, or a form of Parts, with the token where there is one."""
        headers, body = [], b""
        if self.token:
            headers.append(("Authorization", f"Bearer {self.token}"))
        if form is not None:
            body, kind = encode_form(form)
            headers.append(("Content-Type", kind))
        elif value is not None:
            body = json.dumps(value).encode()
            headers.append(("Content-Type", "application/json"))
        return self.send(method, path, headers, body)

    def log_in(self, email, password):
        """Keeps the access token for the requests that follow; returns the whole answer."""
        reply = self.request("POST", "/api/v1/auth/token", {"email": email, "password": password})
        if reply.status != 200:
            raise AssertionError(f"{email} could not log in: {reply.status} {reply.body!r}")
        self.token = reply.json()["access"]
        return reply.json()

    def events(self, path):
        """Listens to a stream of events until the server ends it; gives (name, value) for each."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=self.timeout)
        try:
            connection.request("GET", path, headers={"Authorization": f"Bearer {self.token}", "Accept": "text/event-stream"})
            reply = connection.getresponse()
            if reply.status != 200:
                raise AssertionError(f"{path} answered {reply.status}: {reply.read()!r}")
            name, data = "message", []
            for line in (line.decode().rstrip("\r\n") for line in reply):
                field, _, value = line.partition(":")
                if field == "event":
                    name = value.strip()
                elif field == "data":
                    data.append(value.removeprefix(" "))
                elif not line and data:
                    yield name, json.loads("\n".join(data))
                    name, data = "message", []
        finally:
            connection.close()
