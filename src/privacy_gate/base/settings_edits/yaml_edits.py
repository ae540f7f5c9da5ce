"""Edit the top level of a YAML text. The functions return None for an unsupported layout."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

import yaml

from privacy_gate.base.settings_files.parsed import Key

Entry = str | Mapping[str, Any]
"""A text, or a few keys with texts, booleans or lists of these. A key with a list gets its own line."""

_BARE = re.compile(r"[A-Za-z][\w./-]*(?:://[\w./-]+)?(?: [\w./-]+)*")
_NOT_TEXT = frozenset(("null", "true", "false", "yes", "no", "on", "off", "y", "n"))


def set_value(text: str, source: str, key: Key, value: Any) -> str | None:
    if len(key) != 1:
        return None
    node = _value_node(text, key[0])
    written = json.dumps(value, ensure_ascii=False)
    if node is None:
        return f"{_end_line(text)}{key[0]}: {written}\n"
    if not isinstance(node, yaml.ScalarNode):
        return None
    # marks count code points, as does `index` of libyaml
    return text[: node.start_mark.index] + written + text[node.end_mark.index :]


def add_entries(text: str, source: str, key: Key, entries: Sequence[Entry]) -> str | None:
    if len(key) != 1:
        return None
    value = _value_node(text, key[0])
    lines = text.splitlines(keepends=True)
    if value is None:
        head = _end_line(text)
        space = "\n" if head.strip() else ""
        return f"{head}{space}{key[0]}:\n" + "".join(_item(entry, "  ") for entry in entries)
    if not isinstance(value, yaml.SequenceNode):
        return None
    if value.flow_style:
        at = _offset(lines, value.end_mark.line, value.end_mark.column) - 1
        inner = text[:at].rstrip()
        comma = "" if inner.endswith(("[", ",")) else ", "
        written = ", ".join(map(_yaml, entries))
        return text[:at].rstrip(" ") + (comma or (" " if inner.endswith(",") else "")) + written + text[at:]
    last = value.value[-1]
    end = last.end_mark.line - (1 if last.end_mark.column == 0 and last.end_mark.line > last.start_mark.line else 0)
    indent = " " * value.start_mark.column
    # a mapping entry ends at the next token, after its blank lines and comments
    while end > last.start_mark.line and not lines[end].split("#")[0].strip():
        if lines[end].startswith(f"{indent}  "):
            break
        end -= 1
    if not lines[end].endswith("\n"):
        lines[end] += "\n"
    lines[end + 1 : end + 1] = [_item(entry, indent) for entry in entries]
    return "".join(lines)


def _value_node(text: str, name: str) -> Any:
    """Return the node of a value at the top level, or None if the key is missing."""
    tree = yaml.compose(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    pairs = tree.value if isinstance(tree, yaml.MappingNode) else []
    return next((value for key, value in pairs if key.value == name), None)


def _end_line(text: str) -> str:
    return text if not text or text.endswith("\n") else f"{text}\n"


def _offset(lines: Sequence[str], line: int, column: int) -> int:
    return sum(map(len, lines[:line])) + column


def _item(entry: Entry, indent: str) -> str:
    """Return an item of a list on separate lines: one line, or one for each key if a value is a list."""
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
    """Return a value on one line."""
    if isinstance(entry, list):
        return f"[{', '.join(map(_yaml, entry))}]"
    if isinstance(entry, Mapping):
        return f"{{{', '.join(f'{name}: {_yaml(value)}' for name, value in entry.items())}}}"
    if isinstance(entry, str) and _BARE.fullmatch(entry) and entry.lower() not in _NOT_TEXT:
        return entry
    return json.dumps(entry, ensure_ascii=False)
