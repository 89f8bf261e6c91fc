# SPDX-License-Identifier: GPL-3.0-or-later
"""A quiz from the first question to the score: answers as people give them, a restart in its middle, words that come back."""
import concurrent.futures
import json

from server_case import ADA, ServerCase

BOB = "bob@example.org"
PASSWORD_BOB = "correct horse battery staple 9"
DAY_MS = 24 * 60 * 60 * 1000


class Quiz(ServerCase):
    def quiz(self, action, status=200, **arguments):
        return self.ask(status, "POST", "/skills/quiz", {"action": action, **arguments})

    def waiting(self):
        """The question that waits, with its answer, as the database has it."""
        return json.loads(self.rows("SELECT question FROM quizzes WHERE is_running = 1")[0][0])

    def right(self):
        return self.quiz("answer", answer=self.waiting()["expected"])

    def wrong(self):
        waits = self.waiting()
        choices = [choice for choice in waits["choices"] if choice != waits["expected"]]
        return self.quiz("answer", answer=choices[0] if choices else "xqzzvkw")

    def test_asks_one_question_after_the_other(self):
        asked = self.quiz("start", count=4, level="easy", form="meaning")
        self.assertEqual((asked["kind"], asked["finished"], asked["score"]), ("quiz", False, {"correct": 0, "answered": 0}))
        question = asked["question"]
        self.assertEqual((question["number"], question["of"], question["form"], len(question["choices"])), (1, 4, "meaning", 4))
        self.assertNotIn("expected", question)
        for number, choice in enumerate(question["choices"], 1):
            self.assertIn(f"\n{number}. {choice}", asked["text"])

        # By number, by letter, by the words themselves.
        place = question["choices"].index(self.waiting()["expected"])
        told = self.quiz("answer", answer=f" {place + 1}. ")
        self.assertEqual((told["feedback"]["correct"], told["score"], told["question"]["number"]),
                         (True, {"correct": 1, "answered": 1}, 2))
        self.assertTrue(told["text"].startswith("Right!"), told["text"])
        place = told["question"]["choices"].index(self.waiting()["expected"])
        self.assertTrue(self.quiz("answer", answer="ABCD"[place])["feedback"]["correct"])

        # What is no choice costs nothing; the same question waits on.
        before = self.waiting()
        unclear = self.quiz("answer", answer="what is the weather like?")
        self.assertEqual((unclear["score"]["answered"], unclear["question"]["number"], self.waiting()), (2, 3, before))
        self.assertNotIn("expected", unclear["feedback"])

        asked = self.quiz("progress")
        self.assertEqual((asked["finished"], asked["question"]["number"], asked["progress"]["asked"]), (False, 3, 2))

        told = self.quiz("answer", answer="I don’t know")
        self.assertEqual((told["feedback"]["correct"], told["feedback"]["expected"]), (False, before["expected"]))
        ended = self.wrong()
        self.assertEqual((ended["finished"], ended["score"], ended["due"]), (True, {"correct": 2, "answered": 4}, 2))
        self.assertIn("2 of 4 right", ended["text"])
        self.assertNotIn("question", ended)
        self.assertIn("No quiz is going on", self.quiz("answer", answer="2")["text"])

    def test_outlives_the_server(self):
        asked = self.quiz("start", count=3, level="medium", form="mixed")
        self.right()
        before = self.waiting()
        self.server.kill()
        self.restart()
        self.assertEqual(self.waiting(), before)
        told = self.right()
        self.assertEqual((told["feedback"]["correct"], told["question"]["number"], told["question"]["of"]),
                         (True, 3, asked["question"]["of"]))
        stopped = self.quiz("answer", answer="stop")
        self.assertEqual((stopped["finished"], stopped["score"]), (True, {"correct": 2, "answered": 2}))
        self.assertEqual(self.rows("SELECT COUNT(*) FROM quiz_words"), [(2,)])

    def test_words_come_back_when_they_are_due(self):
        self.assertIn("No word has been practised yet", self.quiz("progress")["text"])
        self.quiz("start", count=3, level="easy", form="spell")
        missed = self.waiting()["word"]
        self.quiz("answer", answer="xqzzvkw")
        known = self.waiting()["word"]
        self.right()
        slipped = self.waiting()["expected"]
        last = self.quiz("answer", answer=slipped[0] + slipped[1:] + slipped[-1] if len(slipped) > 3 else slipped)
        self.assertTrue(last["finished"])
        now = self.quiz("progress")
        self.assertEqual((now["progress"]["words"], now["due"], now["progress"]["asked"]), (3, 1, 3))
        self.assertIn(missed, [word["word"] for word in now["progress"]["hardest"]])

        # Without more words it is as the last one was; what was missed comes first, and what is known not yet.
        asked = self.quiz("start")
        self.assertEqual((asked["question"]["of"], asked["question"]["form"], self.waiting()["word"]), (3, "spell", missed))
        words = [word["word"] for word in json.loads(self.rows("SELECT words FROM quizzes")[0][0])]
        self.assertNotIn(known, words)
        self.assertEqual(len(set(words)), 3)

        # A day later the others do.
        self.write("UPDATE quiz_words SET due = due - ?", DAY_MS)
        self.quiz("start", count=3)
        words = {word["word"] for word in json.loads(self.rows("SELECT words FROM quizzes")[0][0])}
        self.assertIn(known, words)

    def test_is_of_one_person(self):
        self.quiz("start", count=2, level="easy")
        self.wrong()
        self.server.add_user(BOB, PASSWORD_BOB)
        ada, self.client = self.client, type(self.client)(self.server.port)
        self.client.log_in(BOB, PASSWORD_BOB)
        self.assertIn("No quiz is going on", self.quiz("answer", answer="1")["text"])
        self.assertEqual(self.quiz("progress")["progress"]["words"], 0)
        self.client = ada
        self.assertEqual(self.quiz("progress")["progress"]["words"], 1)
        self.assertTrue(self.quiz("stop")["finished"])
        self.assertIn("No quiz is going on", self.quiz("stop")["text"])

    def test_two_answers_at_once_count_once(self):
        self.quiz("start", count=9, level="easy", form="meaning")
        answer = self.waiting()["expected"]
        def send(_):
            return self.log_in(ADA).request("POST", "/api/v1/skills/quiz", {"action": "answer", "answer": answer}).status
        with concurrent.futures.ThreadPoolExecutor(4) as threads:
            statuses = list(threads.map(send, range(4)))
        self.assertIn(200, statuses)
        self.assertLessEqual(set(statuses), {200, 409})
        [(number, answered)] = self.rows("SELECT number, answered FROM quizzes")
        self.assertEqual(number, answered + 1)

    def test_an_answer_that_comes_again_is_told_as_it_was(self):
        asked = self.quiz("start", count=3, level="easy", form="meaning")
        first = asked["question"]["id"]
        told = self.quiz("answer", question=first, answer=self.waiting()["expected"])
        second = told["question"]["id"]
        self.assertEqual((told["feedback"]["correct"], first == second), (True, False))

        # The server ends before it could tell; whoever asks again, and with whatever, has answered the first question.
        self.server.kill()
        self.restart()
        before = self.waiting()
        self.assertEqual(self.quiz("answer", question=first, answer=before["expected"]), told)
        self.assertEqual((self.waiting(), self.rows("SELECT number, answered FROM quizzes")), (before, [(2, 1)]))
        self.assertEqual(self.rows("SELECT SUM(asked) FROM quiz_words"), [(1,)])

        # What is not the last one either is no answer to anything, and shows what waits.
        self.quiz("answer", question=second, answer=before["expected"])
        late = self.quiz("answer", question=first, answer="1")
        self.assertEqual((late["notices"], late["question"]["number"], late["score"]["answered"]),
                         (["That question does not wait any more."], 3, 2))
        self.assertNotIn("feedback", late)
        ended = self.quiz("answer", question=late["question"]["id"], answer="I don't know")
        self.assertTrue(ended["finished"])
        self.assertEqual(self.quiz("answer", question=late["question"]["id"], answer="1"), ended)

    def test_a_room_that_answers_anew_answers_the_same_question(self):
        room = self.ask(201, "POST", "/categories", {"name": "Words", "model": "assisti"})["id"]
        self.ask(201, "POST", f"/categories/{room}/messages", {"message": "Quiz me on 3 easy words"})
        said = self.ask(201, "POST", f"/categories/{room}/messages", {"message": self.waiting()["expected"]})
        told = said["tools"][0]["output"]
        self.assertEqual((told["feedback"]["correct"], told["question"]["number"]), (True, 2), said)
        before = self.waiting()
        self.ask(200, "POST", f"/messages/{said['id']}/regenerate", {})
        again = self.ask(200, "GET", f"/messages/{said['id']}")["tools"][0]["output"]
        self.assertEqual((again["feedback"], again["question"]), (told["feedback"], told["question"]))
        self.assertEqual((self.waiting(), self.rows("SELECT number, answered FROM quizzes")), (before, [(2, 1)]))

    def test_refuses_what_it_cannot_do(self):
        for wrong in ({"action": "dance"}, {"action": "start", "count": 0}, {"action": "start", "count": 51},
                      {"action": "start", "level": "absurd"}, {"action": "start", "form": "mime"}, {}, {"count": 3}):
            reply = self.client.request("POST", "/api/v1/skills/quiz", wrong)
            self.assert_problem(reply, 400, "invalid")

    def test_a_word_that_is_not_there_is_left_out(self):
        self.quiz("start", count=2, level="easy")
        self.right()
        self.right()
        self.write("UPDATE quiz_words SET due = 1")
        self.write("UPDATE quiz_words SET word = 'xqzzvkw' WHERE rowid = (SELECT MIN(rowid) FROM quiz_words)")
        self.quiz("start", count=2)
        ended = self.right()
        self.assertEqual((ended["finished"], ended["score"]), (True, {"correct": 1, "answered": 1}))
