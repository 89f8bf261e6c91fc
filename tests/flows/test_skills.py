# SPDX-License-Identifier: GPL-3.0-or-later
"""Skills in their three uses: what answers a new user where no model is set up, tools of a language model, and plain requests."""
import base64
import json
import os
import signal
import socket
import subprocess
import time
import unittest

from files import PAGE_TEXT, PROGRAM, TESTS, page_form, words
from measure import children, command_of
from model_server import ModelServer
from server import Server
from server_case import ServerCase, files_below, wait_until

NOVEL_WORDS = 120_000


def sentence(n):
    return f"Sentence number {n} speaks of rivers, of mills beside them, and of what the miller paid in the year {1000 + n}."


class Rooms(ServerCase):
    """No model is set up."""

    def setUp(self):
        super().setUp()
        self.room = self.ask(201, "POST", "/categories", {})["id"]

    def say(self, text, *records):
        attachments = [{"app": app, "id": record} for app, record in records]
        return self.ask(201, "POST", f"/categories/{self.room}/messages", {"message": text, "attachments": attachments})

    def test_a_new_user_asks_and_gets_an_answer(self):
        said = self.say("hello")
        self.assertEqual((said["status"], said["model"], said["error"]), ("complete", "assisti", None))
        self.assertTrue(said["answer"])
        self.assertEqual(said["usage"] | {"estimated": False}, {"prompt_tokens": 0, "completion_tokens": 0, "estimated": False})

    def test_sentences_are_understood_and_what_follows_them(self):
        said = self.say("hi, what is 3 miles in metres?")
        self.assertEqual([(tool["name"], tool["input"]) for tool in said["tools"]], [("calculate", {"expression": "3 miles in metres"})])
        said = self.say("and in feet?")
        self.assertEqual(said["tools"][0]["input"], {"expression": "3 miles in feet"})
        said = self.say("what is 12 * 12 and what does mile mean?")
        self.assertEqual([tool["name"] for tool in said["tools"]], ["calculate", "define"])
        said = self.say("write me a poem about the sea")
        self.assertEqual([tool["name"] for tool in said["tools"]], ["choices"])
        self.assertIn("needs a language model", said["answer"])
        said = self.say("synonyms for it?")
        self.assertEqual(said["tools"][0]["input"], {"word": "mile", "about": "synonyms"})

    def test_an_answer_says_which_skill_made_it_and_how_sure_it_is(self):
        said = self.say("what is 12 * 12?")
        step = said["tools"][0]
        self.assertEqual((step["name"], step["failed"], step["output"]["kind"]), ("calculate", False, "calculation"), said)
        self.assertIn("144", step["output"]["result"])
        self.assertIn("144", said["answer"])
        self.assertTrue(0 < step["output"]["understood"] <= 1)

    def test_the_picture_of_the_message_or_an_earlier_one_is_meant(self):
        said = self.say("what does this picture say?")
        self.assertTrue(said["tools"][0]["failed"])
        self.assertIn("Please attach one", said["answer"])
        page = self.upload(page_form())
        said = self.say("what does this picture say?", ("ocr", page))
        self.assertEqual(words(said["answer"]), words(PAGE_TEXT))
        step = said["tools"][0]
        self.assertEqual((step["name"], step["output"]["app"], step["output"]["id"]), ("read_picture", "ocr", page))
        self.say("thank you")
        again = self.say("which road signs are on this picture?")
        self.assertEqual(again["tools"][0]["output"]["app"], "road-signs", again)
        self.assertEqual(again["tools"][0]["output"]["boxes"], [])
        self.assertEqual([record["title"] for record in self.ask(200, "GET", "/road-signs")["results"]], ["A page"])

    def test_what_was_read_goes_on_to_the_next_skill(self):
        page = self.upload(page_form())
        said = self.say("summarise the text on this picture", ("ocr", page))
        self.assertEqual([step["name"] for step in said["tools"]], ["read_picture", "summarize"], said)
        self.assertEqual(words(said["tools"][1]["input"]["text"]), words(PAGE_TEXT))
        self.assertEqual(said["tools"][1]["output"]["kind"], "summary")

    def test_a_picture_that_is_deleted_is_no_picture(self):
        page = self.upload(page_form())
        self.say("hello", ("ocr", page))
        self.ended(page)
        self.ask(204, "DELETE", f"/ocr/{page}")
        self.assertTrue(self.say("what does this picture say?")["tools"][0]["failed"])

    def test_an_answer_can_be_stopped(self):
        """The worker that looks at pictures is held up by others, so that there is time to stop."""
        pages = [self.upload(page_form()) for _ in range(6)]
        said = self.ask(202, "POST", f"/categories/{self.room}/messages?wait=0",
                        {"message": "what does this picture say?", "attachments": [{"app": "ocr", "id": pages[-1]}]})
        self.ask(200, "POST", f"/messages/{said['id']}/stop")
        ended = self.ask(200, "GET", f"/messages/{said['id']}")
        self.assertIn(ended["status"], ("stopped", "complete"))
        self.assertEqual(self.say("hello")["status"], "complete")

    def test_other_accounts_pictures_are_none(self):
        page = self.upload(page_form())
        self.ended(page)
        self.server.add_user("eve@example.org", "a long enough password")
        self.client = self.log_in("eve@example.org")
        problem = self.ask(404, "POST", "/skills/read_picture", {"picture": page})
        self.assertEqual(problem["detail"], "There is no such picture.")


class Requests(ServerCase):
    def test_every_example_of_every_skill_has_a_result(self):
        skills = self.ask(200, "GET", "/skills")["results"]
        self.assertEqual([skill["name"] for skill in skills], sorted(skill["name"] for skill in skills))
        for skill in skills:
            for example in skill["examples"] if skill["place"] == "worker" else []:
                with self.subTest(skill["name"], say=example["say"]):
                    reply = self.client.request("POST", f"/api/v1/skills/{skill['name']}", example["arguments"])
                    self.assertIn(reply.status, (200, 501), reply.body)  # 501: not installed here
                    if reply.status == 200:
                        self.assertTrue(reply.json()["kind"] and reply.json()["text"])

    def test_a_novel_is_worked_on_as_far_as_it_goes(self):
        novel = " ".join(sentence(n) for n in range(NOVEL_WORDS // 20))
        result = self.ask(200, "POST", "/skills/summarize", {"text": novel, "length": "short"})
        self.assertEqual(result["kind"], "summary")
        self.assertLess(len(result["text"]), len(novel) / 10)
        reply = self.client.request("POST", "/api/v1/skills/summarize", {"text": "x" * (5 << 20)})
        self.assertEqual(reply.status, 413)

    def test_keys_need_the_scope(self):
        for scopes, status in ((["read"], 403), (["write"], 404)):
            key = self.ask(201, "POST", "/auth/api-keys", {"name": "a program", "scopes": scopes})["key"]
            client = self.log_in()
            client.token = key
            self.assertEqual(client.request("GET", "/api/v1/skills").status, 200)
            self.assertEqual(client.request("POST", "/api/v1/skills/read_picture", {}).status, status)

    def test_a_worker_that_is_killed_costs_no_more_than_its_request(self):
        self.ask(200, "POST", "/skills/calculate", {"expression": "1 + 1"})
        os.kill(next(pid for pid in children(self.server.process.pid) if b"skills" in command_of(pid)), signal.SIGKILL)
        began = time.monotonic()
        wait_until(lambda: self.client.request("POST", "/api/v1/skills/calculate", {"expression": "1 + 1"}).status == 200, "a worker")
        self.assertLess(time.monotonic() - began, 20)

    def test_who_goes_away_is_worked_for_no_longer(self):
        """More requests than workers, each of which would take seconds."""
        body = json.dumps({"text": "The miller walks to a river and he has an apple. " * 1900, "to": "es", "from": "en"}).encode()
        if self.client.request("POST", "/api/v1/skills/translate", {"text": "house", "to": "es", "from": "en"}).status == 501:
            self.skipTest("no translation from English to Spanish is installed")
        head = (f"POST /api/v1/skills/translate HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {self.client.token}\r\n"
                f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n")
        for _ in range(12):
            with socket.create_connection(("127.0.0.1", self.server.port)) as connection:
                connection.sendall(head.encode() + body)
                time.sleep(0.1)
        began = time.monotonic()
        self.ask(200, "POST", "/skills/calculate", {"expression": "1 + 1"})
        self.assertLess(time.monotonic() - began, 12)

    def test_the_command_line_does_the_same(self):
        done = subprocess.run([PROGRAM, "skill", "calculate", "--json", "--expression", "6 * 7"], capture_output=True, text=True,
                              timeout=60, check=True)
        self.assertEqual(json.loads(done.stdout), self.ask(200, "POST", "/skills/calculate", {"expression": "6 * 7"}))
        wrong = subprocess.run([PROGRAM, "skill", "calculate"], capture_output=True, text=True, timeout=60)
        self.assertEqual((wrong.returncode, wrong.stderr), (2, 'assisti skill: "expression" is required.\n'))
        self.assertEqual(subprocess.run([PROGRAM, "skill", "make_coffee"], capture_output=True, timeout=60).returncode, 2)


class Tools(ServerCase):
    """As tools of a language model."""

    def make_server(self):
        self.models = self.enterContext(ModelServer())
        return Server(PROGRAM, {"openai_base_url": self.models.base_url, "openai_model": "tools"})

    def say(self, text, **room):
        category = self.ask(201, "POST", "/categories", {"model": "tools"} | room)["id"]
        return self.ask(201, "POST", f"/categories/{category}/messages", {"message": text})

    def offered(self):
        return [tool["function"]["name"] for tool in self.models.log()[-1]["body"]["tools"]]

    def test_a_room_leaves_tools_out(self):
        self.say('Do. [call current_time {}]')
        self.assertIn("read_picture", self.offered())
        self.say('Do. [call current_time {}]', tools_off=["name_animal", "search_history"])
        self.assertEqual({"name_animal", "search_history"} & {*self.offered()}, set())
        self.assertIn("read_picture", self.offered())
        problem = self.ask(400, "POST", "/categories", {"tools_off": ["make_coffee"]})
        self.assertEqual(problem["errors"], {"tools_off": ["names a tool that there is not"]})

    def test_models_are_preferred_to_skills(self):
        listed = self.ask(200, "GET", "/models")
        self.assertEqual((listed["default"], listed["results"][-1]["id"]), ("tools", "assisti"))

    def test_a_model_uses_a_skill(self):
        said = self.say('Compute. [call calculate {"expression": "6 * 7"}]')
        self.assertEqual((said["status"], said["tools"][0]["name"], said["tools"][0]["failed"]), ("complete", "calculate", False), said)
        self.assertIn("42", said["tools"][0]["output"]["result"])
        self.assertIn("42", said["answer"])

    def test_several_calls_keep_their_order(self):
        said = self.say('Do. [call calculate {"expression": "1 + 1"}] [call current_time {}] [call calculate {"expression": "2 + 2"}]')
        self.assertEqual([tool["name"] for tool in said["tools"]], ["calculate", "current_time", "calculate"], said)

    def test_a_wrong_call_is_told_to_the_model(self):
        said = self.say('Do. [call calculate {"sum": "1"}] [call read_picture {}]')
        self.assertEqual([tool["failed"] for tool in said["tools"]], [True, True])
        self.assertIn("There is no picture here", said["tools"][1]["output"]["error"])
        self.assertEqual(said["status"], "complete")

    def test_what_a_room_has_switched_off_is_not_done(self):
        said = self.say('Do. [call calculate {"expression": "1 + 1"}] [call current_time {}]', tools_off=["calculate"])
        self.assertEqual([tool["failed"] for tool in said["tools"]], [True, False], said)
        self.assertIn("switched off", said["tools"][0]["output"]["error"])


def picture(data):
    return "data:image/png;base64," + base64.b64encode(data).decode()


def user(text, *urls):
    parts = [{"type": "image_url", "image_url": {"url": url}} for url in urls]
    return {"role": "user", "content": [{"type": "text", "text": text}, *parts]}


class Programs(ServerCase):
    """Over OpenAI's API."""

    def test_assisti_is_a_model_there_too(self):
        key = self.ask(201, "POST", "/auth/api-keys", {"name": "a program", "scopes": ["write"]})["key"]
        self.client.token = key
        self.assertEqual([model["id"] for model in self.client.request("GET", "/v1/models").json()["data"]], ["assisti"])
        reply = self.client.request("POST", "/v1/chat/completions",
                                    {"model": "assisti", "messages": [{"role": "system", "content": "Be kind."},
                                                                      {"role": "user", "content": "what is 12 * 12?"}]})
        self.assertEqual(reply.status, 200, reply.body)
        whole = reply.json()
        self.assertIn("144", whole["choices"][0]["message"]["content"])
        self.assertEqual(whole["choices"][0]["finish_reason"], "stop")
        self.assertEqual(whole["usage"]["total_tokens"], 0)

    def test_pictures_that_programs_send_are_looked_at_and_not_kept(self):
        key = self.ask(201, "POST", "/auth/api-keys", {"name": "a program", "scopes": ["write"]})["key"]
        page = picture((TESTS / "files/page.png").read_bytes())
        blank = picture((TESTS / "files/blank.png").read_bytes())
        asked = [
            {"messages": [user("what does this picture say?", page)]},
            {"stream": True, "messages": [user("what does this picture say?", page)]},
            # The question's own picture is meant, and then those before it.
            {"messages": [user("what does this picture say?", page), {"role": "assistant", "content": "A page."},
                          user("and this one, what does it say?", blank)]},
            {"messages": [user("hello", page), {"role": "assistant", "content": "Hello."}, user("what does the picture say?")]},
            {"messages": [user("which animal is this?", blank)]},
            {"messages": [user("which road signs are on this picture?", blank)]},
            {"messages": [user("summarise the text on this picture", page)]},
            {"messages": [user("what does this picture say?")]},
            {"messages": [user("what does this picture say?", picture(b"\x89PNG\r\n\x1a\nbroken"))]},
            {"messages": [user("what does this picture say?", "https://example.org/page.png")]},
        ]
        done = subprocess.run(["node", TESTS / "support/openai_pictures.mjs", f"http://127.0.0.1:{self.server.port}/v1", key],
                              input=json.dumps(asked), check=True, capture_output=True, text=True, timeout=120)
        read, streamed, own, earlier, animal, signs, summary, none, broken, foreign = json.loads(done.stdout)
        for text in (read, streamed, earlier):
            self.assertEqual(words(text), words(PAGE_TEXT))
        self.assertIn("found no text", own)
        self.assertIn("no animal", animal)
        self.assertIn("no road sign", signs)
        self.assertIn("Nothing that you upload leaves", words(summary))
        self.assertIn("Please attach one", none)
        self.assertRegex(broken, r"^[A-Z].*\.$")
        self.assertEqual(foreign["status"], 400)
        for app in ("ocr", "animals", "road-signs"):
            self.assertEqual(self.ask(200, "GET", f"/{app}")["results"], [])
        self.assertEqual(self.rows("SELECT COUNT(*) FROM images"), [(0,)])
        wait_until(lambda: not files_below(self.server.data / "blobs"), "the files go")

    def test_a_picture_of_ones_own_that_a_program_sends_stays(self):
        record = self.upload(page_form())
        self.ended(record)
        key = self.ask(201, "POST", "/auth/api-keys", {"name": "a program", "scopes": ["write"]})["key"]
        asked = [{"messages": [user("what does this picture say?", picture((TESTS / "files/page.png").read_bytes()))]}]
        subprocess.run(["node", TESTS / "support/openai_pictures.mjs", f"http://127.0.0.1:{self.server.port}/v1", key],
                       input=json.dumps(asked), check=True, capture_output=True, text=True, timeout=120)
        self.assertEqual([one["id"] for one in self.records()], [record])

    def test_who_goes_away_leaves_no_picture(self):
        """The worker that looks at pictures is held up by others."""
        kept = {self.upload(page_form()) for _ in range(6)}
        body = json.dumps({"model": "assisti", "messages": [user("what does this picture say?",
                                                                 picture((TESTS / "files/squares.png").read_bytes()))]})
        connection = self.client.open("/v1/models", {"Authorization": f"Bearer {self.client.token}"})
        connection.getresponse().read()
        connection.request("POST", "/v1/chat/completions", body,
                           {"Authorization": f"Bearer {self.client.token}", "Content-Type": "application/json"})
        wait_until(lambda: self.rows("SELECT COUNT(*) FROM images_passing") == [(1,)], "the picture")
        connection.close()
        wait_until(lambda: self.rows("SELECT COUNT(*) FROM images_passing") == [(0,)], "that it goes")
        self.assertEqual({one["id"] for one in self.records()}, kept)


if __name__ == "__main__":
    unittest.main()
