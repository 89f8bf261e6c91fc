# SPDX-License-Identifier: GPL-3.0-or-later
"""tests/support/smtp_sink.py as a part of a test: a mail server that keeps what it gets."""
import email
import email.policy
import pathlib
import tempfile
import time

from fellow import WAIT_SECONDS, Fellow
from files import TESTS


class MailSink(Fellow):
    """with MailSink() as sink: ... listens at sink.url; sink.message(1) waits for the first message."""

    def __enter__(self):
        self.folder = tempfile.TemporaryDirectory(prefix="assisti-test-mail-")
        self.command = [TESTS / "support/smtp_sink.py", self.folder.name]
        return super().__enter__()

    def begun(self, line):
        self.port = int(line)
        self.url = f"smtp://127.0.0.1:{self.port}"

    def end(self):
        super().end()
        self.folder.cleanup()

    def bytes(self, number):
        path = pathlib.Path(self.folder.name, f"{number}.eml")
        deadline = time.monotonic() + WAIT_SECONDS
        while not path.exists():
            if time.monotonic() > deadline:
                raise AssertionError(f"no message {number} came")
            time.sleep(0.02)
        return path.read_bytes()

    def message(self, number):
        return email.message_from_bytes(self.bytes(number), policy=email.policy.default)

    def count(self):
        return len(list(pathlib.Path(self.folder.name).iterdir()))
