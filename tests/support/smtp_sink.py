#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A mail server of this machine that keeps what it gets, for tests.

usage: smtp_sink.py FOLDER [--port PORT]

Prints its port, then writes each message to FOLDER/NUMBER.eml, the envelope in the first lines (X-Mail-From, X-Rcpt-To),
and says so in one line. A recipient that begins with "refused" is refused for good, one with "later" the first time
only. Ends when its standard input does. Debian's python3-aiosmtpd has to be installed.
"""
import argparse
import asyncio
import pathlib
import sys

from aiosmtpd.smtp import SMTP


class Sink:
    def __init__(self, folder):
        self.folder = folder
        self.count = 0
        self.seen = set()

    async def handle_RCPT(self, server, session, envelope, address, options):
        first = address not in self.seen
        self.seen.add(address)
        if address.startswith("refused"):
            return "550 5.1.1 no such person here"
        if address.startswith("later") and first:
            return "451 4.3.0 come back later"
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 ok"

    async def handle_DATA(self, server, session, envelope):
        self.count += 1
        head = f"X-Mail-From: {envelope.mail_from}\r\nX-Rcpt-To: {', '.join(envelope.rcpt_tos)}\r\n"
        part = self.folder / f".{self.count}"
        part.write_bytes(head.encode() + envelope.content)
        part.rename(self.folder / f"{self.count}.eml")
        print(f"message {self.count}", flush=True)
        return "250 2.0.0 kept"


async def serve(folder, port):
    loop = asyncio.get_running_loop()
    sink = Sink(folder)
    server = await loop.create_server(lambda: SMTP(sink, hostname="sink.test", loop=loop), "127.0.0.1", port)
    print(server.sockets[0].getsockname()[1], flush=True)
    await loop.run_in_executor(None, sys.stdin.read)
    server.close()


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("--port", type=int, default=0)
    args = parser.parse_args()
    args.folder.mkdir(parents=True, exist_ok=True)
    asyncio.run(serve(args.folder, args.port))


if __name__ == "__main__":
    main()
