"""Parse one block of Python with libcst, and weigh its statements.

Line numbers are computed during the walk, from the line breaks in the tree. libcst's own positions would take three
times as long as everything else.
"""

from __future__ import annotations

from collections.abc import Iterable

from privacy_gate.checkers.change.novelty.python_nodes import PARSER, Node, nodes, operators
from privacy_gate.checkers.change.novelty.statement import HEADS, Block, Statement, weigh_simple_statement, worth


class Unreadable(Exception):  # noqa: N818  (it describes a state, and is always caught)
    """libcst could not parse the code."""


def parse_block(source: str, first: int, outer: Block, *, function: bool) -> list[Statement]:
    """Return the statements of a block. It begins at line `first` (from 1) of the text, inside the block `outer`.

    Raises Unreadable if libcst cannot parse it.
    """
    import libcst

    wrapped = f"if 1:\n{source}" if source[:1] in " \t" else source
    try:
        module = libcst.parse_module(wrapped if wrapped.endswith("\n") else wrapped + "\n")
    except (libcst.ParserSyntaxError, RecursionError, ValueError, UnicodeError):
        raise Unreadable from None
    walk = _TreeWalk(first - (wrapped is not source))
    body: Iterable[Node] = module.body
    walk.line += sum(_breaks(line) for line in module.header)
    if wrapped is not source:
        assert isinstance(module.body[0], libcst.If)
        walk.line += 1
        block = module.body[0].body
        assert isinstance(block, libcst.IndentedBlock)
        body = block.body
    try:
        walk.body(body, 0, outer, function)
    except RecursionError:
        raise Unreadable from None
    return walk.found


def _breaks(root: Node, *, skip: str = "") -> int:
    """Count the line breaks below a node."""
    return sum(_own_breaks(node) for node in nodes(root, skip=skip))


def _own_breaks(node: Node) -> int:
    name = type(node).__name__
    if name == "Newline":
        return 1
    if name in ("SimpleString", "FormattedStringText", "TemplatedStringText", "SimpleWhitespace"):
        value: str = node.value
        return value.count("\n")
    return 0


class _TreeWalk:
    """A walk over the statements of a tree. It computes their line numbers."""

    def __init__(self, line: int) -> None:
        self.line = line
        self.found: list[Statement] = []

    def body(self, nodes: Iterable[Node], depth: int, block: Block, function: bool) -> None:
        for node in nodes:
            self._one(node, depth, block, function)

    def _one(self, node: Node, depth: int, block: Block, function: bool) -> None:
        name = type(node).__name__
        before = sum(_breaks(line) for line in getattr(node, "leading_lines", ()))
        self.line += before
        if name == "SimpleStatementLine":
            self._simple(node, before, depth, block, function)
        elif name in ("FunctionDef", "ClassDef"):
            self.line += _breaks(node, skip="leading_lines body")
            inner = Block(node.name.value, self.line)
            self._suite(node.body, 0, inner, name == "FunctionDef")
        else:
            self._compound(node, depth, block, function)

    def _simple(self, node: Node, before: int, depth: int, block: Block, function: bool) -> None:
        """Add the statements of a line. `before` is the number of its line breaks that are already counted."""
        first, after = self.line, self.line + _breaks(node) - before
        for one in node.body:
            self.found.append(
                Statement(first, max(first, after - 1), weigh_simple_statement(one, depth, function, PARSER), block)
            )
        self.line = after

    def _suite(self, suite: Node, depth: int, block: Block, function: bool) -> None:
        if type(suite).__name__ == "SimpleStatementSuite":
            self._simple(suite, 0, depth, block, function)
            return
        self.line += _breaks(suite.header)
        self.body(suite.body, depth, block, function)
        for line in suite.footer:
            self.line += _breaks(line)

    def _compound(self, node: Node, depth: int, block: Block, function: bool) -> None:
        name = type(node).__name__
        inner = "leading_lines body orelse handlers finalbody cases"
        after = self.line + _breaks(node, skip=inner)
        ends = after - (name == "Match")  # only `match` itself has the line break after the colon
        self.found.append(Statement(self.line, ends, worth(HEADS.get(name, 0), operators(node, inner), depth), block))
        self.line = after
        deeper = depth + (name in HEADS)
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
