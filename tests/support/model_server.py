# SPDX-License-Identifier: GPL-3.0-or-later
"""tests/model-server as a part of a test: models by OpenAI's API, with faults."""
import json
import subprocess
import time
import urllib.parse

from files import TESTS
from web_client import Client

WAIT_SECONDS = 20


class ModelServer:
    """with ModelServer(key="secret") as models: ... models.base_url is what an endpoint is set up with."""

    def __init__(self, *models, key=None, port=0):
        self.command = ["node", TESTS / "model-server", "--port", str(port), *(["--key", key] if key else []), *models]

    def __enter__(self):
        self.process = subprocess.Popen(self.command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.base_url = json.loads(self.process.stdout.readline())["base_url"]
        self.client = Client(urllib.parse.urlsplit(self.base_url).port)
        return self

    def __exit__(self, *_):
        self.process.stdin.close()
        try:
            self.process.wait(WAIT_SECONDS)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.process.stdout.close()

    def log(self, path="/v1/chat/completions"):
        """The requests for this path, oldest first; see tests/model-server."""
        return [entry for entry in self.client.send("GET", "/test/log").json() if entry["path"] == path]

    def reset(self):
        self.client.send("POST", "/test/reset")

    def wait_for_end(self, how, index=-1):
        """Waits until that request has ended as `how` says: "done", "gone"."""
        deadline = time.monotonic() + WAIT_SECONDS
        while (ended := self.log()[index]["ended"]) != how:
            if time.monotonic() > deadline:
                raise AssertionError(f"the request ended as {ended!r}, not {how!r}")
            time.sleep(0.02)
