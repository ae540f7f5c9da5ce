"""Find the verbs for how a Python function gets its result."""

from __future__ import annotations

import ast
from collections.abc import Sequence

from privacy_gate.checkers.names import generic_words
from privacy_gate.checkers.names.action_words import called_verb
from privacy_gate.checkers.names.function_facts import Facts, find_called_name, walk
from privacy_gate.checkers.names.name_nouns import name_noun

_REMOVING = frozenset("check drop remove clean sanitize".split())
CARRYING = frozenset("send request execute submit run perform invoke post".split())  # steps before a result
_ON_THE_WAY = frozenset(
    "wrap walk resolve project join cast dispatch ensure apply copy include hold expect begin end respond "
    "assign".split()
)
_ARITHMETIC = (ast.Add, ast.Sub, ast.Mult, ast.Div, ast.Pow, ast.FloorDiv, ast.MatMult)
NUMBERS = frozenset(
    "value values number ratio difference total mean maximum minimum count array series matrix vector score scores "
    "rate rates weight weights "
    "distance coefficient coefficients norm probability variance error gradient density".split()
)


def find_result_verbs(facts: Facts, returned: Sequence[ast.expr], noun: str | None) -> tuple[str, ...]:
    """Return the verbs for how a function gets its result: first from the returned expression, then from the other
    code.
    """
    verbs: list[str] = []
    if facts.loops and any(isinstance(inner, ast.Return) for loop in facts.loops for inner in walk(loop.body)):
        verbs.append("find")
    if any(_is_step(one) for one in facts.nodes):
        verbs.append("count")
    for one in returned[-1:]:  # the last exit is the usual one
        inner = one.value if isinstance(one, ast.Await) else one
        if isinstance(inner, ast.Call):
            called = find_called_name(inner)
            carries = _REMOVING if name_noun(called) else _REMOVING | CARRYING
            if called == "join" and noun == "text":
                verbs.append("format")
            verbs += (verb for verb in called_verb(called) if verb not in carries | _ON_THE_WAY)
        elif isinstance(inner, ast.ListComp | ast.SetComp | ast.GeneratorExp):
            same = isinstance(inner.elt, ast.Name) and inner.generators[0].ifs
            verbs.append("filter" if same else "collect")
        elif isinstance(inner, ast.Dict | ast.DictComp):
            verbs.append("build")
        elif isinstance(inner, ast.JoinedStr):
            verbs.append("format")
        elif isinstance(inner, ast.BinOp | ast.UnaryOp):
            joins = noun == "items" and isinstance(getattr(inner, "op", None), ast.Add | ast.BitOr | ast.BitAnd)
            verbs.append("format" if noun == "text" else "combine" if joins else "compute")
        elif isinstance(inner, ast.Lambda):
            verbs.append("create")
    if facts.loops and noun and generic_words.singular(noun) != noun and facts.calls_any("append", "add", "extend"):
        verbs.append("collect")
    if _calculates(facts) and (noun in NUMBERS or (noun is None and not any(_is_text(one) for one in facts.nodes))):
        verbs.append("compute")
    if noun in ("mapping", "table", "array", "params", "context") and not _is_plain(returned):
        verbs.append("compute" if noun == "array" else "build")
    if noun == "function":
        verbs.append("create")
    return tuple(verbs)


def _calculates(facts: Facts) -> bool:
    return any(isinstance(one, ast.BinOp | ast.AugAssign) and isinstance(one.op, _ARITHMETIC) for one in facts.nodes)


def _is_step(node: ast.AST) -> bool:
    """Whether a statement increments a counter: `counts[key] += 1`."""
    return (
        isinstance(node, ast.AugAssign)
        and isinstance(node.target, ast.Subscript)
        and isinstance(node.value, ast.Constant)
        and node.value.value == 1
    )


def _is_text(node: ast.AST) -> bool:
    """Whether an expression formats a text: `"%s.csv" % name`."""
    return isinstance(node, ast.BinOp) and isinstance(node.left, ast.Constant) and isinstance(node.left.value, str)


def _is_plain(returned: Sequence[ast.expr]) -> bool:
    return all(isinstance(one, ast.Attribute | ast.Name | ast.Subscript | ast.Constant) for one in returned)
