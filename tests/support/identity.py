# SPDX-License-Identifier: GPL-3.0-or-later
"""Identity providers on this machine, and a browser that goes to them and back, for tests."""
import json
import re
import urllib.parse

from fellow import Fellow
from files import TESTS
from web_client import Client

PUBLIC_URL = "https://assisti.example.org"


class Provider(Fellow):
    """with Provider("oidc_provider.mjs", ...) as provider: ... runs tests/support/oidc_provider.mjs."""

    def __init__(self, script, *arguments):
        self.command = ["node", TESTS / "support" / script, *arguments]

    def begun(self, line):
        told = json.loads(line)
        self.issuer, self.secret = told["issuer"], told["secret"]
        self.client = Client(urllib.parse.urlsplit(self.issuer).port)

    def tell(self, path, text):
        """Says how it is to behave from now on."""
        reply = self.client.send("POST", path, body=text.encode())
        if reply.status != 200:
            raise AssertionError(f"{path} answered {reply.status}")

    def log(self):
        return self.client.send("GET", "/test/log").json()


class Browser:
    """Follows redirects between the server at PUBLIC_URL and providers, with the cookies that each has set."""

    def __init__(self, port):
        self.port = port
        self.cookies = {}  # by host, then by name: (path, value)
        self.attributes = {}  # of each cookie as it came, by name
        self.visited = []

    def get(self, url):
        parts = urllib.parse.urlsplit(url)
        here = url.startswith(PUBLIC_URL + "/")
        target = parts.path + ("?" + parts.query if parts.query else "")
        jar = self.cookies.setdefault(parts.netloc, {})
        sent = "; ".join(f"{name}={value}" for name, (path, value) in jar.items() if parts.path.startswith(path))
        self.visited.append(url)
        client = Client(self.port if here else parts.port)
        reply = client.send("GET", target, ([("Cookie", sent)] if sent else []))
        for name, value in reply.headers:
            if name.lower() == "set-cookie":
                self.keep(jar, value)
        return reply

    def keep(self, jar, line):
        first, *attributes = (piece.strip() for piece in line.split(";"))
        name, _, value = first.partition("=")
        named = dict(attribute.lower().partition("=")[::2] for attribute in attributes)
        self.attributes[name] = named
        if named.get("max-age") == "0" or not value:
            jar.pop(name, None)
        else:
            path = next((piece[5:] for piece in attributes if piece.lower().startswith("path=")), "/")
            jar[name] = (path, value)

    def follow(self, url, until=None):
        """Goes where redirects lead. Stops at a page of this server, which it returns as "/path?...", or before an address
        that `until` says yes to."""
        for _ in range(20):
            if until is not None and until(url):
                return url
            if url.startswith(PUBLIC_URL) and not url.startswith(PUBLIC_URL + "/api/"):
                return url.removeprefix(PUBLIC_URL)
            reply = self.get(url)
            if reply.status not in (302, 303):
                raise AssertionError(f"{url} answered {reply.status}: {words(reply)!r}")
            url = urllib.parse.urljoin(url, reply.header("Location"))
        raise AssertionError("redirects without an end")

    def start(self, provider="sso", next_path=None):
        query = "" if next_path is None else "?" + urllib.parse.urlencode({"next": next_path})
        return f"{PUBLIC_URL}/api/v1/auth/oidc/{provider}/start{query}"

    def binding(self):
        """What the log-ins of this browser that are under way are bound to."""
        return self.cookies["assisti.example.org"]["__Host-assisti_oidc"][1]

    def refresh_token(self):
        _, value = self.cookies.get("assisti.example.org", {}).get("__Host-assisti_refresh", (None, None))
        return value


def words(reply):
    """What a page says, without how it looks."""
    text = re.sub(r"<(style|script).*?</\1>|<[^>]*>", " ", reply.body.decode(errors="replace"), flags=re.DOTALL)
    return " ".join(text.split())[:500]


def is_callback(url):
    return url.startswith(PUBLIC_URL) and "/callback?" in url
