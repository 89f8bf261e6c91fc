# SPDX-License-Identifier: GPL-3.0-or-later
"""The test suites: each a function that builds what it needs, runs, and returns a Result. SUITES names them in the order in which they run."""
import concurrent.futures
import functools
import json
import os
import pathlib
import re
import shlex
import signal
import subprocess
import tempfile
import threading
from typing import NamedTuple

ROOT = pathlib.Path(__file__).resolve().parent.parent
CORES = os.cpu_count() or 1
# For each target. The usual run goes the same way each time, so that a change is judged by what it is; script/nightly goes new ways (0), and longer.
FUZZ_SECONDS = int(os.environ.get("FUZZ_SECONDS", "3"))
FUZZ_SEED = int(os.environ.get("FUZZ_SEED", "1"))
LOAD = 5  # the machine is shared: a test may get a fifth of the processor that Meson's limit counts on
TIDY_ALL = bool(os.environ.get("TIDY_ALL"))

# Each build folder with what Meson is to set it up with; script/build sets up "build" itself. Well over a hundred programs are linked for
# each, and lld takes a quarter of the usual linker's time.
INSTRUMENTED = ["-Db_lundef=false", "-Dwerror=true", "-Ddebug=true", "-Doptimization=1", "-Dc_link_args=-fuse-ld=lld"]
BUILDS = {
    "build-asan": [
        "-Db_sanitize=address,undefined", "-Dfuzz=true", *INSTRUMENTED,
        "-Dc_args=-fsanitize=fuzzer-no-link -fno-sanitize-recover=all -gline-tables-only",
    ],
    "build-tsan": [
        "-Db_sanitize=thread", *INSTRUMENTED, f"-Dc_args=-gline-tables-only -I{ROOT}/tests/support/tsan",
    ],
}
SANITIZERS = {
    "ASAN_OPTIONS": "detect_stack_use_after_return=1:strict_string_checks=1:allocator_may_return_null=1",
    "UBSAN_OPTIONS": "print_stacktrace=1",
}
TIMED = "test_timing.py"  # of tests/abuse: compares times, and is to have the machine for itself
SANITIZER_REPORT = re.compile(r"(ERROR|WARNING): \w*Sanitizer|runtime error:")


class Result(NamedTuple):
    passed: int
    failed: int
    output: str = ""


def run(command, **options):
    """Runs a command in the tree; its output and error output come back as one text."""
    options.setdefault("cwd", ROOT)
    return subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                          text=True, errors="replace", **options)


def one(command, **options):
    """A command that passes or fails as a whole."""
    done = run(command, **options)
    return Result(1, 0) if done.returncode == 0 else Result(0, 1, done.stdout)


def total(results):
    results = list(results)
    return Result(sum(r.passed for r in results), sum(r.failed for r in results),
                  "\n".join(r.output for r in results if r.failed))


def in_parallel(function, items):
    with concurrent.futures.ThreadPoolExecutor(CORES) as pool:
        return total(pool.map(function, items))


def once(function):
    """Does it once for each argument, however many ask, beside each other too: nobody changes the tree meanwhile."""
    locks, lock = {}, threading.Lock()
    cached = functools.cache(function)

    @functools.wraps(function)
    def wrapped(*arguments):
        with lock:
            own = locks.setdefault(arguments, threading.Lock())
        with own:
            return cached(*arguments)
    return wrapped


@once
def build_web():
    """The web application, which every build of the program holds."""
    return run(["tools/build-web"])


def build_steps(folder):
    """The commands that bring a build folder up to date."""
    if folder == "build":
        yield ["script/build"]
        options = json.loads(run(["meson", "introspect", "--buildoptions", folder], check=True).stdout)
        if next(option["value"] for option in options if option["name"] == "tests") != "enabled":
            yield ["meson", "configure", folder, "-Dtests=enabled"]
    else:
        if not (ROOT / folder / "build.ninja").exists():
            yield ["meson", "setup", folder, "-Dtests=enabled", *BUILDS[folder]]
    yield ["ninja", "-C", folder, "build.ninja"]  # Meson's own words, which only its failure makes interesting
    yield ["ninja", "-C", folder, "--quiet"]


@once
def build(folder):
    """Brings a build folder up to date; None, or the Result of a build that failed."""
    done = build_web()
    if done.returncode:
        return Result(0, 1, done.stdout)
    for step in build_steps(folder):
        done = run(step, env={**os.environ, "CC": "gcc" if folder == "build" else "clang"})
        if done.returncode:
            return Result(0, 1, done.stdout)
    return None


def threads_of(session):
    """A line for each thread of a session: the processor time it has had, its state and what it waits in."""
    ticks = os.sysconf("SC_CLK_TCK")
    for thread in sorted(pathlib.Path("/proc").glob("[0-9]*/task/[0-9]*")):
        try:
            name, fields = re.fullmatch(r"\d+ \((.*)\) (.*)", (thread / "stat").read_text(), re.DOTALL).groups()
            state, _, _, its_session, *rest = fields.split()
            if int(its_session) == session:
                yield f"{thread.name} {name}: {(int(rest[7]) + int(rest[8])) / ticks:.1f} s, {state}, {(thread / 'wchan').read_text()}"
        except OSError:  # it has ended meanwhile
            continue


def run_limited(command, seconds, **options):
    """As run(), but what is not done in time is ended, with all that it started, and told of: did it hang, or get no processor?"""
    with tempfile.TemporaryFile("w+", errors="replace") as output:
        process = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT,
                                   start_new_session=True, **options)
        told = ""
        try:
            process.wait(seconds)
        except subprocess.TimeoutExpired:
            told = "\n".join([f"not done after {seconds} s; its threads:", *threads_of(process.pid)])
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
        output.seek(0)
        return subprocess.CompletedProcess(command, process.returncode, output.read() + told)


def run_unit_test(test):
    """One Criterion program, counted by its TAP lines."""
    done = run_limited(test["cmd"], test["timeout"] * LOAD, env={**os.environ, **SANITIZERS, **test["env"]})
    passed = len(re.findall(r"^ok ", done.stdout, re.MULTILINE))
    failed = len(re.findall(r"^not ok ", done.stdout, re.MULTILINE))
    if not failed and (done.returncode or not passed or SANITIZER_REPORT.search(done.stdout)):
        failed = 1
    return Result(passed, failed, f"{shlex.join(test['cmd'])}: exit status {done.returncode}\n{done.stdout}")


def unit_tests(folder, without="none"):
    """Those of a build, but for those below a folder of it."""
    broken = build(folder)
    if broken:
        return broken
    listed = run(["meson", "introspect", "--tests", folder], check=True).stdout
    return in_parallel(run_unit_test, [test for test in json.loads(listed) if f"/{folder}/{without}/" not in test["cmd"][0]])


def unit():
    """unit tests in the release build, by gcc"""
    return unit_tests("build")


def asan():
    """unit tests under AddressSanitizer and UndefinedBehaviorSanitizer, by clang"""
    return unit_tests("build-asan")


def tsan():
    """unit tests of what has threads, all but the engines, under ThreadSanitizer, by clang"""
    return unit_tests("build-tsan", without="src/infer")


def run_fuzz_target(program):
    name = program.name.removeprefix("fuzz_")
    seeds = ROOT / "tests/corpus" / name
    if not seeds.is_dir():
        return Result(0, 1, f"{program.name}: has no seeds in tests/corpus/{name}")
    with tempfile.TemporaryDirectory() as found:
        result = one([program, f"-seed={FUZZ_SEED}", f"-max_total_time={FUZZ_SECONDS}", "-rss_limit_mb=2048", f"-timeout={10 * LOAD}", "-print_final_stats=1",
                      f"-artifact_prefix={ROOT}/build-asan/", found, seeds], env={**os.environ, **SANITIZERS})
    return result


def fuzz():
    """every fuzz target for some seconds, from its seeds"""
    broken = build("build-asan")
    if broken:
        return broken
    programs = sorted(path for path in (ROOT / "build-asan").rglob("fuzz_*") if path.is_file() and os.access(path, os.X_OK))
    return in_parallel(run_fuzz_target, programs)


def is_laid_out(path):
    laid_out = run(["clang-format", path], check=True).stdout
    return laid_out == (ROOT / path).read_text()


def layout():
    """the layout of all C, by clang-format"""
    listed = run(["git", "ls-files", "--cached", "--others", "--exclude-standard", "*.c", "*.h"], check=True).stdout
    paths = [path for path in listed.split() if (ROOT / path).exists()]
    with concurrent.futures.ThreadPoolExecutor(CORES) as pool:
        crooked = [path for path, is_right in zip(paths, pool.map(is_laid_out, paths)) if not is_right]
    return Result(0, 1, "script/format would change " + ", ".join(crooked)) if crooked else Result(1, 0)


def checks():
    """the house rules: layers, limits, SQL, documents, words, headers"""
    broken = build("build-asan")
    if broken:
        return broken
    return total(one([f"tools/{tool}", *arguments]) for tool, *arguments in (
        ("check-layers",), ("check-limits",), ("check-sql",), ("check-routes",), ("check-words",), ("check-security",),
        ("check-docs", "--program", "build-asan/assisti"),
        ("check-headers", "--build", "build-asan"),
    ))


def tidy():
    """clang-tidy over all sources, those that changed since they were clean; by script/nightly the others, too"""
    return build("build-asan") or one(["tools/check-tidy", "--build", "build-asan", *(["--all"] if TIDY_ALL else [])])


def run_python(arguments, program):
    """Cases of Python's unittest, found as the arguments say, against the program."""
    paths = {"PYTHONPATH": str(ROOT / "tests/support"), "PYTHONDONTWRITEBYTECODE": "1", "ASSISTI_PROGRAM": str(program)}
    done = run(["python3", "-W", "error", "-m", "unittest", *arguments], env={**os.environ, **paths})
    counted = re.search(r"^Ran (\d+) tests?", done.stdout, re.MULTILINE)
    ran = int(counted[1]) if counted else 0
    failed = sum(map(int, re.findall(r"(?:failures|errors)=(\d+)", done.stdout))) or int(done.returncode != 0 or ran == 0)
    return Result(max(ran - failed, 0), failed, done.stdout)


def python_tests(folder, program=ROOT / "build/assisti", pattern="test_*.py"):
    """All of a folder, or the files of a pattern, one after the other."""
    return run_python(["discover", "-s", folder, "-p", pattern], program)


def python_tests_beside(folder, program):
    """The files of a folder beside each other, the longest first: each starts servers of its own."""
    files = sorted((ROOT / folder).glob("test_*.py"), key=lambda path: -path.stat().st_size)
    return in_parallel(lambda path: python_tests(folder, program, path.name), files)


def attacks(program):
    """Those of tests/abuse that look at no clock; no two beside each other, for each keeps a server busy."""
    files = sorted(path.name for path in (ROOT / "tests/abuse").glob("test_*.py"))
    return total(python_tests("tests/abuse", program, name) for name in files if name != TIMED)


def counted(command):
    """A command whose last line is "N passed, N failed"."""
    done = run(command)
    counts = re.search(r"^(\d+) passed, (\d+) failed$", done.stdout, re.MULTILINE)
    passed, failed = map(int, counts.groups()) if counts else (0, 0)
    return Result(passed, failed or int(done.returncode != 0), done.stdout)


def api_cases(folder):
    return build(folder) or counted(["tests/run-api", "--program", f"{folder}/assisti"])


def api():
    """the cases of the HTTP interface, against the release build"""
    return api_cases("build")


def api_asan():
    """the same against the build with AddressSanitizer and UndefinedBehaviorSanitizer"""
    return api_cases("build-asan")


def api_tsan():
    """the same against the build with ThreadSanitizer"""
    return api_cases("build-tsan")


def flows():
    """flows_asan's cases against the release build; only by script/nightly"""
    return build("build") or python_tests_beside("tests/flows", ROOT / "build/assisti")


def flows_asan():
    """whole ways through the server, from the first request to the last, under both sanitizers of the unit tests"""
    return build("build-asan") or python_tests_beside("tests/flows", ROOT / "build-asan/assisti")


def abuse():
    """abuse_asan's cases against the release build; only by script/nightly"""
    return build("build") or attacks(ROOT / "build/assisti")


def abuse_asan():
    """attacks on the program itself: smuggling, sizes, slow clients, others' ids, forged headers; under sanitizers"""
    return build("build-asan") or attacks(ROOT / "build-asan/assisti")


def timing():
    """timing_asan's cases against the release build; only by script/nightly"""
    return build("build") or python_tests("tests/abuse", ROOT / "build/assisti", TIMED)


def timing_asan():
    """attacks by the time that answers take; alone, and under sanitizers"""
    return build("build-asan") or python_tests("tests/abuse", ROOT / "build-asan/assisti", TIMED)


def crash():
    """killed servers and workers, full disks, held databases, refused starts"""
    return build("build") or python_tests("tests/crash")


def tools():
    """the tests of the project's own tools and of the test runners"""
    return build("build") or total(map(python_tests, ("tools/tests", "tests/support")))


def web_tests():
    done = run(["npm", "--prefix", "web", "run", "test"], env={**os.environ, "NO_COLOR": "1"})
    counts = re.search(r"^ *Tests +(?:(\d+) failed \| )?(\d+) passed", done.stdout, re.MULTILINE)
    failed = int(counts[1] or 0) if counts else 0
    return Result(int(counts[2]) if counts else 0, failed or int(done.returncode != 0), done.stdout)


def web():
    """the web application: its build, lint, types and unit tests"""
    built = build_web()
    return total([Result(1, 0) if built.returncode == 0 else Result(0, 1, built.stdout), *(one(["npm", "--prefix", "web", "run", name]) for name in ("lint", "check")),
                  web_tests()])


def browser():
    """what people do in a browser, against the release build"""
    return build("build") or counted(["tests/web/run", "--program", "build/assisti"])


SUITES = {suite.__name__: suite for suite in (
    layout, web, asan, fuzz, checks, tidy, unit, tsan, tools, api, crash, browser, flows, flows_asan, abuse, abuse_asan,
    api_asan, api_tsan, timing, timing_asan)}

# Those that wait more than they compute: for pages, for timers, for what a killed server does at its next start. They run one after the
# other beside the rest, which gets what they leave of the processor. Those of the release build come first, for that is built first.
WAITING = ("tools", "api", "crash", "browser", "flows", "abuse", "flows_asan", "abuse_asan", "api_asan", "api_tsan")

# Those that have the machine for themselves, at the end.
ALONE = ("timing", "timing_asan")

# What a usual run leaves out: the same cases run under the sanitizers, too, and all of a run is to fit into 25 minutes on two cores.
NIGHTLY = ("flows", "abuse", "timing")
