# SPDX-License-Identifier: GPL-3.0-or-later
"""Workers that are killed while they read, and whose master is: one picture is lost at most, and no process is left."""
import json
import os
import pathlib
import random
import signal
import struct
import subprocess
import tempfile
import time
import unittest
import zlib

from files import PAGE_TEXT, PASSWORD, PROGRAM, TESTS, page_form, words
from measure import children, command_of, cpu_seconds
from server import Server
from web_client import Client, Part

PATIENCE_SECONDS = 60
PAGE = TESTS / "files/page.png"


def slow_picture():
    """A PNG of noise, in which text recognition looks for lines for some seconds."""
    width, height = 4400, 3300
    noise = random.Random(1)
    rows = b"".join(b"\0" + noise.randbytes(width) for _ in range(height))

    def chunk(name, content):
        return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))

    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0))
            + chunk(b"IDAT", zlib.compress(rows, 1)) + chunk(b"IEND", b""))


def is_there(pid):
    try:
        return pathlib.Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] not in "ZX"
    except FileNotFoundError:
        return False


def wait_until(condition):
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not condition():
        if time.monotonic() > deadline:
            raise AssertionError("waited in vain")
        time.sleep(0.02)


def busy_worker(master):
    """The process id of the worker that reads the slow picture, once it does."""
    def readers():
        return [pid for pid in children(master) if b"ocr" in command_of(pid)]

    wait_until(lambda: any(cpu_seconds(pid) > 0.5 for pid in readers()))
    return max(readers(), key=cpu_seconds)


class Predict(unittest.TestCase):
    def setUp(self):
        self.folder = pathlib.Path(self.enterContext(tempfile.TemporaryDirectory(prefix="assisti-test-")))
        self.slow = self.folder / "slow.png"
        self.slow.write_bytes(slow_picture())

    def start(self, *files):
        # Whoever runs the tests in the background of a shell has SIGINT ignored, and children inherit that.
        process = subprocess.Popen([PROGRAM, "predict", "ocr", "--workers", "1", *files], text=True,
                                   stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                                   preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL))
        self.addCleanup(process.stdout.close)
        self.addCleanup(lambda: process.poll() is None and process.kill())
        return process

    def test_a_killed_worker_costs_the_picture_that_it_read(self):
        process = self.start(PAGE, self.slow, PAGE)
        first = process.stdout.readline()
        worker = busy_worker(process.pid)
        os.kill(worker, signal.SIGKILL)
        lines = [json.loads(line) for line in [first, *process.stdout.readlines()]]
        self.assertEqual(process.wait(), 1)
        self.assertEqual([line["file"] for line in lines], [str(PAGE), str(self.slow), str(PAGE)])
        self.assertEqual(lines[1]["error"]["code"], "processing_failed")
        self.assertEqual(lines[1]["error"]["detail"], "The program that processes this file failed on it.")
        for line in (lines[0], lines[2]):
            self.assertEqual(words(line["label"]), words(PAGE_TEXT))
        self.assertFalse(is_there(worker))

    def test_workers_end_with_their_master(self):
        for how in (signal.SIGINT, signal.SIGKILL):
            with self.subTest(how=how.name):
                process = self.start(self.slow)
                worker = busy_worker(process.pid)
                process.send_signal(how)
                self.assertEqual(process.wait(), -how)
                wait_until(lambda pid=worker: not is_there(pid))


class Served(unittest.TestCase):
    def test_a_killed_worker_costs_its_job_and_nothing_else(self):
        with Server(PROGRAM, {"workers": "1"}) as server:
            server.add_user("ada@example.org", PASSWORD)
            client = Client(server.port)
            client.log_in("ada@example.org", PASSWORD)
            slow = [Part("image", slow_picture(), "slow.png", "image/png")]
            lost = client.request("POST", "/api/v1/ocr", form=slow).json()["id"]

            def record(number):
                return client.request("GET", f"/api/v1/ocr/{number}").json()

            wait_until(lambda: record(lost)["status"] == "running")
            worker = busy_worker(server.process.pid)
            os.kill(worker, signal.SIGSTOP)  # it must not be done before the other one waits
            waiting = client.request("POST", "/api/v1/ocr", form=page_form()).json()["id"]
            os.kill(worker, signal.SIGKILL)
            wait_until(lambda: record(waiting)["status"] == "done")
            self.assertEqual(words(record(waiting)["label"]), words(PAGE_TEXT))
            self.assertEqual(record(lost)["status"], "failed")
            self.assertEqual(record(lost)["error"]["code"], "processing_failed")
            self.assertFalse(is_there(worker))


if __name__ == "__main__":
    unittest.main()
