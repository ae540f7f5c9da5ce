"""What a function of Python does: by its docstring, by what it returns, and by the shape of its body."""

from __future__ import annotations

import ast
from collections.abc import Sequence

from privacy_gate.base.naming import words
from privacy_gate.checkers.names import generic_words
from privacy_gate.checkers.names.condition_words import find_condition, is_condition
from privacy_gate.checkers.names.docstring_words import describe
from privacy_gate.checkers.names.function_facts import Facts, Function, find_called_name, walk
from privacy_gate.checkers.names.result_nouns import TABLE_METHODS, name_noun, result_noun
from privacy_gate.checkers.names.value_roles import Purpose, of_annotation, unique


def function_purpose(node: Function) -> Purpose:
    facts = Facts(node)
    decorators = [ast.unparse(one) for one in node.decorator_list]
    is_noun = any("property" in one or one.endswith((".setter", ".getter")) for one in decorators)
    returned = facts.returned()
    says_flag = node.returns is not None and of_annotation(node.returns) == "flag"
    if facts.returns and (says_flag or all(is_condition(one) for one in returned)):
        asked, about = find_condition(facts, returned)
        return Purpose(verbs=unique(*asked, "check"), objects=unique(*about, "flag", "condition"))
    said_verb, said_noun = describe(facts.docstring)
    if any("contextmanager" in one for one in decorators):
        return Purpose(verbs=unique("manage", "open"), objects=unique("context", "resource"))
    if facts.has(ast.Yield, ast.YieldFrom):
        each = generic_words.plural(said_noun or "item")
        return Purpose(verbs=unique("iterate", "generate"), objects=unique(each, "items"))
    if not facts.returns:
        verbs, objects = _action(node, facts)
        if said_verb and said_verb not in _WEAK:
            verbs = (said_verb, *verbs)
        return Purpose(
            verbs=unique(*verbs, "process"),
            objects=("value", "values", "content") if is_noun else unique(*objects),
            is_noun=is_noun,
            is_action=not is_noun,
            said=said_noun,
            said_verb=said_verb,
        )
    noun = result_noun(node, facts)
    if (
        noun in ("response", "redirect", None)
        and "staticmethod" not in decorators
        and any(one.arg == "request" for one in node.args.args[:2])
    ):
        return Purpose(verbs=("handle", "process"), objects=("request", "data"))
    said = said_noun if said_noun and _fits(said_noun, noun) else None
    ways = _result_verbs(facts, returned, noun)
    if said_verb and said_verb not in _WEAK:
        ways = (said_verb, *ways)
    objects = unique(*([noun] if noun else ()), "result", "data")
    return Purpose(verbs=unique(*ways, "get"), objects=objects, is_noun=is_noun, said=said, said_verb=said_verb)


_WEAK = frozenset(
    "get return help use allow take run call test perform handle process implement view provide put do".split()
)


def _fits(said: str, noun: str | None) -> bool:
    """Whether a noun of the docstring agrees in number with what is returned."""
    if noun is None or noun in ("data", "result", "output", "object", "response"):
        return True
    is_plural = generic_words.singular(said) != said
    if noun in ("table", "array", "mapping", "series"):
        return True
    return is_plural == (generic_words.singular(noun) != noun)


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
    (
        ("sum", "nansum", "mean", "nanmean", "cumsum", "max", "min", "std", "var", "exp", "sqrt", "dot", "len"),
        "compute",
    ),
)
_NUMBERS = frozenset("value values number ratio difference total mean maximum minimum count array series".split())


def _result_verbs(facts: Facts, returned: Sequence[ast.expr], noun: str | None) -> tuple[str, ...]:
    """How a function comes to what it returns: by what is returned, then by what is done on the way."""
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
            verbs += (verb for verb in _called_verb(called) if verb not in carries)
        elif isinstance(inner, ast.ListComp | ast.SetComp | ast.GeneratorExp):
            same = isinstance(inner.elt, ast.Name) and inner.generators[0].ifs
            verbs.append("filter" if same else "collect")
        elif isinstance(inner, ast.Dict | ast.DictComp):
            verbs.append("build")
        elif isinstance(inner, ast.JoinedStr):
            verbs.append("format")
        elif isinstance(inner, ast.BinOp | ast.UnaryOp):
            verbs.append("format" if noun == "text" else "compute")
        elif isinstance(inner, ast.Lambda):
            verbs.append("create")
    if facts.loops and noun and generic_words.singular(noun) != noun and facts.calls_any("append", "add", "extend"):
        verbs.append("collect")
    if facts.has(ast.BinOp, ast.AugAssign) and (noun is None or noun in _NUMBERS):
        verbs.append("compute")
    if noun in ("mapping", "table", "array", "params", "context") and not _is_plain(returned):
        verbs.append("build")
    if noun == "function":
        verbs.append("create")
    return tuple(verbs)


def _is_step(node: ast.AST) -> bool:
    """Whether something is counted up: `counts[key] += 1`."""
    return (
        isinstance(node, ast.AugAssign)
        and isinstance(node.target, ast.Subscript)
        and isinstance(node.value, ast.Constant)
        and node.value.value == 1
    )


def _is_plain(returned: Sequence[ast.expr]) -> bool:
    return all(isinstance(one, ast.Attribute | ast.Name | ast.Subscript | ast.Constant) for one in returned)


def _called_verb(name: str) -> list[str]:
    for names, verb in _BY_CALL:
        if name in names:
            return [verb]
    parts = words(name)
    if name[:1].isupper():
        return [] if name in _CONVERSIONS else ["create"]
    if name in TABLE_METHODS:
        return []
    if len(parts) > 1 and parts[0] in generic_words.VERBS and parts[0] not in _PLAIN:
        return [parts[0]]
    return [name] if name in _ACTIONS else []


_CONVERSIONS = frozenset("Timestamp Decimal Path Fraction DataFrame Series Timedelta Index UUID".split())
_REMOVING = frozenset("check drop remove clean sanitize".split())
_CARRYING = frozenset("send request execute submit run perform invoke post".split())  # on the way to a result
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


def _action(node: Function, facts: Facts) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Verbs and objects of what returns nothing, by its effects."""
    if not facts.body or all(
        isinstance(one, ast.Pass | ast.Expr) and not isinstance(getattr(one, "value", None), ast.Call)
        for one in facts.body
    ):
        return ("process",), ("data",)
    if len(facts.body) == 1 and isinstance(facts.body[0], ast.Raise):  # abstract
        return ("process",), ("data",)
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
        return ("validate", "check"), ("input", "condition")
    if stores:
        return ("update", "set"), ("state", "data")
    for call in reversed(_calls_last(facts)):
        called = find_called_name(call)
        if not called[:1].isupper() and (found := _called_verb(called)):
            return tuple(found), ((name_noun(called) if len(words(called)) > 1 else None) or "data",)
    changing = {find_called_name(one) for one in facts.calls if not _is_local(one, facts)}
    for names, verb, noun in _CHANGES:
        if changing & set(names):
            return (verb,), (noun,)
    if subscripts:
        return ("update", "fill"), ("values", "data")
    return ("process",), ("items" if facts.loops else "data",)


def _is_local(call: ast.Call, facts: Facts) -> bool:
    """Whether a method of a variable of the function itself is called, which changes nothing outside."""
    function = call.func
    return (
        isinstance(function, ast.Attribute)
        and isinstance(function.value, ast.Name)
        and (function.value.id in facts.assigned)
    )


def _calls_last(facts: Facts) -> list[ast.Call]:
    """What the last statement calls, or the last two."""
    values = [one.value for one in facts.body[-2:] if isinstance(one, ast.Expr)]
    called = [one.value if isinstance(one, ast.Await) else one for one in values]
    return [one for one in called if isinstance(one, ast.Call)]
