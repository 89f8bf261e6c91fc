# SPDX-License-Identifier: GPL-3.0-or-later
"""A full disk: what needs room is refused whole, everything else goes on, and so does all of it once there is room."""
import ctypes
import errno
import os
import pathlib
import subprocess
import tempfile
import unittest

from documents import many_pages_form
from files import PROGRAM, page_form
from server import Server
from server_case import ServerCase, wait_until
from web_client import Client, Part

DISK_MIB = 96  # the server calls itself ready while 64 MiB are free
STEP_BYTES = 4096
CLONE_NEWNS, CLONE_NEWUSER = 0x00020000, 0x10000000
MS_REC, MS_PRIVATE = 0x4000, 0x40000


def setUpModule():
    """From here on this process mounts for itself and its children alone; without being root, as root of itself."""
    library = ctypes.CDLL(None, use_errno=True)
    user, group = os.geteuid(), os.getegid()
    failed = library.unshare(CLONE_NEWNS if user == 0 else CLONE_NEWNS | CLONE_NEWUSER)
    if not failed and user != 0:
        pathlib.Path("/proc/self/setgroups").write_text("deny")
        pathlib.Path("/proc/self/uid_map").write_text(f"0 {user} 1")
        pathlib.Path("/proc/self/gid_map").write_text(f"0 {group} 1")
    # In a chroot / is no mount that could be made private (EINVAL): there the disk is seen outside, too, while it lasts.
    failed = failed or (library.mount(None, b"/", None, MS_REC | MS_PRIVATE, None) and ctypes.get_errno() != errno.EINVAL)
    if failed:
        raise OSError(ctypes.get_errno(), "a file system cannot be mounted here, not even as root of a namespace")


class FullDisk(ServerCase):
    settings = {"workers": "1"}

    def make_server(self):
        folder = pathlib.Path(self.enterContext(tempfile.TemporaryDirectory(prefix="assisti-test-")))
        subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={DISK_MIB}m", "tmpfs", folder], check=True)
        self.addCleanup(subprocess.run, ["umount", folder], check=True)
        self.filler = folder / "filler"
        return Server(PROGRAM, self.settings, folder / "data")

    def fill(self, left_bytes=0):
        """Leaves so much room on the disk."""
        with open(self.filler, "ab") as filler:
            while (room := self.room()) > left_bytes:
                os.posix_fallocate(filler.fileno(), filler.seek(0, os.SEEK_END), room - left_bytes)

    def room(self):
        found = os.statvfs(self.filler.parent)
        return found.f_bavail * found.f_frsize

    def blob_names(self):
        return sorted(path.name for path in (self.server.data / "blobs").rglob("*") if path.is_file())

    def named_blobs(self):
        """Every picture that a row names."""
        return sorted({name for [name] in self.rows("SELECT blob FROM images UNION SELECT thumbnail FROM images"
                                                    " UNION SELECT blob FROM image_pages") if name})

    def assert_nothing_is_left(self):
        self.assertEqual(self.records(), [])
        self.assertEqual(self.blob_names(), [])
        self.assertEqual(self.rows("SELECT COUNT(*) FROM jobs"), [(0,)])

    def readiness(self):
        reply = Client(self.server.port).request("GET", "/readyz")
        return reply.status, reply.json()["checks"]["disk"]

    def test_an_upload_that_does_not_fit_is_refused(self):
        self.fill(1 << 20)
        too_big = [Part("image", b"\x89PNG\r\n\x1a\n" + bytes(4 << 20), "big.png", "image/png")]
        self.assert_problem(self.client.request("POST", "/api/v1/ocr", form=too_big), 507, "insufficient_storage")
        self.assert_nothing_is_left()
        self.assertGreater(self.room(), 1 << 19)
        self.assert_reads_the_page(self.upload(page_form()))

    def test_wherever_the_room_ends_an_upload_is_refused_whole(self):
        """The file of the form, its copy and the database's pages come one after the other: each is the one that fails."""
        left, refused = 0, 0
        while True:
            with self.subTest(left_bytes=left):
                self.fill(left)
                reply = self.client.request("POST", "/api/v1/ocr", form=page_form())
                self.filler.unlink()
                if reply.status == 202:
                    break
                self.assert_problem(reply, 507, "insufficient_storage")
                self.assert_nothing_is_left()
            left, refused = left + STEP_BYTES, refused + 1
        self.assertGreater(refused, 3)
        self.assert_reads_the_page(reply.json()["id"])
        self.assertEqual(self.blob_names(), self.named_blobs())

    def test_the_server_goes_on_and_says_why(self):
        record = self.upload(page_form())
        self.assert_reads_the_page(record)
        self.assertEqual(self.readiness(), (200, "ok"))
        self.fill()
        self.assertEqual(self.readiness(), (503, "failed"))
        self.assert_problem(self.client.request("POST", "/api/v1/ocr", form=page_form()), 507, "insufficient_storage")
        self.assert_problem(self.client.request("GET", f"/api/v1/ocr/{record}/result.pdf"), 507, "insufficient_storage")
        self.assertEqual([found["id"] for found in self.records()], [record])
        self.assertEqual(len(self.ask(200, "GET", f"/ocr/{record}/image")), len(page_form()[1].content))
        self.filler.unlink()
        self.assertEqual(self.readiness(), (200, "ok"))
        self.assert_reads_the_page(self.upload(page_form()))

    def test_a_result_that_cannot_be_stored_waits_for_room(self):
        record = self.upload(many_pages_form(3))
        self.wait_for_page(record, page=1)
        self.fill()
        wait_until(lambda: "event=job.not_stored" in self.server.read_log(), "a result without room")
        self.assertEqual(self.ask(200, "GET", f"/ocr/{record}")["status"], "running")
        self.filler.unlink()
        self.assertEqual(self.ended(record)["status"], "done")
        self.assertEqual(self.blob_names(), self.named_blobs())


if __name__ == "__main__":
    unittest.main()
