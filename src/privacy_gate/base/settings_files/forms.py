"""Parsers for the text formats of other programs' settings. They return the data, and the line of each key."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from privacy_gate.base.errors import GateError
from privacy_gate.base.settings_files import check_nesting
from privacy_gate.base.settings_files.parsed import Foreign, Format, Key
from privacy_gate.base.settings_files.toml_keys import find_keys, find_line

_VARIABLE = re.compile(r"[ \t]*(?:export[ \t]+)?([A-Za-z_][A-Za-z0-9_.-]{0,200})[ \t]*=(.*)")


def _json(text: str, source: str, *, comments: bool = False) -> Foreign:
    from privacy_gate.base.settings_files.json import parse

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

    places = find_keys(text)
    return Foreign(data, lambda key: find_line(places, text, key))


def _yaml(text: str, source: str) -> Foreign:
    """Parse YAML 1.1, as most programs read it, with anchors and merged keys. Custom tags are ignored."""
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
    """Return the data of a node.

    Each node is converted once, and merge keys are resolved, so that anchors cannot multiply. PyYAML's own constructor
    does not prevent this.
    """
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
    """Parse lines of NAME=VALUE, with quotes and comments as common readers of `.env` do. Other lines are ignored."""
    values: dict[str, str] = {}
    lines: dict[str, int] = {}
    for number, line in enumerate(text.split("\n"), 1):
        if found := _VARIABLE.match(line.rstrip("\r")):
            values[found[1]], lines[found[1]] = _unquote(found[2].strip()), number
    return Foreign(values, lambda key: lines.get(key[0], 1) if key else 1)


def _unquote(value: str) -> str:
    for quote in "\"'":
        if value.startswith(quote) and (end := value.find(quote, 1)) > 0:
            return value[1:end]
    return re.split(r"[ \t]#", value, maxsplit=1)[0].rstrip()


READERS: dict[Format, Callable[[str, str], Foreign]] = {
    "json": _json,
    "jsonc": _jsonc,
    "toml": _toml,
    "yaml": _yaml,
    "env": _env,
}
"""The parsers of the text formats."""
