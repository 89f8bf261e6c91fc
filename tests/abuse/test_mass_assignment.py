# SPDX-License-Identifier: GPL-3.0-or-later
"""Members of a body that nobody asked for, and values of the wrong kind, for every operation of the OpenAPI document."""
import itertools
import unittest

from abuse_case import ADA, BOB, ROOT, AbuseCase
from abuse_objects import MAKERS, NOBODYS, kind_of
from files import PASSWORD
from openapi import is_told, members_of, operations, send

# What decides who somebody is and what belongs to whom.
FORBIDDEN = {
    "is_staff": True, "is_superuser": True, "is_verified": True, "is_active": False, "role": "admin",
    "id": "0192f0c1-2345-7abc-8def-0123456789ab", "owner": "0192f0c1-2345-7abc-8def-0123456789ab",
    "user_id": "0192f0c1-2345-7abc-8def-0123456789ab", "date_joined": "2000-01-01T00:00:00.000Z", "password_hash": "x",
    "two_factor_enabled": False, "__proto__": {"is_staff": True}, "constructor": {"prototype": {}},
}
OF_STAFF = {"resource": "users", "action": "disable", "name": "image"}  # what staff routes name, besides ids
NASTY = (None, True, -1, 2**63, 1e308, "", "\0", "a\r\nBcc: x@example.org", "\ud800", "\u202e\u2066", "x" * 30000,
         "' OR 1=1 --", "%s%n/../{{7*7}}",
         ["x"] * 1000, {}, {"$ne": None})
NASTY_QUERY = ("", "-1", "0", "99999999999999999999", "1e9", "%00", "%0d%0aSet-Cookie:%20a=b", "%ff", "%u0041", "%",
               "%F0%9D%95%B3", "a" * 3000,
               "'%20OR%201=1--", "../../x", "[]", "%25s%25n", "\\", "%E2%80%AE")
NASTY_PARAMS = ("0", "-1", "x", "%00", "%20", "..", ".", "%2e%2e", "%252e%252e", "..%2f..%2fetc", "..%5c", "null",
                "%F0%9D%95%B3", "a" * 900, "*", "'",
                "0192F0C1-2345-7ABC-8DEF-0123456789AB%20", "0192f0c123457abc8def0123456789ab", "{id}")


class MassAssignment(AbuseCase):
    numbers = itertools.count()

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.operations = operations(cls.port)
        cls.ada, cls.bob, cls.root = (cls.log_in(email) for email in (ADA, BOB, ROOT))

    def params(self, operation, client):
        kind = kind_of(operation)
        if kind:
            return MAKERS[kind](client, self.server)
        return {name: OF_STAFF.get(name, "0192f0c1-2345-7abc-8def-0123456789ab") for name in operation.params}

    def client_of(self, operation):
        return self.root if operation.is_for_staff else self.ada

    def assert_fails_well(self, reply, what):
        """No server error, and every refusal in words."""
        self.assertLess(reply.status, 500, (what, reply.body))
        if reply.status >= 400:
            self.assertTrue(is_told(reply), what)

    def test_no_body_takes_what_nobody_asked_for(self):
        for operation in self.operations:
            if operation.body is None or operation.path in NOBODYS:
                continue
            with self.subTest(str(operation)):
                client = self.client_of(operation)
                extra = {name: value for name,
                         value in FORBIDDEN.items() if name not in operation.body.get("properties", {})}
                for name, value in extra.items():
                    reply = send(client, operation._replace(form=None), self.params_for(operation, client), **{name: value})
                    # Some routes look at the state of their object first; then nothing has been taken either.
                    self.assertIn(reply.status, (400, 404, 405, 409) if operation.is_for_staff else (400, 409),
                                  (name, reply.body))
                    if reply.status == 400:
                        self.assertIn(name, members_of(reply))

    def params_for(self, operation, client):
        """The same object each time: nothing may happen to it."""
        key = str(operation)
        if key not in self.kept_for:
            self.kept_for[key] = self.params(operation, client)
        return self.kept_for[key]

    def setUp(self):
        self.kept_for = {}
        self.before = self.who_is_who()

    def tearDown(self):
        now = self.who_is_who()
        for email, before in self.before.items():
            self.assertEqual(now.get(email), before, email)

    def who_is_who(self):
        """What nobody may change by themselves, as the database has it."""
        with self.server.database() as database:
            rows = database.execute("SELECT email, id, is_staff, is_verified, is_active, date_joined FROM users").fetchall()
        return {email: rest for email, *rest in rows if email in self.people}

    def somebody_new(self):
        """For operations that log people out, or let them guess too often."""
        email = f"person{next(self.numbers)}@example.org"
        self.server.add_user(email, PASSWORD)
        return self.log_in(email)

    def test_no_form_takes_what_nobody_asked_for(self):
        for operation in self.operations:
            if operation.form is None or kind_of(operation):
                continue
            with self.subTest(str(operation)):
                extra = {**FORBIDDEN, "owner": self.bob.user["id"]}
                few = [name for name in extra if name not in operation.form.get("properties", {})][:8]
                reply = send(self.client_of(operation), operation, self.params(operation, self.ada),
                             **{name: extra[name] for name in few})
                self.assert_fails_well(reply, few)
                if reply.status in (200, 201, 202) and "owner" in reply.json():
                    self.assertEqual(reply.json()["owner"], self.ada.user["id"])
                    self.assertNotEqual(reply.json()["id"], FORBIDDEN["id"])

    def test_values_of_the_wrong_kind_are_refused_in_words(self):
        for operation in self.operations:
            if operation.body is None:
                continue
            with self.subTest(str(operation)):
                is_own = operation.path.startswith(("/api/v1/auth/", "/api/v1/me"))
                client = self.somebody_new() if is_own else self.client_of(operation)
                params = self.params(operation, client)
                for name in operation.body.get("properties", {}):
                    for value in NASTY:
                        reply = send(client, operation._replace(form=None), params, **{name: value})
                        self.assert_fails_well(reply, (name, str(value)[:40]))
                for value in NASTY:
                    self.assert_fails_well(client.request(operation.method, operation.at(params), value), str(value)[:40])

    def test_queries_and_paths_of_any_kind_are_answered_in_words(self):
        for operation in self.operations:
            client = self.client_of(operation)
            with self.subTest(str(operation)):
                for name in operation.query + ["next", "__proto__"]:
                    for value in NASTY_QUERY:
                        path = operation.at({name: "x" for name in operation.params})
                        if operation.method == "GET":
                            self.assert_fails_well(client.send("GET", f"{path}?{name}={value}", self.bearer(client)), value)
                for value in NASTY_PARAMS if operation.params and operation.path not in NOBODYS else ():
                    path = operation.at({name: value for name in operation.params})
                    reply = client.send(operation.method, path, [*self.bearer(client), ("Content-Type", "application/json")],
                                        b"{}")
                    self.assert_fails_well(reply, value)
                    self.assertIn(reply.status, (400, 403, 404, 405, 415), value)

    def bearer(self, client):
        return [("Authorization", f"Bearer {client.token}")]


if __name__ == "__main__":
    unittest.main()
