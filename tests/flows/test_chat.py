# SPDX-License-Identifier: GPL-3.0-or-later
"""Answers from the first word to the last: streamed, lost and taken up again, stopped, cut off by a kill, gone on with."""
import http.client
import json
import threading
import time
import uuid

from files import PROGRAM
from model_server import ModelServer
from server import Server
from server_case import ADA, ServerCase, wait_until

LONG_ROOM = 10_000
GROWTH = 5  # times what a short room takes; a look at each message would make it hundreds


def words(count):
    return " ".join(f"word{n}" for n in range(1, count + 1))


class ChatCase(ServerCase):
    def make_server(self):
        self.models = self.enterContext(ModelServer())
        return Server(PROGRAM, {"openai_base_url": self.models.base_url, "openai_model": "echo"})

    def setUp(self):
        super().setUp()
        self.room = self.make_room("lorem")

    def make_room(self, model):
        return self.ask(201, "POST", "/categories", {"name": "A room", "model": model})["id"]

    def begin(self, text, room=None):
        """Says something, and does not wait for the answer."""
        return self.ask(202, "POST", f"/categories/{room or self.room}/messages?wait=0", {"message": text})

    def message(self, said):
        return self.ask(200, "GET", f"/messages/{said['id']}")

    def ended(self, said):
        return wait_until(lambda: (now := self.message(said))["status"] != "streaming" and now, "the answer")

    def written(self, said, part):
        return wait_until(lambda: part in (now := self.message(said))["answer"] and now, part)

    def stream(self, method, path, value=None, most=None, **more):
        """The events as (id, name, value), to the end or as many as asked for; then the connection is dropped.

        last_id is what the client saw last, key its Idempotency-Key."""
        connection = http.client.HTTPConnection("127.0.0.1", self.server.port, timeout=60)
        headers = {"Authorization": f"Bearer {self.client.token}", "Accept": "text/event-stream"}
        headers |= {{"last_id": "Last-Event-ID", "key": "Idempotency-Key"}[name]: text for name, text in more.items() if text}
        body = None
        if value is not None:
            headers["Content-Type"] = "application/json"
            body = json.dumps(value)
        events, event = [], {}
        try:
            connection.request(method, path, body, headers)
            reply = connection.getresponse()
            self.assertEqual((reply.status, reply.getheader("Content-Type")), (200, "text/event-stream"), reply.read(500) if reply.status != 200 else "")
            while most is None or len(events) < most:
                line = reply.readline().decode()
                if not line:
                    break
                line = line.rstrip("\r\n")
                if line == "" and "data" in event:
                    events.append((event.get("id"), event["event"], json.loads(event["data"])))
                    event = {}
                elif ":" in line:
                    name, _, rest = line.partition(":")
                    event[name] = event.get(name, "") + rest.removeprefix(" ")
                    event.pop("", None)
            return events
        finally:
            connection.close()

    def say(self, text, **more):
        return self.stream("POST", f"/api/v1/categories/{self.room}/messages", {"message": text}, **more)


def text_of(events, name="delta"):
    return "".join(value["text"] for _, kind, value in events if kind == name)


class Streams(ChatCase):
    def test_an_answer_is_streamed_word_by_word(self):
        events = self.say("Hello [pieces=7]")
        self.assertEqual(events[0][1], "start")
        self.assertEqual(events[0][2] | {"id": ""}, {"id": "", "version": 1, "model": "lorem"})
        self.assertEqual(text_of(events), words(7))
        ident, name, end = events[-1]
        self.assertEqual((name, end["message"]["status"], end["message"]["answer"]), ("done", "complete", words(7)))
        self.assertEqual(ident, f"1-0-{len(words(7))}-0")
        self.assertTrue(all(ident for ident, _, _ in events))

    def test_an_answer_goes_on_without_its_listener(self):
        first = self.say("Hello [pieces=30 pause=20]", most=3)
        said = {"id": first[0][2]["id"]}
        self.assertEqual(self.ended(said)["answer"], words(30))

    def test_a_message_that_is_sent_again_is_said_once(self):
        first = self.say("Hello [pieces=30 pause=20]", most=1, key="once")
        again = self.say("Hello [pieces=30 pause=20]", key="once")
        self.assertEqual(again[0], first[0])
        rest = self.stream("GET", f"/api/v1/messages/{again[0][2]['id']}/events", last_id=again[-1][0])
        self.assertEqual(text_of(again) + text_of(rest), words(30))
        self.assertEqual(len(self.ask(200, "GET", f"/categories/{self.room}/messages")["results"]), 1)

    def test_a_lost_stream_is_taken_up_from_anywhere(self):
        whole = self.stream("POST", f"/api/v1/categories/{self.room}/messages", {"message": "Hello [pieces=12]"})
        path = f"/api/v1/messages/{whole[0][2]['id']}/events"
        deltas = [event for event in whole if event[1] == "delta"]
        self.assertGreater(len(deltas), 2)
        for ident, _, _ in whole:
            seen = 0 if ident == whole[0][0] else int(ident.split("-")[2])
            rest = self.stream("GET", path, last_id=ident)
            self.assertEqual(words(12)[:seen] + text_of(rest), words(12), ident)
            self.assertNotIn("start", [name for _, name, _ in rest])
            self.assertEqual(rest[-1][1], "done")
        for nonsense in ("9-0-0-0", "1-0-99999-0", "-1", "1-0-3", "x" * 500, "1-0-1-0-0"):
            rest = self.stream("GET", path, last_id=nonsense)
            self.assertEqual((rest[0][1], text_of(rest)), ("start", words(12)), nonsense)

    def test_many_listeners_of_a_live_answer_miss_nothing_and_get_nothing_twice(self):
        said = self.begin("Hello [pieces=200 pause=10]")
        path = f"/api/v1/messages/{said['id']}/events"
        faults = []

        def listen(step):
            """Takes some events at a time, each time on a new connection."""
            text, last = "", None
            while True:
                events = self.stream("GET", path, last_id=last, most=step)
                text += text_of(events)
                if events[-1][1] == "done":
                    break
                last = events[-1][0]
            if text != words(200):
                faults.append((step, text))

        threads = [threading.Thread(target=listen, args=(step,)) for step in (1, 2, 3, 7, 50, None)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual(faults, [])

    def test_scripts_of_all_kinds_are_resumed_at_whole_characters(self):
        self.room = self.make_room("split")
        whole = self.say("Hello")
        answer = whole[-1][2]["message"]["answer"]
        self.assertIn("سلام", answer)
        self.assertEqual(text_of(whole), answer)
        raw = answer.encode()
        path = f"/api/v1/messages/{whole[0][2]['id']}/events"
        for at in range(len(raw) + 1):
            rest = self.stream("GET", path, last_id=f"1-0-{at}-0")
            is_whole = at == len(raw) or raw[at] & 0xC0 != 0x80
            self.assertEqual(text_of(rest), raw[at:].decode() if is_whole else answer, at)

    def test_reasoning_and_tools_have_events_of_their_own(self):
        self.room = self.make_room("reasoning")
        events = self.say("Hello")
        message = events[-1][2]["message"]
        self.assertNotEqual(message["reasoning"], "")
        self.assertEqual(text_of(events, "reasoning"), message["reasoning"])
        self.room = self.make_room("tools")
        events = self.say("[call current_time {}]")
        tools = [value for _, name, value in events if name == "tool"]
        self.assertEqual([tool["name"] for tool in tools], ["current_time"])
        self.assertEqual(events[-1][2]["message"]["tools"], tools)
        self.assertIn("The tool said", events[-1][2]["message"]["answer"])
        rest = self.stream("GET", f"/api/v1/messages/{events[0][2]['id']}/events", last_id="1-0-0-0")
        self.assertEqual([value for _, name, value in rest if name == "tool"], tools)

    def test_an_answer_that_fails_says_so_in_the_stream(self):
        self.room = self.make_room("forbidden")
        events = self.say("Hello")
        _, name, value = events[-1]
        self.assertEqual((name, value["problem"]["code"], value["message"]["message"]), ("error", "model_key_refused", "Hello"))
        again = self.stream("GET", f"/api/v1/messages/{value['message']['id']}/events")
        self.assertEqual(again[-1][1:], (name, value))


class Ends(ChatCase):
    def test_a_stop_keeps_the_part_and_reaches_the_model(self):
        said = self.begin("Hello [pause=20 pieces=5000]")
        self.written(said, "word5")
        stopped = self.ask(200, "POST", f"/messages/{said['id']}/stop")
        self.assertEqual((stopped["status"], stopped["can_continue"]), ("stopped", True))
        self.assertTrue(words(5000).startswith(stopped["answer"]))
        self.models.wait_for_end("gone")
        self.assertEqual(self.message(said)["answer"], stopped["answer"])
        self.ask(409, "POST", f"/messages/{said['id']}/stop")

    def test_a_room_has_one_answer_at_a_time_and_an_account_eight(self):
        said = self.begin("Hello [pause=50 pieces=1000]")
        problem = self.ask(409, "POST", f"/categories/{self.room}/messages", {"message": "And?"})
        self.assertEqual(problem["code"], "answer_in_progress")
        for path in (f"/messages/{said['id']}/regenerate", f"/messages/{said['id']}/continue"):
            self.assertEqual(self.ask(409, "POST", path)["code"], "answer_in_progress", path)
        rooms = [self.make_room("lorem") for _ in range(8)]
        for room in rooms[:7]:
            self.begin("Hello [pause=50 pieces=1000]", room)
        problem = self.ask(409, "POST", f"/categories/{rooms[7]}/messages", {"message": "Hello"})
        self.assertEqual(problem["code"], "limit_reached")
        self.assertEqual(self.ask(200, "GET", f"/categories/{rooms[7]}/messages")["results"], [])

    def test_what_is_deleted_while_it_is_answered_is_cancelled(self):
        said = self.begin("Hello [pause=20 pieces=5000]")
        self.written(said, "word2")
        listened = []
        thread = threading.Thread(target=lambda: listened.extend(self.stream("GET", f"/api/v1/messages/{said['id']}/events")))
        thread.start()
        time.sleep(0.3)
        self.ask(204, "DELETE", f"/messages/{said['id']}")
        thread.join()
        self.assertEqual((listened[-1][1], listened[-1][2]["problem"]["code"]), ("error", "not_found"))
        self.models.wait_for_end("gone")
        other = self.begin("Hello [pause=20 pieces=5000]")
        self.written(other, "word2")
        self.ask(204, "DELETE", f"/categories/{self.room}")
        self.models.wait_for_end("gone")

    def test_a_killed_server_leaves_the_part_and_one_click_goes_on(self):
        said = self.begin("Hello [pause=50 pieces=100]")
        self.written(said, "word40")
        wait_until(lambda: self.written_pieces(said) > 200, "pieces on the disk")
        self.server.kill()
        self.restart()
        left = self.message(said)
        self.assertEqual((left["status"], left["error"]["code"], left["can_continue"]), ("failed", "interrupted", True))
        self.assertTrue(words(100).startswith(left["answer"]))
        self.assertGreater(len(left["answer"]), 200)
        events = self.stream("GET", f"/api/v1/messages/{said['id']}/events")
        self.assertEqual((text_of(events), events[-1][1]), (left["answer"], "error"))

        events = self.stream("POST", f"/api/v1/messages/{said['id']}/continue")
        self.assertEqual(events[0][1], "start")
        whole = self.message(said)
        self.assertEqual((whole["status"], whole["version"], whole["error"]), ("complete", 1, None))
        self.assertEqual(left["answer"] + text_of(events), whole["answer"])
        self.assertGreater(len(whole["answer"]), len(left["answer"]))

    def test_what_few_answers_have_come_to_is_kept_several_times_a_second(self):
        said = self.begin("Hello [pause=100 pieces=100]")
        self.written(said, "word30")  # three seconds
        with self.server.database() as database:
            self.assertGreater(database.execute("SELECT COUNT(*) FROM answer_pieces").fetchone()[0], 5)

    def written_pieces(self, said):
        with self.server.database() as database:
            return database.execute("SELECT COALESCE(SUM(LENGTH(answer_pieces.text)), 0) FROM answer_pieces JOIN message_versions"
                                    " ON message_versions.id = answer_pieces.version WHERE message = ?", (said["id"],)).fetchone()[0]

    def test_a_server_that_stops_loses_nothing(self):
        said = self.begin("Hello [pause=20 pieces=1000]")
        before = self.written(said, "word20")["answer"]
        self.server.stop()
        self.restart()
        left = self.message(said)
        self.assertEqual((left["status"], left["error"]["code"]), ("failed", "interrupted"))
        self.assertTrue(left["answer"].startswith(before))
        self.assertTrue(words(1000).startswith(left["answer"]))

    def test_without_a_model_the_words_are_kept_and_skills_answer(self):
        self.server.stop()
        del self.server.environment["ASSISTI_OPENAI_BASE_URL"]
        self.restart()
        said = self.ask(201, "POST", f"/categories/{self.make_room('')}/messages", {"message": "Is anybody there?"})
        self.assertEqual((said["message"], said["model"], said["status"]), ("Is anybody there?", "assisti", "complete"))
        self.assertEqual(self.ask(200, "GET", "/models")["default"], "assisti")
        problem = self.ask(422, "POST", f"/categories/{self.room}/messages", {"message": "And the other?"})
        self.assertEqual((problem["code"], problem["message"]["message"]), ("model_unknown", "And the other?"))

    def test_a_model_server_that_is_down_is_told_plainly(self):
        self.models.end()
        problem = self.ask(502, "POST", f"/categories/{self.room}/messages", {"message": "Hello"})
        self.assertEqual((problem["code"], problem["message"]["status"]), ("model_unreachable", "failed"))


class LongRooms(ChatCase):
    def fill(self, count, first=0):
        """Turns as an import would write them, with numbers of their own from the first on."""
        with self.server.database() as database:
            owner = database.execute("SELECT id FROM users WHERE email = ?", (ADA,)).fetchone()[0]
            parent = None
            for n in range(first, first + count):
                turn, version = (str(uuid.UUID(f"01900000-{n:04x}-7{kind}00-8000-{n:012x}")) for kind in "01")
                database.execute("INSERT INTO messages VALUES (?, ?, ?, ?, ?, 1, ?)", (turn, self.room, owner, parent, version, n))
                database.execute("INSERT INTO message_versions (id, message, number, status, model, prompt_tokens, completion_tokens,"
                                 " is_estimate, dropped, created, text, tools, reasoning, answer)"
                                 " VALUES (?, ?, 1, 'complete', 'lorem', 1, 1, 0, 0, ?, ?, '[]', '', ?)",
                                 (version, turn, n, f"Question {n}", f"Answer {n}. " + words(40)))
                parent = version

    def open(self):
        """The newest page of the room, and the seconds of the quickest of ten requests for it."""
        took = []
        for _ in range(10):
            start = time.monotonic()
            page = self.ask(200, "GET", f"/categories/{self.room}/messages?limit=50")
            took.append(time.monotonic() - start)
        return page["results"], min(took)

    def test_ten_thousand_messages_open_like_fifty(self):
        long_room, self.room = self.room, self.make_room("lorem")
        self.fill(50, first=LONG_ROOM)
        _, took_short = self.open()
        self.room = long_room
        self.fill(LONG_ROOM)
        messages, took_long = self.open()
        self.assertEqual((len(messages), messages[0]["message"]), (50, f"Question {LONG_ROOM - 1}"))
        self.assertLess(took_long, GROWTH * took_short)
        self.assertEqual(self.ask(200, "GET", f"/categories/{self.room}")["messages"], LONG_ROOM)

        seen, cursor = 0, ""
        while cursor is not None:
            page = self.ask(200, "GET", f"/categories/{self.room}/messages?limit=100" + (cursor and f"&cursor={cursor}"))
            seen, cursor = seen + len(page["results"]), page["next"]
        self.assertEqual(seen, LONG_ROOM)

        # The first of them in other words: all that followed is hidden, and comes back.
        first = self.ask(200, "PATCH", f"/messages/{page['results'][-1]['id']}", {"message": "Anew [pieces=3]"})
        self.assertEqual((first["answer"], first["version"]), (words(3), 2))
        self.assertEqual(len(self.ask(200, "GET", f"/categories/{self.room}/messages")["results"]), 1)
        self.ask(200, "PUT", f"/messages/{first['id']}/version", {"version": 1})
        self.assertEqual(self.ask(200, "GET", f"/categories/{self.room}")["messages"], LONG_ROOM)
        self.ask(204, "DELETE", f"/categories/{self.room}")
