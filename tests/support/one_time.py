# SPDX-License-Identifier: GPL-3.0-or-later
"""What an authenticator app shows."""
import base64
import hmac
import struct
import time


def totp(secret, steps=0):
    """The code for a secret in base32 (RFC 6238), so many steps of 30 s from now."""
    counter = struct.pack(">Q", int(time.time()) // 30 + steps)
    mac = hmac.digest(base64.b32decode(secret), counter, "sha1")
    at = mac[-1] & 15
    return f"{(struct.unpack('>I', mac[at:at + 4])[0] & 0x7fffffff) % 1000000:06}"
