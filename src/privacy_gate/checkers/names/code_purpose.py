"""Describe what Python code does, in generic words: verbs and objects for neutral names.

Only the syntax tree is read: the calls, loops, returns and annotations of a definition. Names in it are used only if
their words are generic. Nothing is executed. Code that cannot be parsed has no purpose.
"""

from __future__ import annotations

import ast
import warnings
from collections.abc import Iterator

from privacy_gate.checkers.names.class_purpose import class_purpose
from privacy_gate.checkers.names.function_facts import Function
from privacy_gate.checkers.names.function_purpose import function_purpose
from privacy_gate.checkers.names.value_roles import Purpose, find_value_nouns

_LONGEST = 200_000  # code points of a text that is parsed
_DEEPEST = 200  # levels of a syntax tree that are read


def purposes(source: str) -> dict[str, Purpose]:
    """Return the purpose of each function, class, parameter and variable in a Python source, by name.

    If a name is defined several times, the first definition counts. The result is empty if the source cannot be parsed
    or is longer than 200,000 code points.
    """
    if len(source) > _LONGEST:
        return {}
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about a `\d` in a string
            return _purposes(_parse(source))
    except (SyntaxError, ValueError, RecursionError, MemoryError, OverflowError):
        return {}


def _parse(source: str) -> ast.Module:
    """Parse a source. If it is indented, it is parsed as the body of a class."""
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
            for name, noun in find_value_nouns(node).items():
                found.setdefault(name, Purpose(objects=(noun,), is_noun=True))
    for name, noun in find_value_nouns(tree).items():
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
