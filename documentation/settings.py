"""The keys of the configuration as tables, from its JSON Schema."""

from __future__ import annotations

import json
from typing import Any

import msgspec

from documentation.markdown import table, words
from privacy_gate.config import Config, schema

Schema = dict[str, Any]


def settings() -> list[str]:
    """A table of all keys, then one for each kind of record among them."""
    whole = schema()
    kinds: Schema = whole["$defs"]
    out = _table(kinds["Config"], kinds, msgspec.to_builtins(Config()))
    for name, kind in kinds.items():
        if name != "Config" and "properties" in kind:
            used = [key for key, value in kinds["Config"]["properties"].items() if f"$defs/{name}" in json.dumps(value)]
            out += ["", f"### {_heading(used[0], kinds['Config']['properties'][used[0]])}", ""]
            out += [words(kind["description"]), "", *_table(kind, kinds)]
    return out


def _heading(name: str, key: Schema) -> str:
    return f"Keys of an entry of `{name}`" if "items" in key else f"Keys of `{name}`"


def _table(kind: Schema, kinds: Schema, defaults: Schema | None = None) -> list[str]:
    rows = [
        [f"`{name}`", _type(key, kinds), _default(name, key, kind, defaults), words(key.get("description", ""))]
        for name, key in kind["properties"].items()
    ]
    return table(["key", "type", "default", "meaning"], rows)


def _type(key: Schema, kinds: Schema) -> str:
    if "$ref" in key:
        name = key["$ref"].rpartition("/")[2]
        kind = kinds[name]
        return _type(kind, kinds) if "enum" in kind else "a record"
    if "enum" in key:
        return ", ".join(f"`{value}`" for value in key["enum"])
    if "anyOf" in key:
        return " or ".join(dict.fromkeys(_type(one, kinds) for one in key["anyOf"] if one.get("type") != "null"))
    if key["type"] == "array":
        return f"list of {_type(key['items'], kinds)}"
    if key["type"] == "object":
        return f"a map of names to {_type(key['additionalProperties'], kinds)}"
    return {"string": "text", "integer": "a number", "boolean": "`true`, `false`"}[key["type"]]


def _default(name: str, key: Schema, kind: Schema, defaults: Schema | None) -> str:
    if name in kind["required"]:
        return "required"
    default = defaults[name] if defaults else key.get("default")
    if default is None or default in ([], {}) or "$ref" in key:
        return "see below" if "$ref" in key and default is not None else "none"
    if isinstance(default, list):
        return ", ".join(f"`{one}`" for one in default)
    return f"`{json.dumps(default)}`" if not isinstance(default, str) else f"`{default}`"
