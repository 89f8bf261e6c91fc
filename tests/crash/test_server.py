# SPDX-License-Identifier: GPL-3.0-or-later
"""What a killed server and a full disk leave behind: nothing half done, and nothing promised that is lost."""
import contextlib
import ctypes
import http.client
import os
import pathlib
import subprocess
import tempfile
import time
import unittest

from files import PAGE_TEXT, PASSWORD, PROGRAM, page_form, words
from server import Server
from web_client import Client, Part, encode_form

EMAIL = "ada@example.org"
PATIENCE_SECONDS = 60
DISK_MIB = 12
CLONE_NEWNS, CLONE_NEWUSER = 0x00020000, 0x10000000


def files_below(folder):
    return sorted(str(path.relative_to(folder)) for path in pathlib.Path(folder).rglob("*") if path.is_file())


def become_root():
    """Gives this process, where it is nobody's root, a namespace in which it may mount; once."""
    user, group = os.geteuid(), os.getegid()
    if user == 0:
        return
    if ctypes.CDLL(None, use_errno=True).unshare(CLONE_NEWUSER | CLONE_NEWNS):
        raise OSError(ctypes.get_errno(), "this kernel lets no user mount a file system; run as root")
    pathlib.Path("/proc/self/setgroups").write_text("deny")
    pathlib.Path("/proc/self/uid_map").write_text(f"0 {user} 1")
    pathlib.Path("/proc/self/gid_map").write_text(f"0 {group} 1")


@contextlib.contextmanager
def small_disk(folder, size_mib):
    become_root()
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size_mib}m", "none", folder], check=True)
    try:
        yield
    finally:
        subprocess.run(["umount", "--lazy", folder], check=True)


class Killed(unittest.TestCase):
    def setUp(self):
        self.folder = self.enterContext(tempfile.TemporaryDirectory(prefix="assisti-test-"))
        self.server = Server(PROGRAM, data=self.folder + "/data")
        self.server.start()
        self.addCleanup(lambda: self.server.process.poll() is None and self.server.kill())
        self.server.add_user(EMAIL, PASSWORD)
        self.client = self.log_in()

    def log_in(self):
        client = Client(self.server.port)
        client.log_in(EMAIL, PASSWORD)
        return client

    def restart(self):
        self.server.kill()
        self.server.start()
        self.client = self.log_in()

    def test_queued_and_running_jobs_run_at_the_next_start(self):
        made = [self.client.request("POST", "/api/v1/ocr", form=page_form(f"Page {n}")).json()["id"] for n in range(12)]
        self.restart()
        deadline = time.monotonic() + PATIENCE_SECONDS
        for record in made:
            while True:
                found = self.client.request("GET", f"/api/v1/ocr/{record}").json()
                if found["status"] in ("done", "failed") or time.monotonic() > deadline:
                    break
                time.sleep(0.1)
            self.assertEqual((found["status"], words(found["label"] or "")), ("done", words(PAGE_TEXT)))
        self.server.stop()

    def test_a_cut_upload_leaves_nothing(self):
        self.client.request("POST", "/api/v1/ocr?wait=30", form=page_form())
        before = [name for name in files_below(self.server.data) if "blob" in name or "tmp" in name]
        body, kind = encode_form([Part("image", os.urandom(4 << 20), "big.png", "image/png")])
        connection = http.client.HTTPConnection("127.0.0.1", self.server.port)
        connection.putrequest("POST", "/api/v1/ocr")
        for name, value in (("Authorization", f"Bearer {self.client.token}"), ("Content-Type", kind),
                            ("Content-Length", str(len(body)))):
            connection.putheader(name, value)
        connection.endheaders(body[:len(body) // 2])
        time.sleep(0.2)
        self.restart()
        connection.close()
        self.assertEqual(len(self.client.request("GET", "/api/v1/ocr").json()["results"]), 1)
        self.assertEqual([name for name in files_below(self.server.data) if "blob" in name or "tmp" in name], before)
        self.server.stop()


class FullDisk(unittest.TestCase):
    """On a file system of a few MiB of its own."""

    def setUp(self):
        self.folder = pathlib.Path(self.enterContext(tempfile.TemporaryDirectory(prefix="assisti-test-")))
        self.enterContext(small_disk(self.folder, DISK_MIB))
        # /readyz tells that so small a disk is nearly full
        self.server = Server(PROGRAM, {"max_upload_mib": "20"}, self.folder / "data", sign="/healthz")
        self.server.start()
        self.addCleanup(lambda: self.server.process.poll() is None and self.server.kill())
        self.server.add_user(EMAIL, PASSWORD)
        self.client = Client(self.server.port)
        self.client.log_in(EMAIL, PASSWORD)

    def records(self):
        return self.client.request("GET", "/api/v1/ocr").json()["results"]

    def test_an_upload_without_room_is_refused_and_forgotten(self):
        too_big = [Part("image", b"\x89PNG\r\n\x1a\n" + os.urandom(DISK_MIB << 20), "big.png", "image/png")]
        reply = self.client.request("POST", "/api/v1/ocr", form=too_big)
        self.assertEqual((reply.status, reply.json()["code"]), (507, "insufficient_storage"))
        self.assertEqual(self.records(), [])

        reply = self.client.request("POST", "/api/v1/ocr?wait=30", form=page_form())
        self.assertEqual((reply.status, reply.json()["status"]), (201, "done"), reply.body)

    def test_a_full_disk_ends_writes_and_not_the_server(self):
        with contextlib.suppress(OSError), open(self.folder / "filler", "wb") as filler:
            while True:
                filler.write(bytes(65536))
                filler.flush()
        reply = self.client.request("POST", "/api/v1/ocr", form=page_form())
        self.assertEqual((reply.status, reply.json()["code"]), (507, "insufficient_storage"))
        self.assertEqual(self.records(), [])

        (self.folder / "filler").unlink()
        reply = self.client.request("POST", "/api/v1/ocr?wait=30", form=page_form())
        self.assertEqual((reply.status, reply.json()["status"]), (201, "done"), reply.body)


if __name__ == "__main__":
    unittest.main()
