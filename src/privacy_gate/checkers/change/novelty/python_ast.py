"""Parse one block of Python with Python's own parser, and weigh its statements.

This takes a millisecond. Importing libcst takes a hundred. It supports the syntax of the running Python, and libcst
parses newer syntax (`libcst_statements.py`). Both give the same result, which tests/checkers/change/test_statements.py
checks.
"""

from __future__ import annotations

import ast
import warnings
from bisect import bisect_right
from collections.abc import Iterator, Sequence

from privacy_gate.checkers.change.novelty.libcst_statements import Unreadable
from privacy_gate.checkers.change.novelty.statement import (
    HEADS,
    OPERATORS,
    Block,
    Parser,
    Statement,
    weigh_simple_statement,
    worth,
)

_OPERATORS = {**OPERATORS, "BinOp": 1, "BoolOp": 1, "Compare": 1, "YieldFrom": 1, "UnaryOp": 0.3}
_STARRED = 0.2  # weight of a starred element in a display; `*arguments` of a call have none
_HEADS = {**HEADS, **{f"Async{name}": HEADS[name] for name in ("For", "With")}}
_LITERALS = frozenset("Constant JoinedStr FormattedValue Name Attribute List Tuple Dict Set UnaryOp USub".split())
_CONTEXTS = frozenset({"Load", "Store", "Del"})
_BODIES = ("body", "handlers", "cases", "orelse", "finalbody")
_FUNCTIONS = ("FunctionDef", "AsyncFunctionDef")


class LogicalLines:
    """The logical lines of a block: their first and last lines, from 1."""

    def __init__(self, firsts: Sequence[int], lasts: Sequence[int]) -> None:
        self._firsts, self._lasts = firsts, lasts

    def around(self, line: int) -> tuple[int, int]:
        """Return the first and last line of the logical line that contains a line."""
        at = max(0, bisect_right(self._firsts, line) - 1)
        return self._firsts[at], max(line, self._lasts[at])


def parse_block(source: str, first: int, outer: Block, lines: LogicalLines, *, function: bool) -> list[Statement]:
    """Return the statements of a block. It begins at line `first` (from 1) of the text, inside the block `outer`.

    Raises Unreadable if Python's parser cannot parse it.
    """
    if "\r" in source.replace("\r\n", ""):  # Python treats it as a line break, and other programs do not
        raise Unreadable
    wrapped = source[:1] in (" ", "\t")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # warnings about a `\d` in a string
            tree = compile(
                f"if 1:\n{source}" if wrapped else source, "<block>", "exec", ast.PyCF_ONLY_AST, dont_inherit=True
            )
        body = next(_children(tree), tree) if wrapped else tree
        walk = _AstWalk(first - 1 - wrapped, lines)
        walk.body(getattr(body, "body", ()), 0, outer, function)
    except (SyntaxError, ValueError, RecursionError, MemoryError, OverflowError):
        raise Unreadable from None
    return walk.found


class _AstWalk:
    """A walk over the statements of a tree. `above` is the number of lines of the text before the parsed source."""

    def __init__(self, above: int, lines: LogicalLines) -> None:
        self._above, self._lines = above, lines
        self.found: list[Statement] = []

    def body(self, nodes: Sequence[ast.AST], depth: int, block: Block, function: bool) -> None:
        for node in nodes:
            self._one(node, depth, block, function)

    def _one(self, node: ast.AST, depth: int, block: Block, function: bool) -> None:
        name = type(node).__name__
        line = getattr(node, "lineno", 1) + self._above
        first, last = self._lines.around(line)
        if name in _FUNCTIONS or name == "ClassDef":
            inner = Block(getattr(node, "name", ""), last)
            self.body(getattr(node, "body", ()), 0, inner, name in _FUNCTIONS)
        elif name in _HEADS:
            self.found.append(Statement(line, last, worth(_HEADS[name], operators(node, _BODIES), depth), block))
            self._parts(node, depth, block, function)
        else:
            self.found.append(Statement(first, last, weigh_simple_statement(node, depth, function, _PARSER), block))

    def _parts(self, node: ast.AST, depth: int, block: Block, function: bool) -> None:
        """Walk the bodies of a statement. An `elif` has the depth of its `if`."""
        for name in _BODIES:
            for part in getattr(node, name, ()):
                if name in ("handlers", "cases"):
                    self.body(part.body, depth + 1, block, function)
                elif name == "orelse" and _is_elif(part, node):
                    self._one(part, depth, block, function)
                else:
                    self._one(part, depth + 1, block, function)


def _is_elif(part: ast.AST, node: ast.AST) -> bool:
    column = getattr(part, "col_offset", None)
    return type(part).__name__ == "If" == type(node).__name__ and column == getattr(node, "col_offset", 0)


def _children(node: ast.AST, skip: Sequence[str] = ()) -> Iterator[ast.AST]:
    for name in node._fields:
        if name in skip:
            continue
        value = getattr(node, name, None)
        if isinstance(value, list):
            yield from (one for one in value if isinstance(one, ast.AST))
        elif isinstance(value, ast.AST):
            yield value


def operators(node: ast.AST, skip: Sequence[str] = ()) -> float:
    """Return the weight of the operators of a node and of all nodes below it. Its fields in `skip` are left out."""
    total = _OPERATORS.get(type(node).__name__, 0.0)
    stack = list(_children(node, skip))
    while stack:
        one = stack.pop()
        total += _OPERATORS.get(type(one).__name__, 0)
        if isinstance(one, ast.BoolOp):
            total -= _is_chained(one)
        elif isinstance(one, (ast.List, ast.Tuple, ast.Set)):
            total += _STARRED * sum(isinstance(element, ast.Starred) for element in one.elts)
        elif isinstance(one, ast.Subscript) and isinstance(one.slice, ast.Tuple):
            total -= _STARRED * sum(isinstance(element, ast.Starred) for element in one.slice.elts)
        stack += _children(one)
    return total


def _is_chained(node: ast.BoolOp) -> bool:
    """Whether the first operand has the same operator: `(a and b) and c` is one decision."""
    first = node.values[0]
    return isinstance(first, ast.BoolOp) and type(first.op) is type(node.op)


def _is_literal(root: ast.AST) -> bool:
    stack = [root]
    while stack:
        node = stack.pop()
        name = type(node).__name__
        if name not in _LITERALS and name not in _CONTEXTS:
            return False
        if isinstance(node, ast.Dict) and None in node.keys:  # {**more}
            return False
        stack += _children(node)
    return True


def _dotted(node: ast.AST) -> str:
    """Return the dotted name that is called (`a.b.c`). For `f().g` it is the name of the first call."""
    parts: list[str] = []
    while True:
        if isinstance(node, ast.Attribute):
            parts.append(node.attr)
            node = node.value
        elif isinstance(node, ast.Call):
            parts, node = [], node.func
        else:
            parts.append(node.id if isinstance(node, ast.Name) else "")
            return ".".join(reversed(parts))


def _is_said(node: ast.AST) -> bool:
    return isinstance(node, ast.Constant) and (node.value is ... or isinstance(node.value, str | bytes))


def _called(node: ast.AST) -> str:
    return _dotted(node.func) if isinstance(node, ast.Call) else ""


_PARSER = Parser(
    _is_said,
    _called,
    _is_literal,
    lambda node, annotated: operators(node, () if annotated else ("annotation",)),
)
