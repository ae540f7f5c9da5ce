"""Describe a Python function by its docstring, its result, and the form of its body."""

from __future__ import annotations

import ast
import re
from collections.abc import Sequence

from msgspec import structs

from privacy_gate.base.naming import words
from privacy_gate.checkers.names import generic_words
from privacy_gate.checkers.names.action_words import called_verb, find_action
from privacy_gate.checkers.names.condition_words import find_condition, is_condition
from privacy_gate.checkers.names.docstring_words import describe, describe_noun, find_measure
from privacy_gate.checkers.names.function_facts import Facts, Function, find_called_name, walk
from privacy_gate.checkers.names.name_nouns import name_noun
from privacy_gate.checkers.names.own_verbs import VAGUE
from privacy_gate.checkers.names.property_nouns import qualify_noun
from privacy_gate.checkers.names.result_nouns import result_noun
from privacy_gate.checkers.names.value_roles import Purpose, of_annotation, unique


def function_purpose(node: Function) -> Purpose:
    said = frozenset(words(re.split(r"[.]\s|\n\n", (ast.get_docstring(node) or "")[:200])[0]))
    return structs.replace(_purpose(node), parameters=tuple(_parameters(node)), said_words=said)


def _parameters(node: Function) -> list[str]:
    named = [*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs]
    return [one.arg for one in named if one.arg not in ("self", "cls")]


def _purpose(node: Function) -> Purpose:
    facts = Facts(node)
    decorators = [ast.unparse(one) for one in node.decorator_list]
    is_noun = any("property" in one or one.endswith((".setter", ".getter")) for one in decorators)
    returned = facts.returned()
    says_flag = node.returns is not None and of_annotation(node.returns) == "flag"
    acts = not facts.returns or _only_ends(facts)
    if not acts and (says_flag or all(is_condition(one) for one in returned)):
        asked, about = find_condition(facts, returned)
        return Purpose(verbs=unique(*asked, "check"), objects=unique(*about, "flag", "condition"))
    said_verb, said_noun = describe(facts.docstring)
    if any(one.startswith("transition(") or ".transition(" in one for one in decorators):
        return Purpose(verbs=("update",), objects=("status",), is_action=True)
    if any("contextmanager" in one for one in decorators):
        return Purpose(verbs=unique("manage", "open"), objects=unique("context", "resource"))
    if facts.has(ast.Yield, ast.YieldFrom):
        each = generic_words.plural(said_noun or "item")
        return Purpose(verbs=unique("iterate", "generate"), objects=unique(each, "items"))
    if acts:
        verbs, objects = find_action(node, facts)
        if said_verb and said_verb not in _WEAK:
            verbs = (said_verb, *verbs)
        return Purpose(
            verbs=unique(*verbs, "process"),
            objects=("stored_value", "stored_content") if is_noun else unique(*objects),
            is_noun=is_noun,
            is_action=not is_noun,
            said=said_noun,
            said_verb=said_verb,
        )
    noun = result_noun(node, facts)
    if is_noun and noun in _BARE:
        noun = (
            find_measure(facts.docstring) or said_noun or describe_noun(facts.docstring) or qualify_noun(noun, returned)
        )
    if said_verb in _SIDEWAYS:
        said_noun = None
    if not is_noun and (special := _of_effect(node, facts, noun, said_verb, said_noun)):
        return special
    said = said_noun if said_noun and _fits(said_noun, noun) else None
    ways = _result_verbs(facts, returned, noun)
    if said_verb and said_verb not in _WEAK:
        ways = (said_verb, *ways)
    objects = unique(*([noun] if noun else ()), "result", "data")
    return Purpose(verbs=unique(*ways, "get"), objects=objects, is_noun=is_noun, said=said, said_verb=said_verb)


def _of_effect(
    node: Function, facts: Facts, noun: str | None, said_verb: str | None, said_noun: str | None
) -> Purpose | None:
    """Return the purpose of a function by its effects, if they say more than its result."""
    if facts.calls_any("makedirs", "mkdir") and noun in (None, "text", "path", "directory", "folder"):
        return Purpose(verbs=("ensure", "create"), objects=("directory",), said_verb=said_verb)
    given = facts.changed_parameter(_parameters(node)) or facts.changed_variable()
    if given and (not said_verb or said_verb in _WEAK):
        verbs = ("update",) if given in facts.stored else ("transform",)
        return Purpose(verbs=verbs, objects=unique(name_noun(given) or noun or "object", "data"), said_verb=said_verb)
    if noun in ("table", "array", "series", None) and _ASKED.match(facts.docstring):
        return Purpose(verbs=("flag",), objects=("rows" if noun else "items",))
    if noun in ("response", "redirect", None) and _is_view(node):
        return Purpose(verbs=("handle", "process"), objects=("request", "data"))
    sends = facts.calls_any("post", "request", "urlopen") and noun in _ANSWERED
    if sends or (said_noun == "request" and said_verb in _CARRYING | {"make"}):
        return Purpose(verbs=("send",), objects=("request",), said_verb=said_verb)
    if facts.calls_any("scatter", "savefig", "set_xlabel", "imshow"):
        return Purpose(verbs=("plot",), objects=("data",), said_verb=said_verb)
    return None


def _is_view(node: Function) -> bool:
    """Whether a function receives a web request."""
    is_static = any(ast.unparse(one) == "staticmethod" for one in node.decorator_list)
    return not is_static and any(one.arg == "request" for one in node.args.args[:2])


_ANSWERED = (None, "response", "result", "data", "values", "request", "text", "mapping", "json")
_BARE = (
    None,
    *"value number object data text result values items array mapping series record item maximum minimum".split(),
)
_ASKED = re.compile(r"\s*(?:determine|check|test)s?\s+(?:whether|if)\b", re.IGNORECASE)


def _only_ends(facts: Facts) -> bool:
    """Whether a function returns a constant after an action: `stop(); return (None,)`."""
    if facts.body and _acts_and_confirms(facts):
        return True
    done = [one for one in facts.body[:-1] if isinstance(one, ast.Expr | ast.Assign | ast.With)]
    if not done or any(not isinstance(one, ast.Expr | ast.Assign | ast.With | ast.Return) for one in facts.body):
        return False
    return all(
        isinstance(one, ast.Constant)
        or (isinstance(one, ast.Tuple) and all(isinstance(part, ast.Constant) for part in one.elts))
        for one in facts.returns
    )


def _acts_and_confirms(facts: Facts) -> bool:
    """Whether every exit returns the same constant after a call with an effect: `save(x); return True`."""
    constants = [one.value for one in facts.returns if isinstance(one, ast.Constant)]
    if len(constants) != len(facts.returns) or len(set(map(repr, constants))) != 1:
        return False
    calls = [one for one in facts.body if isinstance(one, ast.Expr) and isinstance(one.value, ast.Call)]
    return bool(calls) and isinstance(facts.body[-1], ast.Return) and not facts.has(ast.Raise)


_WEAK = VAGUE | frozenset(
    "get return help use allow take run call test perform handle process implement view provide put do walk "
    "enable".split()
)


def _fits(said: str, noun: str | None) -> bool:
    """Whether a noun of the docstring agrees in number with the result."""
    if noun is None or noun in ("data", "result", "output", "object", "response", "value"):
        return True
    is_plural = generic_words.singular(said) != said
    if noun in ("table", "array", "mapping", "series"):
        return True
    return is_plural == (generic_words.singular(noun) != noun)


_REMOVING = frozenset("check drop remove clean sanitize".split())
_SIDEWAYS = frozenset("allow enable help support use".split())  # these describe the use of a function, not its result
_CARRYING = frozenset("send request execute submit run perform invoke post".split())  # steps before a result
_ON_THE_WAY = frozenset(
    "wrap walk resolve project join cast dispatch ensure apply copy include hold expect begin end respond".split()
)
_NUMBERS = frozenset("value values number ratio difference total mean maximum minimum count array series".split())


def _result_verbs(facts: Facts, returned: Sequence[ast.expr], noun: str | None) -> tuple[str, ...]:
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
            carries = _REMOVING if name_noun(called) else _REMOVING | _CARRYING
            verbs += (verb for verb in called_verb(called) if verb not in carries | _ON_THE_WAY)
        elif isinstance(inner, ast.ListComp | ast.SetComp | ast.GeneratorExp):
            same = isinstance(inner.elt, ast.Name) and inner.generators[0].ifs
            verbs.append("filter" if same else "collect")
        elif isinstance(inner, ast.Dict | ast.DictComp):
            verbs.append("build")
        elif isinstance(inner, ast.JoinedStr):
            verbs.append("format")
        elif isinstance(inner, ast.BinOp | ast.UnaryOp):
            verbs.append("format" if noun == "text" else "combine" if noun == "items" else "compute")
        elif isinstance(inner, ast.Lambda):
            verbs.append("create")
    if facts.loops and noun and generic_words.singular(noun) != noun and facts.calls_any("append", "add", "extend"):
        verbs.append("collect")
    if facts.has(ast.BinOp, ast.AugAssign) and (
        noun in _NUMBERS or (noun is None and not any(_is_text(one) for one in facts.nodes))
    ):
        verbs.append("compute")
    if noun in ("mapping", "table", "array", "params", "context") and not _is_plain(returned):
        verbs.append("build")
    if noun == "function":
        verbs.append("create")
    return tuple(verbs)


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
