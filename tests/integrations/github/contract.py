"""Requests held against GitHub's published OpenAPI description, more strictly than GitHub does."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import jsonschema

DESCRIPTION = json.loads((Path(__file__).parents[2] / "data" / "github-openapi.json").read_text(encoding="utf-8"))


class RefusedError(Exception):
    """A request that GitHub's description does not allow."""


def check(method: str, path: str, query: Mapping[str, str], body: object) -> tuple[str, dict[str, str]]:
    """The operation that a request is for, and the parameters in its path. Raises RefusedError."""
    for template, operations in DESCRIPTION["paths"].items():
        found = re.fullmatch(re.sub(r"\{(\w+)\}", r"(?P<\1>[^/]+)", template), path)
        if found and (operation := operations.get(method.lower())):
            _parameters(operation, found.groupdict(), query)
            _body(operation, body)
            return operation["operationId"], found.groupdict()
    raise RefusedError(f"no such operation: {method} {path}")


def answer_schema(operation: str, status: str) -> Any:
    """The schema of an operation's answer (of an item, where it is a list), its own reference resolved."""
    for operations in DESCRIPTION["paths"].values():
        for described in operations.values():
            if described["operationId"] == operation:
                schema = described["responses"][status]["content"]["application/json"]["schema"]
                return _resolved(schema.get("items", schema))
    raise KeyError(operation)


def _resolved(node: Any) -> Any:
    while "$ref" in node:
        node = _pointed(node["$ref"])
    return node


def _pointed(reference: str) -> Any:
    node = DESCRIPTION
    for word in reference.removeprefix("#/").split("/"):
        node = node[word]
    return node


def _parameters(operation: Any, in_path: Mapping[str, str], query: Mapping[str, str]) -> None:
    described = [_resolved(parameter) for parameter in operation.get("parameters", [])]
    known = {(parameter["in"], parameter["name"]): parameter["schema"] for parameter in described}
    for where, given in (("path", in_path), ("query", query)):
        for name, value in given.items():
            if (where, name) not in known:
                raise RefusedError(f"unknown {where} parameter {name}")
            if known[where, name].get("type") == "integer" and not value.isdigit():
                raise RefusedError(f"{name} is not a number: {value}")
    if int(query.get("per_page", 1)) > 100:
        raise RefusedError("per_page is at most 100")


def _body(operation: Any, body: object) -> None:
    if "requestBody" not in operation:
        if body is not None:
            raise RefusedError("this operation takes no body")
        return
    schema = _strict(operation["requestBody"]["content"]["application/json"]["schema"])
    try:
        jsonschema.Draft202012Validator({**schema, "components": DESCRIPTION["components"]}).validate(body)
    except jsonschema.ValidationError as error:
        raise RefusedError(error.message) from None


def _strict(node: Any) -> Any:
    """OpenAPI 3.0 as JSON Schema: `nullable` is a type, and no object has keys that are not described."""
    if isinstance(node, list):
        return [_strict(one) for one in node]
    if not isinstance(node, dict):
        return node
    strict = {name: _strict(value) for name, value in node.items() if name != "nullable"}
    if node.get("nullable") is True and "type" in node:
        strict["type"] = [node["type"], "null"]
    if node.get("type") == "object" and "properties" in node:
        strict.setdefault("additionalProperties", False)
    return strict
