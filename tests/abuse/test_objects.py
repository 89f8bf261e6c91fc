# SPDX-License-Identifier: GPL-3.0-or-later
"""Who may do what, for every operation of the OpenAPI document: a new one is tried as it appears there."""
import unittest
import uuid

from abuse_case import ADA, BOB, ROOT, AbuseCase
from abuse_objects import MAKERS, kind_of
from openapi import code_of, operations, send
from web_client import Client

JUNK = ("null", "undefined", "ak_", "a.b.c", "eyJhbGciOiJub25lIiwidHlwIjoiSldUIn0.eyJzdWIiOiIxIiwiZXhwIjo5OTk5OTk5OTk5fQ.",
        "x" * 3000)


def without_instance(reply):
    return reply.status, {key: value for key, value in reply.json().items() if key != "instance"}


class Objects(AbuseCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.operations = operations(cls.port)
        cls.ada, cls.bob, cls.root = (cls.log_in(email) for email in (ADA, BOB, ROOT))

    def somebodys(self, client, kinds):
        return {kind: MAKERS[kind](client, self.server) for kind in kinds}

    def params_of_nothing(self, operation):
        return {name: str(uuid.uuid4()) for name in operation.params}

    def test_every_operation_with_an_id_says_whose_it_is(self):
        for operation in self.operations:
            with self.subTest(str(operation)):
                kind_of(operation)

    def test_an_id_of_others_looks_like_no_id(self):
        tried = [operation for operation in self.operations if kind_of(operation)]
        of_ada = self.somebodys(self.ada, {kind_of(operation) for operation in tried})
        of_bob = self.somebodys(self.bob, {kind for kind in of_ada if len(of_ada[kind]) > 1})
        for operation in tried:
            params = of_ada[kind_of(operation)]
            with self.subTest(str(operation)):
                nothing = send(self.bob, operation, self.params_of_nothing(operation))
                stranger = send(self.bob, operation, params)
                self.assertEqual(without_instance(stranger), without_instance(nothing))
                self.assertEqual((stranger.status, stranger.json()["code"]), (404, "not_found"))
                if len(params) > 1:  # one's own on the outside, somebody else's within
                    mixed = {**params, "id": of_bob[kind_of(operation)]["id"]}
                    self.assertEqual(without_instance(send(self.bob, operation, mixed)), without_instance(nothing))
        for operation in tried:
            if operation.method == "GET" and operation.path in MAKERS:
                with self.subTest(f"{operation} of its owner"):
                    self.assertEqual(send(self.ada, operation, of_ada[operation.path]).status, 200)

    def test_lists_hold_nothing_of_others(self):
        kinds = {kind_of(operation) for operation in self.operations} - {None}
        ids = {one for params in self.somebodys(self.ada, kinds).values() for one in params.values()}
        for operation in self.operations:
            if operation.method == "GET" and not operation.params and not operation.is_for_staff and not operation.is_open:
                with self.subTest(str(operation)):
                    body = self.bob.request("GET", operation.path + "?limit=100").body.decode("latin-1")
                    self.assertFalse([one for one in ids | {self.ada.user["id"], ADA} if one in body])

    def test_only_what_is_open_is_answered_without_a_log_in(self):
        for operation in self.operations:
            if operation.is_open:
                continue
            with self.subTest(str(operation)):
                reply = send(Client(self.port), operation, self.params_of_nothing(operation))
                self.assertEqual((reply.status, code_of(reply)), (401, None if operation.is_openai else "not_authenticated"))
                self.assertEqual(reply.header("WWW-Authenticate"), "Bearer")
                for token in JUNK:
                    reply = send(Client(self.port, token), operation, self.params_of_nothing(operation))
                    self.assertEqual((reply.status, code_of(reply)),
                                     (401, "invalid_api_key" if operation.is_openai else "token_invalid"), token[:40])

    def test_only_staff_reaches_what_is_for_staff(self):
        key = self.root.request("POST", "/api/v1/auth/api-keys",
                                {"name": "A script", "scopes": ["read", "write"]}).json()["key"]
        for operation in self.operations:
            if operation.is_for_staff:
                with self.subTest(str(operation)):
                    params = self.params_of_nothing(operation)
                    self.assertEqual(send(self.bob, operation, params).status, 403)
                    self.assertEqual(send(Client(self.port, key), operation, params).status, 403)


if __name__ == "__main__":
    unittest.main()
