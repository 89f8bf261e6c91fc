# SPDX-License-Identifier: GPL-3.0-or-later
"""Second steps of a log-in as people meet them: the code in the mail, the app, recovery codes, passkeys; and all that must not work."""
import re
import subprocess
import tempfile
import unittest

from authenticator import EDDSA, ES256, PRESENT, RS256, VERIFIED, Authenticator, decode, encode
from files import PASSWORD, PROGRAM
from one_time import totp
from server_case import ADA, ServerCase
from web_client import Client

SITE = "https://assisti.example.org"
MINUTE_MS = 60_000


def read_qr(svg):
    """What a phone reads from the picture of a QR code."""
    side = int(re.search(r'viewBox="0 0 (\d+) ', svg)[1])
    rows = [bytearray(b"\xff" * side) for _ in range(side)]
    for x, y, run in re.findall(r"M(\d+) (\d+)h(\d+)v1h-\d+z", svg):
        rows[int(y)][int(x):int(x) + int(run)] = bytes(int(run))
    scale = 6
    pixels = b"".join(bytes(value for value in row for _ in range(scale)) * scale for row in rows)
    with tempfile.NamedTemporaryFile(suffix=".pgm") as picture:
        picture.write(b"P5 %d %d 255\n" % (side * scale, side * scale) + pixels)
        picture.flush()
        done = subprocess.run(["zbarimg", "--quiet", "--raw", picture.name], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                              text=True, check=True)
    return done.stdout.strip()


class FactorCase(ServerCase):
    settings = {"auth_per_minute": "10000", "public_url": SITE}

    def setUp(self):
        super().setUp()
        self.server.add_user("root@example.org", PASSWORD, staff=True)
        self.root = self.log_in("root@example.org")

    def post(self, status, path, value, client=None, headers=()):
        """A POST of somebody who is not logged in, unless a client is given."""
        client = client or Client(self.server.port)
        reply = client.request("POST", "/api/v1" + path, value)
        self.assertEqual(reply.status, status, reply.body)
        return reply.json() if reply.body else None

    def begin(self):
        """Gives the password; the answer is a challenge."""
        return self.post(200, "/auth/token", {"email": ADA, "password": PASSWORD})

    def step(self, status, challenge, **proof):
        return self.post(status, "/auth/token/two-factor", {"challenge": challenge, **proof})

    def mails(self):
        reply = self.root.request("GET", f"/api/v1/admin/mail?limit=100&q={ADA}")
        return reply.json()["results"]

    def mailed_code(self):
        return re.search(r"Enter this code: (\d{6})\n", self.mails()[0]["text"])[1]

    def assert_logs_in(self, answer):
        self.assertEqual(answer["user"]["email"], ADA)
        self.assertEqual(Client(self.server.port, answer["access"]).request("GET", "/api/v1/me").status, 200)


class EmailedCodes(FactorCase):
    def setUp(self):
        super().setUp()
        self.codes = self.ask(200, "POST", "/auth/two-factor/email/enable", {"password": PASSWORD})["recovery_codes"]

    def test_the_code_in_the_mail_logs_in_once(self):
        self.assertTrue(self.ask(200, "GET", "/me")["two_factor_enabled"])
        begun = self.begin()
        self.assertEqual((begun["two_factor_required"], begun["methods"]), (True, ["email", "recovery"]))
        self.assertNotIn("access", begun)
        code = self.mailed_code()
        self.assert_logs_in(self.step(200, begun["challenge"], code=f"{code[:3]} {code[3:]}"))
        self.assertEqual(self.step(401, begun["challenge"], code=code)["code"], "token_invalid")

    def test_a_code_belongs_to_its_challenge(self):
        first = self.begin()
        first_code = self.mailed_code()
        second = self.begin()
        if first_code != self.mailed_code():
            self.assertEqual(self.step(400, second["challenge"], code=first_code)["code"], "invalid_code")
        self.assert_logs_in(self.step(200, first["challenge"], code=first_code, method="email"))

    def test_five_tries_end_the_challenge_for_good(self):
        begun = self.begin()
        code = self.mailed_code()
        wrong = f"{(int(code) + 1) % 1000000:06}"
        for _ in range(5):
            self.assertEqual(self.step(400, begun["challenge"], code=wrong)["code"], "invalid_code")
        self.assertEqual(self.step(401, begun["challenge"], code=code)["code"], "token_invalid")
        self.write("UPDATE factor_challenges SET code_sent = 0")
        self.post(401, "/auth/token/two-factor/resend", {"challenge": begun["challenge"]})

    def test_ten_tries_of_an_account_are_all_whatever_the_challenge(self):
        for _ in range(2):
            begun = self.begin()
            for _ in range(5):
                self.step(400, begun["challenge"], code="000000", method="totp")
        self.assertEqual([mail["subject"] for mail in self.mails()].count("Somebody gave your password and wrong codes"), 1)
        begun = self.begin()
        code = self.mailed_code()
        self.assertEqual(self.step(429, begun["challenge"], code=code)["code"], "throttled")
        self.server.stop()
        self.restart()
        self.step(429, begun["challenge"], code=code)
        self.write("UPDATE account_tries SET since = since - ?", 10 * MINUTE_MS + 1)
        self.assert_logs_in(self.step(200, begun["challenge"], code=code))

    def test_codes_and_challenges_end(self):
        begun = self.begin()
        code = self.mailed_code()
        self.write("UPDATE factor_challenges SET code_expires = code_expires - ?", 10 * MINUTE_MS)
        self.assertEqual(self.step(400, begun["challenge"], code=code)["code"], "invalid_code")
        self.write("UPDATE factor_challenges SET expires = expires - ?", 15 * MINUTE_MS)
        self.assertEqual(self.step(401, begun["challenge"], code=code)["code"], "token_invalid")
        self.assertEqual(self.step(401, "nonsense", code=code)["code"], "token_invalid")

    def test_another_code_comes_after_a_pause(self):
        begun = self.begin()
        first = self.mailed_code()
        resend = {"challenge": begun["challenge"]}
        reply = Client(self.server.port).request("POST", "/api/v1/auth/token/two-factor/resend", resend)
        self.assert_problem(reply, 429, "throttled")
        self.assertLessEqual(int(reply.header("Retry-After")), 30)
        self.write("UPDATE factor_challenges SET code_sent = code_sent - 30000")
        self.post(202, "/auth/token/two-factor/resend", resend)
        second = self.mailed_code()
        if first != second:
            self.step(400, begun["challenge"], code=first)
        self.assert_logs_in(self.step(200, begun["challenge"], code=second))

    def test_nothing_that_is_stored_is_a_code(self):
        self.begin()
        code = self.mailed_code()
        stored = b"".join(bytes(row[0]) for row in self.rows("SELECT code FROM factor_challenges WHERE code IS NOT NULL"))
        self.assertNotIn(code.encode(), stored)
        self.assertEqual(len(self.rows("SELECT digest FROM recovery_codes")), 10)

    def test_a_challenge_stays_in_its_browser(self):
        path = "/api/v1/auth/token"
        browser = [("Content-Type", "application/json"), ("Sec-Fetch-Site", "same-origin")]
        client = Client(self.server.port)
        reply = client.send("POST", path, browser, b'{"email": "%s", "password": "%s"}' % (ADA.encode(), PASSWORD.encode()))
        cookie = next(value for name, value in reply.headers if name == "Set-Cookie" and value.startswith("__Host-assisti_step="))
        self.assertRegex(cookie, r"; HttpOnly")
        self.assertRegex(cookie, r"SameSite=Strict")
        self.assertRegex(cookie, r"Secure")
        body = b'{"challenge": "%s", "code": "%s"}' % (reply.json()["challenge"].encode(), self.mailed_code().encode())
        for headers in ([], [("Cookie", "__Host-assisti_step=" + "A" * 43)]):
            stolen = client.send("POST", path + "/two-factor", browser + headers, body)
            self.assert_problem(stolen, 401, "token_invalid")
        own = client.send("POST", path + "/two-factor", browser + [("Cookie", cookie.split(";")[0])], body)
        self.assertEqual(own.status, 200, own.body)

    def test_who_turns_it_off_logs_in_by_password_alone(self):
        state = self.ask(200, "POST", "/auth/two-factor/email/disable", {})
        self.assertEqual((state["email"], state["recovery_codes_left"]), (False, 0))
        self.assert_logs_in(self.begin())
        self.assertEqual([mail["subject"] for mail in self.mails()][:2],
                         ["Codes by e-mail were turned off", "Codes by e-mail were turned on"])

    def test_a_mailed_code_proves_sensitive_acts(self):
        self.write("UPDATE sessions SET proved = 0")
        self.assertEqual(self.ask(403, "POST", "/auth/two-factor/recovery-codes", {})["code"], "proof_required")
        self.ask(202, "POST", "/auth/two-factor/email/code", {})
        self.ask(429, "POST", "/auth/two-factor/email/code", {})
        code = self.mailed_code()
        other = self.post(200, "/auth/token/two-factor", {"challenge": self.begin()["challenge"], "code": self.mailed_code()})
        self.write("UPDATE sessions SET proved = 0")
        stranger = Client(self.server.port, other["access"])
        self.assertEqual(self.post(400, "/auth/proof", {"code": code}, stranger)["code"], "invalid_code")
        self.ask(204, "POST", "/auth/proof", {"code": code, "method": "email"})
        self.ask(400, "POST", "/auth/proof", {"code": code, "method": "email"})
        self.assertEqual(len(self.ask(200, "POST", "/auth/two-factor/recovery-codes", {})["recovery_codes"]), 10)

    def test_whoever_runs_the_server_lets_in_who_lost_everything(self):
        command = [PROGRAM, "user", "drop-factors", "--data", self.server.data, "--email"]
        for email, status, words in ((f" {ADA.upper()}", 0, ""), ("eve@example.org", 1, "No account"), ("nobody", 1, "not an e-mail")):
            done = subprocess.run([*command, email], capture_output=True, text=True)
            self.assertEqual(done.returncode, status, done.stderr)
            self.assertIn(words, done.stderr)
        self.assertEqual(subprocess.run([*command, ADA, "--staff"], capture_output=True).returncode, 2)
        self.assert_logs_in(self.begin())
        self.assertEqual(self.ask(200, "GET", "/auth/two-factor")["recovery_codes_left"], 0)
        self.assertEqual(self.mails()[0]["subject"], "Your second factors were removed")


class App(FactorCase):
    def setUp(self):
        super().setUp()
        self.setup = self.ask(200, "POST", "/auth/two-factor/totp/setup", {"password": PASSWORD})
        self.secret = self.setup["secret"]

    def enable(self):
        self.used = totp(self.secret)
        return self.ask(200, "POST", "/auth/two-factor/totp/enable", {"code": self.used})["recovery_codes"]

    def forget_uses(self):
        """As if the step of the last code had passed."""
        self.write("UPDATE factors SET step = 0")

    def test_a_phone_reads_the_secret_from_the_picture(self):
        uri = read_qr(self.setup["qr_svg"])
        self.assertEqual(uri, self.setup["otpauth_uri"])
        self.assertIn(f"secret={self.secret}&", uri)
        self.assertTrue(uri.startswith("otpauth://totp/Assisti:ada%40example.org?"))
        self.assertNotIn("script", self.setup["qr_svg"])

    def test_an_app_counts_once_it_shows_the_right_code(self):
        self.assertFalse(self.ask(200, "GET", "/auth/two-factor")["totp"])
        self.assert_logs_in(self.begin())
        self.ask(400, "POST", "/auth/two-factor/totp/enable", {"code": "000000"})
        self.assertEqual(len(set(self.enable())), 10)
        self.assertEqual(self.ask(409, "POST", "/auth/two-factor/totp/setup", {})["code"], "conflict")
        self.ask(400, "POST", "/auth/two-factor/totp/enable", {"code": totp(self.secret, 1)})

    def test_a_secret_that_was_shown_long_ago_is_forgotten(self):
        self.write("UPDATE factors SET draft_made = draft_made - ?", 15 * MINUTE_MS)
        self.assertEqual(self.ask(400, "POST", "/auth/two-factor/totp/enable", {"code": totp(self.secret)})["code"],
                         "invalid_code")

    def test_its_codes_log_in_once(self):
        self.enable()
        begun = self.begin()
        self.assertEqual(begun["methods"], ["totp", "recovery"])
        self.step(400, begun["challenge"], code=self.used)
        self.forget_uses()
        code = totp(self.secret)
        self.assert_logs_in(self.step(200, begun["challenge"], code=code))
        again = self.begin()
        self.assertEqual(self.step(400, again["challenge"], code=code)["code"], "invalid_code")
        self.forget_uses()
        for steps in (-3, 3):
            self.step(400, again["challenge"], code=totp(self.secret, steps))
        self.assert_logs_in(self.step(200, again["challenge"], code=totp(self.secret, 1), method="totp"))

    def test_a_recovery_code_logs_in_once_and_its_owner_is_told(self):
        codes = self.enable()
        begun = self.begin()
        self.step(400, begun["challenge"], code=codes[0], method="totp")
        self.assert_logs_in(self.step(200, begun["challenge"], code=codes[0].upper()))
        self.assertEqual(self.ask(200, "GET", "/auth/two-factor")["recovery_codes_left"], 9)
        told = self.mails()[0]
        self.assertEqual(told["subject"], "A recovery code was used")
        self.assertIn("There are 9 left", told["text"])
        self.assertEqual(self.step(400, self.begin()["challenge"], code=codes[0])["code"], "invalid_code")
        newer = self.ask(200, "POST", "/auth/two-factor/recovery-codes", {})["recovery_codes"]
        self.step(400, self.begin()["challenge"], code=codes[1])
        self.assert_logs_in(self.step(200, self.begin()["challenge"], code=newer[1], method="recovery"))

    def test_the_secret_is_stored_sealed(self):
        self.enable()
        sealed = bytes(self.rows("SELECT secret FROM factors")[0][0])
        self.assertEqual(len(sealed), 60)
        self.server.stop()
        database = (self.server.data / "assisti.db").read_bytes()
        self.assertNotIn(self.secret.encode(), database)
        self.restart()

    def test_a_sealed_secret_of_another_is_worthless(self):
        self.enable()
        root_setup = self.root.request("POST", "/api/v1/auth/two-factor/totp/setup", {}).json()
        self.root.request("POST", "/api/v1/auth/two-factor/totp/enable", {"code": totp(root_setup["secret"])})
        ada, root = (self.rows("SELECT id FROM users WHERE email = ?", email)[0][0] for email in (ADA, "root@example.org"))
        kept = self.rows("SELECT secret FROM factors WHERE owner = ?", ada)[0][0]
        self.write("UPDATE factors SET step = 0, secret = (SELECT other.secret FROM factors AS other WHERE other.owner = ?) "
                   "WHERE owner = ?", root, ada)
        self.step(400, self.begin()["challenge"], code=totp(root_setup["secret"]))
        self.write("UPDATE factors SET secret = ? WHERE owner = ?", kept, ada)
        self.assert_logs_in(self.step(200, self.begin()["challenge"], code=totp(self.secret)))

    def test_an_app_proves_sensitive_acts(self):
        self.enable()
        self.forget_uses()
        self.write("UPDATE sessions SET proved = 0")
        self.assertEqual(self.ask(403, "POST", "/auth/two-factor/totp/disable", {})["code"], "proof_required")
        self.ask(204, "POST", "/auth/proof", {"code": totp(self.secret), "method": "totp"})
        self.assertFalse(self.ask(200, "POST", "/auth/two-factor/totp/disable", {})["totp"])
        self.assert_logs_in(self.begin())

    def test_methods_of_no_kind_are_named(self):
        self.enable()
        found = self.step(400, self.begin()["challenge"], code="123456", method="pigeon")
        self.assertEqual(found["errors"], {"method": ["must be totp, email or recovery"]})


class Passkeys(FactorCase):
    def setUp(self):
        super().setUp()
        self.key = Authenticator()

    def add(self, key=None, status=201, **answer):
        options = self.ask(200, "POST", "/auth/passkeys/options", {})
        credential = (key or self.key).create(options, SITE, **answer)
        return self.ask(status, "POST", "/auth/passkeys", {"name": "Telephone", "credential": credential})

    def log_in_by(self, status, key=None, **answer):
        begun = self.post(200, "/auth/passkeys/login/options", {})
        credential = (key or self.key).get(begun["publicKey"], SITE, **answer)
        return self.post(status, "/auth/passkeys/login", {"challenge_id": begun["challenge_id"], "credential": credential})

    def test_all_kinds_log_in_without_a_password(self):
        for algorithm in (ES256, EDDSA, RS256):
            with self.subTest(algorithm):
                key = Authenticator(algorithm)
                self.add(key)
                self.assert_logs_in(self.log_in_by(200, key))
        listed = self.ask(200, "GET", "/auth/two-factor")
        self.assertTrue(listed["passkeys_possible"])
        self.assertEqual([passkey["name"] for passkey in listed["passkeys"]], ["Telephone"] * 3)
        self.assertNotIn(None, [passkey["last_used"] for passkey in listed["passkeys"]])

    def test_options_ask_for_what_is_checked(self):
        options = self.ask(200, "POST", "/auth/passkeys/options", {})
        self.assertEqual(options["rp"], {"name": "Assisti", "id": "assisti.example.org"})
        self.assertEqual([kind["alg"] for kind in options["pubKeyCredParams"]], [EDDSA, ES256, RS256])
        self.assertEqual((options["attestation"], options["excludeCredentials"]), ("none", []))
        self.assertEqual(len(decode(options["challenge"])), 64)
        self.add()
        options = self.ask(200, "POST", "/auth/passkeys/options", {})
        self.assertEqual(options["excludeCredentials"],
                         [{"type": "public-key", "id": encode(self.key.credential_id), "transports": ["internal"]}])
        begun = self.post(200, "/auth/passkeys/login/options", {})["publicKey"]
        self.assertEqual((begun["rpId"], begun["userVerification"], begun["allowCredentials"]),
                         ("assisti.example.org", "required", []))

    def test_it_is_a_second_step(self):
        added = self.add()
        self.assertEqual(len(added["recovery_codes"]), 10)
        begun = self.begin()
        self.assertEqual(begun["methods"], ["passkey", "recovery"])
        options = self.post(200, "/auth/token/two-factor/passkey-options", {"challenge": begun["challenge"]})
        self.assertEqual([one["id"] for one in options["allowCredentials"]], [encode(self.key.credential_id)])
        answer = self.key.get(options, SITE, flags=PRESENT)  # a touch is enough beside the password
        self.assert_logs_in(self.step(200, begun["challenge"], passkey=answer))
        again = self.begin()
        self.assertEqual(self.step(400, again["challenge"], passkey=answer)["code"], "invalid_code")
        self.assert_logs_in(self.step(200, again["challenge"], code=added["recovery_codes"][3]))

    def test_a_challenge_is_good_for_one_answer_to_one_question(self):
        self.add()
        begun = self.post(200, "/auth/passkeys/login/options", {})
        answer = self.key.get(begun["publicKey"], SITE)
        body = {"challenge_id": begun["challenge_id"], "credential": answer}
        self.post(200, "/auth/passkeys/login", body)
        self.assertEqual(self.post(401, "/auth/passkeys/login", body)["code"], "invalid_credentials")
        step = self.begin()
        begun = self.post(200, "/auth/passkeys/login/options", {})["publicKey"]
        self.step(400, step["challenge"], passkey=self.key.get(begun, SITE))
        options = self.post(200, "/auth/token/two-factor/passkey-options", {"challenge": step["challenge"]})
        answer = self.key.get(options, SITE)
        self.post(401, "/auth/passkeys/login", {"challenge_id": options["challenge"], "credential": answer})
        self.step(400, self.begin()["challenge"], passkey=answer)
        made_up = {**options, "challenge": encode(bytes(64))}
        self.step(400, step["challenge"], passkey=self.key.get(made_up, SITE))

    def test_wrong_answers_log_nobody_in(self):
        self.add()
        rows = {
            "another site": {"origin": "https://evil.example.org"},
            "another party": {"rp_id": "example.org"},
            "within a frame": {"crossOrigin": True},
            "another act": {"type": "webauthn.create"},
            "nobody there": {"flags": VERIFIED},
            "not verified": {"flags": PRESENT},
            "another's handle": {"user_handle": b"0123456789abcdef"},
            "no handle": {"user_handle": b""},
        }
        for what, answer in rows.items():
            with self.subTest(what):
                self.assertEqual(self.log_in_by(401, **answer)["code"], "invalid_credentials")
        stranger = Authenticator()
        stranger.user_handle = self.key.user_handle
        self.log_in_by(401, stranger)
        stranger.credential_id = self.key.credential_id
        self.log_in_by(401, stranger)
        self.assert_logs_in(self.log_in_by(200))

    def test_wrong_registrations_are_refused(self):
        rows = {
            "another site": {"origin": "https://evil.example.org"},
            "another party": {"rp_id": "example.org"},
            "not present": {"flags": VERIFIED | 0x40},
            "no credential": {"flags": PRESENT | VERIFIED},
        }
        for what, answer in rows.items():
            with self.subTest(what):
                self.assertEqual(self.add(status=400, **answer)["code"], "invalid")
        for cose in ({1: 3, 3: RS256, -1: bytes(256), -2: b"\1\0\1"}, {1: 2, 3: -7, -1: 1, -2: bytes(32), -3: bytes(32)}):
            self.key.cose = cose
            self.assertEqual(self.add(status=400)["code"], "invalid")
        self.key.cose, self.key.fmt = None, "tpm"
        self.assertEqual(self.add(status=400)["code"], "invalid")
        self.key.fmt = "packed"
        self.add()
        self.assertEqual(self.add(status=409)["code"], "conflict")
        options = self.ask(200, "POST", "/auth/passkeys/options", {})
        other = self.log_in_by(200)
        foreign = Client(self.server.port, other["access"])
        credential = Authenticator().create(options, SITE)
        self.post(400, "/auth/passkeys", {"name": "x", "credential": credential}, foreign)
        self.assertEqual(self.ask(400, "POST", "/auth/passkeys", {"name": "x", "credential": {"response": {}}})["errors"],
                         {"clientDataJSON": ["is required"]})

    def test_a_copy_is_noticed(self):
        self.add()
        self.log_in_by(200)
        self.key.counter -= 2
        self.log_in_by(401)
        self.assertEqual(self.mails()[0]["subject"], "A passkey may have been copied")
        uncounted = Authenticator(counts=False)
        self.add(uncounted)
        for _ in range(2):
            self.assert_logs_in(self.log_in_by(200, uncounted))

    def test_it_proves_sensitive_acts(self):
        self.add()
        self.write("UPDATE sessions SET proved = 0")
        self.assertEqual(self.ask(403, "POST", "/auth/passkeys/options", {})["code"], "proof_required")
        options = self.ask(200, "POST", "/auth/passkeys/proof-options", {})
        answer = self.key.get(options, SITE)
        self.ask(204, "POST", "/auth/proof", {"passkey": answer})
        self.ask(400, "POST", "/auth/proof", {"passkey": answer})
        self.ask(200, "POST", "/auth/passkeys/options", {})

    def test_names_and_the_end_of_passkeys(self):
        added = self.add()
        path = f"/auth/passkeys/{added['id']}"
        self.assertEqual(self.ask(200, "PATCH", path, {"name": " Key ring "})["name"], "Key ring")
        for name in ("", " ", "x" * 101, "a\u0000b", "a\nb"):
            self.ask(400, "PATCH", path, {"name": name})
        for method in ("PATCH", "DELETE"):
            reply = self.root.request(method, "/api/v1" + path, {"name": "mine"} if method == "PATCH" else {})
            self.assert_problem(reply, 404, "not_found")
        self.ask(204, "DELETE", path)
        self.ask(404, "DELETE", path)
        self.log_in_by(401)
        self.assert_logs_in(self.begin())
        self.assertEqual([mail["subject"] for mail in self.mails()], ["A passkey was removed", "A passkey was added"])

    def test_who_is_switched_off_does_not_log_in(self):
        self.add()
        self.write("UPDATE users SET is_active = 0 WHERE email = ?", ADA)
        self.assertEqual(self.log_in_by(403)["code"], "account_inactive")

    def test_an_account_takes_its_factors_along(self):
        self.add()
        self.ask(200, "POST", "/auth/two-factor/totp/setup", {})
        self.begin()
        self.ask(204, "DELETE", "/me", {"password": PASSWORD})
        for table in ("factors", "recovery_codes", "passkeys", "factor_challenges"):
            self.assertEqual(self.rows(f"SELECT COUNT(*) FROM {table}"), [(0,)], table)


class WithoutName(FactorCase):
    """A server that is opened by its address: browsers have no passkeys there."""
    settings = {"auth_per_minute": "10000"}

    def ask_as(self, host):
        headers = [("Host", host), ("Authorization", f"Bearer {self.client.token}"), ("Content-Type", "application/json")]
        return self.client.send("POST", "/api/v1/auth/passkeys/options", headers, b"{}")

    def test_passkeys_want_a_name_and_https(self):
        for host in ("127.0.0.1", "[::1]:8080", "10.0.0.1:8080", "assisti.example.org"):
            self.assert_problem(self.ask_as(host), 409, "conflict")
        self.assertFalse(self.ask(200, "GET", "/auth/two-factor")["passkeys_possible"])
        found = self.ask_as(f"localhost:{self.server.port}")
        self.assertEqual((found.status, found.json()["rp"]["id"]), (200, "localhost"))


if __name__ == "__main__":
    unittest.main()
