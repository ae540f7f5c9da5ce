"""Edit JSON with comments. The functions return None for an unsupported layout."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from typing import Any

from privacy_gate.base.settings_files.foreign import get_value
from privacy_gate.base.settings_files.json import parse
from privacy_gate.base.settings_files.parsed import Key

_INDENT = re.compile(r"^([ \t]+)\S", re.MULTILINE)
_REST = re.compile(r"[ \t]*(?://[^\n]*|/\*[^\n]*?\*/[ \t]*)?(?=\r?\n|$)")


def set_value(text: str, source: str, key: Key, value: Any) -> str | None:
    if not text.strip():
        text = "{}\n"
    node = parse(text, source)
    depth = 0
    for depth, step in enumerate(key):  # noqa: B007  (it is used after the loop)
        inner = node.value.get(step) if isinstance(node.value, dict) else None
        if inner is None:
            break
        node = inner
    else:
        return text[: node.start] + json.dumps(value, ensure_ascii=False) + text[node.end :]
    if not isinstance(node.value, dict | list):
        return None
    unit = found[1] if (found := _INDENT.search(text)) else "  "
    members = _members(node)
    margin = _margin(text, members[0].start if members else node.start)
    margin += "" if members else unit
    for step in reversed(key[depth + 1 :]):
        value = {step: value}
    written = json.dumps(value, ensure_ascii=False, indent=unit).replace("\n", f"\n{margin}")
    if isinstance(node.value, dict):
        written = f"{json.dumps(key[depth], ensure_ascii=False)}: {written}"
    return _insert(text, node, members, margin, written)


def add_entries(text: str, source: str, key: Key, entries: Sequence[Any]) -> str | None:
    there = get_value(parse(text, source).data(), key) if text.strip() else None
    if not there:
        return set_value(text, source, key, list(entries))
    after: str | None = text
    for number, entry in enumerate(entries, len(there)):
        after = set_value(after, source, (*key, str(number)), entry) if after is not None else None
    return after


def _members(node: Any) -> list[Any]:
    return list(node.value.values()) if isinstance(node.value, dict) else node.value


def remove_value(text: str, source: str, key: Key) -> str | None:
    node: Any = parse(text, source)
    parent = node
    for step in key:
        parent, node = node, node.value[int(step) if isinstance(node.value, list) else step]
    members = _members(parent)
    place = members.index(node)
    before = members[place - 1].end if place else parent.start + 1
    start = node.start
    if isinstance(parent.value, dict):
        start = text.rfind(json.dumps(key[-1], ensure_ascii=False), before, node.start)
        if start < 0:
            return None
    return _cut(text, start, node.end, before, has_next=place + 1 < len(members), comma=parent.comma)


def _insert(text: str, node: Any, members: Sequence[Any], margin: str, written: str) -> str:
    """Return the text with one more member, after the last one and its comment."""
    if not members:
        outer = _margin(text, node.start)
        inside = text[node.start + 1 : node.end - 1].rstrip()
        return f"{text[: node.start + 1]}{inside}\n{margin}{written}\n{outer}{text[node.end - 1 :]}"
    last = members[-1].end
    if "\n" not in text[node.start : last]:  # all on one line
        comma = text.index(",", last) + 1 if node.comma else last
        return f"{text[:comma]}{'' if node.comma else ','} {written}{text[comma:]}"
    if not node.comma:
        text, end = f"{text[:last]},{text[last:]}", last + 1
    else:
        end = text.index(",", last) + 1
    beside = _REST.match(text, end)
    end = beside.end() if beside else end
    return f"{text[:end]}\n{margin}{written}{',' if node.comma else ''}{text[end:]}"


def _margin(text: str, offset: int) -> str:
    line = text[text.rfind("\n", 0, offset) + 1 : offset]
    return line[: len(line) - len(line.lstrip(" \t"))]


def _cut(text: str, start: int, end: int, before: int, *, has_next: bool, comma: bool) -> str:
    """Return the text without a member and one comma. `before` is the end of the previous member."""
    if has_next or comma:
        end = text.index(",", end) + 1
    elif "," in text[before:start]:
        at = text.index(",", before)
        text, start, end = text[:at] + text[at + 1 :], start - 1, end - 1
    line, rest = text.rfind("\n", 0, start) + 1, text.find("\n", end)
    if not text[line:start].strip() and not text[end : rest if rest >= 0 else None].strip():
        return text[: max(line - 1, 0)] + text[rest if rest >= 0 else len(text) :]
    return text[:start].rstrip(" ") + text[end:] if not has_next else text[:start] + text[end:].lstrip(" ")
