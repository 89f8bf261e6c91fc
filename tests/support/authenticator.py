# SPDX-License-Identifier: GPL-3.0-or-later
"""An authenticator in software: answers the options of WebAuthn as a browser with a passkey does, rightly or not.

What a test wants wrong it says by keywords, which replace what a good authenticator would send.
"""
import base64
import hashlib
import json
import os
import struct

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa

ES256, EDDSA, RS256 = -7, -8, -257
PRESENT, VERIFIED, CREDENTIAL = 0x01, 0x04, 0x40


def encode(data):
    """base64url without padding."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def decode(text):
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def cbor(value):
    """RFC 8949, as far as authenticators write it."""
    if isinstance(value, bool) or value is None:
        raise TypeError("authenticators write neither")
    if isinstance(value, int):
        return cbor_head(0, value) if value >= 0 else cbor_head(1, -1 - value)
    if isinstance(value, bytes):
        return cbor_head(2, len(value)) + value
    if isinstance(value, str):
        return cbor_head(3, len(value.encode())) + value.encode()
    if isinstance(value, list):
        return cbor_head(4, len(value)) + b"".join(map(cbor, value))
    return cbor_head(5, len(value)) + b"".join(cbor(key) + cbor(item) for key, item in value.items())


def cbor_head(kind, number):
    if number < 24:
        return bytes([kind << 5 | number])
    if number < 256:
        return bytes([kind << 5 | 24, number])
    return bytes([kind << 5 | 25]) + struct.pack(">H", number)


def make_key(algorithm):
    if algorithm == EDDSA:
        return ed25519.Ed25519PrivateKey.generate()
    if algorithm == RS256:
        return rsa.generate_private_key(public_exponent=65537, key_size=2048)
    return ec.generate_private_key(ec.SECP256R1())


class Authenticator:
    """One passkey, which comes about by create()."""

    def __init__(self, algorithm=ES256, private=None, credential_id=None, counts=True):
        self.algorithm = algorithm
        self.private = private or make_key(algorithm)
        self.credential_id = credential_id or os.urandom(32)
        self.counts = counts
        self.counter = 0
        self.user_handle = b""
        self.fmt = "none"
        self.cose = None  # what it says is its key, if not its key

    def cose_key(self):
        public = self.private.public_key()
        if self.algorithm == EDDSA:
            raw = public.public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)
            return {1: 1, 3: EDDSA, -1: 6, -2: raw}
        numbers = public.public_numbers()
        if self.algorithm == RS256:
            return {1: 3, 3: RS256, -1: numbers.n.to_bytes(256, "big"), -2: numbers.e.to_bytes(3, "big")}
        return {1: 2, 3: ES256, -1: 1, -2: numbers.x.to_bytes(32, "big"), -3: numbers.y.to_bytes(32, "big")}

    def sign(self, data):
        if self.algorithm == EDDSA:
            return self.private.sign(data)
        if self.algorithm == RS256:
            return self.private.sign(data, padding.PKCS1v15(), hashes.SHA256())
        return self.private.sign(data, ec.ECDSA(hashes.SHA256()))

    def data(self, rp_id, flags, tail=b""):
        self.counter += self.counts
        return hashlib.sha256(rp_id.encode()).digest() + struct.pack(">BI", flags, self.counter) + tail

    def create(self, options, site, *, flags=PRESENT | VERIFIED | CREDENTIAL, rp_id=None, **client):
        """The RegistrationResponseJSON for PublicKeyCredentialCreationOptionsJSON."""
        self.user_handle = decode(options["user"]["id"])
        length = struct.pack(">H", len(self.credential_id))
        tail = bytes(16) + length + self.credential_id + cbor(self.cose or self.cose_key())
        client_data = write_client_data("webauthn.create", options["challenge"], site, client)
        data = self.data(rp_id or options["rp"]["id"], flags, tail)
        statement = {}
        if self.fmt == "packed":
            statement = {"alg": self.algorithm, "sig": self.sign(data + hashlib.sha256(client_data).digest())}
        attestation = cbor({"fmt": self.fmt, "attStmt": statement, "authData": data})
        return self.answer({"clientDataJSON": encode(client_data), "attestationObject": encode(attestation),
                            "transports": ["internal"]})

    def get(self, options, site, *, flags=PRESENT | VERIFIED, rp_id=None, user_handle=None, **client):
        """The AuthenticationResponseJSON for PublicKeyCredentialRequestOptionsJSON."""
        client_data = write_client_data("webauthn.get", options["challenge"], site, client)
        data = self.data(rp_id or options["rpId"], flags)
        signature = self.sign(data + hashlib.sha256(client_data).digest())
        handle = self.user_handle if user_handle is None else user_handle
        return self.answer({"clientDataJSON": encode(client_data), "authenticatorData": encode(data),
                            "signature": encode(signature), "userHandle": encode(handle)})

    def answer(self, response):
        return {"id": encode(self.credential_id), "rawId": encode(self.credential_id), "type": "public-key",
                "authenticatorAttachment": "platform", "clientExtensionResults": {}, "response": response}


def write_client_data(kind, challenge, origin, changes):
    return json.dumps({"type": kind, "challenge": challenge, "origin": origin, "crossOrigin": False, **changes}).encode()
