# SPDX-License-Identifier: GPL-3.0-or-later
"""What the measuring programs of tests/perf share."""
import os
import pathlib
import re
import subprocess
import sys
import tempfile
from typing import NamedTuple

SUPPORT = pathlib.Path(__file__).resolve().parent
SECONDS = {"us": 1e-6, "ms": 1e-3, "s": 1.0, "m": 60.0}


class Load(NamedTuple):
    """What wrk saw: requests a second, and the time that 99 of 100 requests stayed under."""
    rate: float
    p99_ms: float


def load(url, seconds, connections, headers=(), bodies=()):
    """Asks for url as quickly as the server answers, or posts the bodies in turn; ends the program where an answer is no
    success."""
    command = ["wrk", f"-t{min(2, connections)}", f"-c{connections}", f"-d{seconds}s", "--latency", "--timeout", "30s"]
    for header in headers:
        command += ["-H", header]
    with tempfile.NamedTemporaryFile("w", suffix=".lua") as script:
        if bodies:
            script.write("wrk.method = 'POST'\nlocal bodies, at = {" + ", ".join(f"[==[{body}]==]" for body in bodies) + "}, 0\n"
                         "function request()\n  at = at % #bodies + 1\n  return wrk.format(nil, nil, nil, bodies[at])\nend\n")
            script.flush()
            command += ["-s", script.name]
        told = subprocess.run([*command, url], check=True, capture_output=True, text=True).stdout
    bad = re.search(r"Non-2xx.*|Socket errors.*", told)
    if bad:
        sys.exit(f"{url}: {bad[0]}")
    p99 = re.search(r"99%\s+([\d.]+)(us|ms|s|m)\b", told)
    rate = re.search(r"Requests/sec:\s+([\d.]+)", told)
    return Load(float(rate[1]), float(p99[1]) * SECONDS[p99[2]] * 1e3)


def resident_mib(pid):
    """Resident memory of a process, the shared part included."""
    status = pathlib.Path(f"/proc/{pid}/status").read_text()
    return int(re.search(r"^VmRSS:\s+(\d+) kB", status, re.MULTILINE)[1]) / 1024


def cpu_seconds(pid):
    """What a process and its children, those that live and those that are gone, have computed."""
    fields = pathlib.Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    own = sum(map(int, fields[11:15])) / os.sysconf("SC_CLK_TCK")
    return own + sum(cpu_seconds(child) for child in children(pid))


def peak_mib(pid):
    """The most that it ever was; 0 for a process that is about to end, whose memory is gone."""
    status = pathlib.Path(f"/proc/{pid}/status").read_text()
    most = re.search(r"^VmHWM:\s+(\d+) kB", status, re.MULTILINE)
    return int(most[1]) / 1024 if most else 0.0


def children(pid):
    return [int(child) for task in pathlib.Path(f"/proc/{pid}/task").iterdir()
            for child in (task / "children").read_text().split()]


def command_of(pid):
    return pathlib.Path(f"/proc/{pid}/cmdline").read_bytes()
