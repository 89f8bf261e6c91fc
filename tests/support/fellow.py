# SPDX-License-Identifier: GPL-3.0-or-later
"""Programs that tests run beside the server: each tells in its first line where it is, and ends when its input does."""
import subprocess

WAIT_SECONDS = 20


class Fellow:
    """with Fellow(): ... runs self.command; begun() is given its first line."""

    command = ()

    def __enter__(self):
        self.process = subprocess.Popen(self.command, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                        stderr=subprocess.DEVNULL, text=True)
        self.begun(self.process.stdout.readline())
        return self

    def __exit__(self, *_):
        self.end()

    def begun(self, line):
        raise NotImplementedError

    def end(self):
        """May be called before the end of the block, too."""
        self.process.stdin.close()
        try:
            self.process.wait(WAIT_SECONDS)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.process.stdout.close()
