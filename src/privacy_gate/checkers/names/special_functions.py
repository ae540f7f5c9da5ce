"""Recognise functions with a usual task: permission checks, fixtures, labels, requests to a server, delegation."""

from __future__ import annotations

import ast
import re

from privacy_gate.checkers.names.function_facts import Facts, Function, find_called_name
from privacy_gate.checkers.names.name_nouns import name_noun
from privacy_gate.checkers.names.value_roles import Purpose


def find_special_task(node: Function, facts: Facts, parameters: list[str]) -> Purpose | None:
    """Return the purpose of a function whose form alone shows its task."""
    if any("fixture" in ast.unparse(one) for one in node.decorator_list):
        return Purpose(verbs=("prepare",), objects=("fixture",))
    if _checks_permission(facts):
        return Purpose(verbs=("check",), objects=("permission",), is_decided=True)
    if len(facts.returns) > 1 and all(_is_word(one) for one in facts.returns):
        return Purpose(verbs=("get",), objects=("label",))
    return _of_single_return(facts, parameters)


def _of_single_return(facts: Facts, parameters: list[str]) -> Purpose | None:
    only = facts.body[0] if len(facts.body) == 1 else None
    if not isinstance(only, ast.Return) or only.value is None:
        return None
    value = only.value.value if isinstance(only.value, ast.Await) else only.value
    if isinstance(value, ast.Name) and value.id in parameters:
        return Purpose(verbs=("return",), objects=(name_noun(value.id) or "input",))
    return None


def _is_word(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str) and len(node.value) < _LONGEST_LABEL


_LONGEST_LABEL = 40
_PERMISSION = re.compile(
    r"\s*(?:authori[sz]ation check|permission check|checks? (?:the )?(?:permission|access)\b)", re.IGNORECASE
)
_DENIED = re.compile(r"NotAuthori[sz]ed|PermissionDenied|Forbidden|AccessDenied")
_AUTHORIZING = frozenset("check_access is_authorized is_authorised authorize".split())


def _checks_permission(facts: Facts) -> bool:
    """Whether a function only decides whether somebody may do something."""
    if _PERMISSION.match(facts.docstring):
        return True
    returned = facts.returned()
    if not returned:
        return False
    if all(isinstance(one, ast.Call) and find_called_name(one) in _AUTHORIZING for one in returned):
        return True
    catches = any(
        isinstance(one, ast.ExceptHandler) and one.type and _DENIED.search(ast.unparse(one.type)) for one in facts.nodes
    )
    return catches and all(isinstance(one, ast.Dict | ast.Constant) for one in returned)


_ASKING = frozenset(
    "request _request make_request _make_request connectapi call_api api_call api_request send_request fetch _fetch "
    "fetch_json api_get _api_get get_json _get_json _call_api _api_request".split()
)
_MOST_OF_MAPPING = 2  # arguments of the get of a mapping
_GETTING = frozenset(("get", "_get"))
_CLIENT = re.compile(r"(?:^|[._])(?:client|session|requests|httpx|http|api|requester|connection)$")


def requests_data(facts: Facts) -> bool:
    """Whether a function returns what a server answered."""
    for one in facts.returned()[-1:]:
        call = one.value if isinstance(one, ast.Await) else one
        if not isinstance(call, ast.Call) or not isinstance(call.func, ast.Attribute):
            continue
        name, owner = call.func.attr, ast.unparse(call.func.value)
        if name in _ASKING:
            return True
        is_own = owner == "self" and len(call.args) + len(call.keywords) > _MOST_OF_MAPPING
        if name in _GETTING and (is_own or _CLIENT.search(owner)):
            return True
    return False
