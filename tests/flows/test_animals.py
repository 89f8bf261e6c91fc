# SPDX-License-Identifier: GPL-3.0-or-later
"""Models of one's own, classifiers of one's own, and the command line that uses both."""
import json
import subprocess
import unittest

from files import PASSWORD, PROGRAM
from networks import colour_bmp, write_colours
from server_case import ADA, ServerCase, wait_until
from web_client import Part

RED, BLUE = (230, 20, 30), (20, 30, 230)


def picture(colour, **fields):
    parts = [Part(name, value.encode()) for name, value in fields.items()]
    return [*parts, Part("image", colour_bmp(*colour), "colour.bmp", "image/bmp")]


class OwnModels(ServerCase):
    def make_server(self):
        server = super().make_server()
        write_colours(server.data / "models/colours")
        broken = server.data / "models/broken"
        broken.mkdir()
        (broken / "manifest.json").write_text("{}")
        return server

    def test_a_model_of_ones_own_answers(self):
        listed = {model["name"]: model for model in self.ask(200, "GET", "/animals/models")["results"]}
        self.assertEqual((listed["colours"]["ok"], listed["colours"]["title"]), (True, "Colours"))
        self.assertEqual((listed["broken"]["ok"], listed["broken"]["reason"]),
                         (False, 'manifest.json: "kind" must be "classifier" or "detector".'))
        self.assertIn("event=images.model_not_usable", self.server.read_log())
        classes = self.ask(200, "GET", "/animals/classes?model=colours")["results"]
        self.assertEqual([known["label"] for known in classes], ["red", "green", "blue"])

        record = self.ask(201, "POST", "/animals?wait=60", form=picture(RED, model="colours"))
        self.assertEqual((record["status"], record["label"]), ("done", "red"), record["error"])
        self.assertGreater(record["confidence"], 0.9)
        self.assertEqual(len(record["result"]["top"]), 3)
        self.ask(422, "POST", "/animals", form=picture(RED, model="broken"))

        # It gives no embedding: a correction holds for its picture alone.
        other = self.ask(201, "POST", "/animals?wait=60", form=picture(RED, model="colours"))
        self.assertEqual(self.ask(200, "PUT", f"/animals/{record['id']}/correction", {"label": "blue"})["label"], "blue")
        self.assertEqual(self.ask(200, "GET", f"/animals/{other['id']}")["label"], "red")

    def test_a_network_that_is_none_fails_with_words(self):
        (self.server.data / "models/colours/colours.onnx").write_bytes(b"nonsense")
        record = self.ask(201, "POST", "/animals?wait=60", form=picture(RED, model="colours"))
        self.assertEqual((record["status"], record["error"]["status"]), ("failed", 422))
        self.assertRegex(record["error"]["detail"], r"\w+")


class OwnClassifiers(ServerCase):
    def predict(self, *arguments):
        file = self.server.data / "blue.bmp"
        file.write_bytes(colour_bmp(*BLUE))
        done = subprocess.run([PROGRAM, "predict", "animals", *arguments, "--data", self.server.data, file],
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        return done.returncode, done.stdout and json.loads(done.stdout), done.stderr

    def make(self):
        made = self.ask(201, "POST", "/animals/classifiers", {"name": "Cans", "classes": ["red", "blue"]})
        return made, f"/animals/classifiers/{made['id']}"

    def show(self, path):
        for shade in range(5):
            for name, (red, green, blue) in (("red", RED), ("blue", BLUE)):
                self.ask(202, "POST", path + "/examples", form=picture((red, green + 4 * shade, blue), **{"class": name}))

    def teach(self, path):
        self.show(path)
        return self.learned(path)

    def learned(self, path):
        return wait_until(lambda: (now := self.ask(200, "GET", path))["status"] == "ready" and now, "the learning")

    def test_another_version_of_the_model_is_learned_for_when_asked(self):
        made, path = self.make()
        self.teach(path)
        with self.server.database() as database:
            database.execute("UPDATE animal_examples SET space = 'animals-old'")
            database.execute("UPDATE animal_classifiers SET space = 'animals-old'")
        self.assertEqual([known["ready"] for known in self.ask(200, "GET", path)["classes"]], [0, 0])
        self.ask(409, "POST", "/animals", form=picture(BLUE, classifier=made["id"]))
        self.ask(202, "POST", path + "/train")
        wait_until(lambda: self.rows("SELECT 1 FROM animal_classifiers WHERE space <> 'animals-old'"), "the learning")
        self.assertEqual([known["ready"] for known in self.learned(path)["classes"]], [5, 5])
        self.assertEqual(self.ask(201, "POST", "/animals?wait=60", form=picture(BLUE, classifier=made["id"]))["label"], "blue")

    def age(self):
        """Lets all that was looked at so far be of another version of the model; the server is down."""
        with self.server.database() as database:
            for table in ("animal_examples", "animal_classifiers", "animal_answers"):
                database.execute(f"UPDATE {table} SET space = 'animals-old' || SUBSTR(space, LENGTH('animals-01234567') + 1)"
                                 " WHERE space IS NOT NULL")

    def test_after_another_version_all_is_looked_at_and_learned_again_by_itself(self):
        made, path = self.make()
        self.teach(path)
        said = self.ask(201, "POST", "/animals?wait=60", form=picture(RED))
        self.ask(200, "PUT", f"/animals/{said['id']}/correction", {"name": "a tomato"})
        own = self.ask(201, "POST", "/animals?wait=60", form=picture(BLUE, classifier=made["id"]))
        self.ask(200, "PUT", f"/animals/{own['id']}/correction", {"name": "the sea"})
        gone = self.ask(201, "POST", "/animals?wait=60", form=picture((10, 200, 10)))
        self.ask(200, "PUT", f"/animals/{gone['id']}/correction", {"name": "grass"})
        for blob in self.rows("SELECT blob FROM images WHERE id = ?", gone["id"]):
            next(self.server.data.glob(f"blobs/**/{blob[0]}")).unlink()
        self.server.stop()
        self.age()
        self.restart()

        wait_until(lambda: not (now := self.ask(200, "GET", path))["stale"] and now["usable"], "the learning")
        wait_until(lambda: [one["stale"] for one in self.ask(200, "GET", "/animals/corrections")["results"]]
                   == [True, False, False], "the corrected pictures that can be read")
        for record, name in ((said, "a tomato"), (own, "the sea"), (gone, "grass")):
            now = self.ask(200, "GET", f"/animals/{record['id']}")
            self.assertEqual((now["status"], now["label"], now["created"]), ("done", name, record["created"]))
        # The words reach new pictures again.
        self.assertEqual(self.ask(201, "POST", "/animals?wait=60", form=picture(RED))["label"], "a tomato")
        again = self.ask(201, "POST", "/animals?wait=60", form=picture(BLUE, classifier=made["id"]))
        self.assertEqual(again["label"], "the sea")

    def test_what_a_kill_cut_short_of_that_goes_on_after_the_next_start(self):
        _, path = self.make()
        self.teach(path)
        self.server.stop()
        self.age()
        self.restart()
        self.assertTrue(self.ask(200, "GET", path)["name"])
        self.server.kill()
        self.restart()
        wait_until(lambda: not (now := self.ask(200, "GET", path))["stale"] and now["status"] == "ready", "the learning")

    def test_learning_that_a_kill_cut_short_is_done_after_the_next_start(self):
        _, path = self.make()
        self.show(path)
        self.server.kill()
        self.restart()
        self.assertEqual(self.learned(path)["accuracy"], 1)

    def test_from_examples_to_answers_and_to_nothing(self):
        made, path = self.make()
        status, _, says = self.predict("--classifier", "Cans")
        self.assertEqual((status, says), (1, "assisti predict: This classifier has learned nothing yet.\n"))
        ready = self.teach(path)
        self.assertEqual((ready["accuracy"], ready["error"]), (1, None))

        record = self.ask(201, "POST", "/animals?wait=60", form=picture(BLUE, classifier=made["id"]))
        self.assertEqual((record["label"], record["result"]["classifier"]), ("blue", "Cans"))
        status, line, _ = self.predict("--classifier", "Cans", "--email", ADA.upper())
        self.assertEqual((status, line["label"], line["result"]["top"]), (0, "blue", record["result"]["top"]))
        status, _, says = self.predict("--classifier", "Cans", "--email", "bob@example.org")
        self.assertEqual((status, says), (1, "assisti predict: There is no classifier of this name.\n"))

        self.server.stop()
        self.restart()
        self.assertEqual(self.ask(200, "GET", path)["status"], "ready")
        self.ask(204, "DELETE", "/me", {"password": PASSWORD})
        wait_until(lambda: not self.kept_files(), "the end of all pictures")
        for table in ("animal_answers", "animal_corrections", "animal_classifiers", "animal_classes", "animal_examples", "jobs"):
            self.assertEqual(self.rows(f"SELECT * FROM {table}"), [], table)


if __name__ == "__main__":
    unittest.main()
