"""What libcst says of the innermost block around a place in a Python text.

Only the block is parsed, dedented: a class of two thousand lines would take a quarter of a second.
Native parsers die on hostile nesting without an exception, so the text is measured first.
"""

from __future__ import annotations

import re
import textwrap

_HEAD = re.compile(r"^([ \t]*)(?:async[ \t]+def|def|class)\b", re.MULTILINE)
_LONGEST_BLOCK = 60_000  # code points; libcst reads about 15,000 lines a second
_DEEPEST = 200  # brackets; libcst dies at 1,500
_LINK = re.compile(r"[-+*/%~.&|^@(\[\"']|\b(?:not|elif|else|and|or|lambda|await)\b")
_LONGEST_CHAIN = 1000  # operators and calls; it dies at 5,000


def is_docstring(text: str, start: int, end: int) -> bool:
    """Whether the string statement at [start, end) documents something: a function or class that it
    opens on one line, or the assignment above it, as documentation tools read it."""
    head = _innermost_head(text, start)
    at = head.start() if head else 0
    block = text[at:end]
    if len(block) > _LONGEST_BLOCK or not is_safe(block):
        return False
    return _documents(textwrap.dedent(block))


def _innermost_head(text: str, offset: int) -> re.Match[str] | None:
    """The nearest `def` or `class` above that is indented less than the line at `offset`."""
    line = text.rfind("\n", 0, offset) + 1
    indent = offset - line
    found = None
    for head in _HEAD.finditer(text, max(0, offset - _LONGEST_BLOCK), offset):
        if len(head[1]) < indent or head.start() == line:
            found = head
    return found


def is_safe(code: str) -> bool:
    """Whether code is shallow enough for a native parser. Nothing that a person writes comes near the limits."""
    depth = deepest = 0
    for bracket in re.findall(r"[][(){}]", code):
        depth = depth + 1 if bracket in "([{" else max(0, depth - 1)
        deepest = max(deepest, depth)
    chain = max((len(_LINK.findall(line)) for line in _statements(code)), default=0)
    return deepest <= _DEEPEST and chain <= _LONGEST_CHAIN


def _statements(code: str) -> list[str]:
    # brackets and backslashes join lines, so a chain may run over many: take the whole block then
    return [code] if re.search(r"[(\[{\\]\s*\n", code) else code.split("\n")


def _documents(block: str) -> bool:
    import libcst

    try:
        module = libcst.parse_module(block)
    except (libcst.ParserSyntaxError, RecursionError, ValueError):
        return False
    body: list[libcst.BaseStatement | libcst.BaseSmallStatement] = list(module.body)
    while body and isinstance(body[-1], libcst.FunctionDef | libcst.ClassDef):
        body = list(body[-1].body.body)
        if len(body) == 1 and _is_string(body[0]):
            return True
    return len(body) > 1 and _is_string(body[-1]) and _is_assignment(body[-2])


def _small(node: object) -> object:
    import libcst

    return node.body[0] if isinstance(node, libcst.SimpleStatementLine) and len(node.body) == 1 else node


def _is_string(node: object) -> bool:
    import libcst

    small = _small(node)
    return isinstance(small, libcst.Expr) and isinstance(small.value, libcst.SimpleString)


def _is_assignment(node: object) -> bool:
    import libcst

    return isinstance(_small(node), libcst.Assign | libcst.AnnAssign)
