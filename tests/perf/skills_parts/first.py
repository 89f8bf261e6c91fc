# SPDX-License-Identifier: GPL-3.0-or-later
"""The first answer of each skill in a room of a fresh server whose worker is warm: how long it takes, over HTTP, in milliseconds; the
median and the worst of some servers.
"""
import pathlib
import statistics
import subprocess
import time

from translate import WARM_SECONDS, Client, Server, timed

ROOT = pathlib.Path(__file__).resolve().parents[3]
RUNS = 5
ACCOUNT = ("bench@example.org", "a long enough password")
SENTENCES = (
    ("summarize", "summarise: The council met on Tuesday. It talked about the bridge. A vote is planned for June. The bridge would cost 40 million."),
    ("grammar", "check: I has a apple"),
    ("define", "what does photosynthesis mean"),
    ("quiz", "quiz me on 10 words"),
    ("calculate", "what is 3 miles in km"),
    ("translate", "translate the house is big to spanish"),
    ("code", 'is this valid JSON? {"a": 1,}'),
    ("science", "melting point of iron"),
)


def first_ms(build, message):
    with Server(build / "assisti") as server:
        server.add_user(*ACCOUNT)
        client = Client(server.port)
        client.log_in(*ACCOUNT)
        room = client.request("POST", "/api/v1/categories", {}).json()["id"]
        time.sleep(WARM_SECONDS)
        return timed(client, room, message)[0]


def main(build=ROOT / "build"):
    subprocess.run(["ninja", "-C", build, "--quiet", "assisti"], check=True)
    for skill, message in SENTENCES:
        took = [first_ms(build, message) for _ in range(RUNS)]
        print(f"first answer of {skill}: {statistics.median(took):.1f} ms, at worst {max(took):.1f}, of {RUNS} servers")


if __name__ == "__main__":
    main()
