# SPDX-License-Identifier: GPL-3.0-or-later
"""What keeps a server from starting: it says so in one clear sentence, and leaves everything as it was."""
import os
import pathlib
import subprocess
import tempfile
import unittest

from files import PROGRAM, page_form
from server import SANITIZERS, Server
from server_case import ServerCase
from web_client import Client

START_SECONDS = 30


def start(*arguments, **settings):
    """Starts a server that must refuse; its exit status and all it wrote."""
    environment = {key: value for key, value in os.environ.items() if not key.startswith("ASSISTI_")}
    environment |= SANITIZERS | {f"ASSISTI_{key.upper()}": value for key, value in settings.items()}
    done = subprocess.run([PROGRAM, "serve", *map(str, arguments)], env=environment, stdin=subprocess.DEVNULL,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=START_SECONDS)
    return done.returncode, done.stdout


def say_at_start(*arguments):
    """What a server writes that starts and is asked to stop again."""
    environment = {key: value for key, value in os.environ.items() if not key.startswith("ASSISTI_")} | SANITIZERS
    with tempfile.TemporaryDirectory(prefix="assisti-test-") as data:
        server = subprocess.Popen([PROGRAM, "serve", "--data", data, *arguments], env=environment, stdin=subprocess.DEVNULL,
                                  stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
        with server:
            said = ""
            while "event=serve.started" not in said and (line := server.stderr.readline()):
                said += line
            server.terminate()
            server.stderr.read()
        return said


class Plain(unittest.TestCase):
    def test_a_server_for_other_machines_warns_of_plain_http(self):
        self.assertIn("level=warn event=http.plain", say_at_start("--listen", ":0"))

    def test_one_for_this_machine_or_behind_a_proxy_does_not(self):
        self.assertNotIn("http.plain", say_at_start("--listen", "127.0.0.1:0"))
        self.assertNotIn("http.plain", say_at_start("--listen", ":0", "--behind-proxy", "yes"))


class SecondServer(ServerCase):
    def test_a_folder_in_use_is_left_alone(self):
        record = self.upload(page_form())
        status, said = start("--listen", "127.0.0.1:0", "--data", self.server.data)
        self.assertEqual(status, 1, said)
        self.assertIn(f"Another server is running on the data folder {self.server.data}.", said)
        self.assert_reads_the_page(record)

    def test_a_port_in_use_is_named(self):
        with tempfile.TemporaryDirectory(prefix="assisti-test-") as data:
            status, said = start("--listen", f"127.0.0.1:{self.server.port}", "--data", data)
        self.assertEqual(status, 1, said)
        self.assertRegex(said, rf"127\.0\.0\.1:{self.server.port}.*in use")


class Readiness(unittest.TestCase):
    def test_workers_that_are_not_there_yet_are_said_to_start(self):
        with Server(PROGRAM, sign="/healthz") as server:
            told = []
            while not told or told[-1] != (200, "ok"):
                reply = Client(server.port).request("GET", "/readyz")
                told.append((reply.status, reply.json()["checks"]["workers"]))
            self.assertLessEqual(set(told), {(503, "starting"), (200, "ok")})


class BadSettings(unittest.TestCase):
    def setUp(self):
        self.data = pathlib.Path(self.enterContext(tempfile.TemporaryDirectory(prefix="assisti-test-")))

    def assert_refused(self, words, *arguments, **settings):
        """The server ends with an error and names what is wrong; words are what it must say."""
        with self.subTest(words, arguments=arguments, **settings):
            status, said = start("--listen", "127.0.0.1:0", "--data", self.data, *arguments, **settings)
            self.assertIn(status, (1, 2), said)
            self.assertRegex(said, words)
            self.assertNotIn("serve.started", said)

    def test_each_is_named(self):
        self.assert_refused("listen", "--listen", "nowhere")
        self.assert_refused("listen", "--listen", "127.0.0.1:70000")
        self.assert_refused("workers", workers="-1")
        self.assert_refused("workers", "--workers", "many")
        self.assert_refused("max_upload_mib", max_upload_mib="0")
        self.assert_refused("behind_proxy", behind_proxy="perhaps")
        self.assert_refused("log_level.*debug", log_level="loud")
        self.assert_refused("smtp_url", smtp_url="ftp://mail.example.org")
        self.assert_refused("mail_from", mail_from="nobody")
        self.assert_refused("tlh", ocr_languages="tlh")
        self.assert_refused("eng.*not installed", tessdata="/no-such-folder")
        self.assert_refused("--unheard", "--unheard", "of")
        self.assert_refused("connections.*open files", connections="1000000")

    def test_a_folder_that_cannot_be_one(self):
        (self.data / "file").write_text("no folder")
        self.assert_refused(f"{self.data}/file", "--data", self.data / "file")

    def test_a_database_that_is_none(self):
        (self.data / "assisti.db").write_bytes(b"This is no database. " * 1000)
        self.assert_refused("not a database")
        self.assertTrue((self.data / "assisti.db").read_bytes().startswith(b"This is no database."))


class Help(unittest.TestCase):
    def test_every_verb_tells_how_it_is_used(self):
        for verb in ("serve", "predict", "config", "user"):
            with self.subTest(verb):
                told = subprocess.run([PROGRAM, verb, "--help"], capture_output=True, text=True)
                self.assertEqual((told.returncode, told.stderr), (0, ""))
                self.assertIn(f"assisti {verb}" if verb == "predict" else "usage: assisti", told.stdout)


if __name__ == "__main__":
    unittest.main()
