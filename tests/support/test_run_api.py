# SPDX-License-Identifier: GPL-3.0-or-later
"""The runner of the API cases, against a stand-in for the program."""
import os
import pathlib
import subprocess
import tempfile
import unittest
import unittest.mock

from one_time import totp

SUPPORT = pathlib.Path(__file__).resolve().parent
ID = "0190b5c0-0000-7000-8000-000000000001"
GOOD = """# A thing is made and read.
@user ada

### it is made
POST /things

{"name": "{{ada.email}}"}

HTTP 201
Content-Type: application/json
Location: {{absent}}

{
  "id": "{{uuid > thing}}",
  "created": "{{time}}",
  "size": "{{int}}",
  "tags": ["a", "..."]
}

### it is read by its id
# with the token of its owner
GET /things/{{thing}}
Authorization: Bearer {{ada.access}}

HTTP 200

{"id": "{{thing}}", "who": "Bearer {{jwt}}"}
"""


class RunApi(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.case = pathlib.Path(folder.name, "things_made.http")

    def run_case(self, text, *options, fault=""):
        self.case.write_text(text)
        return subprocess.run([SUPPORT.parent / "run-api", "--program", SUPPORT / "fake_assisti", *options, self.case],
                              capture_output=True, text=True, env={**os.environ, "FAKE_FAULT": fault})

    def assert_passes(self, text):
        done = self.run_case(text)
        self.assertEqual((done.returncode, done.stdout, done.stderr), (0, "1 passed, 0 failed\n", ""))

    def assert_fails(self, text, *words, **options):
        done = self.run_case(text, **options)
        self.assertEqual(done.returncode, 1, done.stdout)
        for word in words:
            self.assertIn(word, done.stdout)

    def test_passes_a_good_case(self):
        self.assert_passes(GOOD)

    def test_names_each_difference(self):
        for right, wrong, words in (
            ("HTTP 201", "HTTP 200", "expected 200, got 201"),
            ("{{time}}", "{{uuid}}", 'body.created: expected "{{uuid}}", got "2026-11-22T12:00:00.000Z"'),
            ('["a", "..."]', '["a"]', "body.tags: expected 1 elements, got 2"),
            ('["a", "..."]', '["b", "..."]', 'body.tags[0]: expected "b", got "a"'),
            ('  "created": "{{time}}",\n', "", "body.created: not expected"),
            ('"size"', '"bytes": 1, "size"', "body.bytes: expected 1, but there is none"),
            ("application/json", "text/plain", "Content-Type: expected text/plain, got application/json"),
            ("Location: {{absent}}", "Location: /x", "Location: expected /x, got none"),
            ("Content-Type: application/json", "Content-Type: {{absent}}", "Content-Type: expected none"),
            ("Bearer {{jwt}}", "Basic {{jwt}}", 'body.who: expected "Basic {{jwt}}"'),
        ):
            with self.subTest(wrong):
                self.assertIn(right, GOOD)
                self.assert_fails(GOOD.replace(right, wrong), words, "0 passed, 1 failed")

    def test_says_where_the_request_stands(self):
        self.assert_fails(GOOD.replace("HTTP 200", "HTTP 404"), f"{self.case}:22: GET /things/{{{{thing}}}}")

    def test_a_truth_is_no_number(self):
        self.assert_fails('### x\nPOST /things\n\nabc\n\nHTTP 201\n\n{"size": true, "...": 0}\n', "body.size: expected true, got 3")

    def test_tells_of_an_unknown_variable(self):
        self.assert_fails(GOOD.replace("{{thing}}", "{{thin}}"), "there is no variable thin")

    def test_compares_text(self):
        text = "### x\nGET /text\n\nHTTP 200\n\nmade {{time}} by {{any}}\n"
        self.assert_passes(text)
        self.assert_fails(text.replace("made", "lost"), "body: expected 'lost {{time}}")

    def test_waits_only_where_the_case_allows(self):
        text = '### x\nGET /slow\n\nHTTP 200 within 5 s\n\n{"status": "done"}\n'
        self.assert_passes(text)
        self.assert_fails(text.replace(" within 5 s", ""), 'body.status: expected "done", got "queued"')

    def test_sends_forms_with_files(self):
        self.assert_passes(
            "### x\nPOST /echo\nContent-Type: multipart/form-data\n\ntitle = A {{case}}\n"
            "image = @hello.txt; type=image/png; filename=a.png\n\nHTTP 201\n\n"
            '{"type": "multipart/form-data", "text": "{{any}}name=\\"title\\"\\r\\n\\r\\nA things_made\\r\\n'
            '{{any}}name=\\"image\\"; filename=\\"a.png\\"\\r\\nContent-Type: image/png\\r\\n\\r\\nhello\\n{{any}}", "...": 0}\n')

    def test_sends_files_and_long_bodies(self):
        self.assert_passes(
            '### x\nPOST /echo\nContent-Type: text/plain\n\n@hello.txt\n\nHTTP 201\n\n{"text": "hello\\n", "...": 0}\n\n'
            '### y\nPOST /echo\nContent-Type: text/plain\n\n{{repeat 70000 x}}\n\nHTTP 201\n\n{"bytes": 70000, "...": 0}\n')

    def test_shows_what_an_app_shows(self):
        kept = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
        text = (f'### x\nPOST /echo\nContent-Type: text/plain\n\n{kept}\n\nHTTP 201\n\n{{"text": "{{{{any > secret}}}}", "...": 0}}\n\n'
                '### y\nPOST /echo\nContent-Type: text/plain\n\n{{totp secret 1}}\n\nHTTP 201\n\n'
                '{"text": "{{digits}}", "bytes": 6, "...": 0}\n')
        self.assert_passes(text)
        self.assert_fails(text.replace("totp secret", "totp other"), "there is no variable totp other 1")
        with unittest.mock.patch("time.time", return_value=1111111109):  # RFC 6238, appendix B
            self.assertEqual((totp(kept), totp(kept, 1)), ("081804", "050471"))

    def test_each_case_has_an_address_of_its_own(self):
        self.assert_passes('### x\nPOST /echo\nContent-Type: text/plain\n\nx\n\nHTTP 201\n\n'
                           '{"from": "10.{{digits}}.{{digits}}.{{digits}}", "...": 0}\n')

    def test_fails_where_the_server_has_a_fault(self):
        for fault, words in (("log", "event=fake.broken"), ("sanitizer", "heap-buffer-overflow"), ("exit", "ended with 3")):
            with self.subTest(fault):
                self.assert_fails(GOOD, words, "1 passed, 1 failed", fault=fault)

    def test_refuses_what_is_no_case(self):
        for text in ("", "GET /\n", "### x\nGET /\n", "### x\n\nHTTP 200\n", "### x\nGET /\nno header\n\nHTTP 200\n"):
            with self.subTest(text):
                done = self.run_case(text)
                self.assertEqual(done.returncode, 1)
                self.assertIn("things_made.http", done.stderr)

    def test_update_leaves_a_good_case_alone(self):
        self.assertEqual(self.run_case(GOOD, "--update").stdout, "1 passed, 0 failed\n")
        self.assertEqual(self.case.read_text(), GOOD)

    def test_update_writes_what_came_and_keeps_what_matched(self):
        done = self.run_case("# A new one.\n\n### x\nPOST /things\n\n{}\n\nHTTP 200\nContent-Type: text/plain\n\n"
                             '{"id": "{{uuid > thing}}", "size": "{{number}}", "tags": ["b", "..."], "gone": 1}\n\n'
                             "### y\nGET /things/{{thing}}\n\nHTTP 200\n\n### z\nGET /text\n\nHTTP 404\n\nlost\n", "--update")
        self.assertEqual(done.returncode, 0, done.stdout)
        self.assertEqual(self.case.read_text(), """# A new one.

### x
POST /things

{}

HTTP 201
Content-Type: application/json

{
  "id": "{{uuid > thing}}",
  "size": "{{number}}",
  "tags": [
    "a",
    "b"
  ],
  "created": "{{time}}"
}

### y
GET /things/{{thing}}

HTTP 200

{
  "id": "{{thing}}",
  "who": null
}

### z
GET /text

HTTP 200

made 2026-11-22T12:00:00.000Z by hand
""")
        self.assertEqual(self.run_case(self.case.read_text()).returncode, 0)


if __name__ == "__main__":
    unittest.main()
