"""Use libcst to decide whether a string statement is a docstring, from the statement before it.

Only these two statements are parsed, because a class of two thousand lines would take a quarter of a second. Native
parsers crash on deeply nested code without an exception, so the depth is checked first.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator

_LONGEST_STATEMENT = 4000  # code points; libcst reads about 15,000 lines a second
_MOST_TRIES = 6  # candidates for the start of a statement over several lines
_DEEPEST = 200  # brackets; libcst crashes at 1,500
_LINK = re.compile(r"[-+*/%~.&|^@(\[\"']|\b(?:not|elif|else|and|or|lambda|await)\b")
_LONGEST_CHAIN = 1000  # operators and calls; libcst crashes at 5,000


def is_docstring(text: str, start: int, end: int) -> bool:
    """Whether the string statement at [start, end) is documentation.

    It can document a function or class on the same line, or the assignment above it, as documentation tools read it.
    """
    line = text.rfind("\n", 0, start) + 1
    if text[line:start].strip():
        return _documents(text[line:end]) is True
    for above in _starts_above(text, line, text[line:start]):
        found = _documents(text[above:end])
        if found is not None:
            return found
    return False


def _starts_above(text: str, line: int, indent: str) -> Iterator[int]:
    """Yield possible starts of the statement before a line: the nearest lines above with the same indentation."""
    at, tried = line, 0
    while at > 0 and line - at < _LONGEST_STATEMENT and tried < _MOST_TRIES:
        at = text.rfind("\n", 0, at - 1) + 1
        if text.startswith(indent, at) and text[at + len(indent) : at + len(indent) + 1] not in (
            "",
            " ",
            "\t",
            "\n",
            "#",
        ):
            tried += 1
            yield at


def is_safe(code: str) -> bool:
    """Whether code is shallow enough for a native parser. Hand-written code is far below the limits."""
    depth = deepest = 0
    for bracket in re.findall(r"[][(){}]", code):
        depth = depth + 1 if bracket in "([{" else max(0, depth - 1)
        deepest = max(deepest, depth)
    chain = max((len(_LINK.findall(line)) for line in _statements(code)), default=0)
    return deepest <= _DEEPEST and chain <= _LONGEST_CHAIN


def _statements(code: str) -> list[str]:
    # Brackets and backslashes join lines, so that a chain may have many lines. Then the whole block counts.
    return [code] if re.search(r"[(\[{\\]\s*\n", code) else code.split("\n")


def _documents(block: str) -> bool | None:
    """Whether the last string of a block documents the statement before it; None if the block cannot be parsed."""
    import libcst

    if not is_safe(block):
        return None
    try:
        module = libcst.parse_module(textwrap.dedent(block))
    except (libcst.ParserSyntaxError, RecursionError, ValueError):
        return None
    body = list(module.body)
    if len(body) == 1 and isinstance(body[0], libcst.FunctionDef | libcst.ClassDef):
        inner = body[0].body.body
        return len(inner) == 1 and _is_string(inner[0])
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
