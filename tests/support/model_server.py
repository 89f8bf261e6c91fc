# SPDX-License-Identifier: GPL-3.0-or-later
"""tests/model-server as a part of a test: models by OpenAI's API, with faults."""
import json
import time
import urllib.parse

from fellow import WAIT_SECONDS, Fellow
from files import TESTS
from web_client import Client


class ModelServer(Fellow):
    """with ModelServer(key="secret") as models: ... models.base_url is what an endpoint is set up with."""

    def __init__(self, *models, key=None, port=0):
        self.command = ["node", TESTS / "model-server", "--port", str(port), *(["--key", key] if key else []), *models]

    def begun(self, line):
        self.base_url = json.loads(line)["base_url"]
        self.client = Client(urllib.parse.urlsplit(self.base_url).port)

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
