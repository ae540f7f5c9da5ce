"""Read handwritten YAML and TOML strictly, and report the line of a mistake.

YAML is the plain part of YAML 1.2. `yes`, `no`, `on` and `off` are words and not booleans, anchors and tags are
rejected, and a duplicate key is an error.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, TypeVar

import msgspec

from privacy_gate.base.choices import find_nearest
from privacy_gate.base.errors import GateError, quotable
from privacy_gate.base.settings_files.place import show_place

T = TypeVar("T")

MAX_BYTES = 2_000_000
"""The maximum size of a settings file in bytes. A hand-written one is never larger."""

_MAX_DEPTH = 200  # libyaml's stack overflows at about 50,000; real settings are never this deep
_COMPACT_NESTING = re.compile(r"^[ ]*(?:[-?][ \t]{1,8}){50}", re.MULTILINE)
_TAGS = frozenset(
    f"tag:yaml.org,2002:{kind}" for kind in ("map", "seq", "str", "null", "bool", "int", "float", "timestamp")
)
_PATH = re.compile(r" - at `\$([^`]*)`$")
_POSITION = re.compile(r"line (\d+), column (\d+)\)")
_STEP = re.compile(r"\[(\d+)\]|\.([^.\[\]]+)")
_PLAIN = {
    "`array`": "a list",
    "`object`": "keys with values",
    "`str`": "a text",
    "`int`": "a number",
    "`bool`": "true or false",
    "`null`": "nothing",
    "Object missing": "missing",
}
_UNKNOWN = re.compile(r"unknown field `([^`]*)`")


def decode_yaml(text: str, source: str, kind: type[T]) -> T:
    """Decode YAML into `kind`. An empty text counts as an empty mapping.

    Raises GateError with `source:line: message` for every mistake.
    """
    node = _compose(text, source)
    data = _plain(node, source, seen=set()) if node is not None else {}
    try:
        return msgspec.convert(data, type=kind, strict=True)
    except msgspec.ValidationError as error:
        message, path, unknown = _explain(str(error))
        line = _line_of(node, path, unknown)
        key = unknown or next((step for step in reversed(path) if isinstance(step, str)), "")
        hint = _hint(message, kind, path, unknown)
        raise GateError(f"{source}:{line}: {message}", hint, show_place(text, line, key)) from None


def decode_toml(text: str, source: str, table: tuple[str, ...], kind: type[T]) -> T | None:
    """Decode one table of a TOML text into `kind`, or return None if the table is missing."""
    import tomllib

    _check_size(text, source)
    try:
        data: Any = tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        raise _explain_toml(str(error), text, source) from None
    for name in table:
        if not isinstance(data, dict) or name not in data:
            return None
        data = data[name]
    try:
        return msgspec.convert(data, type=kind, strict=True)
    except msgspec.ValidationError as error:
        from privacy_gate.base.settings_files.toml_keys import find_keys, find_line

        message, path, unknown = _explain(str(error))
        steps = (*table, *map(str, path), *((unknown,) if unknown else ()))
        line = find_line(find_keys(text), text, steps)
        key = unknown or next((step for step in reversed(path) if isinstance(step, str)), "")
        hint = _hint(message, kind, path, unknown)
        raise GateError(f"{source}:{line}: {message}", hint, show_place(text, line, key)) from None


def _explain_toml(message: str, text: str, source: str) -> GateError:
    """Return the error for a text that is not TOML, with its place if the parser reports one."""
    what, _, where = message.partition(" (at ")
    lines = text.splitlines() or [""]
    if found := _POSITION.match(where):
        line, column = int(found[1]), int(found[2]) - 1
    elif where.startswith("end of document"):
        line, column = len(lines), len(lines[-1])
    else:
        return GateError(f"{source}: not valid TOML: {quotable(what)}")
    return GateError(f"{source}:{line}: not valid TOML: {quotable(what)}", None, show_place(text, line, "", column))


def hint_key(unknown: str, kind: object) -> str:
    """Return a hint with the most similar key. `kind` may list other names of its keys in `OTHER_KEYS`."""
    others: Mapping[str, str] = getattr(kind, "OTHER_KEYS", {})
    near = others.get(unknown.lower()) or find_nearest(unknown, getattr(kind, "__struct_fields__", ()))
    return f"Did you mean `{near}`?" if near else "Run `privacy-gate config` to list the keys."


def _hint(message: str, kind: object, path: list[str | int], unknown: str | None) -> str | None:
    if unknown is not None and not path:
        return hint_key(unknown, kind)
    if "enum" in message and len(path) == 1:
        import typing

        choices = typing.get_args(typing.get_type_hints(kind).get(str(path[0])))
        if choices and all(isinstance(one, str) for one in choices):
            return f"Choose one of: {', '.join(choices)}."
    return "Run `privacy-gate config --schema` to list the allowed values." if "enum" in message else None


def _check_size(text: str, source: str) -> None:
    if len(text) > MAX_BYTES:
        raise GateError(f"{source}: larger than {MAX_BYTES:,} bytes")


def check_nesting(text: str, source: str) -> None:
    """Reject nesting that would overflow the stack of libyaml."""
    depth = deepest = 0
    for character in re.findall(r"[\[\]{}]", text):
        depth = depth + 1 if character in "[{" else max(0, depth - 1)
        deepest = max(deepest, depth)
    indent = max((len(found) for found in re.findall(r"^[ ]+", text, re.MULTILINE)), default=0)
    if deepest > _MAX_DEPTH or indent > 4 * _MAX_DEPTH or _COMPACT_NESTING.search(text):
        raise GateError(f"{source}: nested too deeply")


def _compose(text: str, source: str) -> Any:
    import yaml

    _check_size(text, source)
    check_nesting(text, source)
    loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        return yaml.compose(text, Loader=loader)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        column = error.problem_mark.column if error.problem_mark else 0
        if line > (count := len(text.splitlines()) or 1):  # the end of the text
            line, column = count, len(text.splitlines()[-1])
        raise GateError(
            f"{source}:{line}: not valid YAML: {error.problem}", None, show_place(text, line, "", column)
        ) from None
    except (yaml.YAMLError, RecursionError) as error:
        raise GateError(f"{source}: not valid YAML: {' '.join(str(error).split())}") from None


def _plain(node: Any, source: str, seen: set[int]) -> Any:
    import yaml

    line = node.start_mark.line + 1
    if id(node) in seen:
        raise GateError(f"{source}:{line}: anchors and aliases are not supported")
    seen.add(id(node))
    if node.tag not in _TAGS:
        raise GateError(f"{source}:{line}: tags are not supported")
    if isinstance(node, yaml.MappingNode):
        mapping: dict[str, Any] = {}
        for key_node, value_node in node.value:
            key = key_node.value
            if not isinstance(key, str):
                raise GateError(f"{source}:{key_node.start_mark.line + 1}: a key must be a word")
            if key in mapping:
                raise GateError(f"{source}:{key_node.start_mark.line + 1}: the key `{quotable(key)}` is used twice")
            mapping[key] = _plain(value_node, source, seen)
        return mapping
    if isinstance(node, yaml.SequenceNode):
        return [_plain(item, source, seen) for item in node.value]
    return _scalar(node)


def _scalar(node: Any) -> Any:
    text: str = node.value
    kind = node.tag.rpartition(":")[2]
    if kind == "null":
        return None
    if kind == "bool":
        return {"true": True, "false": False}.get(text.lower(), text)
    if kind == "int":
        return int(text) if re.fullmatch(r"[-+]?(?:0|[1-9][0-9]{0,17})", text) else text
    if kind == "float":
        return float(text) if re.fullmatch(r"[-+]?[0-9]{1,17}\.[0-9]{1,17}", text) else text
    return text


def _explain(message: str) -> tuple[str, list[str | int], str | None]:
    """Split an error message of msgspec.

    Return the message (its path removed), the path as a list of steps, and the name of the unknown key, if any.
    """
    path: list[str | int] = []
    if found := _PATH.search(message):
        message = message[: found.start()]
        for index, name in _STEP.findall(found[1]):
            path.append(int(index) if index else name)
    for jargon, plain in _PLAIN.items():
        message = message.replace(jargon, plain)
    unknown = _UNKNOWN.search(message)
    if unknown:
        return f"unknown key `{quotable(unknown[1])}`", path, unknown[1]
    if path and (key := next((step for step in reversed(path) if isinstance(step, str)), None)):
        message = f"`{key}`: {message[:1].lower()}{message[1:]}"
    return quotable(message), path, None


def _line_of(node: Any, path: list[str | int], key: str | None) -> int:
    """Return the line (from 1) of the node at `path`, or of its key named `key`."""
    steps: list[str | int] = [*path, key] if key else path
    line: int = node.start_mark.line + 1 if node is not None else 1
    for step in steps:
        children = node.value if node is not None else []
        if isinstance(step, int):
            if not isinstance(children, list) or step >= len(children):
                break
            node = children[step]
            line = node.start_mark.line + 1
        else:
            pair = next((pair for pair in children if isinstance(pair, tuple) and pair[0].value == step), None)
            if pair is None:
                break
            line = pair[0].start_mark.line + 1
            node = pair[1]
    return line
