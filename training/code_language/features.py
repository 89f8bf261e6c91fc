# SPDX-License-Identifier: GPL-3.0-or-later
"""Cuts code into hashed tokens as src/infer/codecheck/guess/guess.c does: what one of them changes, the other must."""
import math

LOOK_MAX = 8000
TOKEN_MAX = 16
RUN_MAX = 3
NEWLINE = (b"\n", False)


def fnv(value, text):
    for byte in text:
        value = (value ^ byte) * 16777619 & 0xFFFFFFFF
    return value


def is_word(byte):
    return 48 <= byte <= 57 or 65 <= byte <= 90 or 97 <= byte <= 122 or byte == 95 or byte >= 128


def tokens(text):
    """(bytes, whether a blank stands before it); a line's end is NEWLINE."""
    text = text[:LOOK_MAX]
    at, blank = 0, False
    while at < len(text):
        byte = text[at]
        if byte == 10:
            yield NEWLINE
            at, blank = at + 1, False
        elif byte in b" \t\r":
            at, blank = at + 1, True
        else:
            start = at
            if is_word(byte):
                while at < len(text) and is_word(text[at]):
                    at += 1
                token = b"0" if 48 <= byte <= 57 else text[start:min(at, start + TOKEN_MAX)]
            else:
                while at < len(text) and at - start < RUN_MAX and text[at] == byte:
                    at += 1
                token = text[start:at]
            yield token, blank
            blank = False
    yield NEWLINE


def add(value, token, blank=False):
    return fnv(fnv(value, b" " if blank else b"\0"), token)


STARTS = {kind: fnv(2166136261, kind.encode()) for kind in "bufsl"}


def features(text, buckets):
    """{bucket: weight} of length 1."""
    counts = {}

    def count(value):
        bucket = (value ^ value >> 15) & (buckets - 1)
        counts[bucket] = counts.get(bucket, 0) + 1

    last = NEWLINE
    in_line, first = 0, b""
    for token, blank in tokens(text):
        if (token, blank) == NEWLINE:
            if in_line:
                count(add(STARTS["l"], last[0]))
            in_line = 0
        else:
            count(add(STARTS["u"], token))
            count(add(add(STARTS["b"], last[0]), token, blank))
            if in_line == 0:
                count(add(STARTS["f"], token, blank))
                first = token
            elif in_line == 1:
                count(add(add(STARTS["s"], first), token, blank))
            in_line += 1
        last = token, blank
    weights = {bucket: 1 + math.log(times) for bucket, times in counts.items()}
    length = math.sqrt(sum(weight * weight for weight in weights.values())) or 1
    return {bucket: weight / length for bucket, weight in weights.items()}
