"""What a function of Python asks that returns whether something is so."""

from __future__ import annotations

import ast
from collections.abc import Sequence

from privacy_gate.checkers.names.function_facts import Facts, find_called_name

_ASKING = frozenset(
    "isinstance issubclass any all bool hasattr callable exists is_file is_dir startswith endswith issubset isdisjoint "
    "isdigit islower isupper".split()
)


def is_condition(node: ast.expr) -> bool:
    """Whether an expression is true or false by its form."""
    if isinstance(node, ast.BoolOp):
        return any(is_condition(one) for one in node.values)
    if isinstance(node, ast.Call):
        return find_called_name(node) in _ASKING
    return (
        isinstance(node, ast.Compare)
        or (isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not))
        or (isinstance(node, ast.Constant) and isinstance(node.value, bool))
    )


def find_condition(facts: Facts, returned: Sequence[ast.expr]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The verb and the word for what decides: a search, a type, or a comparison."""
    if facts.calls_any("any"):
        return ("has", "is"), ("match",)
    if facts.calls_any("all", "match", "search", "fullmatch", "startswith", "endswith"):
        return ("is",), ("match",)
    if facts.calls_any("isinstance", "issubclass"):
        return ("is",), ("instance",)
    if facts.calls_any("exists", "hasattr"):
        return ("has",), ("value",)
    if all(isinstance(one, ast.Constant) for one in returned):
        compared = [one for one in facts.nodes if isinstance(one, ast.Compare)]
        if not compared:
            return ("is",), ("enabled",) if len(returned) == 1 else ("valid",)
    else:
        compared = [node for one in returned for node in ast.walk(one) if isinstance(node, ast.Compare)]
    if all(isinstance(one, ast.Attribute | ast.Name | ast.Subscript) for one in returned):
        return ("is",), ("flagged",)
    direct = any(isinstance(one, ast.Compare) for one in returned)
    kinds = {type(kind) for one in compared for kind in one.ops}
    if kinds & {ast.In, ast.NotIn}:
        return ("is",), ("included",)
    if compared and all(_is_empty(one.comparators[-1]) for one in compared):
        return ("has",), ("value",)
    if kinds & {ast.Gt, ast.GtE, ast.Lt, ast.LtE}:
        return ("compare",) if direct else ("check",), ("values",) if direct else ("condition",)
    return ("is",), ("match",) if kinds & {ast.Eq, ast.NotEq} else ("valid",)


def _is_empty(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and (node.value is None or node.value in (0, ""))
