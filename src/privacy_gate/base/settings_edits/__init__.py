"""Change one setting in a file that a user wrote, and keep comments, order and layout.

There is one module per format. The result is parsed before it is written, and must equal the old settings with that one
change.
"""

from __future__ import annotations

import copy
from collections.abc import Sequence
from typing import Any

from privacy_gate.base.errors import GateError
from privacy_gate.base.lazily import lazily
from privacy_gate.base.settings_files.foreign import get_value, parse_foreign
from privacy_gate.base.settings_files.parsed import Format, Key

_NOTHING = object()
_JSON = lazily("privacy_gate.base.settings_edits.json_edits")
_EDITORS = {
    "json": _JSON,
    "jsonc": _JSON,
    "toml": lazily("privacy_gate.base.settings_edits.toml_edits"),
    "yaml": lazily("privacy_gate.base.settings_edits.yaml_edits"),
}


def set_value(text: str, form: Format, source: str, key: Key, value: Any) -> str:
    """Return the text with `value` at a key, which may be missing. The text is unchanged if the key has this value.

    Raises GateError if the file is invalid, or has an unsupported layout.
    """
    before = parse_foreign(text, form, source).data
    there = get_value(before, key, _NOTHING)
    if there == value and type(there) is type(value):
        return text
    after = _editor(form, source, key).set_value(text, source, key, value)
    return _check(after, form, source, key, _with_value(before, source, key, value))


def add_entries(text: str, form: Format, source: str, key: Key, entries: Sequence[Any]) -> str:
    """Return the text with entries added to the list at a key. Existing entries are not added again."""
    before = parse_foreign(text, form, source).data
    there = get_value(before, key)
    if there is not None and not isinstance(there, list):
        raise GateError(f"{source}: {'.'.join(key)} is not a list", "Add the entries manually.")
    missing = [entry for entry in entries if entry not in (there or [])]
    if not missing:
        return text
    after = _editor(form, source, key).add_entries(text, source, key, missing)
    return _check(after, form, source, key, _with_value(before, source, key, [*(there or []), *missing]))


def remove_value(text: str, source: str, key: Key) -> str:
    """Return a JSON text without the value at a key. Items of a list have their number as a step.

    The text is unchanged if the key is missing. Raises GateError as `set_value` does.
    """
    if not text.strip():
        return text
    before = parse_foreign(text, "jsonc", source).data
    wanted: Any = copy.deepcopy(before)
    inner = wanted
    for step in key[:-1]:
        inner = _member(inner, step)
    if not key or _member(inner, key[-1]) is _NOTHING:
        return text
    del inner[int(key[-1]) if isinstance(inner, list) else key[-1]]
    return _check(_JSON().remove_value(text, source, key), "jsonc", source, key, wanted)


def _member(value: Any, step: str) -> Any:
    if isinstance(value, dict):
        return value.get(step, _NOTHING)
    if isinstance(value, list) and step.isdigit() and int(step) < len(value):
        return value[int(step)]
    return _NOTHING


def _editor(form: Format, source: str, key: Key) -> Any:
    if form not in _EDITORS:
        raise _by_hand(source, key)
    return _EDITORS[form]()


def _with_value(data: Any, source: str, key: Key, value: Any) -> Any:
    wanted = copy.deepcopy(data)
    inner = wanted
    for step in key[:-1]:
        inner = inner.setdefault(step, {}) if isinstance(inner, dict) else None
    if not isinstance(inner, dict):
        raise _by_hand(source, key)
    inner[key[-1]] = value
    return wanted


def _check(after: str | None, form: Format, source: str, key: Key, wanted: Any) -> str:
    if after is None or parse_foreign(after, form, source).data != wanted:
        raise _by_hand(source, key)
    return after


def _by_hand(source: str, key: Key) -> GateError:
    return GateError(f"{source}: cannot set {'.'.join(key)} without other changes", "Set it manually.")
