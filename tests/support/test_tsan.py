# SPDX-License-Identifier: GPL-3.0-or-later
"""The stand-in for Criterion under ThreadSanitizer: what is wrong must not pass."""
import pathlib
import subprocess
import tempfile
import unittest

SUPPORT = pathlib.Path(__file__).resolve().parent
PROGRAM = """
#include <pthread.h>
#include <criterion/criterion.h>
#include <criterion/redirect.h>
static int shared, set_up;
static void begin(void) { set_up = 1; }
static void end(void) { cr_assert_eq(set_up, 2); }
static void *count(void *unused) { (void)unused; shared++; return NULL; }
static void count_twice(void)
{
    pthread_t one, two;
    pthread_create(&one, NULL, count, NULL);
    pthread_create(&two, NULL, count, NULL);
    pthread_join(one, NULL);
    pthread_join(two, NULL);
}
TestSuite(s, .init = begin, .fini = end);
Test(s, passes) { cr_expect_eq(set_up, 1, "%d", set_up); set_up = 2; }
Test(s, is_alone) { cr_expect_eq(set_up, 1); set_up = 2; }
Test(s, expects) { cr_expect_str_eq("a", "b", "no %s", "match"); set_up = 2; }
Test(s, asserts) { cr_assert(false); set_up = 2; }
Test(s, misses_its_fini) { }
Test(t, crashes) { raise(SIGSEGV); }
Test(t, dies_as_told, .signal = SIGABRT) { abort(); }
Test(t, does_not_die_as_told, .signal = SIGABRT) { }
Test(t, redirects, .init = cr_redirect_stderr)
{
    fprintf(stderr, "x");
    cr_expect_eq(getc(cr_get_redirected_stderr()), 'x');
}
Test(t, races) { count_twice(); }
"""
EXPECTED = {
    "ok - s::passes", "ok - s::is_alone", "not ok - s::expects", "not ok - s::asserts", "not ok - s::misses_its_fini",
    "not ok - t::crashes", "ok - t::dies_as_told", "not ok - t::does_not_die_as_told", "ok - t::redirects", "not ok - t::races",
}


class Tsan(unittest.TestCase):
    def test_results_are_what_the_tests_deserve(self):
        with tempfile.TemporaryDirectory() as folder:
            source = pathlib.Path(folder, "test.c")
            source.write_text("#include <signal.h>\n" + PROGRAM)
            program = pathlib.Path(folder, "test")
            subprocess.run(["clang", "-fsanitize=thread", "-g", "-pthread", "-Wall", "-Wextra", "-Werror", "-I",
                            SUPPORT / "tsan", "-o", program, source], check=True)
            done = subprocess.run([program], capture_output=True, text=True)
        self.assertEqual(done.returncode, 1)
        self.assertEqual(set(done.stdout.splitlines()), EXPECTED, done.stderr)
        self.assertIn("WARNING: ThreadSanitizer: data race", done.stderr)
        self.assertIn("no match", done.stderr)


if __name__ == "__main__":
    unittest.main()
