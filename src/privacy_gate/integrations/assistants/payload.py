"""Read the payload of an assistant, and replace texts in a copy of it."""

from __future__ import annotations

import copy
import json
import math
import re
from collections.abc import Iterator, Mapping
from typing import Any

from privacy_gate.base.errors import GateError
from privacy_gate.base.json_strings import view_json
from privacy_gate.integrations.assistants.events import Key, Text

MOST = 64_000_000
"""The maximum size of a payload in bytes. A larger one cannot be checked while an assistant waits."""

_MANY = 200  # texts of one payload that are checked one by one
_PLAIN = frozenset(
    "args argv body code command content contents data description input llmcontent message output prompt query "
    "result script stderr stdin stdout text textresultforllm url".split()
)
"""Names of members that say nothing about their value."""
_NAME = re.compile(r"[A-Za-z_-]{1,32}")
"""A name of a member that is certainly no value itself, such as an address or a token."""
_MEDIA = ("image", "audio", "video")
_DEEPEST = 50  # levels of a withheld value; deeper values are left out


def open_payload(given: Any) -> Any:
    """Return the value of a text that contains JSON, as some assistants send it. Return any other value unchanged."""
    if isinstance(given, str):
        try:
            return _json(given)
        except (ValueError, RecursionError):
            return given
    return given


def _json(data: str | bytes) -> Any:
    """Decode JSON as strictly as other readers, because a reply may contain a part of it: no NaN and no infinite
    number.
    """
    return json.loads(data, parse_float=_finite, parse_constant=_refuse)


def _finite(written: str) -> float:
    number = float(written)
    if math.isinf(number):
        raise ValueError("a number is too large")
    return number


def _refuse(_name: str) -> float:
    raise ValueError("no JSON")


def unknown(event: str) -> GateError:
    """Return the error for an unknown event. The event is quoted only if it is a plain name."""
    return GateError(f"unknown event `{event}`" if _NAME.fullmatch(event) else "unknown event")


def read(data: bytes) -> dict[str, Any]:
    """Decode the payload of an assistant. Raises GateError if it is no JSON object."""
    if len(data) > MOST:
        raise GateError(f"the hook input is larger than {MOST:,} bytes")
    try:
        found = _json(data)
    except (ValueError, RecursionError):
        raise GateError("the hook input is not JSON") from None
    if not isinstance(found, dict):
        raise GateError("the hook input is not a JSON object")
    return found


def text(payload: Mapping[str, Any], *names: str) -> str:
    """Return the text of the first of the named members that has one. Raises GateError if there is none."""
    for name in names:
        if isinstance(found := payload.get(name), str):
            return found
    raise GateError(f"the hook input has no text under `{names[0]}`")


def optional(payload: Mapping[str, Any], *names: str) -> str:
    """Return the text of the first of the named members that has one; empty if there is none."""
    return next((found for name in names if isinstance(found := payload.get(name), str)), "")


_ROOTS = frozenset(
    "workspaceroots workspaceroot workspacefolders workspacefolder workspacepaths projectroot rootpath roots "
    "additionaldirectories".split()
)


def roots(payload: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the folders that the assistant has open, beside its working folder, under any member name."""
    members = [*payload.items()]
    members += [one for inner in payload.values() if isinstance(inner, Mapping) for one in inner.items()]
    found: list[str] = []
    for name, value in members:
        if name.replace("_", "").lower() in _ROOTS:
            every = value if isinstance(value, list) else [value]
            found += [optional(one, "path", "uri", "rootPath") if isinstance(one, dict) else one for one in every]
    return tuple(dict.fromkeys(parse_file_url(one) for one in found if isinstance(one, str) and one))


_ESCAPE = re.compile(b"%([0-9a-fA-F]{2})")


def parse_file_url(name: str) -> str:
    """Return the path of a `file://` URL, or any other text unchanged."""
    if name[:7].lower() != "file://":
        return name
    return unescape_url(name[7:].removeprefix("localhost"))


def unescape_url(text: str) -> str:
    """Replace escapes of a URL, such as `%2E`, in a text."""
    written = text.encode("utf-8", "surrogatepass")
    return _ESCAPE.sub(lambda found: bytes([int(found[1], 16)]), written).decode("utf-8", "surrogateescape")


def texts(value: Any, key: Key, path: str) -> tuple[Text, ...]:
    """Return all texts in a value.

    Each has its member's name as prefix, because the name can show that a text is a secret.
    """
    found = tuple(_leaves(value, key, path))
    if len(found) <= _MANY:
        return found
    return (_make_text(key, path, json.dumps(value, ensure_ascii=False, indent=1)),)


def _make_text(key: Key, path: str, value: str, prefix: str = "") -> Text:
    view = view_json(value)
    return Text(key, path, prefix + (value if view is None else view.text), prefix, view)


def _leaves(value: Any, key: Key, path: str) -> Iterator[Text]:
    if isinstance(value, str):
        prefix = _prefix(key)
        if value.strip():
            yield _make_text(key, path, value, prefix)
    elif isinstance(value, int | float) and not isinstance(value, bool):
        prefix = _prefix(key)
        yield Text(key, path, f"{prefix}{value}", prefix)
    elif isinstance(value, dict):
        for name, member in value.items():
            if isinstance(member, str) and _is_picture(value, key, name):
                continue
            if not _NAME.fullmatch(name):  # the name may be a value itself, and cannot be replaced
                yield Text((*key, name), path, name, name)
            yield from _leaves(member, (*key, name), path)
    elif isinstance(value, list):
        for number, item in enumerate(value):
            yield from _leaves(item, (*key, number), path)


def _is_picture(value: Mapping[str, Any], key: Key, name: str) -> bool:
    """Whether a member contains binary data such as a picture. The model then gets no text."""
    if name == "base64":
        return key[-1:] == ("file",)
    return name == "data" and (
        value.get("type") in _MEDIA or (value.get("type") == "base64" and key[-1:] == ("source",))
    )


def _prefix(key: Key) -> str:
    name = next((step for step in reversed(key) if isinstance(step, str)), "")
    return "" if name.lower() in _PLAIN or len(key) < 2 else f"{name}: "


def replace_texts(payload: Mapping[str, Any], texts: Mapping[Key, str], name: str) -> Any:
    """Return a copy of a member of the payload, with the texts at their keys. The keys begin with the member's name.

    Raises GateError if one of them no longer exists.
    """
    whole = {name: copy.deepcopy(payload[name])}
    for key, new in texts.items():
        inner: Any = whole
        for step in key[:-1]:
            inner = inner[step]
        old = inner[key[-1]]
        inner[key[-1]] = new if isinstance(old, str) else _parse(new)
    return whole[name]


def withhold(value: Any, notice: str) -> Any:
    """Return a value of the same shape without its content: a notice as its first text, and the others empty.

    Members whose names may be values themselves are left out, as is everything deeper than 50 levels.
    """
    said = False

    def emptied(inner: Any, depth: int = 0) -> Any:
        nonlocal said
        if isinstance(inner, str):
            first, said = not said, True
            return notice if first else ""
        if isinstance(inner, dict):
            kept = {name: member for name, member in inner.items() if depth < _DEEPEST and _NAME.fullmatch(name)}
            return {
                name: member
                if name in _KINDS and isinstance(member, str) and _KIND.fullmatch(member)
                else emptied(member, depth + 1)
                for name, member in kept.items()
            }
        if isinstance(inner, list):
            return [emptied(item, depth + 1) for item in inner if depth < _DEEPEST]
        return inner if inner is None or isinstance(inner, bool) else 0  # the number may be the secret

    return emptied(value) if value is not None else notice


_KINDS = ("type", "resultType")
_KIND = re.compile(r"[a-z_]{1,20}")
"""Members that give the type of an object. They are kept, because the object would be invalid without them."""


def _parse(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        raise GateError("this result cannot be redacted without breaking it") from None
