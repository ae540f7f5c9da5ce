"""What a piece of Python does, in words that any program uses: verbs and objects for neutral names.

Read from the syntax tree alone: which calls, loops, returns and annotations a definition has. Names are looked at
only for generic words. Nothing is executed, and what cannot be parsed has no purpose.
"""

from __future__ import annotations

import ast
import warnings
from collections.abc import Iterator

from privacy_gate.checkers.names.class_purpose import class_purpose
from privacy_gate.checkers.names.function_facts import Function
from privacy_gate.checkers.names.function_purpose import function_purpose
from privacy_gate.checkers.names.value_roles import Purpose, roles

_LONGEST = 200_000  # code points of a text that is parsed
_DEEPEST = 200  # levels of a syntax tree that are followed


def purposes(source: str) -> dict[str, Purpose]:
    """The purpose of each function, class, parameter and variable that a source of Python defines; the first of a name.

    An empty result where the source cannot be parsed, or is longer than 200,000 code points.
    """
    if len(source) > _LONGEST:
        return {}
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of a `\d` in a string
            return _purposes(_parse(source))
    except (SyntaxError, ValueError, RecursionError, MemoryError, OverflowError):
        return {}


def _parse(source: str) -> ast.Module:
    """The syntax tree; that of a class's body where the source is indented as one."""
    try:
        return ast.parse(source)
    except IndentationError:
        return ast.parse(f"class _:\n{source}")


def _purposes(tree: ast.Module) -> dict[str, Purpose]:
    found: dict[str, Purpose] = {}
    for node in _definitions(tree):
        if isinstance(node, ast.ClassDef):
            found.setdefault(node.name, class_purpose(node))
        else:
            found.setdefault(node.name, function_purpose(node))
            for name, noun in roles(node).items():
                found.setdefault(name, Purpose(objects=(noun,), is_noun=True))
    for name, noun in roles(tree).items():
        found.setdefault(name, Purpose(objects=(noun,), is_noun=True))
    return found


def _definitions(tree: ast.AST) -> Iterator[Function | ast.ClassDef]:
    waiting: list[tuple[ast.AST, int]] = [(tree, 0)]
    while waiting:
        node, depth = waiting.pop()
        if isinstance(node, Function | ast.ClassDef):
            yield node
        if depth < _DEEPEST:
            waiting += ((child, depth + 1) for child in ast.iter_child_nodes(node) if isinstance(child, ast.stmt))
