"""Edit TOML with tomlkit. The functions return None for an unsupported layout."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

import tomlkit
from tomlkit.container import Container
from tomlkit.exceptions import TOMLKitError
from tomlkit.items import AbstractTable, Array, Comment, InlineTable, Item, Whitespace

from privacy_gate.base.settings_files.parsed import Key


def set_value(text: str, source: str, key: Key, value: Any) -> str | None:
    return _edit(text, key, _item(value))


def add_entries(text: str, source: str, key: Key, entries: Sequence[Any]) -> str | None:
    return _edit(text, key, [_item(entry) for entry in entries])


def _edit(text: str, key: Key, new: Item | list[Item]) -> str | None:
    """Return the text with an item at a key, or with more items in the list at that key."""
    try:
        document = tomlkit.parse(text)
        place = _table(document, key[:-1])
        there = place.get(key[-1]) if place is not None else None
        if place is None or (isinstance(new, list) and there is not None and not isinstance(there, Array)):
            return None
        if not isinstance(new, list):
            _put(place, key[-1], new)
        elif isinstance(there, Array):
            there.extend(new)
        else:
            _put(place, key[-1], _array(new))
        after = document.as_string()
    except (TOMLKitError, RecursionError):
        return None
    # tomlkit ends its new lines with a line feed
    is_dos = "\r\n" in text and not re.search(r"(?<!\r)\n", text)
    return re.sub(r"(?<!\r)\n", "\r\n", after) if is_dos else after


def _table(document: tomlkit.TOMLDocument, steps: Sequence[str]) -> Container | AbstractTable | None:
    """Return the table at the given key path, and create it if it is missing.

    Returns None if the value is not a single table.
    """
    place: Container | AbstractTable = document
    for number, step in enumerate(steps, 1):
        if step not in place:
            if document.body and place is document:
                document.add(tomlkit.nl())
            place.append(step, tomlkit.table(is_super_table=number < len(steps)))
        inner = place[step]
        if not isinstance(inner, AbstractTable):
            return None
        place = inner
    return place


def _put(place: Container | AbstractTable, name: str, value: Item) -> None:
    """Set a key. A new key goes before blank lines and comments at the end of a table, which belong to the next one."""
    body = place.value.body if isinstance(place, AbstractTable) else place.body
    tail = []
    while name not in place and body and isinstance(body[-1][1], Comment | Whitespace):
        tail.append(body.pop())
    place[name] = value
    body.extend(reversed(tail))


def _item(value: Any) -> Item:
    if isinstance(value, Mapping):
        inline: InlineTable = tomlkit.inline_table()
        for name, inner in value.items():
            inline.append(name, _item(inner))
        return inline
    return _array([_item(inner) for inner in value]) if isinstance(value, list) else tomlkit.item(value)


def _array(items: Sequence[Item]) -> Array:
    array = tomlkit.array()
    array.extend(items)
    return array
