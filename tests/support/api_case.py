# SPDX-License-Identifier: GPL-3.0-or-later
"""Reads the cases of tests/api: one file, one case; CONTRIBUTING.md tells the format."""
import pathlib
import re
from typing import NamedTuple

from api_match import CaseFault

METHOD = re.compile(r"([A-Z]+) (/\S*)$")
STATUS = re.compile(r"HTTP (\d{3})(?: within (\d+) s)?$")
HEADER = re.compile(r"([A-Za-z0-9-]+):\s*(.*)$")
USER = re.compile(r"@(user|staff) ([a-z]+)$")


class Exchange(NamedTuple):
    """One request with the reply that it expects, as written; `source` is the request's part of the file."""
    source: str
    line: int
    method: str
    path: str
    headers: list
    body: str
    status: int
    within_s: int
    reply_headers: list
    reply_body: str


class Case(NamedTuple):
    name: str
    path: pathlib.Path
    preamble: str
    users: dict  # name: whether staff
    exchanges: list


def read_message(lines, first, path):
    """Splits what follows a start line into headers and body."""
    headers = []
    for number, line in enumerate(lines):
        header = HEADER.match(line)
        if not line.strip():
            return headers, "\n".join(lines[number + 1:]).strip("\n")
        if not header:
            raise CaseFault(f"{path}:{first + number}: neither a header nor an empty line: {line}")
        headers.append((header[1], header[2]))
    return headers, ""


def read_exchange(lines, first, path):
    start = next((n for n, line in enumerate(lines) if line.strip() and not line.startswith("#")), None)
    request = METHOD.match(lines[start]) if start is not None else None
    if not request:
        raise CaseFault(f"{path}:{first + (start or 0)}: here should stand a request like 'GET /api/v1/me'")
    split = next((n for n, line in enumerate(lines) if STATUS.match(line)), None)
    if split is None:
        raise CaseFault(f"{path}:{first}: no reply, like 'HTTP 200', is expected")
    status = STATUS.match(lines[split])
    headers, body = read_message(lines[start + 1:split], first + start + 1, path)
    reply_headers, reply_body = read_message(lines[split + 1:], first + split + 1, path)
    source = "\n".join(lines[:split])
    return Exchange(source, first + start, request[1], request[2], headers, body, int(status[1]), int(status[2] or 0),
                    reply_headers, reply_body)


def read_case(path):
    lines = path.read_text().split("\n")
    starts = [number for number, line in enumerate(lines) if line.startswith("### ")]
    if not starts:
        raise CaseFault(f"{path}: a case has one or more exchanges, each begun by a line '### what happens'")
    preamble = lines[:starts[0]]
    users = {}
    for number, line in enumerate(preamble, 1):
        user = USER.match(line)
        if user:
            users[user[2]] = user[1] == "staff"
        elif line.strip() and not line.startswith("#"):
            raise CaseFault(f"{path}:{number}: before the first exchange stand comments and users, not: {line}")
    exchanges = [read_exchange(lines[start:end], start + 1, path)
                 for start, end in zip(starts, starts[1:] + [len(lines)])]
    return Case(path.stem, path, "\n".join(preamble), users, exchanges)


def write_case(case):
    """The case as text again; read_case() of it gives the same case."""
    parts = [case.preamble] if case.preamble else []
    for exchange in case.exchanges:
        within = f" within {exchange.within_s} s" if exchange.within_s else ""
        reply = [f"HTTP {exchange.status}{within}", *(f"{name}: {value}" for name, value in exchange.reply_headers)]
        if exchange.reply_body:
            reply += ["", exchange.reply_body]
        parts.append(exchange.source + "\n" + "\n".join(reply))
        if exchange is not case.exchanges[-1]:
            parts[-1] += "\n"
    return "\n".join(parts) + "\n"
