# SPDX-License-Identifier: GPL-3.0-or-later
"""A real Assisti server for a test: its own data folder, a free port of this machine, its log kept and looked through."""
import contextlib
import http.client
import os
import pathlib
import re
import shutil
import signal
import socket
import sqlite3
import subprocess
import tempfile
import time

START_SECONDS = 30
STOP_SECONDS = 20
FAULT = re.compile(r"\blevel=error\b|(ERROR|WARNING): \w*Sanitizer|runtime error:|assertion failed", re.IGNORECASE)
SANITIZERS = {
    "ASAN_OPTIONS": "detect_stack_use_after_return=1:strict_string_checks=1:allocator_may_return_null=1",
    "UBSAN_OPTIONS": "print_stacktrace=1",
    "TSAN_OPTIONS": "halt_on_error=0:second_deadlock_stack=1",
}


class ServerFault(AssertionError):
    """The server did not start, did not stop, or wrote of an error."""


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Server:
    """with Server(program) as server: ... starts it, and on leaving stops it and fails where it had a fault.

    settings are the server's own, without the prefix: {"behind_proxy": "true"}. With data given, that folder is used and
    kept; otherwise there is a fresh one that goes with the object. The server counts as started once it answers 200 at the
    path `sign`.
    """

    def __init__(self, program, settings=None, data=None, sign="/readyz"):
        self.program = pathlib.Path(program).resolve()
        self.sign = sign
        self.own_data = data is None
        self.data = pathlib.Path(data or tempfile.mkdtemp(prefix="assisti-test-"))
        self.log = self.data.with_name(self.data.name + ".log")
        self.environment = {key: value for key, value in os.environ.items() if not key.startswith("ASSISTI_")}
        self.environment |= SANITIZERS
        self.environment |= {f"ASSISTI_{key.upper()}": value for key, value in (settings or {}).items()}
        self.port = None
        self.process = None

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, kind, error, trace):
        try:
            if kind is None:
                self.stop()
            else:
                self.kill()
        finally:
            self.remove()

    def start(self, look_every_s=0.02):
        self.port = free_port()
        command = [self.program, "serve", "--listen", f"127.0.0.1:{self.port}", "--data", self.data]
        with open(self.log, "ab") as log:
            self.process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, env=self.environment)
        deadline = time.monotonic() + START_SECONDS
        while not self.is_ready():
            if self.process.poll() is not None:
                raise ServerFault(f"the server ended with {self.process.returncode} at its start:\n{self.read_log()}")
            if time.monotonic() > deadline:
                self.kill()
                raise ServerFault(f"the server was not ready after {START_SECONDS} s:\n{self.read_log()}")
            time.sleep(look_every_s)

    def is_ready(self):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
        try:
            connection.request("GET", self.sign)
            return connection.getresponse().status == 200
        except OSError:
            return False
        finally:
            connection.close()

    def stop(self):
        """Asks the server to end, and fails where it does not end well or its log tells of a fault."""
        self.process.send_signal(signal.SIGTERM)
        try:
            status = self.process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self.kill()
            raise ServerFault(f"the server did not stop within {STOP_SECONDS} s:\n{self.read_log()}") from None
        faults = self.faults()
        if status or faults:
            raise ServerFault(f"the server ended with {status}, and wrote:\n" + ("\n".join(faults) or self.read_log()))

    def kill(self):
        """Ends the server as a power cut would."""
        self.process.kill()
        self.process.wait()

    def remove(self):
        if self.own_data:
            shutil.rmtree(self.data, ignore_errors=True)
            self.log.unlink(missing_ok=True)

    def read_log(self):
        return self.log.read_text(errors="replace")

    def faults(self):
        """The lines of the log from the first that tells of a fault on, where there is one."""
        lines = self.read_log().splitlines()
        first = next((number for number, line in enumerate(lines) if FAULT.search(line)), len(lines))
        return lines[first:]

    @contextlib.contextmanager
    def database(self):
        """Its database past the server, in one transaction, which is committed in the end."""
        with contextlib.closing(sqlite3.connect(self.data / "assisti.db", timeout=10)) as database, database:
            yield database

    def add_user(self, email, password, staff=False):
        """Makes a verified account by the command line."""
        command = [self.program, "user", "add", "--email", email, "--password-stdin", "--data", self.data]
        done = subprocess.run(command + ["--staff"] * staff, input=password + "\n", env=self.environment,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        if done.returncode:
            raise ServerFault(f"assisti user add {email} ended with {done.returncode}:\n{done.stdout}")
