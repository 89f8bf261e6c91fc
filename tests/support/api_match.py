# SPDX-License-Identifier: GPL-3.0-or-later
"""Compares what a server answered with what a case expects, where the expected text may hold {{masks}}.

    {{uuid}} {{time}} {{jwt}} {{digits}} {{any}}    match inside a text; {{any}} matches a whole JSON value of any kind too
    {{int}} {{number}} {{bool}}                     match a JSON value; in the case they stand in quotes
    {{uuid > name}}                                 also keeps what it matched as the variable {{name}}
    {{name}}                                        the value of a variable

In an expected JSON object the member "..." lets further members be; as the last element of an array, further elements.
"""
import json
import re

from one_time import totp

HOLE = re.compile(r"\{\{\s*([^{}]+?)\s*\}\}")
TEXT_MASKS = {
    "uuid": r"[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}",
    "time": r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z",
    "jwt": r"[\w-]+\.[\w-]+\.[\w-]+",
    "digits": r"\d+",
    "any": r"[\s\S]*?",
}
VALUE_MASKS = {
    "any": lambda value: True,
    "int": lambda value: isinstance(value, int) and not isinstance(value, bool),
    "number": lambda value: isinstance(value, (int, float)) and not isinstance(value, bool),
    "bool": lambda value: isinstance(value, bool),
}
REST = "..."


class CaseFault(Exception):
    """The case itself is wrong: it names a variable or a file that there is not."""


def read_hole(hole):
    """What stands between the braces, as (mask or variable, the name to keep it by or None)."""
    mask, _, name = (part.strip() for part in hole.partition(">"))
    return mask, name or None


def fill(text, variables):
    """text with the variables' values, as a request is sent."""
    def value(match):
        words = match[1].split(" ", 2)
        if words[0] == "repeat" and len(words) == 3:
            return words[2] * int(words[1])
        if words[0] == "totp" and words[1:2] and words[1] in variables:
            return totp(variables[words[1]], *map(int, words[2:]))
        if match[1] not in variables:
            raise CaseFault(f"there is no variable {match[1]}; there are {', '.join(sorted(variables))}")
        return str(variables[match[1]])

    return HOLE.sub(value, text)


def match_text(expected, actual, variables):
    """Whether the text is as expected; what its masks keep goes into variables."""
    pattern, kept, at = "", [], 0
    for hole in HOLE.finditer(expected):
        mask, name = read_hole(hole[1])
        pattern += re.escape(expected[at:hole.start()])
        if mask in TEXT_MASKS:
            pattern += f"({TEXT_MASKS[mask]})"
            kept.append(name)
        else:
            pattern += re.escape(fill(hole[0], variables))
        at = hole.end()
    found = re.fullmatch(pattern + re.escape(expected[at:]), actual)
    if found:
        variables.update({name: value for name, value in zip(kept, found.groups()) if name})
    return found is not None


def match_mask(expected, actual, variables):
    """For an expected string that is one mask for a whole value: whether it matches; None where it is no such mask."""
    hole = HOLE.fullmatch(expected)
    mask, name = read_hole(hole[1]) if hole else (None, None)
    if mask not in VALUE_MASKS:
        return None
    matches = VALUE_MASKS[mask](actual)
    if matches and name:
        variables[name] = actual if isinstance(actual, str) else json.dumps(actual)
    return matches


def differences(expected, actual, variables, where="body"):
    """What differs between two JSON values, as sentences."""
    if isinstance(expected, str):
        masked = match_mask(expected, actual, variables)
        if masked or (masked is None and isinstance(actual, str) and match_text(expected, actual, variables)):
            return []
    elif isinstance(expected, dict) and isinstance(actual, dict):
        return object_differences(expected, actual, variables, where)
    elif isinstance(expected, list) and isinstance(actual, list):
        return list_differences(expected, actual, variables, where)
    elif expected == actual and isinstance(expected, bool) == isinstance(actual, bool):
        return []
    return [f"{where}: expected {shown(expected)}, got {shown(actual)}"]


def object_differences(expected, actual, variables, where):
    found = []
    for key, value in expected.items():
        if key == REST:
            continue
        if key in actual:
            found += differences(value, actual[key], variables, f"{where}.{key}")
        else:
            found.append(f"{where}.{key}: expected {shown(value)}, but there is none")
    if REST not in expected:
        found += [f"{where}.{key}: not expected, got {shown(actual[key])}" for key in actual.keys() - expected.keys()]
    return found


def list_differences(expected, actual, variables, where):
    open_ended = expected[-1:] == [REST]
    named = expected[:-1] if open_ended else expected
    if len(actual) < len(named) or (len(actual) > len(named) and not open_ended):
        return [f"{where}: expected {len(named)} elements, got {len(actual)}: {shown(actual)}"]
    found = []
    for number, (one, other) in enumerate(zip(named, actual)):
        found += differences(one, other, variables, f"{where}[{number}]")
    return found


def shown(value):
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 300 else text[:300] + "…"


def masked(value, variables):
    """A JSON value as a case would expect it: what changes from run to run becomes a mask or a variable."""
    if isinstance(value, dict):
        return {key: masked(member, variables) for key, member in value.items()}
    if isinstance(value, list):
        return [masked(element, variables) for element in value]
    if isinstance(value, str):
        for name, known in variables.items():
            if value == known:
                return "{{" + name + "}}"
        for mask in ("uuid", "time", "jwt"):
            if re.fullmatch(TEXT_MASKS[mask], value):
                return "{{" + mask + "}}"
    return value


def updated(expected, actual, variables):
    """The expected value changed only where it does not match."""
    if not differences(expected, actual, variables):
        return expected
    if isinstance(expected, dict) and isinstance(actual, dict):
        kept = {key: updated(value, actual[key], variables) for key, value in expected.items() if key in actual}
        if REST in expected:
            return {**kept, REST: expected[REST]}
        added = {key: masked(value, variables) for key, value in actual.items() if key not in expected}
        return {**kept, **added}
    if isinstance(expected, list) and isinstance(actual, list) and len(expected) == len(actual):
        return [updated(one, other, variables) for one, other in zip(expected, actual)]
    return masked(actual, variables)
