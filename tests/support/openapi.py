# SPDX-License-Identifier: GPL-3.0-or-later
"""The operations that a server's own OpenAPI document names, with bodies made up by their schemas."""
import re
from typing import NamedTuple

from files import TESTS
from web_client import Client, Part

METHODS = ("get", "post", "put", "patch", "delete")
PAGES = ("/api/docs",)  # for people: not what the operations of an API are held to
PICTURE = TESTS / "files/page.png"


class Operation(NamedTuple):
    method: str
    path: str
    query: list   # names of the parameters in the query
    body: dict    # schema of the JSON body, with nothing left to look up; None where it takes none
    form: dict    # the same for a form
    is_open: bool  # asks for no log-in

    def __str__(self):
        return f"{self.method} {self.path}"

    @property
    def is_for_staff(self):
        return self.path.startswith("/api/v1/admin/")

    @property
    def is_openai(self):
        """Its errors have OpenAI's shape."""
        return self.path.startswith("/v1/")

    @property
    def params(self):
        return re.findall(r"{(\w+)}", self.path)

    def at(self, params):
        """The path with these in place of its parameters."""
        return re.sub(r"{(\w+)}", lambda match: params[match[1]], self.path)


def is_told(reply):
    """The refusal is a problem document, or has OpenAI's shape."""
    kind = reply.header("Content-Type")
    return kind == "application/problem+json" or (kind == "application/json" and bool(reply.json()["error"]["message"]))


def code_of(reply):
    value = reply.json()
    return value["error"]["code"] if "error" in value else value["code"]


def members_of(reply):
    """Which members of a body a refusal speaks of."""
    value = reply.json()
    return [value["error"]["param"]] if "error" in value else list(value["errors"])


def resolve(document, node):
    """The node with each $ref replaced by what it stands for."""
    if isinstance(node, list):
        return [resolve(document, item) for item in node]
    if not isinstance(node, dict):
        return node
    if "$ref" in node:
        found = document
        for step in node["$ref"].removeprefix("#/").split("/"):
            found = found[step]
        return resolve(document, found)
    return {key: resolve(document, value) for key, value in node.items()}


def flat(schema):
    """A schema of an object whose properties may stand in parts that all hold, or of which one does."""
    for key in ("allOf", "oneOf", "anyOf"):
        for part in schema.get(key, [])[:None if key == "allOf" else 1]:
            part = flat(part)
            schema = {**part, **schema, "properties": {**part.get("properties", {}), **schema.get("properties", {})},
                      "required": [*part.get("required", []), *schema.get("required", [])]}
    return schema


def is_open(security):
    return security == [] or {} in security


def operations(port):
    document = Client(port).request("GET", "/api/v1/openapi.json").json()
    found = []
    for path, item in document["paths"].items():
        for method in () if path in PAGES else METHODS:
            if method not in item:
                continue
            raw = item[method]
            parameters = resolve(document, item.get("parameters", []) + raw.get("parameters", []))
            content = resolve(document, raw.get("requestBody", {})).get("content", {})
            schemas = [flat(content[kind]["schema"]) if kind in content else None
                       for kind in ("application/json", "multipart/form-data")]
            found.append(Operation(method.upper(), path, [p["name"] for p in parameters if p["in"] == "query"], *schemas,
                                   is_open(raw.get("security", document["security"]))))
    return found


TEXTS = {"email": "somebody@example.org", "uuid": "0192f0c1-2345-7abc-8def-0123456789ab", "uri": "http://localhost/",
         "date-time": "2030-01-01T00:00:00.000Z"}


def sample(schema):
    """A value that the schema allows, as far as it tells."""
    for key in ("const", "default"):
        if key in schema:
            return schema[key]
    for key in ("examples", "enum"):
        if schema.get(key):
            return schema[key][0]
    schema = flat(schema)
    kind = schema.get("type", "object")
    kind = kind[0] if isinstance(kind, list) else kind
    if kind == "object":
        return {name: sample(schema["properties"][name]) for name in schema.get("required",
                                                                                []) if name in schema.get("properties", {})}
    if kind == "array":
        return [sample(schema.get("items", {"type": "string"}))]
    if kind == "string":
        return TEXTS.get(schema.get("format"), "x" * max(schema.get("minLength", 1), 1))
    return {"boolean": True, "integer": schema.get("minimum", 1), "number": schema.get("minimum", 1)}.get(kind)


def sample_form(schema):
    """The parts of such a form."""
    parts = []
    for name in schema.get("required", []) or list(schema["properties"])[:1]:
        value = schema["properties"][name]
        if value.get("format") == "binary" or "contentMediaType" in value:
            parts.append(Part(name, PICTURE.read_bytes(), "page.png", "image/png"))
        else:
            parts.append(Part(name, str(sample(value)).encode()))
    return parts


def send(client, operation, params, **changes):
    """The operation with a made-up body; `changes` are members of it that are to be otherwise."""
    path = operation.at(params)
    if operation.form is not None:
        return client.request(operation.method, path, form=[
            *sample_form(operation.form), *(Part(name, str(value).encode()) for name, value in changes.items())])
    if operation.body is not None:
        return client.request(operation.method, path, {**sample(operation.body), **changes})
    return client.request(operation.method, path)
