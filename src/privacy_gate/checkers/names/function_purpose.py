"""Describe a Python function by its docstring, its result, and the form of its body."""

from __future__ import annotations

import ast
import re

from msgspec import structs

from privacy_gate.base.naming import words
from privacy_gate.checkers.names import generic_words
from privacy_gate.checkers.names.action_words import find_action
from privacy_gate.checkers.names.condition_words import find_condition, is_condition
from privacy_gate.checkers.names.docstring_words import describe, describe_noun, find_measure, find_returned
from privacy_gate.checkers.names.function_facts import Facts, Function
from privacy_gate.checkers.names.name_nouns import name_noun
from privacy_gate.checkers.names.own_verbs import VAGUE
from privacy_gate.checkers.names.property_nouns import qualify_noun
from privacy_gate.checkers.names.result_nouns import result_noun
from privacy_gate.checkers.names.result_verbs import CARRYING, NUMBERS, find_result_verbs
from privacy_gate.checkers.names.special_functions import find_special_task, requests_data
from privacy_gate.checkers.names.value_roles import Purpose, of_annotation, unique


def function_purpose(node: Function) -> Purpose:
    said = frozenset(words(re.split(r"[.]\s|\n\n", (ast.get_docstring(node) or "")[:200])[0]))
    facts = Facts(node)
    parameters = _parameters(node)
    purpose = find_special_task(node, facts, parameters) or _purpose(node, facts)
    called = unique(*(one for one in facts.called if len(words(one)) > 1))
    return structs.replace(
        purpose,
        parameters=tuple(parameters),
        said_words=said,
        called=called[:_MOST_CALLED],
        is_long=len(facts.body) > _FEW,
    )


_MOST_CALLED = 40


def _parameters(node: Function) -> list[str]:
    named = [*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs]
    return [one.arg for one in named if one.arg not in ("self", "cls")]


def _purpose(node: Function, facts: Facts) -> Purpose:
    decorators = [ast.unparse(one) for one in node.decorator_list]
    is_noun = any("property" in one or one == "reify" or one.endswith((".setter", ".getter")) for one in decorators)
    returned = facts.returned()
    says_flag = node.returns is not None and of_annotation(node.returns) == "flag"
    acts = not facts.returns or _only_ends(facts)
    if says_flag and facts.has(ast.Raise) and len({ast.unparse(one) for one in facts.returns}) == 1:
        return Purpose(verbs=("validate", "check"), objects=("input", "condition"), is_action=True)
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
    if noun in _BARE and not any(isinstance(one, ast.Tuple) for one in facts.returns):
        described = None if said_verb else describe_noun(facts.docstring)
        stated = find_returned(facts.docstring) or (described if described in NUMBERS else None)
        noun = stated if stated and _fits(stated, noun) else noun
    said = said_noun if said_noun and _fits(said_noun, noun) else None
    ways = _told_verbs(said_verb, said, noun) + find_result_verbs(facts, returned, noun)
    if requests_data(facts) and not set(ways) - {"get", "build", "return"}:
        ways, noun = ("fetch",), noun if noun in ("items", "response", "table") else "data"
    objects = unique(*([noun] if noun else ()), "result", "data")
    return Purpose(verbs=unique(*ways, "get"), objects=objects, is_noun=is_noun, said=said, said_verb=said_verb)


def _told_verbs(verb: str | None, noun: str | None, result: str | None) -> tuple[str, ...]:
    """Return the verb of the docstring, in a form that fits the noun of the result."""
    if verb in _MEASURING and result in _COLLECTING:
        return (_COLLECTING[result],)
    fits = verb not in _WEAK or (verb in ("perform", "run") and noun)
    return (verb,) if verb and fits else ()


_MEASURING = ("calculate", "compute")
_COLLECTING = {"items": "collect", "mapping": "build", "text": "format"}


def _of_effect(
    node: Function, facts: Facts, noun: str | None, said_verb: str | None, said_noun: str | None
) -> Purpose | None:
    """Return the purpose of a function according to its effects; None if its result says more."""
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
    if sends or (said_noun == "request" and said_verb in CARRYING | {"make"}):
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
    """Whether a function acts and then returns only constants: `stop(); return (None,)`."""
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


_FEW = 3  # statements of a function that only passes something on
_WEAK = VAGUE | frozenset(
    "get return help use allow take run call test perform handle process implement view provide put do walk "
    "enable ensure".split()
)


def _fits(said: str, noun: str | None) -> bool:
    """Whether a noun of the docstring has the number (singular or plural) of the result."""
    if noun is None or noun in ("data", "result", "output", "object", "response", "value"):
        return True
    is_plural = generic_words.singular(said) != said
    if noun in ("table", "array", "mapping", "series"):
        return True
    return is_plural == (generic_words.singular(noun) != noun)


_SIDEWAYS = frozenset("allow enable help support use".split())  # these describe the use of a function, not its result
