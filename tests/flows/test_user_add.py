# SPDX-License-Identifier: GPL-3.0-or-later
"""`assisti user add`, as people and scripts type it."""
import os
import pty
import re
import subprocess
import tempfile
import termios
import unittest

from files import PASSWORD, PROGRAM

UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\n")
ECHO_FLAGS = 3  # where tcgetattr() has the flags that hold ECHO


class UserAdd(unittest.TestCase):
    def setUp(self):
        self.data = self.enterContext(tempfile.TemporaryDirectory(prefix="assisti-test-user-"))

    def add(self, *arguments, stdin=PASSWORD + "\n"):
        return subprocess.run([PROGRAM, "user", "add", "--data", self.data, *arguments], input=stdin, text=True,
                              capture_output=True)

    def refused(self, status, words, *arguments, stdin=PASSWORD + "\n"):
        done = self.add(*arguments, stdin=stdin)
        self.assertEqual((done.returncode, done.stdout), (status, ""), done.stderr)
        self.assertIn(words, done.stderr)

    def test_prints_the_id_and_nothing_else(self):
        done = self.add("--email", "Ada@example.org", "--name=Ada", "--staff", "--password-stdin")
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        self.assertRegex(done.stdout, UUID)
        self.assertEqual(os.stat(os.path.join(self.data, "assisti.db")).st_mode & 0o077, 0)

    def test_says_what_is_wrong(self):
        self.assertEqual(self.add("--email", "ada@example.org", "--password-stdin").returncode, 0)
        self.refused(1, "already an account", "--email", "ADA@example.org", "--password-stdin")
        self.refused(1, "password must have at least 8", "--email", "b@example.org", "--password-stdin", stdin="short\n")
        self.refused(1, "email is not an e-mail address", "--email", "nobody", "--password-stdin")
        self.refused(1, "holds no password", "--email", "b@example.org", "--password-stdin", stdin="")
        self.refused(1, "--password-stdin", "--email", "b@example.org")
        self.refused(2, "usage:", "--password-stdin")
        self.refused(2, "not understood", "--email", "b@example.org", "--admin")
        self.refused(2, "has no value", "--email")

    def on_terminal(self, *typed):
        """What the terminal showed, the exit status, and whether echo was on again at the end."""
        leader, follower = pty.openpty()
        with subprocess.Popen([PROGRAM, "user", "add", "--data", self.data, "--email", "ada@example.org"], stdin=follower,
                              stdout=follower, stderr=follower, preexec_fn=lambda: os.login_tty(follower)) as process:
            shown = b""
            for line in typed:
                while not shown.endswith(b": "):
                    shown += os.read(leader, 1000)
                os.write(leader, line)
                shown += b"|"
            status = process.wait(30)
        has_echo = bool(termios.tcgetattr(follower)[ECHO_FLAGS] & termios.ECHO)
        os.close(follower)
        while True:
            try:
                shown += os.read(leader, 1000)
            except OSError:
                break
        os.close(leader)
        return shown.decode(), status, has_echo

    def test_asks_twice_without_echo(self):
        line = PASSWORD.encode() + b"\n"
        shown, status, has_echo = self.on_terminal(line, line)
        self.assertEqual((status, has_echo), (0, True), shown)
        self.assertNotIn(PASSWORD, shown)
        self.assertRegex(shown.replace("\r\n", "\n"), UUID)

    def test_refuses_two_passwords(self):
        shown, status, has_echo = self.on_terminal(b"a long password\n", b"another password\n")
        self.assertEqual((status, has_echo), (1, True), shown)
        self.assertIn("differ", shown)

    def test_can_be_broken_off(self):
        shown, status, has_echo = self.on_terminal(b"\x03")
        self.assertEqual((status, has_echo), (130, True), shown)


if __name__ == "__main__":
    unittest.main()
