# SPDX-License-Identifier: GPL-3.0-or-later
"""Road signs: detectors of one's own, and the command line. The networks are small and their answers known, see networks.py."""
import json
import pathlib
import shutil
import struct
import subprocess
import tempfile
import unittest

from files import PROGRAM
from measure import children, command_of, peak_mib
from networks import BLUE, GREEN, RED, Square, bmp, draw, gif, png, write_squares, write_yolo
from server_case import ServerCase
from web_client import Part

# Above four megapixels, and such that all parts of it, and of it turned, begin where the squares' network has a window.
WIDE, HIGH = 3384, 1712
TWENTY_MEGAPIXELS = 5160, 3880
SCREEN = 3840 * 2160  # pixels of a large one, which a drawing has at most
WORKER_MIB = 150
BUILT_IN = pathlib.Path(__file__).resolve().parents[2] / "models/road-signs/manifest.json"


def upload(pixels, **fields):
    parts = [Part(name, value.encode()) for name, value in fields.items()]
    return [*parts, Part("image", bmp(pixels), "signs.bmp", "image/bmp")]


class OwnDetectors(ServerCase):
    def make_server(self):
        server = super().make_server()
        write_squares(server.data / "models/squares")
        write_yolo(server.data / "models/yolo")
        write_squares(server.data / "models/broken")
        (server.data / "models/broken/classifier.onnx").unlink()
        return server

    def test_signs_that_no_network_knows_are_not_listed(self):
        manifest = json.loads(BUILT_IN.read_text())
        listed = {sign["label"] for sign in self.ask(200, "GET", "/road-signs/classes")["results"]}
        self.assertIn("stop", listed)
        self.assertLessEqual(listed, {*manifest["classes"], *manifest["classifier"]["classes"]})

    def test_they_are_listed_and_asked_for(self):
        listed = {model["name"]: model for model in self.ask(200, "GET", "/road-signs/models")["results"]}
        self.assertNotIn("animals", listed)
        self.assertEqual([listed["squares"][key] for key in ("title", "kind", "ok", "classes")], ["Squares", "detector", True, 5])
        self.assertEqual((listed["broken"]["ok"], listed["broken"]["reason"]), (False, "classifier.onnx is missing."))
        self.assertNotIn("squares", {model["name"] for model in self.ask(200, "GET", "/animals/models")["results"]})
        self.assertEqual(self.ask(422, "POST", "/road-signs", form=upload(draw(64, 64), model="broken"))["code"],
                         "model_not_installed")

        pixels = draw(400, 304, Square(40, 48, 32), Square(320, 40, 32, GREEN))
        record = self.ask(201, "POST", "/road-signs?wait=60", form=upload(pixels, model="yolo"))
        self.assertEqual((record["status"], record["label"]), ("done", "red square, green square"), record["error"])
        self.assertEqual([found["box"] for found in record["result"]["detections"]], [[40, 48, 72, 80], [320, 40, 352, 72]])

    def test_a_network_that_does_not_fit_fails_with_words(self):
        labels = self.server.data / "models/squares/labels.csv"
        labels.write_text(labels.read_text() + "one_more,One more,none,,,,,\n")
        self.server.stop()
        self.restart()
        record = self.ask(201, "POST", "/road-signs?wait=60", form=upload(draw(64, 64), model="squares"))
        self.assertEqual((record["status"], record["error"]["detail"]),
                         ("failed", "The network knows 5 classes, and its labels name 6."))


class LargePictures(ServerCase):
    @unittest.skipIf(b"__asan_init" in pathlib.Path(PROGRAM).read_bytes(), "AddressSanitizer takes memory of its own")
    def test_memory_does_not_grow_with_the_picture(self):
        width, height = TWENTY_MEGAPIXELS
        rows = [bytes((x ^ y) & 255 for x in range(width)) for y in range(64)]
        # Turned by a quarter, which takes the most.
        picture = png(width, height, (rows[y % 64] for y in range(height)), colour=False, orientation=6)
        record = self.ask(201, "POST", "/road-signs?wait=60", form=[Part("image", picture, "large.png", "image/png")])
        self.assertEqual(record["status"], "done", record["error"])
        self.assertEqual((record["image"]["width"], record["image"]["height"]), (height, width))
        peaks = [peak_mib(worker) for worker in children(self.server.process.pid) if b"road-signs" in command_of(worker)]
        self.assertGreater(len(peaks), 0)
        self.assertLess(max(peaks), WORKER_MIB)


class CommandLine(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        write_squares(self.folder / "models/squares")

    def predict(self, *arguments, status=0):
        done = subprocess.run([PROGRAM, "predict", "road-signs", "--model", "squares", "--data", self.folder, *arguments],
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        self.assertEqual(done.returncode, status, done.stderr)
        return json.loads(done.stdout) if done.stdout else done.stderr

    def look_at(self, width, height, *squares):
        (self.folder / "signs.bmp").write_bytes(bmp(draw(width, height, *squares)))
        line = self.predict(self.folder / "signs.bmp")
        return [(found["label"], found["box"]) for found in line["result"]["detections"]]

    def test_signs_of_every_size_are_found_once(self):
        for side in (32, 64, 128, 256):
            found = self.look_at(720, 432, Square(64, 64, side, RED, BLUE))
            self.assertEqual(found, [("keep_right", [64, 64, 64 + side, 64 + side])])
        self.assertEqual(self.look_at(96, 60, Square(64, 32, 16)), [("stop", [64, 32, 80, 48])])

    def test_signs_that_touch_stay_two(self):
        boxes = sorted(box for _, box in self.look_at(400, 304, Square(40, 40, 32, RED, BLUE), Square(40, 80, 32, RED, BLUE)))
        self.assertEqual(boxes, [[40, 40, 72, 72], [40, 80, 72, 112]])

    def test_a_sign_at_the_edge_of_the_picture(self):
        self.assertEqual(self.look_at(400, 304, Square(368, 272, 32)), [("stop", [368, 272, 400, 304])])

    def test_a_small_picture_is_one_sign(self):
        self.assertEqual(self.look_at(64, 64, Square(0, 0, 64)), [("stop", [0, 0, 64, 64])])
        self.assertEqual(self.look_at(64, 64, Square(16, 16, 32, RED, BLUE))[0][0], "keep_right")
        self.assertEqual(self.look_at(64, 64), [])

    def test_large_pictures_however_they_are_turned(self):
        x, y, side = 2400, 48, 32
        rows = [bytes(value for colour in row for value in colour)
                for row in draw(WIDE, HIGH, Square(x, y, side, RED, BLUE), Square(64, 1600, 64))]
        ends = {1: (x, y), 2: (WIDE - x - side, y), 3: (WIDE - x - side, HIGH - y - side), 4: (x, HIGH - y - side),
                5: (y, x), 6: (HIGH - y - side, x), 7: (HIGH - y - side, WIDE - x - side), 8: (y, WIDE - x - side)}
        for orientation, (left, top) in ends.items():
            (self.folder / "large.png").write_bytes(png(WIDE, HIGH, rows, orientation=orientation))
            line = self.predict(self.folder / "large.png")
            found = {one["label"]: one["box"] for one in line["result"]["detections"]}
            self.assertEqual(sorted(found), ["keep_right", "stop"], orientation)
            self.assertEqual(found["keep_right"], [left, top, left + side, top + side], orientation)

    def test_a_large_picture_that_is_cut_short(self):
        rows = [bytes(3 * WIDE)] * HIGH
        whole = png(WIDE, HIGH, rows)
        (self.folder / "large.png").write_bytes(whole[:len(whole) // 2])
        self.assertEqual(self.predict(self.folder / "large.png", status=1)["error"]["code"], "unreadable_image")

    def test_a_picture_with_boxes(self):
        (self.folder / "signs.bmp").write_bytes(bmp(draw(400, 304, Square(40, 48, 32))))
        self.predict("--annotate", self.folder / "out.png", self.folder / "signs.bmp")
        drawing = (self.folder / "out.png").read_bytes()
        self.assertEqual((drawing[:8], struct.unpack(">II", drawing[16:24])), (b"\x89PNG\r\n\x1a\n", (400, 304)))
        (self.folder / "large.png").write_bytes(png(WIDE, 2 * HIGH, [bytes(3 * WIDE)] * 2 * HIGH, orientation=6))
        self.predict("--annotate", self.folder / "out.png", self.folder / "large.png")
        width, height = struct.unpack(">II", (self.folder / "out.png").read_bytes()[16:24])
        self.assertLessEqual(0.99 * SCREEN, width * height)
        self.assertLessEqual(width * height, SCREEN)
        self.assertAlmostEqual(width / height, 2 * HIGH / WIDE, places=2)
        self.predict("--annotate", self.folder / "none/out.png", self.folder / "signs.bmp", status=1)
        self.assertIn("one file only", self.predict("--annotate", "out.png", "a.bmp", "b.bmp", status=2))

    def test_clips(self):
        frames = [draw(304, 208, Square(40 + 8 * i, 48, 32), *([Square(200, 120, 32, RED, BLUE)] if i == 2 else []))
                  for i in range(5)]
        (self.folder / "clip.gif").write_bytes(gif(*frames))
        (self.folder / "clip").mkdir()
        for i, frame in enumerate(frames):
            (self.folder / f"clip/frame{i + 8}.bmp").write_bytes(bmp(frame))
        (self.folder / "clip/notes.txt").write_text("no frame")
        animated, folder = (self.predict(self.folder / name) for name in ("clip.gif", "clip"))
        self.assertEqual(animated["result"], folder["result"])
        self.assertEqual((animated["label"], folder["label"]), ("Stop", "Stop"))
        self.assertEqual([(sign["label"], sign["first_frame"], sign["last_frame"], sign["frames"])
                          for sign in folder["result"]["signs"]], [("stop", 0, 4, 5)])

    def test_small_frames_are_scenes(self):
        # All of it is red, which would be one sign as a picture.
        (self.folder / "red.gif").write_bytes(gif(*[draw(96, 96, Square(0, 0, 96))] * 3))
        self.assertEqual(self.predict(self.folder / "red.gif")["result"]["signs"], [])

    def test_folders_that_are_no_clips(self):
        (self.folder / "empty").mkdir()
        self.assertEqual(self.predict(self.folder / "empty", status=1)["error"]["detail"], "The folder has no pictures.")
        (self.folder / "cut").mkdir()
        (self.folder / "cut/a.png").write_bytes(b"\x89PNG\r\n\x1a\n")
        self.assertEqual(self.predict(self.folder / "cut", status=1)["error"]["code"], "unreadable_image")
        (self.folder / "many").mkdir()
        for i in range(601):
            (self.folder / f"many/{i}.png").touch()
        self.assertEqual(self.predict(self.folder / "many", status=1)["error"]["detail"], "The folder has more than 600 pictures.")

    def test_a_model_that_is_not_there(self):
        (self.folder / "models/squares/detector.onnx").write_bytes(b"nonsense")
        (self.folder / "signs.bmp").write_bytes(bmp(draw(64, 64)))
        self.assertRegex(self.predict(self.folder / "signs.bmp", status=1)["error"]["detail"], r"\w+")
        (self.folder / "models/squares/manifest.json").unlink()
        self.assertEqual(self.predict(self.folder / "signs.bmp", status=1)["error"]["detail"], "manifest.json is missing.")
        shutil.rmtree(self.folder / "models/squares")
        self.assertEqual(self.predict(self.folder / "signs.bmp", status=1)["error"]["detail"], 'There is no model "squares".')
