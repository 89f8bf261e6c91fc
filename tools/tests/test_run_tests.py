# SPDX-License-Identifier: GPL-3.0-or-later
"""The sum over the suites, and what counts as a failure of a unit test or a fuzz target."""
import concurrent.futures
import contextlib
import functools
import importlib.machinery
import importlib.util
import io
import os
import pathlib
import sys
import tempfile
import threading
import time
import unittest
from unittest import mock

from tree import TOOLS

sys.path.insert(0, str(TOOLS))
sys.dont_write_bytecode = True
import suites  # noqa: E402  (found through the line above)

loader = importlib.machinery.SourceFileLoader("run_tests", str(TOOLS / "run-tests"))
run_tests = importlib.util.module_from_spec(importlib.util.spec_from_loader("run_tests", loader))
loader.exec_module(run_tests)


def fine():
    """passes"""
    return suites.Result(3, 0, "not shown")


def poor():
    """fails"""
    return suites.Result(2, 1, "what went wrong\n")


def partial():
    """leaves something out"""
    return suites.Result(1, 0, "not shown\nSKIPPED: what needs more\n1 passed, 0 failed\n")


def broken():
    """does not run"""
    raise FileNotFoundError("no such tool")


class Sum(unittest.TestCase):
    def run_suites(self, *names):
        printed = io.StringIO()
        with mock.patch.object(run_tests, "SUITES", {"fine": fine, "poor": poor, "partial": partial, "broken": broken}), \
                mock.patch.object(sys, "argv", ["run-tests", *names]), contextlib.redirect_stdout(printed):
            return run_tests.main(), printed.getvalue()

    def test_all_pass(self):
        status, printed = self.run_suites("fine")
        self.assertEqual((status, printed.splitlines()[-1]), (0, "3 passed, 0 failed"))
        self.assertNotIn("not shown", printed)

    def test_what_is_left_out_is_told(self):
        status, printed = self.run_suites("partial")
        self.assertEqual((status, printed.splitlines()[0]), (0, "SKIPPED: what needs more"))
        self.assertNotIn("not shown", printed)

    def test_failures_are_shown_and_summed(self):
        status, printed = self.run_suites()
        self.assertEqual((status, printed.splitlines()[-1]), (1, "6 passed, 2 failed"))
        self.assertIn("what went wrong\n", printed)
        self.assertIn("no such tool", printed)


class Lanes(unittest.TestCase):
    def test_what_waits_runs_beside_what_computes_and_before_it(self):
        met = threading.Barrier(2, timeout=30)

        def suite(name):
            met.wait()
            done = suites.run([sys.executable, "-c", "import os; print(os.getpriority(os.PRIO_PROCESS, 0))"], check=True)
            nice[name] = int(done.stdout)
            return suites.Result(1, 0)

        nice = {}
        with mock.patch.object(run_tests, "SUITES", {name: functools.partial(suite, name) for name in ("computes", "waits")}), \
                mock.patch.object(run_tests, "WAITING", ("waits",)), contextlib.redirect_stdout(io.StringIO()):
            results = run_tests.run_in_lanes(["computes", "waits"])
        self.assertEqual(len(results), 2)
        own = os.getpriority(os.PRIO_PROCESS, 0)
        self.assertEqual(nice["waits"], own)
        self.assertEqual(nice["computes"], max(own, run_tests.COMPUTING_NICE))

    def test_what_compares_times_runs_when_all_else_has_ended(self):
        running, seen = set(), {}

        def suite(name):
            running.add(name)
            time.sleep(0.05)
            seen[name] = set(running)
            running.remove(name)
            return suites.Result(1, 0)

        names = ["times", "computes", "waits"]
        with mock.patch.object(run_tests, "SUITES", {name: functools.partial(suite, name) for name in names}), \
                mock.patch.object(run_tests, "WAITING", ("waits",)), mock.patch.object(run_tests, "ALONE", ("times",)), \
                contextlib.redirect_stdout(io.StringIO()):
            run_tests.run_in_lanes(names)
        self.assertEqual(list(seen)[-1], "times")
        self.assertEqual(seen["times"], {"times"})

    def test_what_many_need_is_built_once(self):
        built = []

        @suites.once
        def build(folder):
            time.sleep(0.05)
            built.append(folder)
            return None

        with concurrent.futures.ThreadPoolExecutor(4) as pool:
            list(pool.map(build, ["a", "b", "a", "a"]))
        self.assertEqual(sorted(built), ["a", "b"])


class UnitTest(unittest.TestCase):
    def result_of(self, script):
        with tempfile.TemporaryDirectory() as folder:
            program = pathlib.Path(folder, "test_it")
            program.write_text("#!/bin/sh\n" + script)
            program.chmod(0o755)
            result = suites.run_unit_test({"cmd": [str(program)], "env": {}, "timeout": 0.4})
            self.output = result.output
            return result.passed, result.failed

    def test_counts_the_lines_of_tap(self):
        self.assertEqual(self.result_of("echo 'ok - a::b'; echo 'ok - a::c'"), (2, 0))
        self.assertEqual(self.result_of("echo 'ok - a::b'; echo 'not ok - a::c'; exit 1"), (1, 1))

    def test_silence_a_bad_end_and_a_sanitizer_fail(self):
        self.assertEqual(self.result_of("exit 0"), (0, 1))
        self.assertEqual(self.result_of("echo 'ok - a::b'; exit 3"), (1, 1))
        self.assertEqual(self.result_of("echo 'ok - a::b'; echo '==1==ERROR: LeakSanitizer: detected' >&2"), (1, 1))
        self.assertEqual(self.result_of("echo 'ok - a::b'; echo 'x.c:1:2: runtime error: shift' >&2"), (1, 1))

    def test_too_long_fails_and_tells_what_it_waits_in(self):
        self.assertEqual(self.result_of("echo 'ok - a::b'; sleep 30 & wait"), (1, 1))
        self.assertRegex(self.output, r"not done after 2\.0 s; its threads:(\n.*)*\n\d+ test_it: 0\.\d s, S, \S+\n\d+ sleep: ")


if __name__ == "__main__":
    unittest.main()
