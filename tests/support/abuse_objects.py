# SPDX-License-Identifier: GPL-3.0-or-later
"""Makes what routes with an id speak of: for each such path of the OpenAPI document, somebody's own object of that kind.

A new kind of object needs a line in MAKERS; tests/abuse fail until it is there.
"""
import os
import re
import time
import uuid

from files import PASSWORD, page_form
from web_client import Client

# Paths whose parameter names something that nobody owns, and why.
NOBODYS = {
    "/api/v1/road-signs/classes/{label}/drawing.svg": "drawings of signs are everybody's",
    "/api/v1/users/{id}/avatar": "whoever is logged in sees what others look like",
    "/api/v1/shared/{token}": "whoever has the link reads",
    "/v1/models/{model}": "a model's name",
    "/v1/models/{model}/{b}": "a model's name",
    "/v1/models/{model}/{b}/{c}": "a model's name",
    "/api/v1/skills/{name}": "a skill's name: what it does is of whoever asks",
    "/api/v1/auth/oidc/{provider}/start": "a provider's name",
    "/api/v1/auth/oidc/{provider}/callback": "a provider's name",
    "/api/v1/auth/oidc/links/{provider}": "a provider's name: always one's own link with it",
}


def made(reply, *statuses):
    if reply.status not in (statuses or (200, 201, 202)):
        raise AssertionError(f"{reply.status} {reply.body!r}")
    return reply.json()


def picture(app):
    def make(client, server):
        return {"id": made(client.request("POST", f"/api/v1/{app}", form=page_form("Mine")))["id"]}
    return make


def classifier(client, server):
    wanted = {"name": f"Mine {uuid.uuid4()}", "classes": ["one", "two"]}
    return {"id": made(client.request("POST", "/api/v1/animals/classifiers", wanted))["id"]}


def example(client, server):
    owner = classifier(client, server)
    parts = [part._replace(name="class", content=b"one") if part.name == "title" else part for part in page_form()]
    path = f"/api/v1/animals/classifiers/{owner['id']}/examples"
    return {**owner, "example": made(client.request("POST", path, form=parts))["id"]}


def session(client, server):
    made(Client(client.port).request("POST", "/api/v1/auth/token", {"email": client.user["email"], "password": PASSWORD}))
    sessions = made(client.request("GET", "/api/v1/auth/sessions"))["results"]
    return {"id": next(one["id"] for one in sessions if not one["current"])}


def api_key(client, server):
    return {"id": made(client.request("POST", "/api/v1/auth/api-keys", {"name": "Mine", "scopes": ["read"]}))["id"]}


def passkey(client, server):
    """Put into the database: making one takes an authenticator."""
    made_id = str(uuid.uuid4())
    with server.database() as database:
        database.execute("INSERT INTO passkeys (id, owner, credential, site, algorithm, public_key, counter, transports, name, created)"
                         " VALUES (?, ?, ?, 'localhost', -7, ?, 0, '[]', 'Mine', ?)",
                         (made_id, client.user["id"], os.urandom(16), os.urandom(64), int(time.time() * 1000)))
    return {"id": made_id}


def room(client, server):
    return {"id": made(client.request("POST", "/api/v1/categories", {"name": "Mine"}))["id"]}


def message(client, server):
    path = f"/api/v1/categories/{room(client, server)['id']}/messages"
    return {"id": made(client.request("POST", path, {"message": "Mine"}))["id"]}


def share(client, server):
    owner = room(client, server)["id"]
    made(client.request("POST", f"/api/v1/categories/{owner}/messages", {"message": "Mine"}))
    return {"id": made(client.request("POST", f"/api/v1/categories/{owner}/shares"))["id"]}


# The beginning of a path, up to the last parameter of the object: the longest that fits counts.
MAKERS = {
    "/api/v1/ocr/{id}": picture("ocr"),
    "/api/v1/animals/{id}": picture("animals"),
    "/api/v1/road-signs/{id}": picture("road-signs"),
    "/api/v1/animals/classifiers/{id}": classifier,
    "/api/v1/animals/classifiers/{id}/examples/{example}": example,
    "/api/v1/auth/sessions/{id}": session,
    "/api/v1/auth/api-keys/{id}": api_key,
    "/api/v1/auth/passkeys/{id}": passkey,
    "/api/v1/categories/{id}": room,
    "/api/v1/messages/{id}": message,
    "/api/v1/shares/{id}": share,
}


def kind_of(operation):
    """The key in MAKERS of what the operation's path speaks of; None where nobody owns that."""
    if not operation.params or operation.is_for_staff or operation.path in NOBODYS:
        return None
    found = [start for start in MAKERS if (operation.path + "/").startswith(start + "/")]
    kind = max(found, key=len, default=None)
    if kind is None or set(operation.params) != set(re.findall(r"{(\w+)}", kind)):
        raise AssertionError(f"{operation}: tell in tests/support/abuse_objects.py how to make what this speaks of")
    return kind
