# SPDX-License-Identifier: GPL-3.0-or-later
"""The first translation of a direction, in a room of a fresh server whose worker is warm: how long it takes, over HTTP, and how the worker's
memory grows; beside the second one. Each on a server of its own, and once more for the next figure; in milliseconds and MiB.
"""
import pathlib
import statistics
import subprocess
import sys
import time

ROOT = pathlib.Path(__file__).resolve().parents[3]
sys.path.insert(0, str(ROOT / "tests/support"))
from server import Server  # noqa: E402
from web_client import Client  # noqa: E402

RUNS = 5
WARM_SECONDS = 3
# A sentence of each language that directions are asked for from, where one is installed.
SENTENCES = (
    ("en-es", "translate the house is big to spanish"), ("es-en", "translate la casa es grande to english"),
    ("es-pt", "translate la casa es grande to portuguese"), ("fr-es", "translate la maison est grande to spanish"),
)


def worker_of(server):
    """The process of the worker for skills."""
    listed = subprocess.run(["ps", "-o", "pid=,args=", "--ppid", str(server.process.pid)], check=True, stdout=subprocess.PIPE, text=True).stdout
    return next(int(row.split()[0]) for row in listed.splitlines() if "worker skills" in row)


def resident_mib(pid):
    status = pathlib.Path(f"/proc/{pid}/status").read_text()
    return int(status.split("VmRSS:")[1].split()[0]) / 1024


def timed(client, room, message):
    """(milliseconds, the answer)"""
    start = time.perf_counter()
    reply = client.request("POST", f"/api/v1/categories/{room}/messages", {"message": message})
    return (time.perf_counter() - start) * 1000, reply.json()["answer"]


def run_once(build, message):
    """(first ms, second ms, MiB before, MiB after, answer)"""
    with Server(build / "assisti") as server:
        server.add_user("bench@example.org", "a long enough password")
        client = Client(server.port)
        client.log_in("bench@example.org", "a long enough password")
        room = client.request("POST", "/api/v1/categories", {}).json()["id"]
        time.sleep(WARM_SECONDS)
        timed(client, room, "what is 5+5")
        worker = worker_of(server)
        before = resident_mib(worker)
        first, answer = timed(client, room, message)
        after = resident_mib(worker)
        second, _ = timed(client, room, message)
        return first, second, before, after, answer


def main(build=ROOT / "build"):
    subprocess.run(["ninja", "-C", build, "--quiet", "assisti"], check=True)
    for direction, message in SENTENCES:
        rows = [run_once(build, message) for _ in range(RUNS)]
        if "Debian package" in rows[0][4]:
            print(f"translate {direction}: not installed")
            continue
        first, second, before, after = (list(column) for column in list(zip(*rows))[:4])
        print(f"translate {direction}: first {statistics.median(first):.1f} ms, at worst {max(first):.1f}; second {statistics.median(second):.1f}; "
              f"worker {statistics.median(before):.0f} MiB, then {statistics.median(after):.0f} ({rows[0][4]!r})")
