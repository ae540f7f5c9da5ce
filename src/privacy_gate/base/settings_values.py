"""Setting one value, or adding to one list, in another program's settings: comments, order and layout stay.

What is written is read again first: it must be the old settings with that one change, and every comment.
"""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Callable, Sequence
from typing import Any

from privacy_gate.base.errors import GateError
from privacy_gate.base.settings_files.foreign import parse_foreign, value_at
from privacy_gate.base.settings_files.parsed import Format, Key

_NOTHING = object()
_INDENT = re.compile(r"^([ \t]+)\S", re.MULTILINE)
_REST = re.compile(r"[ \t]*(?://[^\n]*|/\*[^\n]*?\*/[ \t]*)?(?=\r?\n|$)")
_BARE = re.compile(r"[A-Za-z0-9_-]+")


def set_value(text: str, form: Format, source: str, key: Key, value: Any) -> str:
    """The text with `value` at a key, which need not be there yet. The same text when it is there already.

    Raises GateError when the file is broken, or written in a way that this does not know.
    """
    before = parse_foreign(text, form, source).data
    there = value_at(before, key, _NOTHING)
    if there == value and type(there) is type(value):
        return text
    after = _WRITERS[form](text, source, key, value)
    _verify(before, parse_foreign(after, form, source).data, source, key, value)
    return after


def remove_value(text: str, source: str, key: Key) -> str:
    """A JSON text without what stands at a key; a list's items have their number as a step.

    The same text when nothing stands there. Raises GateError as `set_value`.
    """
    from privacy_gate.base.settings_files.json import parse

    if not text.strip():
        return text
    node: Any = parse(text, source)
    parent = None
    for step in key:
        parent = node
        node = _step(node, step)
        if node is None:
            return text
    if parent is None:
        raise _by_hand(source, key)
    members = list(parent.value.values()) if isinstance(parent.value, dict) else parent.value
    place = members.index(node)
    before = members[place - 1].end if place else parent.start + 1
    start = node.start
    if isinstance(parent.value, dict):
        start = text.rfind(json.dumps(key[-1], ensure_ascii=False), before, node.start)
        if start < 0:
            raise _by_hand(source, key)
    after = _cut(text, start, node.end, before, has_next=place + 1 < len(members), comma=parent.comma)
    wanted = copy.deepcopy(parse(text, source).data())
    inner = wanted
    for step in key[:-1]:
        inner = inner[int(step)] if isinstance(inner, list) else inner[step]
    del inner[int(key[-1]) if isinstance(inner, list) else key[-1]]
    if parse(after, source).data() != wanted:
        raise _by_hand(source, key)
    return after


def _step(node: Any, step: str) -> Any:
    if isinstance(node.value, dict):
        return node.value.get(step)
    if isinstance(node.value, list) and step.isdigit() and int(step) < len(node.value):
        return node.value[int(step)]
    return None


def _cut(text: str, start: int, end: int, before: int, *, has_next: bool, comma: bool) -> str:
    """The text without a member and one comma; `before` is where the member before it ends."""
    if has_next or comma:
        end = text.index(",", end) + 1
    elif "," in text[before:start]:
        at = text.index(",", before)
        text, start, end = text[:at] + text[at + 1 :], start - 1, end - 1
    line, rest = text.rfind("\n", 0, start) + 1, text.find("\n", end)
    if not text[line:start].strip() and not text[end : rest if rest >= 0 else None].strip():
        return text[: max(line - 1, 0)] + text[rest if rest >= 0 else len(text) :]
    return text[:start].rstrip(" ") + text[end:] if not has_next else text[:start] + text[end:].lstrip(" ")


def add_entries(text: str, form: Format, source: str, key: Key, entries: Sequence[Any]) -> str:
    """The text with entries added to the list at a key; those that are there already are not added again."""
    there = value_at(parse_foreign(text, form, source).data, key)
    if there is not None and not isinstance(there, list):
        raise GateError(f"{source}: {'.'.join(key)} is not a list", "Add the entries manually.")
    missing = [entry for entry in entries if entry not in (there or [])]
    if not missing:
        return text
    if form not in ("json", "jsonc") or not there:
        return set_value(text, form, source, key, [*(there or []), *missing])
    after = text
    for number, entry in enumerate(missing, len(there)):
        after = _in_json(after, source, (*key, str(number)), entry)
    _verify(
        parse_foreign(text, form, source).data, parse_foreign(after, form, source).data, source, key, [*there, *missing]
    )
    return after


def _verify(before: Any, after: Any, source: str, key: Key, value: Any) -> None:
    wanted = copy.deepcopy(before)
    inner = wanted
    for step in key[:-1]:
        inner = inner.setdefault(step, {}) if isinstance(inner, dict) else None
    if not isinstance(inner, dict):
        raise _by_hand(source, key)
    inner[key[-1]] = value
    if wanted != after:
        raise _by_hand(source, key)


def _by_hand(source: str, key: Key) -> GateError:
    return GateError(f"{source}: cannot set {'.'.join(key)} without other changes", "Set it manually.")


def _in_json(text: str, source: str, key: Key, value: Any) -> str:
    from privacy_gate.base.settings_files.json import parse

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
        raise _by_hand(source, key)
    unit = found[1] if (found := _INDENT.search(text)) else "  "
    members = list(node.value.values()) if isinstance(node.value, dict) else node.value
    margin = _margin(text, members[0].start if members else node.start)
    margin += "" if members else unit
    for step in reversed(key[depth + 1 :]):
        value = {step: value}
    written = json.dumps(value, ensure_ascii=False, indent=unit).replace("\n", f"\n{margin}")
    if isinstance(node.value, dict):
        written = f"{json.dumps(key[depth], ensure_ascii=False)}: {written}"
    return _inserted(text, node, members, margin, written)


def _inserted(text: str, node: Any, members: Sequence[Any], margin: str, written: str) -> str:
    """With one member more, behind the last and what is noted beside it."""
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


def _in_toml(text: str, source: str, key: Key, value: Any) -> str:
    if not all(_BARE.fullmatch(step) for step in key):
        raise _by_hand(source, key)
    *table, name = key
    written = json.dumps(value, ensure_ascii=False)
    start, end = _table(text, table)
    if start is not None:
        old = re.compile(rf"^([ \t]*{re.escape(name)}[ \t]*=[ \t]*)(\"[^\"\\\n]*\"|'[^'\n]*'|[\w.+-]+)", re.MULTILINE)
        if found := old.search(text, start, end):
            return text[: found.start(2)] + written + text[found.end(2) :]
        head = text[:start] if not start or text[:start].endswith("\n") else f"{text[:start]}\n"
        return f"{head}{name} = {written}\n{text[start:]}"
    dotted = re.compile(rf"^([ \t]*{re.escape('.'.join(key))}[ \t]*=[ \t]*)([\w.+-]+|\"[^\"\\\n]*\")", re.MULTILINE)
    if found := dotted.search(text, 0, _table(text, ())[1]):
        return text[: found.start(2)] + written + text[found.end(2) :]
    space = "" if not text.strip() else "\n" if text.endswith("\n") else "\n\n"
    return f"{text}{space}[{'.'.join(table)}]\n{name} = {written}\n"


def _table(text: str, table: Sequence[str]) -> tuple[int | None, int]:
    """Where the lines of a table begin and end; the top one begins at 0."""
    start: int | None = 0
    if table:
        header = re.search(rf"^[ \t]*\[{re.escape('.'.join(table))}\][ \t]*(?:#[^\n]*)?(?:\n|$)", text, re.MULTILINE)
        start = header.end() if header else None
    after = re.compile(r"^[ \t]*\[", re.MULTILINE).search(text, start or 0)
    return start, after.start() if after else len(text)


def _in_yaml(text: str, source: str, key: Key, value: Any) -> str:
    import yaml

    if len(key) != 1:
        raise _by_hand(source, key)
    loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    tree = yaml.compose(text, Loader=loader)
    pairs = tree.value if isinstance(tree, yaml.MappingNode) else []
    node = next((value for name, value in pairs if name.value == key[0]), None)
    written = json.dumps(value, ensure_ascii=False)
    if node is None:
        head = text if not text or text.endswith("\n") else f"{text}\n"
        return f"{head}{key[0]}: {written}\n"
    if not isinstance(node, yaml.ScalarNode):
        raise _by_hand(source, key)
    # marks count code points, `index` of libyaml's too
    return text[: node.start_mark.index] + written + text[node.end_mark.index :]


def _unwritable(_text: str, source: str, key: Key, _value: Any) -> str:
    raise _by_hand(source, key)


_WRITERS: dict[Format, Callable[[str, str, Key, Any], str]] = {
    "json": _in_json,
    "jsonc": _in_json,
    "toml": _in_toml,
    "yaml": _in_yaml,
    "env": _unwritable,
    "sqlite": _unwritable,
}
