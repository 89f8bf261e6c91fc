# SPDX-License-Identifier: GPL-3.0-or-later
"""Programs that speak OpenAI's API, by npm's openai: first with tests/model-server, which the tests lean on, then with a real
server in front of it."""
import base64
import contextlib
import json
import socket
import subprocess
import time
import unittest

from files import PASSWORD, PROGRAM, TESTS
from model_server import ModelServer
from server import Server
from server_case import ServerCase, wait_until
from web_client import Client

KEY = "sk-upstream"
EMAIL = "ada@example.org"
LIVE_PER_OWNER = 64
SEEING = {"picture": {"sees": True}}


def scenarios(base_url, key, *names):
    """What went wrong in each, or None; see tests/support/openai_client.mjs."""
    done = subprocess.run(["node", TESTS / "support/openai_client.mjs", base_url, key, *names],
                          check=True, capture_output=True, text=True, timeout=120)
    return json.loads(done.stdout)


def send(port, key, model, text, stream):
    """Sends a request and reads nothing; the connection."""
    body = json.dumps({"model": model, "stream": stream, "messages": [{"role": "user", "content": text}]}).encode()
    connection = socket.create_connection(("127.0.0.1", port))
    connection.settimeout(30)
    connection.sendall(f"POST /v1/chat/completions HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {key}\r\n"
                       f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body)
    return connection


def read_all(connection):
    return b"".join(iter(lambda: connection.recv(65536), b""))


class Fake(unittest.TestCase):
    def test_the_models_of_the_tests_are_what_the_client_expects(self):
        with ModelServer(key=KEY) as models:
            for name, fault in scenarios(models.base_url, KEY).items():
                with self.subTest(name):
                    self.assertIsNone(fault)


class Outward(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.models = cls.enterClassContext(ModelServer(key=KEY))
        cls.server = cls.enterClassContext(Server(PROGRAM, {"writes_per_minute": "100000"}))
        cls.server.add_user(EMAIL, PASSWORD, staff=True)
        staff = Client(cls.server.port)
        staff.log_in(EMAIL, PASSWORD)
        cls.staff = staff
        made = staff.request("POST", "/api/v1/admin/model-endpoints", {
            "name": "fake", "base_url": cls.models.base_url, "api_key": KEY, "model_settings": SEEING})
        if made.status != 201:
            raise AssertionError(made.body)
        wait_until(lambda: len(staff.request("GET", "/api/v1/models").json()["results"]) > 1, "models")
        key = staff.request("POST", "/api/v1/auth/api-keys", {"name": "tests", "scopes": ["read", "write"]})
        cls.key = key.json()["key"]
        cls.client = Client(cls.server.port, cls.key)

    def setUp(self):
        self.models.reset()

    def ask(self, model, text="x", **others):
        return self.client.request("POST", "/v1/chat/completions",
                                   {"model": model, "messages": [{"role": "user", "content": text}], **others})

    def answers(self):
        return self.staff.request("GET", "/api/v1/me/usage").json()["today"]["answers"]

    def test_the_client_finds_all_as_it_expects(self):
        found = scenarios(f"http://127.0.0.1:{self.server.port}/v1", self.key)
        for name, fault in found.items():
            with self.subTest(name):
                self.assertIsNone(fault)

    def test_what_is_of_nobodys_business_stays_here(self):
        reply = self.ask("options", user="somebody", metadata={"a": "b"}, store=True, temperature=0)
        got = json.loads(reply.json()["choices"][0]["message"]["content"])
        self.assertEqual(got["temperature"], 0)
        self.assertFalse({"user", "metadata", "store"} & got.keys())
        self.assertEqual(self.models.log()[0]["authorization"], f"Bearer {KEY}")

    def test_clients_that_leave_a_stream_end_it(self):
        scenarios(f"http://127.0.0.1:{self.server.port}/v1", self.key, "leaves")
        self.models.wait_for_end("gone")

    def test_clients_that_leave_before_the_first_word_end_it(self):
        for stream in (False, True):
            with self.subTest(stream=stream):
                self.models.reset()
                with send(self.server.port, self.key, "echo", "x [wait=60000]", stream):
                    wait_until(self.models.log, "the request")
                self.models.wait_for_end("gone")

    def test_an_account_has_so_many_answers_at_once(self):
        with contextlib.ExitStack() as open_ones:
            for number in range(LIVE_PER_OWNER):
                open_ones.enter_context(send(self.server.port, self.key, "echo", f"{number} [wait=60000]", number % 2 == 0))
            wait_until(lambda: len(self.models.log()) == LIVE_PER_OWNER, "the requests")
            reply = self.ask("echo")
            self.assertEqual((reply.status, reply.json()["error"]["code"]), (429, "rate_limit_exceeded"))
        wait_until(lambda: all(entry["ended"] == "gone" for entry in self.models.log()), "their ends")
        self.assertEqual(self.ask("echo").status, 200)

    def test_what_fails_before_the_first_word_has_its_status(self):
        for stream in (False, True):
            for model, status, code in (("forbidden", 502, "model_key_refused"), ("html", 502, "model_failed"),
                                        ("context", 400, "context_length_exceeded")):
                with self.subTest(model, stream=stream):
                    reply = self.ask(model, stream=stream)
                    self.assertEqual((reply.status, reply.json()["error"]["code"]), (status, code), reply.body)

    def test_what_fails_later_is_told_in_the_stream(self):
        for model in ("cut", "malformed", "error-event", "quiet"):
            with self.subTest(model):
                reply = self.ask(model, stream=True)
                self.assertEqual(reply.status, 200)
                frames = [line.removeprefix("data: ") for line in reply.body.decode().split("\n\n") if line.startswith("data: ")]
                self.assertEqual(json.loads(frames[-1])["error"]["code"], "model_failed")
                self.assertNotIn("[DONE]", frames)
                self.assertEqual(self.ask(model).status, 502)

    def test_a_model_that_is_busy_for_a_moment_is_waited_for(self):
        reply = self.ask("busy:times=1", "Hello [times=1]")
        self.assertEqual(reply.status, 404)  # the name with its parameters is not listed
        reply = self.ask("busy", "Hello [times=1]")
        self.assertEqual(reply.json()["choices"][0]["message"]["content"], "You said: Hello [times=1]")
        self.assertEqual([entry["status"] for entry in self.models.log()], [429, 200])

    def test_a_picture_for_a_model_that_takes_none_is_refused(self):
        picture = "data:image/png;base64,iVBORw0KGgo="
        reply = self.client.request("POST", "/v1/chat/completions", {"model": "echo", "messages": [
            {"role": "user", "content": [{"type": "image_url", "image_url": {"url": picture}}]}]})
        self.assertEqual(reply.status, 400)
        self.assertIn("takes none", reply.json()["error"]["message"])
        self.assertEqual(self.models.log(), [])

    def test_a_large_picture_goes_through(self):
        png = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + (4000).to_bytes(4, "big") + (3000).to_bytes(4, "big") + bytes(10 << 20)
        url = "data:image/png;base64," + base64.b64encode(png).decode()
        reply = self.client.request("POST", "/v1/chat/completions", {"model": "picture", "messages": [
            {"role": "user", "content": [{"type": "image_url", "image_url": {"url": url}}]}]})
        self.assertEqual(reply.status, 200, reply.body[:500])
        self.assertEqual(reply.json()["choices"][0]["message"]["content"], "I see 1 picture: 4000 x 3000.")

    def test_answers_are_counted_and_bounded(self):
        before = self.answers()
        self.assertEqual(self.ask("echo").status, 200)
        wait_until(lambda: self.answers() == before + 1, "the count")
        try:
            self.limit(before + 1)
            reply = self.ask("echo")
            self.assertEqual((reply.status, reply.json()["error"]["code"]), (429, "insufficient_quota"))
            self.assertGreater(int(reply.header("Retry-After")), 0)
        finally:
            self.limit(0)
        self.assertEqual(self.ask("echo").status, 200)

    def limit(self, answers):
        reply = self.staff.request("PATCH", "/api/v1/admin/settings", {"quotas": {"messages_per_day": answers}})
        self.assertEqual(reply.status, 200, reply.body)

    def test_an_id_with_its_provider_is_taken(self):
        self.assertEqual(self.ask("fake/echo").status, 200)
        self.assertEqual(self.client.request("GET", "/v1/models/fake/echo").json()["owned_by"], "fake")

    def test_a_stream_whose_model_thinks_for_long_begins_all_the_same(self):
        start = time.monotonic()
        connection = self.client.open("/v1/models", {"Authorization": f"Bearer {self.key}"})
        self.addCleanup(connection.close)
        connection.getresponse().read()
        body = json.dumps({"model": "echo", "stream": True, "messages": [{"role": "user", "content": "x [wait=17000]"}]})
        connection.request("POST", "/v1/chat/completions", body,
                           {"Authorization": f"Bearer {self.key}", "Content-Type": "application/json"})
        reply = connection.getresponse()
        self.assertEqual(reply.status, 200)
        self.assertLess(time.monotonic() - start, 17)
        self.assertIn(b"You", reply.read())


class Stop(ServerCase):
    def make_server(self):
        self.models = self.enterContext(ModelServer())
        return Server(PROGRAM, {"openai_base_url": self.models.base_url})

    def test_a_server_that_stops_ends_streams_and_answers_what_waits(self):
        wait_until(lambda: len(self.ask(200, "GET", "/models")["results"]) > 1, "models")
        stream = self.enterContext(send(self.server.port, self.client.token, "endless", "x", True))
        waits = self.enterContext(send(self.server.port, self.client.token, "echo", "x [wait=60000]", False))
        got = stream.recv(65536)
        wait_until(lambda: len(self.models.log()) == 2, "the requests")
        self.server.stop()
        self.assertIn(b"text/event-stream", got)
        rest = got + read_all(stream)
        self.assertTrue(rest.endswith(b"\r\n0\r\n\r\n"), rest[-600:])
        told = read_all(waits)
        self.assertTrue(told.startswith(b"HTTP/1.1 503"), told)
        self.assertEqual(json.loads(told.partition(b"\r\n\r\n")[2])["error"]["code"], "shutting_down")
        self.models.wait_for_end("gone", 0)
        self.models.wait_for_end("gone", 1)
        self.server.start()  # for what ends the test


if __name__ == "__main__":
    unittest.main()
