"""The weight of Python's statements, as libcst reads the innermost functions and classes around some lines.

Each such block is parsed by itself, as the body of an `if`, so that its indentation may stay. Lines are
counted on the way, from the line breaks that the tree holds: libcst's own positions take three times as long
as all the rest.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any, NamedTuple

from privacy_gate.checkers.novelty import lines
from privacy_gate.checkers.novelty.statement import Block, Statement, worth

if TYPE_CHECKING:
    import libcst as cst

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
_DEEPEST, _LONGEST_CHAIN = 100, 600  # brackets, and links in a statement: libcst dies at 1,500 and at 5,000
_LARGEST = 100_000  # code points of a block; libcst reads half a million a second


class _Line(NamedTuple):
    """A logical line: where it begins and ends, its first and last line (from 1), its indentation, its first words."""

    start: int
    first: int
    last: int
    indent: int
    head: str
    safe: bool


class _Unit(NamedTuple):
    """A stretch to be parsed: logical lines [begin, end), the block that they lie in."""

    begin: int
    end: int
    block: Block
    function: bool


def statements(text: str, wanted: frozenset[int]) -> Iterator[Statement]:
    """The statements that begin on some lines. What libcst cannot or should not parse is read line by line."""
    logical = list(_logical(text))
    for unit in _units(logical, wanted):
        yield from _of_unit(text, logical, unit, wanted)


def _of_unit(text: str, logical: list[_Line], unit: _Unit, wanted: frozenset[int]) -> Iterator[Statement]:
    start = logical[unit.begin].start
    end = logical[unit.end].start if unit.end < len(logical) else len(text)
    first, last = logical[unit.begin].first, logical[unit.end - 1].last
    if end - start <= _LARGEST and all(line.safe for line in logical[unit.begin : unit.end]):
        try:
            found = list(_parsed(text[start:end], first, unit))
        except _Unreadable:
            pass
        else:
            yield from (one for one in found if one.first in wanted)
            return
    inside = frozenset(number for number in wanted if first <= number <= last)
    for one in lines.statements(text[start:end], "python", {number - first + 1 for number in inside}):
        block = Block(one.block.name, one.block.line + first - 1) if one.block.line else unit.block
        yield Statement(one.first + first - 1, one.last + first - 1, one.weight, block)


def _logical(text: str) -> Iterator[_Line]:
    """The logical lines of a text that are no comments."""
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
    """Whether a new statement begins within brackets: then one of them is open by mistake."""
    return _KEYWORD.match(text, at) is not None


class _Scope(NamedTuple):
    indent: int
    at: int
    function: bool
    block: Block


def _units(logical: list[_Line], wanted: frozenset[int]) -> Iterator[_Unit]:
    """What is to be parsed: the innermost functions that hold some lines, and the stretches of classes and
    of the module between functions. A function within another that is parsed is parsed with it."""
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
    """Whether a function or a class begins that lies in no `if` or `try` of the stretch."""
    return line.indent <= outermost and (line.head[0] == "@" or _HEAD.match(line.head) is not None)


def _end(logical: list[_Line], at: int, indent: int) -> int:
    while at < len(logical) and logical[at].indent > indent:
        at += 1
    return at


# with libcst ----------------------------------------------------------------------------------


class _Unreadable(Exception):  # noqa: N818  (says what is the case, and is always caught)
    """libcst could not parse it."""


def _parsed(source: str, first: int, unit: _Unit) -> Iterator[Statement]:
    import libcst

    wrapped = f"if 1:\n{source}" if source[:1] in " \t" else source
    try:
        module = libcst.parse_module(wrapped if wrapped.endswith("\n") else wrapped + "\n")
    except (libcst.ParserSyntaxError, RecursionError, ValueError, UnicodeError):
        raise _Unreadable from None
    walk = _Walk(first - (wrapped is not source))
    body: Iterable[cst.CSTNode] = module.body
    walk.line += sum(_breaks(line) for line in module.header)
    if wrapped is not source:
        assert isinstance(module.body[0], libcst.If)
        walk.line += 1
        block = module.body[0].body
        assert isinstance(block, libcst.IndentedBlock)
        body = block.body
    try:
        walk.body(body, 0, unit.block, unit.function)
    except RecursionError:
        raise _Unreadable from None
    return iter(walk.found)


class _Fields(dict[type, tuple[str, ...]]):
    """The names of a node's fields, by its type."""

    def __missing__(self, kind: type) -> tuple[str, ...]:
        found = self[kind] = tuple(field.name for field in dataclasses.fields(kind))
        return found


_FIELDS = _Fields()


class _Kinds(dict[type, int]):
    """What may hang in a tree: 1 for a node, 2 for several, 0 for anything else. `isinstance` asks an abstract
    class each time, and that takes most of a walk."""

    def __missing__(self, kind: type) -> int:
        import libcst

        found = self[kind] = 1 if issubclass(kind, libcst.CSTNode) else 2 if issubclass(kind, tuple | list) else 0
        return found


_KINDS = _Kinds()


def _nodes(root: cst.CSTNode, *, skip: str = "") -> Iterator[cst.CSTNode]:
    """All nodes below a node, itself first; some of its own fields may be left out."""
    left_out = skip.split()
    stack: list[object] = [getattr(root, name) for name in _FIELDS[type(root)] if name not in left_out]
    yield root
    while stack:
        node: Any = stack.pop()
        kind = _KINDS[type(node)]
        if kind == 1:
            yield node
            stack += [getattr(node, name) for name in _FIELDS[type(node)]]
        elif kind == 2:
            stack += node


def _breaks(root: cst.CSTNode, *, skip: str = "") -> int:
    """The line breaks of all that stands below a node."""
    return sum(_own_breaks(node) for node in _nodes(root, skip=skip))


def _own_breaks(node: cst.CSTNode) -> int:
    name = type(node).__name__
    if name == "Newline":
        return 1
    if name in ("SimpleString", "FormattedStringText", "TemplatedStringText", "SimpleWhitespace"):
        value: str = node.value  # type: ignore[attr-defined]
        return value.count("\n")
    return 0


_OPERATORS = {
    "BinaryOperation": 1,
    "BooleanOperation": 1,
    "Comparison": 1,
    "Subscript": 0.5,
    "IfExp": 1,
    "Lambda": 1,
    "ListComp": 1.5,
    "SetComp": 1.5,
    "DictComp": 1.5,
    "GeneratorExp": 1.5,
    "AugAssign": 1,
    "Yield": 1,
    "Await": 0.5,
    "Call": 0.4,
    "UnaryOperation": 0.3,
    "NamedExpr": 0.5,
    "StarredElement": 0.2,
}
_HEADS = {"If": 1.0, "For": 1.5, "While": 1.5, "With": 0.7, "Try": 0.7, "TryStar": 0.7, "Match": 1.0}
_LITERALS = frozenset(
    """
    SimpleString ConcatenatedString FormattedString FormattedStringText FormattedStringExpression Integer Float
    Imaginary Name Attribute List Tuple Dict Set Element DictElement UnaryOperation Minus Ellipsis
    """.split()
)
_LAYOUT = re.compile(r"Whitespace|Newline|EmptyLine|Comment|Paren$|Bracket$|Brace$|Comma|Dot$|Colon$|Semicolon|Equal$")
_LOG = re.compile(
    r"(?:log|logger|logging|warnings?|print|self\.(?:log|logger|stdout|stderr)|click\.(?:echo|secho)|parser\.add_argument"
    r"|super)(?![\w])"
)


class _Walk:
    """A walk down the statements of a tree that counts lines."""

    def __init__(self, line: int) -> None:
        self.line = line
        self.found: list[Statement] = []

    def body(self, nodes: Iterable[cst.CSTNode], depth: int, block: Block, function: bool) -> None:
        for node in nodes:
            self._one(node, depth, block, function)

    def _one(self, node: cst.CSTNode, depth: int, block: Block, function: bool) -> None:
        name = type(node).__name__
        before = sum(_breaks(line) for line in getattr(node, "leading_lines", ()))
        self.line += before
        if name == "SimpleStatementLine":
            self._simple(node, before, depth, block, function)
        elif name in ("FunctionDef", "ClassDef"):
            self.line += _breaks(node, skip="leading_lines body")
            inner = Block(node.name.value, self.line)  # type: ignore[attr-defined]
            self._suite(node.body, 0, inner, name == "FunctionDef")  # type: ignore[attr-defined]
        else:
            self._compound(node, depth, block, function)

    def _simple(self, node: cst.CSTNode, before: int, depth: int, block: Block, function: bool) -> None:
        """A line of simple statements, `before` line breaks within its node having been counted already."""
        first, after = self.line, self.line + _breaks(node) - before
        for small in node.body:  # type: ignore[attr-defined]
            self.found.append(Statement(first, max(first, after - 1), _small(small, depth, function), block))
        self.line = after

    def _suite(self, suite: cst.CSTNode, depth: int, block: Block, function: bool) -> None:
        if type(suite).__name__ == "SimpleStatementSuite":
            self._simple(suite, 0, depth, block, function)
            return
        self.line += _breaks(suite.header)  # type: ignore[attr-defined]
        self.body(suite.body, depth, block, function)  # type: ignore[attr-defined]
        for line in suite.footer:  # type: ignore[attr-defined]
            self.line += _breaks(line)

    def _compound(self, node: cst.CSTNode, depth: int, block: Block, function: bool) -> None:
        name = type(node).__name__
        inner = "leading_lines body orelse handlers finalbody cases"
        after = self.line + _breaks(node, skip=inner)
        ends = after - (name == "Match")  # the line break after its colon is its own, of others their body's
        self.found.append(Statement(self.line, ends, worth(_HEADS.get(name, 0), _operators(node, inner), depth), block))
        self.line = after
        deeper = depth + (name in _HEADS)
        if hasattr(node, "body"):
            self._suite(node.body, deeper, block, function)
        parts = [*getattr(node, "handlers", ()), *getattr(node, "cases", ())]
        parts += [
            part for part in (getattr(node, "orelse", None), getattr(node, "finalbody", None)) if part is not None
        ]
        for part in parts:
            if type(part).__name__ == "If":
                self._one(part, depth, block, function)
                continue
            self.line += _breaks(part, skip="body")
            self._suite(part.body, deeper, block, function)


def _operators(node: cst.CSTNode, skip: str = "") -> float:
    total = 0.0
    for one in _nodes(node, skip=skip):
        name = type(one).__name__
        total += _OPERATORS.get(name, 0)
        if name == "BooleanOperation" and _chain(one) == _chain(one.left):  # type: ignore[attr-defined]
            total -= 1  # `a and b and c` is one decision
    return total


def _chain(node: object) -> str:
    """`And` or `Or` of what joins two conditions."""
    return type(getattr(node, "operator", None)).__name__ if type(node).__name__ == "BooleanOperation" else ""


def _is_literal(node: cst.CSTNode) -> bool:
    return all(
        type(one).__name__ in _LITERALS or _LAYOUT.search(type(one).__name__) is not None for one in _nodes(node)
    )


def _small(node: cst.CSTNode, depth: int, function: bool) -> float:
    """The weight of a simple statement."""
    name = type(node).__name__
    value = getattr(node, "value", None)
    if name in ("Import", "ImportFrom", "Pass", "Global", "Nonlocal"):
        return 0.0
    if name == "Expr":
        if type(value).__name__ in ("SimpleString", "ConcatenatedString", "Ellipsis"):
            return 0.0
        if type(value).__name__ == "Call" and _LOG.match(_dotted(value.func)):  # type: ignore[union-attr]
            return 0.1
    if name in ("Assign", "AnnAssign"):
        if value is None or _is_literal(value):
            return 0.1 if function else 0.0
        if not function:
            return 0.1
    if name == "Return" and (value is None or _is_literal(value)):
        return 0.1
    if name in ("Raise", "Assert"):
        return 0.2
    if name in ("Break", "Continue", "Del"):
        return 0.3
    skip = "annotation" if name == "AnnAssign" else ""
    return worth(0, _operators(node, skip), depth)


def _dotted(node: cst.CSTNode) -> str:
    """`a.b.c` of a called name; of `f().g` and the like what begins it."""
    parts: list[str] = []
    while True:
        name = type(node).__name__
        if name == "Attribute":
            parts.append(node.attr.value)  # type: ignore[attr-defined]
            node = node.value  # type: ignore[attr-defined]
        elif name == "Call":
            parts, node = [], node.func  # type: ignore[attr-defined]
        else:
            parts.append(getattr(node, "value", "") if name == "Name" else "")
            return ".".join(reversed(parts))
