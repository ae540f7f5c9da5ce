"""Describe a Python function that returns nothing: by its calls, assignments and exceptions."""

from __future__ import annotations

import ast

from privacy_gate.base.naming import words
from privacy_gate.checkers.names import generic_words
from privacy_gate.checkers.names.function_facts import Facts, Function, find_called_name
from privacy_gate.checkers.names.name_nouns import name_noun
from privacy_gate.checkers.names.result_nouns import TABLE_METHODS
from privacy_gate.checkers.names.value_roles import of_annotation

_BY_CALL = (
    (("read_csv", "read_excel", "read_parquet", "read_sql", "read_sql_query"), "load"),
    (("safe_load", "loads", "load"), "load"),
    (("dumps",), "serialize"),
    (("unlink", "delete"), "delete"),
    (("read_text", "read_bytes", "readlines"), "read"),
    (("urlopen", "fetch_json"), "fetch"),
    (("strptime", "fromisoformat", "to_datetime"), "parse"),
    (("finditer", "findall"), "find"),
    (("sorted", "argsort", "sort_values"), "sort"),
    (("render", "render_to_string", "render_template"), "render"),
    (("replace", "sub"), "replace"),
    (("strip", "lstrip", "rstrip"), "strip"),
    (
        ("sum", "nansum", "mean", "nanmean", "cumsum", "max", "min", "std", "var", "exp", "sqrt", "dot", "len"),
        "compute",
    ),
)


def called_verb(name: str) -> list[str]:
    for names, verb in _BY_CALL:
        if name in names:
            return [verb]
    parts = words(name)
    if name[:1].isupper():
        return [] if name in _CONVERSIONS else ["create"]
    if name in TABLE_METHODS:
        return []
    if len(parts) == 1 and name.endswith("parse"):
        return ["parse"]
    if len(parts) > 1 and parts[0] in generic_words.VERBS and parts[0] not in _PLAIN:
        return [parts[0]]
    if len(parts) > 2 and parts[-1] in _ACTIONS:
        return [parts[-1]]
    return [name] if name in _ACTIONS else []


_CONVERSIONS = frozenset("Timestamp Decimal Path Fraction DataFrame Series Timedelta Index UUID".split())
_PLAIN = frozenset("get set is has test assert add pop call raise return".split())
_ACTIONS = frozenset(
    "delete send save filter create update notify execute submit publish cancel validate render normalize interpolate "
    "merge concat transform convert format split".split()
)
_EFFECTS: tuple[tuple[tuple[str, ...], str, str], ...] = (
    (("plot", "subplots", "scatter", "savefig", "set_xlabel", "axhline", "bar", "imshow", "hist"), "plot", "data"),
    (("to_csv", "to_excel", "to_parquet", "writerow", "writerows"), "write", "table"),
    (("dump", "write_text", "write_bytes"), "write", "data"),
    (("add_argument", "ArgumentParser", "add_parser"), "add", "arguments"),
    (("mkdir", "makedirs"), "create", "directory"),
    (("unlink", "rmtree", "remove_file"), "remove", "files"),
    (("copyfile", "copytree", "copy2"), "copy", "files"),
    (("check_output", "Popen", "check_call"), "run", "command"),
    (("send_mail", "sendmail", "send_message", "send_email"), "send", "message"),
    (("delete", "bulk_delete"), "delete", "records"),
    (("save", "bulk_update", "bulk_create", "save_m2m"), "update", "record"),
    (("register",), "register", "items"),
    (("print", "echo", "secho"), "print", "details"),
)
_CHANGES: tuple[tuple[tuple[str, ...], str, str], ...] = (
    (("setdefault", "update"), "update", "data"),
    (("append", "extend", "add"), "add", "items"),
    (("pop", "discard", "remove"), "remove", "item"),
    (("info", "warning", "debug", "exception"), "log", "details"),
)


def find_action(node: Function, facts: Facts) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return verbs and objects that describe what a function without a result does."""
    if not facts.body or all(
        isinstance(one, ast.Pass | ast.Expr) and not isinstance(getattr(one, "value", None), ast.Call)
        for one in facts.body
    ):
        return _default(node, facts)
    if len(facts.body) == 1 and isinstance(facts.body[0], ast.Raise):  # abstract
        return _default(node, facts)
    stores = [one for one in facts.nodes if isinstance(one, ast.Attribute) and isinstance(one.ctx, ast.Store)]
    subscripts = [one for one in facts.nodes if isinstance(one, ast.Subscript) and isinstance(one.ctx, ast.Store)]
    if any(
        find_called_name(one) == "write" and isinstance(next(iter(one.args), None), ast.Dict) for one in facts.calls
    ):
        return ("update",), ("record",)
    if any(find_called_name(one) == "write" and "std" not in ast.unparse(one.func) for one in facts.calls):
        return ("write",), ("data",)
    for names, verb, noun in _EFFECTS:
        if facts.calls_any(*names):
            return (verb,), (noun,)
    if isinstance(facts.body[-1], ast.Raise) or (
        facts.has(ast.Raise) and not stores and not subscripts and not _calls_last(facts)
    ):
        return _of_raised(facts)
    if stores:
        return ("update", "set"), ("state", "data")
    for call in reversed(_calls_last(facts)):
        called = find_called_name(call)
        if not called[:1].isupper() and (found := called_verb(called)):
            return tuple(found), ((name_noun(called) if len(words(called)) > 1 else None) or "data",)
    changing = {find_called_name(one) for one in facts.calls if not _is_local(one, facts)}
    for names, verb, noun in _CHANGES:
        if changing & set(names):
            return (verb,), (noun,)
    if subscripts:
        return ("update", "fill"), ("values", "data")
    return _default(node, facts)


def _of_raised(facts: Facts) -> tuple[tuple[str, ...], tuple[str, ...]]:
    raised = [ast.unparse(one.exc)[:80] for one in facts.nodes if isinstance(one, ast.Raise) and one.exc]
    if any(set(words(one)) & {"permission", "forbidden", "denied", "unauthorized"} for one in raised):
        return ("check",), ("permission", "condition")
    return ("validate", "check"), ("input", "condition")


def _default(node: Function, facts: Facts) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return words for a function that shows no effect: from its annotated result, or from its parameter."""
    targets = {one.target.id for one in facts.loops if isinstance(one, ast.For) and isinstance(one.target, ast.Name)}
    if run := next((name for name in facts.called if name in targets), None):
        return ("run",), (generic_words.plural(name_noun(run) or "function"),)
    if node.returns is not None and (noun := of_annotation(node.returns)):
        return ("compute" if noun in ("array", "value", "number", "series") else "get",), (noun,)
    named = [one.arg for one in node.args.args if one.arg not in ("self", "cls")]
    given = next((noun for one in named if (noun := name_noun(one))), None)
    if facts.loops or given:
        return ("process",), ("items" if facts.loops else given or "data",)
    return (("execute", "run"), ("action",)) if facts.calls else (("run",), ("hook",))


def _is_local(call: ast.Call, facts: Facts) -> bool:
    """Whether a call is a method of a local variable, which changes nothing outside."""
    function = call.func
    return (
        isinstance(function, ast.Attribute)
        and isinstance(function.value, ast.Name)
        and (function.value.id in facts.assigned)
    )


def _calls_last(facts: Facts) -> list[ast.Call]:
    """Return the calls of the last statement, or the last two."""
    body = facts.body
    while body and isinstance(body[-1], ast.With | ast.AsyncWith):
        body = body[-1].body
    values = [one.value for one in body[-2:] if isinstance(one, ast.Expr)]
    called = [one.value if isinstance(one, ast.Await) else one for one in values]
    return [one for one in called if isinstance(one, ast.Call)]
