# SPDX-License-Identifier: GPL-3.0-or-later
"""Model endpoints of staff and of the configuration: what they list can answer, also after a restart."""
import http.server
import json
import threading
import unittest

from files import PASSWORD
from model_server import ModelServer
from server_case import ServerCase, wait_until

ROOT = "root@example.org"
KEY = "sk-of-the-tests-0123456789"
CONFIGURED = "00000000-0000-0000-0000-000000000000"


class Endpoints(ServerCase):
    def setUp(self):
        self.models = ModelServer("qwen2.5-vl:7b", "nomic-embed-text", key=KEY)
        self.models.__enter__()
        self.addCleanup(self.models.__exit__, None, None, None)
        super().setUp()
        self.server.add_user(ROOT, PASSWORD, staff=True)
        self.root = self.log_in(ROOT)

    def staff(self, status, method, path="", value=None):
        reply = self.root.request(method, "/api/v1/admin/model-endpoints" + path, value)
        self.assertEqual(reply.status, status, reply.body)
        return reply.json() if reply.body else None

    def add(self, name="here", **more):
        return self.staff(201, "POST", "", {"name": name, "base_url": self.models.base_url, "api_key": KEY, **more})

    def listed(self):
        """The default, and what endpoints have; the last is always the server's own."""
        found = self.ask(200, "GET", "/models")
        *models, own = found["results"]
        self.assertEqual((own["id"], own["provider"]), ("assisti", "skills"))
        return found["default"], {model["id"]: model for model in models}

    def test_what_an_endpoint_lists_can_answer(self):
        made = self.add()
        self.assertIsNone(made["problem"])
        self.assertIn("echo", made["listed"])
        self.assertNotIn("nomic-embed-text", made["listed"])  # of no use for answers
        default, models = self.listed()
        self.assertEqual((default, models["echo"]["is_default"]), ("lorem", False))
        self.assertEqual(models["echo"], {
            "id": "echo", "name": "echo", "provider": "here", "context_tokens": 8192, "sees": False, "tools": True,
            "is_default": False})
        self.assertTrue(models["qwen2.5-vl:7b"]["sees"])

    def test_staff_choose_models_and_the_default(self):
        made = self.add(models=["echo", "slow"], default_model="slow", model_settings={"echo": {"context_tokens": 999}})
        default, models = self.listed()
        self.assertEqual((default, list(models)), ("slow", ["echo", "slow"]))
        self.assertEqual(models["echo"]["context_tokens"], 999)
        reply = self.root.request("PATCH", "/api/v1/admin/settings", {"chat": {"default_model": "here/echo"}})
        self.assertEqual(reply.status, 200, reply.body)
        self.assertEqual(self.listed()[0], "echo")
        self.staff(200, "PATCH", f"/{made['id']}", {"enabled": False})
        self.assertEqual(self.listed(), ("assisti", {}))

    def test_models_of_one_name_are_told_apart(self):
        self.add(models=["echo", "slow"])
        self.add("there", models=["echo"])
        self.assertEqual(list(self.listed()[1]), ["here/echo", "slow", "there/echo"])

    def test_the_test_tells_what_a_wrong_key_is(self):
        made = self.add("wrong", api_key="sk-wrong-0123456789")
        words = "wrong does not take the key that it is asked with (401): Incorrect API key provided."
        self.assertEqual(made["problem"], words)
        found = self.staff(200, "POST", f"/{made['id']}/test")
        self.assertEqual((found["ok"], found["error"]), (False, {"code": "model_key_refused", "detail": words}))
        self.staff(200, "PATCH", f"/{made['id']}", {"api_key": KEY})
        found = self.staff(200, "POST", f"/{made['id']}/test")
        self.assertEqual((found["ok"], found["error"]), (True, None))
        self.assertIn("echo", found["models"])

    def test_models_are_known_right_after_a_restart_and_the_key_is_nowhere(self):
        self.add()
        before = self.listed()
        self.server.stop()
        self.models.reset()
        for name in ("assisti.db", "assisti.db-wal"):
            path = self.server.data / name
            if path.exists():
                self.assertNotIn(KEY.encode(), path.read_bytes())
        self.assertNotIn(KEY, self.server.read_log())
        self.restart()
        self.assertEqual(self.listed(), before)
        wait_until(lambda: self.models.log("/v1/models"), "a request for the list")
        self.assertEqual(self.models.log("/v1/models")[0]["authorization"], f"Bearer {KEY}")

    def test_a_key_that_cannot_be_read_any_more_is_asked_for(self):
        made = self.add()
        self.server.stop()
        (self.server.data / "keys/endpoints.key").unlink()
        self.restart()
        self.root.port = self.server.port
        self.assertFalse(self.staff(200, "GET", f"/{made['id']}")["api_key_set"])
        self.staff(200, "PATCH", f"/{made['id']}", {"api_key": KEY})
        self.assertTrue(self.staff(200, "POST", f"/{made['id']}/test")["ok"])

    def test_what_is_answered_is_counted_and_has_a_quota(self):
        self.add()
        room = self.ask(201, "POST", "/categories", {"name": "A room", "model": "echo"})["id"]
        said = self.ask(201, "POST", f"/categories/{room}/messages", {"message": "Hello"})
        usage = self.ask(200, "GET", "/me/usage")
        self.assertEqual(usage["today"], {"answers": 1, "prompt_tokens": said["usage"]["prompt_tokens"], "completion_tokens": 3})
        self.assertEqual([day["answers"] for day in usage["days"]], [1])
        quotas = {"messages_per_day": 1, "tokens_per_day": 0}
        self.assertEqual(self.root.request("PATCH", "/api/v1/admin/settings", {"quotas": quotas}).status, 200)
        self.assertEqual(self.ask(200, "GET", "/me/usage")["limits"], quotas)
        reply = self.client.request("POST", f"/api/v1/categories/{room}/messages", {"message": "Once more"})
        self.assert_problem(reply, 409, "used_up")
        self.assertEqual(len(self.models.log()), 1)

    def test_there_may_be_so_many(self):
        for number in range(32):
            self.add(f"endpoint {number}", enabled=False)
        reply = self.root.request("POST", "/api/v1/admin/model-endpoints",
                                  {"name": "one more", "base_url": self.models.base_url})
        self.assert_problem(reply, 409, "limit_reached")
        with self.server.database() as database:
            self.assertEqual(database.execute("SELECT COUNT(*) FROM model_endpoints").fetchone(), (32,))


class Configured(ServerCase):
    def setUp(self):
        self.models = ModelServer(key=KEY)
        self.models.__enter__()
        self.addCleanup(self.models.__exit__, None, None, None)
        self.settings = {"openai_base_url": self.models.base_url + "/", "openai_api_key": KEY, "openai_model": "echo"}
        super().setUp()
        self.server.add_user(ROOT, PASSWORD, staff=True)
        self.root = self.log_in(ROOT)

    def test_the_configuration_has_one(self):
        wait_until(lambda: len(self.ask(200, "GET", "/models")["results"]) > 2, "the list of models")
        self.assertEqual(self.ask(200, "GET", "/models")["default"], "echo")
        found = self.root.request("GET", "/api/v1/admin/model-endpoints").json()["results"][0]
        host = self.models.base_url.split("/")[2]
        self.assertEqual((found["id"], found["source"], found["name"], found["api_key_set"], found["created"]),
                         (CONFIGURED, "configuration", host, True, None))
        self.server.stop()
        self.restart()  # what it listed is known at once
        self.assertGreater(len(self.ask(200, "GET", "/models")["results"]), 2)
        self.root.port = self.server.port
        path = f"/api/v1/admin/model-endpoints/{CONFIGURED}"
        self.assertTrue(self.root.request("POST", path + "/test").json()["ok"])
        self.assert_problem(self.root.request("PATCH", path, {"enabled": False}), 409, "conflict")
        self.assert_problem(self.root.request("DELETE", path), 409, "conflict")
        reply = self.root.request("POST", "/api/v1/admin/model-endpoints", {"name": host, "base_url": "https://example.org/v1"})
        self.assert_problem(reply, 409, "conflict")


class PlainHandler(http.server.BaseHTTPRequestHandler):
    """Repeats what is said by HTTP/1.0, as a stream where one is asked for; lists no models, and knows three arguments."""

    def do_GET(self):
        self.send_error(404)

    def do_POST(self):
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        unknown = [name for name in body if name not in ("model", "messages", "stream")]
        if unknown:
            return self.answer(400, {"error": {"message": f"Unrecognized request argument supplied: {unknown[0]}"}})
        said = body["messages"][-1]["content"]
        if not body.get("stream"):
            return self.answer(200, {"choices": [{"message": {"role": "assistant", "content": said}}]})
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.end_headers()
        for value in ({"content": said}, {}):
            choice = {"delta": value, **({} if value else {"finish_reason": "stop"})}
            self.wfile.write(b"data: " + json.dumps({"choices": [choice]}).encode() + b"\n\n")
        return None

    def answer(self, status, value):
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.end_headers()
        self.wfile.write(json.dumps(value).encode())

    def log_message(self, *_):
        pass


class Plain(ServerCase):
    """A server that speaks no more of the API than an answer takes."""

    def setUp(self):
        plain = self.enterContext(http.server.ThreadingHTTPServer(("127.0.0.1", 0), PlainHandler))
        thread = threading.Thread(target=plain.serve_forever)
        thread.start()
        self.addCleanup(thread.join)
        self.addCleanup(plain.shutdown)
        self.settings = {"openai_base_url": f"http://127.0.0.1:{plain.server_port}/v1", "openai_model": "tiny"}
        super().setUp()
        self.room = self.ask(201, "POST", "/categories", {"name": "A room"})["id"]

    def say(self, text):
        return self.ask(201, "POST", f"/categories/{self.room}/messages", {"message": text})

    def test_it_answers(self):
        self.assertEqual(self.ask(200, "GET", "/models")["default"], "tiny")
        for text in ("one", "two"):
            said = self.say(text)
            self.assertEqual((said["answer"], said["status"], said["finish"]), (text, "complete", "stop"))
            self.assertTrue(said["usage"]["estimated"])

    def test_it_is_asked_to_read_as_much_as_a_message_may_have(self):
        self.say("before")
        said = self.say("long " * 13107)  # 65,535 characters, more than the guess of 8,192 tokens
        self.assertEqual((len(said["answer"]), said["context"]["dropped"]), (65535, 1))


if __name__ == "__main__":
    unittest.main()
