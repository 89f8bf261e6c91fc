# SPDX-License-Identifier: GPL-3.0-or-later
"""check-routes passes tables and a document that agree, and names each thing in which they do not."""
import unittest

from tree import TreeCase

TABLE = """
#define API   "/api"
#define QUIET (ROUTE_NO_REPLAY | ROUTE_HASHES)
static const struct route routes[] = {
    /* method, path, handler, who, body, flags, help */
    {"GET", API "/things/:id", get_thing, AUTH_USER, 0, 0, "one thing"},
    {"POST", API "/things", add_thing, AUTH_USER, BODY_UPLOAD, ROUTE_FORM, "a new"
     " thing"},
    {"POST", "/api/log-in", log_in, AUTH_NONE, BODY_JSON, QUIET, "log in"},
    {0},
};
"""
DOCUMENT = """
security: [{bearer: []}]
paths:
  /api/things/{id}:
    parameters: [{$ref: "#/components/parameters/id"}]
    get: {summary: One thing}
  /api/things:
    post:
      summary: A new thing
      parameters: [{in: header, name: Idempotency-Key}]
      requestBody: {content: {multipart/form-data: {}}}
  /api/log-in:
    post:
      summary: Log in
      security: []
      requestBody: {content: {application/json: {}}}
components:
  parameters:
    id: {in: path, name: id}
"""


class Routes(TreeCase):
    def setUp(self):
        super().setUp()
        self.write({"src/things/things.c": TABLE, "docs/openapi.yaml": DOCUMENT})

    def change(self, path, old, new):
        content = (self.root / path).read_text()
        self.assertIn(old, content)
        self.write({path: content.replace(old, new)})

    def test_passes_what_agrees(self):
        self.assert_clean("check-routes")

    def test_passes_a_login_that_may_be_left_out(self):
        self.change("docs/openapi.yaml", "security: []", "security: [{}, {bearer: []}]")
        self.assert_clean("check-routes")

    def test_reads_a_shared_table_for_each_that_shares_it(self):
        row = '    {"GET", "/:id", get, AUTH_USER, 0, 0, "one"},'
        app = 'const struct app NAME_app = {\n    .name = "NAME",\n    .shared = both,\n};'
        self.write({"src/both.c": f"const struct route both[] = {{\n{row}\n    {{0}},\n}};\n",
                    "src/one.c": app.replace("NAME", "cats"), "src/two.c": app.replace("NAME", "dogs")})
        known = "  /api/v1/{}/{{id}}:\n    parameters: [{{$ref: '#/components/parameters/id'}}]\n    get: {{summary: One}}\n"
        self.change("docs/openapi.yaml", "paths:\n", "paths:\n" + known.format("cats"))
        self.assert_finds("check-routes", "src/both.c:2: GET /api/v1/dogs/{id} is not in docs/openapi.yaml")
        self.change("docs/openapi.yaml", "paths:\n", "paths:\n" + known.format("dogs"))
        self.assert_clean("check-routes")

    def test_leaves_tests_alone(self):
        self.write({"src/things/test_things.c": '{"GET", "/nowhere", f, AUTH_NONE, 0, 0, ""},'})
        self.assert_clean("check-routes")

    def test_finds_a_route_that_the_document_lacks(self):
        self.write({"src/more.c": '\n{"PUT", "/more", f, AUTH_NONE, 0, 0, ""},'})
        self.assert_finds("check-routes", "src/more.c:2: PUT /more is not in docs/openapi.yaml")

    def test_finds_an_operation_without_a_route(self):
        self.change("docs/openapi.yaml", "  /api/things:\n", "  /api/things:\n    delete: {summary: x}\n")
        self.assert_finds("check-routes", "docs/openapi.yaml: DELETE /api/things is in no table of routes")

    def test_takes_what_stands_in_a_parameter_by_its_name(self):
        self.change("docs/openapi.yaml", "paths:\n", "paths:\n  /api/things/first:\n    get: {summary: The first thing}\n")
        self.assert_clean("check-routes")
        self.change("docs/openapi.yaml", "{summary: The first thing}", "{summary: The first thing, security: []}")
        self.assert_finds("check-routes", "GET /api/things/first is AUTH_USER here, but security says otherwise")

    def test_finds_another_need_of_a_login(self):
        self.change("docs/openapi.yaml", "      security: []\n", "")
        self.assert_finds("check-routes", "POST /api/log-in is AUTH_NONE here, but security says otherwise")

    def test_finds_another_kind_of_body(self):
        self.change("src/things/things.c", "ROUTE_FORM,", "ROUTE_FORM_OR_JSON,")
        self.assert_finds("check-routes", "takes application/json, multipart/form-data here, but multipart/form-data there")

    def test_finds_another_name_of_a_parameter(self):
        self.change("docs/openapi.yaml", "name: id", "name: number")
        self.assert_finds("check-routes", "GET /api/things/{id} has other path parameters than number")

    def test_finds_a_missing_and_a_needless_key(self):
        self.change("docs/openapi.yaml", "      parameters: [{in: header, name: Idempotency-Key}]\n", "")
        self.assert_finds("check-routes", "POST /api/things has no Idempotency-Key there")
        self.write({"docs/openapi.yaml": DOCUMENT})
        self.change("src/things/things.c", "ROUTE_FORM,", "ROUTE_FORM | ROUTE_NO_REPLAY,")
        self.assert_finds("check-routes", "names an Idempotency-Key there, not here")

    def test_finds_a_missing_summary(self):
        self.change("docs/openapi.yaml", "summary: One thing", "description: x")
        self.assert_finds("check-routes", "GET /api/things/{id} has no summary")


if __name__ == "__main__":
    unittest.main()
