# SPDX-License-Identifier: GPL-3.0-or-later
"""A hundred log-ins at once: all are answered, the memory stays small, and who is logged in already hardly notices."""
import concurrent.futures
import re
import threading
import time
import unittest

from files import PASSWORD
from server_case import ADA, ServerCase
from web_client import Client

AT_ONCE = 100
MEMORY_MIB = 256  # half of what the smallest machine has
SHARE = 1 / 4      # of what all of them take is the most that a read meanwhile may take: it stands in no queue with them


class LogInsAtOnce(ServerCase):
    settings = {"behind_proxy": "true"}

    def log_in_from(self, number):
        value = {"email": ADA, "password": PASSWORD}
        headers = [("Content-Type", "application/json"), ("X-Forwarded-For", f"10.0.{number // 200}.{number % 200 + 1}")]
        body = str(value).replace("'", '"').encode()
        return Client(self.server.port).send("POST", "/api/v1/auth/token", headers, body)

    def storm(self, count):
        with concurrent.futures.ThreadPoolExecutor(count) as pool:
            return list(pool.map(self.log_in_from, range(count)))

    def peak_mib(self):
        with open(f"/proc/{self.server.process.pid}/status") as status:
            return int(re.search(r"VmHWM:\s+(\d+) kB", status.read())[1]) / 1024

    def test_a_hundred(self):
        over, slowest = threading.Event(), []

        def read_all_the_time():
            while not over.is_set():
                begun = time.monotonic()
                self.ask(200, "GET", "/me")
                slowest.append(time.monotonic() - begun)
                time.sleep(0.01)

        reader = threading.Thread(target=read_all_the_time)
        reader.start()
        begun = time.monotonic()
        replies = self.storm(AT_ONCE)
        took = time.monotonic() - begun
        over.set()
        reader.join()
        # Ten wrong ones would be the limit of an account, but these are right.
        self.assertEqual([reply.status for reply in replies], [200] * AT_ONCE)
        self.assertLess(self.peak_mib(), MEMORY_MIB)
        self.assertLess(max(slowest), took * SHARE)

    def test_more_than_wait_for_are_asked_to_come_again(self):
        replies = self.storm(3 * AT_ONCE)
        self.assertEqual({reply.status for reply in replies}, {200, 503})
        for reply in replies:
            if reply.status == 503:
                self.assert_problem(reply, 503, "busy")
                self.assertRegex(reply.header("Retry-After"), r"^[1-9]\d*$")
        self.assertGreaterEqual(sum(reply.status == 200 for reply in replies), AT_ONCE)
        self.assertLess(self.peak_mib(), MEMORY_MIB)


if __name__ == "__main__":
    unittest.main()
