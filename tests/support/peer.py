# SPDX-License-Identifier: GPL-3.0-or-later
"""Another server, that ours is measured against."""
import os
import pathlib
import shlex
import signal
import subprocess
import sys
import time

from server import free_port
from web_client import Client

START_SECONDS = 120


class Peer:
    """The other server, started by its command."""

    def __init__(self, command, folder):
        self.port = free_port()
        self.folder = pathlib.Path(folder)
        self.process = subprocess.Popen([*shlex.split(command), str(self.port)], start_new_session=True,
                                        env={**os.environ, "PEER_DATA": str(self.folder)})
        deadline = time.monotonic() + START_SECONDS
        while True:
            try:
                if Client(self.port).request("GET", "/healthz").status == 200:
                    break
            except OSError:
                time.sleep(0.1)
            if self.process.poll() is not None or time.monotonic() > deadline:
                self.stop()
                sys.exit(f"{command} did not answer")

    def token(self):
        return (self.folder / "token").read_text().strip()

    def stop(self):
        os.killpg(self.process.pid, signal.SIGTERM)
        self.process.wait()
