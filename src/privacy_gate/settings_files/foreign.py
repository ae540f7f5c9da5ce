"""Settings of other programs, read as those programs read them: JSON, TOML, YAML, lists of variables, SQLite.

Nothing is guessed: what cannot be read raises a GateError, which quotes nothing of the file.
"""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Literal, NamedTuple

from privacy_gate.errors import GateError
from privacy_gate.settings_files import MAX_BYTES, check_nesting

Format = Literal["json", "jsonc", "toml", "yaml", "env", "sqlite"]
"""`jsonc` is JSON with comments and trailing commas, `env` lines of NAME=VALUE, `sqlite` the table of
keys and values in which VS Code and its relatives keep what they remember."""

Key = tuple[str, ...]
"""The steps from the top to a value."""

_VARIABLE = re.compile(r"[ \t]*(?:export[ \t]+)?([A-Za-z_][A-Za-z0-9_.-]{0,200})[ \t]*=(.*)")
_MOST_ITEMS, _MAX_DEPTH = 200_000, 200


class Foreign(NamedTuple):
    """What a file says, and on which line (from 1) it says what stands at a key."""

    data: Any
    line: Callable[[Key], int]


def read(file: Path, form: Format, source: str) -> Foreign:
    """Read a file; `source` is how messages name it. Raises GateError, and FileNotFoundError when it is not there."""
    return _sqlite(file, source) if form == "sqlite" else parsed(text_of(file, source), form, source)


def parsed(text: str, form: Format, source: str) -> Foreign:
    """What a text says. Raises GateError for a broken one, and for a format that is no text."""
    if form not in _READERS:
        raise GateError(f"{source}: not a text")
    return _READERS[form](text, source)


def text_of(file: Path, source: str) -> str:
    """The text of a regular file; a link is followed, as the program whose file it is would."""
    try:
        descriptor = os.open(file, os.O_RDONLY | getattr(os, "O_BINARY", 0) | getattr(os, "O_NONBLOCK", 0))
        with open(descriptor, "rb") as stream:
            if not stat.S_ISREG(os.fstat(descriptor).st_mode):
                raise GateError(f"{source}: cannot be read: not a regular file")
            data = stream.read(MAX_BYTES + 1)
    except FileNotFoundError:
        raise
    except OSError as error:
        raise GateError(f"{source}: cannot be read: {error.strerror}") from None
    if len(data) > MAX_BYTES:
        raise GateError(f"{source}: larger than {MAX_BYTES:,} bytes")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise GateError(f"{source}: not UTF-8") from None


def at(data: Any, key: Sequence[str], absent: Any = None) -> Any:
    """What stands at a key; `absent` where nothing does."""
    for step in key:
        if not isinstance(data, dict) or step not in data:
            return absent
        data = data[step]
    return data


def _json(text: str, source: str, *, comments: bool = False) -> Foreign:
    from privacy_gate.settings_files.json import parse

    if not text.strip():
        return Foreign({}, lambda _: 1)
    tree = parse(text, source, comments=comments)

    def line(key: Key) -> int:
        node, start = tree, tree.start
        for step in key:
            if isinstance(node.value, dict) and step in node.value:
                node = node.value[step]
            elif isinstance(node.value, list) and step.isdigit() and int(step) < len(node.value):
                node = node.value[int(step)]
            else:
                break
            start = node.start
        return text.count("\n", 0, start) + 1

    return Foreign(tree.data(), line)


def _jsonc(text: str, source: str) -> Foreign:
    return _json(text, source, comments=True)


def _toml(text: str, source: str) -> Foreign:
    import tomllib

    try:
        data = tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        place = f":{found[1]}" if (found := re.search(r"at line (\d+)", str(error))) else ""
        raise GateError(f"{source}{place}: not valid TOML") from None

    def line(key: Key) -> int:
        found = (
            re.search(rf"^[ \t]*(?:[\w.\"-]+\.)?\"?{re.escape(key[-1])}\"?[ \t]*=", text, re.MULTILINE) if key else None
        )
        return text.count("\n", 0, found.start()) + 1 if found else 1

    return Foreign(data, line)


def _yaml(text: str, source: str) -> Foreign:
    """YAML 1.1, as most programs still read it, with anchors and merged keys; a program's own tags are left aside."""
    import yaml

    check_nesting(text, source)
    loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        tree = yaml.compose(text, Loader=loader)
    except yaml.MarkedYAMLError as error:
        place = f":{error.problem_mark.line + 1}" if error.problem_mark else ""
        raise GateError(f"{source}{place}: not valid YAML") from None
    except (yaml.YAMLError, RecursionError, ValueError):
        raise GateError(f"{source}: not valid YAML") from None

    def line(key: Key) -> int:
        node, number = tree, 1
        for step in key:
            if isinstance(node, yaml.SequenceNode) and step.isdigit() and int(step) < len(node.value):
                node = node.value[int(step)]
                number = node.start_mark.line + 1
                continue
            pairs = node.value if isinstance(node, yaml.MappingNode) else []
            pair = next((pair for pair in pairs if pair[0].value == step), None)
            if pair is None:
                break
            number, node = pair[0].start_mark.line + 1, pair[1]
        return number

    try:
        return Foreign({} if tree is None else _plain(tree, {}), line)
    except RecursionError:
        raise GateError(f"{source}: nested too deeply") from None


_YES = frozenset(("true", "yes", "on", "y"))


def _plain(node: Any, known: dict[int, Any]) -> Any:
    """The data of a node. Each node is made once and keys are merged into one mapping, so that anchors
    cannot multiply; PyYAML's own constructor lets them."""
    if id(node) in known:
        return known[id(node)]
    if node.id == "scalar":
        return _scalar(node.tag.rpartition(":")[2], node.value)
    if node.id == "sequence":
        items: list[Any] = []
        known[id(node)] = items
        items += [_plain(item, known) for item in node.value]
        return items
    mapping: dict[str, Any] = {}
    known[id(node)] = mapping
    for key, value in node.value:
        if key.tag.endswith(":merge"):
            merged = _plain(value, known)
            for one in merged if isinstance(merged, list) else [merged]:
                for name, inner in one.items() if isinstance(one, dict) else ():
                    mapping.setdefault(name, inner)
    mapping |= {str(key.value): _plain(value, known) for key, value in node.value if not key.tag.endswith(":merge")}
    return mapping


def _scalar(kind: str, text: str) -> Any:
    if kind == "null":
        return None
    if kind == "bool":
        return text.lower() in _YES
    if kind == "int" and re.fullmatch(r"[-+]?[0-9]{1,18}", text):
        return int(text)
    return float(text) if kind == "float" and re.fullmatch(r"[-+]?[0-9]{1,17}\.[0-9]{1,17}", text) else text


def _env(text: str, _source: str) -> Foreign:
    """Lines of NAME=VALUE, with quotes and comments as the usual readers of `.env` have them; other lines
    are no variables."""
    values: dict[str, str] = {}
    lines: dict[str, int] = {}
    for number, line in enumerate(text.split("\n"), 1):
        if found := _VARIABLE.match(line.rstrip("\r")):
            values[found[1]], lines[found[1]] = _unquoted(found[2].strip()), number
    return Foreign(values, lambda key: lines.get(key[0], 1) if key else 1)


def _unquoted(value: str) -> str:
    for quote in "\"'":
        if value.startswith(quote) and (end := value.find(quote, 1)) > 0:
            return value[1:end]
    return re.split(r"[ \t]#", value, maxsplit=1)[0].rstrip()


def _sqlite(file: Path, source: str) -> Foreign:
    """The table ItemTable, opened so that nothing is written; values that are JSON or text."""
    import sqlite3

    if not file.exists():
        raise FileNotFoundError(file)
    try:
        connection = sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro", uri=True, timeout=2)
    except sqlite3.Error:
        raise GateError(f"{source}: cannot be opened") from None
    try:
        rows = connection.execute("SELECT key, value FROM ItemTable WHERE length(value) < 10000 LIMIT 100000")
        data = {
            str(key): value.decode("utf-8", "replace") if isinstance(value, bytes) else value for key, value in rows
        }
    except sqlite3.Error:
        raise GateError(f"{source}: not the database that was expected") from None
    finally:
        connection.close()
    return Foreign(data, lambda _: 1)


_READERS: dict[Format, Callable[[str, str], Foreign]] = {
    "json": _json,
    "jsonc": _jsonc,
    "toml": _toml,
    "yaml": _yaml,
    "env": _env,
}
"""Those of formats that are texts."""


def texts(data: Any) -> list[tuple[Key, str]]:
    """All texts in some settings, each with its key; a list's items have their number as a step."""
    found: list[tuple[Key, str]] = []
    left: list[tuple[Key, Any]] = [((), data)]
    for _ in range(_MOST_ITEMS):  # what anchors repeat may have no end to speak of
        if not left:
            return found
        key, value = left.pop()
        if len(key) > _MAX_DEPTH:
            break
        if isinstance(value, str):
            found.append((key, value))
        elif isinstance(value, dict):
            left += [((*key, str(name)), inner) for name, inner in reversed(value.items())]
        elif isinstance(value, list):
            left += [((*key, str(number)), inner) for number, inner in reversed(list(enumerate(value)))]
    raise GateError("more settings than can be looked through")
