"""Weigh Python statements by parsing the innermost functions and classes around the wanted lines.

The blocks are found by their tokens. Each is parsed by itself, as the body of an `if`, so that its indentation need not
change. Python's own parser is tried first (`python_ast.py`). libcst parses syntax that it does not support
(`libcst_statements.py`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgspec import Struct

from privacy_gate.base.language_table import PYTHON
from privacy_gate.checkers.change.novelty import libcst_statements, lines, python_ast
from privacy_gate.checkers.change.novelty.libcst_statements import Unreadable
from privacy_gate.checkers.change.novelty.statement import Block, Statement

_TOKEN = re.compile(
    r"""
    (?P<string>(?:\b[rRbBuUfFtT]{1,2})?(?:
        \"{3}(?:[^"\\]|\\[\s\S]|"(?!""))*+(?:\"{3}|\Z) | '{3}(?:[^'\\]|\\[\s\S]|'(?!''))*+(?:'{3}|\Z)
      | "(?:[^"\\\n]|\\[\s\S])*+(?:"|(?=\n)|\Z) | '(?:[^'\\\n]|\\[\s\S])*+(?:'|(?=\n)|\Z)))
  | (?P<comment>\#[^\n]*+)
  | (?P<open>[(\[{]) | (?P<close>[)\]}])
  | (?P<end>\n) | (?P<join>\\\r?\n)
  | (?P<link>[-+*/%~.&|^@]|\b(?:not|and|or|lambda|await|if|else|for)\b)
    """,
    re.VERBOSE,
)

_HEAD = re.compile(r"(?:async[ \t]+)?(def|class)[ \t]+(\w+)")

_DEEPEST, _LONGEST_CHAIN = 100, 600  # maximum brackets, and links of a chain; libcst crashes at 1,500 and 5,000

_LARGEST = 100_000  # code points of a block; libcst parses half a million in a second


class _Line(Struct, frozen=True):
    """A logical line.

    `start` is its offset. `first` and `last` are line numbers from 1. `head` are its first characters. It is not `safe`
    if it has so many brackets or links that libcst could crash.
    """

    start: int
    first: int
    last: int
    indent: int
    head: str
    safe: bool


class _Unit(Struct, frozen=True):
    """Code to parse at once: the logical lines from `begin` to before `end`.

    `block` is the function or class around them.
    """

    begin: int
    end: int
    block: Block
    function: bool


def statements(text: str, wanted: frozenset[int]) -> Iterator[Statement]:
    """Yield the statements that begin on the wanted lines.

    Code that cannot be parsed, or could crash libcst, is read line by line.
    """
    logical = list(split_logical_lines(text))
    for unit in split_units(logical, wanted):
        yield from _read_unit(text, logical, unit, wanted)


def _read_unit(text: str, logical: list[_Line], unit: _Unit, wanted: frozenset[int]) -> Iterator[Statement]:
    start = logical[unit.begin].start
    end = logical[unit.end].start if unit.end < len(logical) else len(text)
    first, last = logical[unit.begin].first, logical[unit.end - 1].last
    if end - start <= _LARGEST and all(line.safe for line in logical[unit.begin : unit.end]):
        try:
            found = _parse(text[start:end], logical[unit.begin : unit.end], unit)
        except Unreadable:
            pass
        else:
            yield from (one for one in found if one.first in wanted)
            return
    inside = frozenset(number for number in wanted if first <= number <= last)
    for one in lines.statements(text[start:end], PYTHON, {number - first + 1 for number in inside}):
        block = Block(one.block.name, one.block.line + first - 1) if one.block.line else unit.block
        yield Statement(one.first + first - 1, one.last + first - 1, one.weight, block)


def _parse(source: str, logical: list[_Line], unit: _Unit) -> list[Statement]:
    """Return the statements of a unit. Raises Unreadable if no parser can read it."""
    if all(line.head[0] == "@" for line in logical):  # no parser accepts decorators alone
        raise Unreadable
    first = logical[0].first
    lines = python_ast.LogicalLines([line.first for line in logical], [line.last for line in logical])
    try:
        return python_ast.parse_block(source, first, unit.block, lines, function=unit.function)
    except Unreadable:
        return libcst_statements.parse_block(source, first, unit.block, function=unit.function)


def split_logical_lines(text: str) -> Iterator[_Line]:
    """Yield the logical lines of a text, without comments."""
    start, number, begun, depth, deepest, links = 0, 1, 1, 0, 0, 0

    def line(end: int) -> Iterator[_Line]:
        content = text[start:end]
        stripped = content.lstrip(" \t\f")
        if stripped.strip() and stripped[0] != "#":
            indent = len(content[: len(content) - len(stripped)].expandtabs(8))
            safe = deepest <= _DEEPEST and links <= _LONGEST_CHAIN and indent <= 8 * _DEEPEST
            yield _Line(start, begun, number, indent, stripped[:200], safe)

    for token in _TOKEN.finditer(text):
        kind = token.lastgroup
        if kind == "open":
            depth += 1
            deepest = max(deepest, depth)
            links += 1
        elif kind == "close":
            depth = max(0, depth - 1)
        elif kind == "end":
            if depth == 0 or _is_lost(text, token.end()):
                yield from line(token.start())
                start, begun, depth, deepest, links = token.end(), number + 1, 0, 0, 0
            number += 1
        elif kind in ("string", "join"):
            number += token[0].count("\n")
            links += 1
        elif kind == "link":
            links += 1
    yield from line(len(text))


_KEYWORD = re.compile(r"(?:async[ \t]+def|def|class|return|import|from)[ \t]+\w|@\w")


def _is_lost(text: str, at: int) -> bool:
    """Whether a new statement begins within brackets. A bracket was then left open by mistake."""
    return _KEYWORD.match(text, at) is not None


class _Scope(Struct, frozen=True):
    indent: int
    at: int
    function: bool
    block: Block


def split_units(logical: list[_Line], wanted: frozenset[int]) -> Iterator[_Unit]:
    """Yield the units to parse: the functions around the wanted lines, and the code between functions.

    A nested function is part of the unit of its outer function.
    """
    done = 0
    scopes: list[_Scope] = []
    for at, line in enumerate(logical):
        while scopes and line.indent <= scopes[-1].indent:
            scopes.pop()
        if head := _HEAD.match(line.head):
            scopes.append(_Scope(line.indent, at, head[1] == "def", Block(head[2], line.first)))
            continue
        if at < done or line.first not in wanted:
            continue
        scope = scopes[-1] if scopes else None
        if scope and scope.function:
            begin, block = scope.at, scope.block
            end = _end(logical, at, scope.indent)
        else:
            outermost = logical[scope.at + 1].indent if scope else 0
            begin, block = at, scope.block if scope else Block("", 0)
            while begin > done and logical[begin].indent > outermost:
                begin -= 1
            end = at + 1
            while (
                end < len(logical) and logical[end].indent >= outermost and not _ends_stretch(logical[end], outermost)
            ):
                end += 1
        done = end
        yield _Unit(begin, end, block, bool(scope and scope.function))


def _ends_stretch(line: _Line, outermost: int) -> bool:
    """Whether a line begins a function or class that is not nested in an `if` or `try`."""
    return line.indent <= outermost and (line.head[0] == "@" or _HEAD.match(line.head) is not None)


def _end(logical: list[_Line], at: int, indent: int) -> int:
    while at < len(logical) and logical[at].indent > indent:
        at += 1
    return at
