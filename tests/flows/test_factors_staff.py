# SPDX-License-Identifier: GPL-3.0-or-later
"""Where staff have to have a second factor, they get one and keep one."""
import unittest

from files import PASSWORD
from test_factors import FactorCase


class Staff(FactorCase):
    def test_staff_keep_one_where_they_must(self):
        def ask(method, path, value=None):
            reply = self.root.request(method, "/api/v1" + path, value)
            return reply.status, reply.json()

        self.assertEqual(ask("PATCH", "/admin/settings", {"staff_must_have_factor": True})[0], 409)
        self.assertEqual(ask("POST", "/auth/two-factor/email/enable", {})[0], 200)
        self.assertEqual(ask("PATCH", "/admin/settings", {"staff_must_have_factor": True})[0], 200)
        self.assertTrue(ask("GET", "/auth/two-factor")[1]["required"])
        status, problem = ask("POST", "/auth/two-factor/email/disable", {})
        self.assertEqual((status, problem["code"]), (403, "two_factor_required"))
        self.assertFalse(self.ask(200, "GET", "/auth/two-factor")["required"])
        self.ask(200, "POST", "/auth/two-factor/email/disable", {})
        self.server.add_user("new@example.org", PASSWORD, staff=True)
        new = self.log_in("new@example.org")
        self.assert_problem(new.request("GET", "/api/v1/admin/mail"), 403, "two_factor_required")
        self.assertEqual(new.request("POST", "/api/v1/auth/two-factor/email/enable", {}).status, 200)
        self.assertEqual(new.request("GET", "/api/v1/admin/mail").status, 200)


if __name__ == "__main__":
    unittest.main()
