"""Describe the question that a Python function answers with true or false."""

from __future__ import annotations

import ast
from collections.abc import Sequence

from privacy_gate.base.naming import words
from privacy_gate.checkers.names.function_facts import Facts, find_called_name

_ASKING = frozenset(
    "isinstance issubclass any all bool hasattr callable exists is_file is_dir startswith endswith issubset isdisjoint "
    "isdigit islower isupper".split()
)


def is_condition(node: ast.expr) -> bool:
    """Whether the form of an expression shows that it is true or false."""
    if isinstance(node, ast.BoolOp):
        return any(is_condition(one) for one in node.values)
    if isinstance(node, ast.Call):
        name = find_called_name(node)
        return name in _ASKING or words(name)[:1] in (["is"], ["has"], ["can"])
    return (
        isinstance(node, ast.Compare)
        or (isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not))
        or (isinstance(node, ast.Constant) and isinstance(node.value, bool))
    )


def find_condition(facts: Facts, returned: Sequence[ast.expr]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the verb and the word for the expression that decides: a search, a type check or a comparison."""
    if _asks_permission(facts):
        return ("has",), ("permission",)
    for names, verb, noun in _BY_CALL:
        if facts.calls_any(*names) and (noun == "match" or len(facts.body) <= _FEW):
            return (verb,), (noun,)
    if all(isinstance(one, ast.Constant) for one in returned):
        compared = [one for one in facts.nodes if isinstance(one, ast.Compare)]
        if not compared:
            return ("is",) if len(returned) == 1 else ("meets",), ("enabled",) if len(returned) == 1 else ("condition",)
    else:
        compared = [node for one in returned for node in ast.walk(one) if isinstance(node, ast.Compare)]
    if all(isinstance(one, ast.Attribute | ast.Name | ast.Subscript) for one in returned):
        return ("is",), ("flagged",)
    return _of_comparison(facts, returned, compared)


_BY_CALL = (
    (("any",), "has", "match"),
    (("all", "match", "search", "fullmatch", "startswith", "endswith"), "is", "match"),
    (("isinstance", "issubclass"), "is", "instance"),
    (("exists", "hasattr"), "has", "value"),
)


def _of_comparison(
    facts: Facts, returned: Sequence[ast.expr], compared: Sequence[ast.Compare]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    direct = any(isinstance(one, ast.Compare) for one in returned)
    if len(returned) > 2:
        return ("meets",), ("condition",)
    kinds = {type(kind) for one in compared for kind in one.ops}
    if kinds & {ast.In, ast.NotIn} and (direct or len(facts.body) <= _FEW):
        return ("is",), ("included",)
    if ranged := _range(facts, compared):
        return ("is",), (ranged,)
    if compared and all(isinstance(one.left, ast.BinOp) for one in compared):
        return ("meets",), ("condition",)
    if compared and direct and kinds <= {ast.Eq, ast.Is} and all(_is_empty(one.comparators[-1]) for one in compared):
        return ("is",), ("empty",)
    if compared and all(_is_empty(one.comparators[-1]) for one in compared):
        return ("meets",), ("condition",)
    if kinds & {ast.Gt, ast.GtE, ast.Lt, ast.LtE}:
        if not direct:
            return ("check",), ("condition",)
        return ("compare",), ("values", "lower" if kinds <= {ast.Lt, ast.LtE} else "higher")
    if kinds & {ast.Eq, ast.NotEq}:
        return ("is",), ("match",)
    if any(isinstance(one, ast.Call) and find_called_name(one) == "bool" for one in returned):
        return ("meets",), ("condition",)
    return ("meets",), ("condition",)


_FEW = 2  # statements of a function whose test is its whole purpose
_PERMISSION = frozenset("permission permissions perm perms authorized authorised privilege privileges".split())


def _asks_permission(facts: Facts) -> bool:
    said = [one.value for one in facts.nodes if isinstance(one, ast.Constant) and isinstance(one.value, str)]
    return any(set(words(one[:80])) & _PERMISSION or words(one[:80])[:1] == ["can"] for one in (*facts.called, *said))


def _range(facts: Facts, compared: Sequence[ast.Compare]) -> str | None:
    """Return words for a comparison with two bounds, or with the current time; None for another one."""
    if any(len(one.ops) == 2 and all(isinstance(kind, _ORDERS) for kind in one.ops) for one in compared):
        return "in_range"
    if not facts.calls_any("now", "today", "utcnow", "localtime"):
        return None
    every = [one for one in facts.nodes if isinstance(one, ast.Compare)]
    present = [one for one in every if all(isinstance(kind, _ORDERS) for kind in one.ops)]
    if len(present) > 1:
        return "in_period"
    if len(present) != 1 or not _is_now(present[0].left):
        return None
    return "before_date" if isinstance(present[0].ops[0], ast.Lt | ast.LtE) else "after_date"


_ORDERS = (ast.Lt, ast.LtE, ast.Gt, ast.GtE)


def _is_now(node: ast.expr) -> bool:
    return isinstance(node, ast.Call) and find_called_name(node) in ("now", "today", "utcnow", "localtime")


def _is_empty(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and (node.value is None or node.value in (0, ""))
