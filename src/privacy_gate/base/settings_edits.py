"""Adding entries to a list in a settings file that a person wrote: comments, order and layout stay.

What is written is read again first: it must be the old settings and the new entries and nothing else.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

from privacy_gate.base.errors import GateError

Entry = str | Mapping[str, Any]
"""A text, or a few keys with texts or booleans, or with lists of such; these take a line a key in YAML."""

_BARE = re.compile(r"[A-Za-z][\w./-]*(?:://[\w./-]+)?(?: [\w./-]+)*")
_NOT_TEXT = frozenset(("null", "true", "false", "yes", "no", "on", "off", "y", "n"))


def added_to_yaml(text: str, source: str, key: str, entries: Sequence[Entry]) -> str:
    """A YAML text with entries added to the list at a top-level key, which need not be there yet.

    Raises GateError when the file is broken, or written in a way that this does not know.
    """
    import yaml

    from privacy_gate.base.settings_files import decode_yaml

    before = decode_yaml(text, source, dict[str, Any])
    loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    node = yaml.compose(text, Loader=loader)
    pairs = node.value if node is not None else []
    value = next((value for name, value in pairs if name.value == key), None)
    lines = text.splitlines(keepends=True)
    if value is None:
        head = text if not text or text.endswith("\n") else f"{text}\n"
        space = "\n" if head.strip() else ""
        after = f"{head}{space}{key}:\n" + "".join(_item(entry, "  ") for entry in entries)
    elif not isinstance(value, yaml.SequenceNode):
        raise GateError(f"{source}: `{key}` is not a list", "Add the entries manually.")
    elif value.flow_style:
        at = _offset(lines, value.end_mark.line, value.end_mark.column) - 1
        inner = text[:at].rstrip()
        comma = "" if inner.endswith(("[", ",")) else ", "
        written = ", ".join(map(_yaml, entries))
        after = text[:at].rstrip(" ") + (comma or (" " if inner.endswith(",") else "")) + written + text[at:]
    else:
        last = value.value[-1]
        end = last.end_mark.line - (1 if last.end_mark.column == 0 and last.end_mark.line > last.start_mark.line else 0)
        indent = " " * value.start_mark.column
        # an entry that is a mapping ends where the next thing begins, behind blank lines and comments on that
        while end > last.start_mark.line and not lines[end].split("#")[0].strip():
            if lines[end].startswith(f"{indent}  "):
                break
            end -= 1
        if not lines[end].endswith("\n"):
            lines[end] += "\n"
        lines[end + 1 : end + 1] = [_item(entry, indent) for entry in entries]
        after = "".join(lines)
    _verify(before, decode_yaml(after, source, dict[str, Any]), source, key, entries)
    return after


def _offset(lines: Sequence[str], line: int, column: int) -> int:
    return sum(map(len, lines[:line])) + column


def _item(entry: Entry, indent: str) -> str:
    """An item of a list in lines of its own: in one, or one for each key where a key has a list."""
    if isinstance(entry, str) or (len(entry) > 1 and not any(isinstance(value, list) for value in entry.values())):
        return f"{indent}- {_yaml(entry)}\n"
    lines: list[str] = []
    for name, value in entry.items():
        if isinstance(value, list):
            lines += [f"{name}:", *(line for one in value for line in _item(one, "  ").splitlines())]
        else:
            lines.append(f"{name}: {_yaml(value)}")
    return "".join(f"{indent}{'- ' if number == 0 else '  '}{line}\n" for number, line in enumerate(lines))


def _yaml(entry: Any) -> str:
    """A value in one line."""
    if isinstance(entry, bool):
        return str(entry).lower()
    if isinstance(entry, list):
        return f"[{', '.join(map(_yaml, entry))}]"
    if isinstance(entry, str):
        return (
            entry
            if _BARE.fullmatch(entry) and entry.lower() not in _NOT_TEXT
            else json.dumps(entry, ensure_ascii=False)
        )
    return f"{{{', '.join(f'{name}: {_yaml(value)}' for name, value in entry.items())}}}"


def added_to_toml(text: str, source: str, table: Sequence[str], key: str, entries: Sequence[Entry]) -> str:
    """As `added_to_yaml`, for a table of a TOML text, which must be there."""
    import tomllib

    before = tomllib.loads(text)
    header = re.search(rf"^[ \t]*\[{re.escape('.'.join(table))}\][ \t]*(?:#[^\n]*)?$", text, re.MULTILINE)
    if header is None:
        raise GateError(f"{source}: table [{'.'.join(table)}] not found", "Add the entries manually.")
    end = re.compile(r"^[ \t]*\[", re.MULTILINE).search(text, header.end())
    found = re.compile(rf"^[ \t]*{re.escape(key)}[ \t]*=[ \t]*\[", re.MULTILINE).search(
        text, header.end(), end.start() if end else len(text)
    )
    written = ", ".join(_toml(entry) for entry in entries)
    if found is None:
        after = f"{text[: header.end()]}\n{key} = [{written}]{text[header.end() :]}"
    else:
        empty = not text[found.end() :].lstrip().startswith(("]", "#"))
        after = f"{text[: found.end()]}{written}{', ' if empty else ''}{text[found.end() :]}"
    changed = tomllib.loads(after)
    old, new = _at(before, table), _at(changed, table)
    _verify(old, new, source, key, entries)
    return after


def _toml(entry: Entry) -> str:
    if isinstance(entry, str):
        return json.dumps(entry, ensure_ascii=False)
    inner = ", ".join(
        f"{name} = {str(value).lower() if isinstance(value, bool) else _toml(value)}" for name, value in entry.items()
    )
    return f"{{{inner}}}"


def _at(data: dict[str, Any], table: Sequence[str]) -> dict[str, Any]:
    for name in table:
        data = data[name]
    return data


def _verify(old: dict[str, Any], new: dict[str, Any], source: str, key: str, entries: Sequence[Entry]) -> None:
    had, has = list(old.get(key) or []), list(new.get(key) or [])
    wanted = [dict(entry) if isinstance(entry, Mapping) else entry for entry in entries]
    same = {name: value for name, value in old.items() if name != key} == {
        name: value for name, value in new.items() if name != key
    }
    if not same or has not in (had + wanted, wanted + had):
        raise GateError(f"{source}: cannot add to `{key}` without other changes", "Add the entries manually.")
