"""What a function of Python does, by the shape of its body: calls, loops, returns, annotations."""

from __future__ import annotations

import ast
from collections.abc import Sequence

from privacy_gate.base.naming import words
from privacy_gate.checkers.names import generic_words
from privacy_gate.checkers.names.function_facts import Facts, Function, find_called_name, walk
from privacy_gate.checkers.names.value_roles import Purpose, of_annotation, roles, type_noun, unique


def function_purpose(node: Function) -> Purpose:
    facts = Facts(node)
    parameters = [one.arg for one in (*node.args.posonlyargs, *node.args.args) if one.arg not in ("self", "cls")]
    known = roles(node)
    given = [noun for one in parameters if (noun := known.get(one)) and noun not in _VAGUE]
    annotated = of_annotation(node.returns) if node.returns is not None else None
    result = annotated or next((noun for one in facts.returned() if (noun := type_noun(one))), None)
    verbs, objects = _by_shape(node, facts, given)
    called_verbs, called_objects = _by_calls(facts)
    is_property = any("property" in ast.unparse(one) for one in node.decorator_list)
    return Purpose(
        verbs=unique(*verbs, *called_verbs, *_general_verbs(facts, result)),
        objects=unique(*objects, *called_objects, *([result] if result else ()), *given, *_general_objects(facts)),
        is_noun=is_property,
    )


_VAGUE = frozenset(("text", "flag", "number", "function", "value"))
_BY_RESULT = {
    **dict.fromkeys(("mapping", "table", "array", "items", "values", "record"), "build"),
    **dict.fromkeys(("ratio", "sum", "total", "mean", "difference", "product", "value", "number", "count"), "compute"),
    "text": "format",
    "response": "render",
    "flag": "check",
}


def _general_verbs(facts: Facts, result: str | None) -> list[str]:
    """What a function without a telling shape does, by what comes out."""
    if not facts.returns:
        return ["update"] if _sets_attributes(facts) else ["process"]
    counts = facts.has(ast.BinOp) and not facts.has(ast.JoinedStr)
    return [_BY_RESULT.get(result or "", "compute" if counts else "get"), *(["compute"] if counts else []), "get"]


def _general_objects(facts: Facts) -> list[str]:
    if facts.returns:
        return ["value", "data"]
    return ["items", "data"] if facts.loops else ["state", "data"] if _sets_attributes(facts) else ["data"]


def _by_condition(facts: Facts, returned: Sequence[ast.expr]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What a function asks that returns whether something is so, by how it finds out."""
    if facts.calls_any("any", "all", "match", "search", "fullmatch"):
        return ("is",), ("match",)
    if facts.calls_any("isinstance", "issubclass"):
        return ("is",), ("instance",)
    if all(isinstance(one, ast.Constant) for one in returned):
        compared = [one for one in facts.nodes if isinstance(one, ast.Compare)]
        if not compared:
            return ("is",), ("enabled",) if len(returned) == 1 else ("valid",)
    else:
        compared = [node for one in returned for node in ast.walk(one) if isinstance(node, ast.Compare)]
    kinds = {type(kind) for one in compared for kind in one.ops}
    if kinds & {ast.In, ast.NotIn}:
        return ("is",), ("included",)
    if compared and all(_is_empty(one.comparators[-1]) for one in compared):
        return ("has",), ("value",)
    if kinds & {ast.Gt, ast.GtE, ast.Lt, ast.LtE}:
        return ("compare",), ("values",)
    return ("is",), ("match",) if kinds & {ast.Eq, ast.NotEq} else ("valid",)


def _is_empty(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and (node.value is None or node.value in (0, ""))


def _by_shape(node: Function, facts: Facts, given: Sequence[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Verbs and objects by what the body is, the most telling shape first."""
    first = given[:1]
    returned = facts.returned()
    if facts.returns and all(_is_bool(one) for one in returned):
        return _by_condition(facts, returned)
    if not facts.body or all(isinstance(one, ast.Pass | ast.Raise) or _is_constant(one) for one in facts.body):
        return ("get",) if facts.returns else (), ()
    if facts.has(ast.Yield, ast.YieldFrom):
        return (("manage", "open") if _decorated(node, "contextmanager") else ("iterate", "generate")), (
            ("context",) if _decorated(node, "contextmanager") else ("items",)
        )
    for names, verb, noun in _BY_CALL:
        if facts.calls_any(*names):
            return (verb,), (noun or next(iter(first), "items"),)
    if facts.has(ast.Raise) and not facts.returns and not _sets_attributes(facts):
        return ("validate",), tuple(first) or ("input",)
    collection = _collection(facts, returned)
    if collection:
        return collection
    if len(facts.returns) == 1 and len(facts.body) == 1 and isinstance(facts.returns[0], ast.Attribute | ast.Name):
        return ("get",), ("value",)
    arithmetic = _arithmetic(returned, facts)
    if arithmetic:
        return ("compute",), (arithmetic,)
    if any(isinstance(one, ast.JoinedStr) for one in returned) or facts.calls_any("format", "join"):
        return ("format",), ("text",)
    if facts.loops and facts.returns and _returns_within_loop(facts):
        return ("find",), ("item",)
    return (), ()


_BY_CALL = (
    (("read_csv", "read_excel", "read_parquet", "read_sql", "read_sql_query"), "load", "table"),
    (("to_csv", "to_excel", "to_parquet", "writerow", "writerows"), "write", "table"),
    (("safe_load", "load", "loads"), "load", "data"),
    (("dump", "dumps"), "serialize", "data"),
    (("write_text", "write_bytes", "save"), "write", ""),
    (("read_text", "read_bytes", "readlines"), "read", "file"),
    (("check_output", "Popen", "check_call"), "run", "command"),
    (("send_mail", "sendmail", "send_message"), "send", "message"),
    (("urlopen", "fetch_json"), "fetch", "data"),
    (("add_argument", "ArgumentParser"), "parse", "arguments"),
    (("strptime", "fromisoformat", "parse_date"), "parse", "date"),
    (("plot", "subplots", "scatter", "savefig", "set_xlabel", "axhline", "bar_plot"), "plot", "data"),
    (("groupby",), "group", "rows"),
    (("finditer", "findall", "fullmatch"), "find", "matches"),
    (("sorted", "sort", "argsort", "sort_values"), "sort", ""),
    (("render", "render_to_string", "render_template"), "render", "template"),
    (("setdefault", "defaultdict"), "group", "items"),
    (("Counter",), "count", "items"),
)


def _decorated(node: Function, name: str) -> bool:
    return any(name in ast.unparse(one) for one in node.decorator_list)


def _is_constant(node: ast.stmt) -> bool:
    return isinstance(node, ast.Return) and (node.value is None or isinstance(node.value, ast.Constant))


def _is_bool(node: ast.expr) -> bool:
    if isinstance(node, ast.BoolOp):
        return all(_is_bool(one) for one in node.values)
    if isinstance(node, ast.Call):
        return find_called_name(node) in (
            "isinstance",
            "issubclass",
            "any",
            "all",
            "bool",
            "hasattr",
            "callable",
            "exists",
        )
    return (
        isinstance(node, ast.Compare)
        or (isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not))
        or (isinstance(node, ast.Constant) and isinstance(node.value, bool))
    )


def _sets_attributes(facts: Facts) -> bool:
    return any(isinstance(one, ast.Attribute) and isinstance(one.ctx, ast.Store) for one in facts.nodes)


def _collection(facts: Facts, returned: Sequence[ast.expr]) -> tuple[tuple[str, ...], tuple[str, ...]] | None:
    """What builds a list, a set or a dictionary, by what decides what goes in."""
    counted = [one for one in facts.nodes if isinstance(one, ast.AugAssign) and isinstance(one.target, ast.Subscript)]
    if counted:
        return ("count",), ("items",)
    for one in returned:
        if isinstance(one, ast.ListComp | ast.SetComp | ast.GeneratorExp):
            same = isinstance(one.elt, ast.Name)
            return (("filter",) if same and one.generators[0].ifs else ("collect",)), ("items",)
        if isinstance(one, ast.DictComp):
            return ("map", "index"), ("items",)
        if isinstance(one, ast.Dict) and one.keys:
            return ("build",), ("mapping",)
    if facts.loops and facts.calls_any("append", "add", "extend"):
        tested = any(isinstance(inner, ast.If) for loop in facts.loops for inner in walk(loop.body))
        return (("select", "filter") if tested else ("collect",)), ("items",)
    stored = [
        one
        for loop in facts.loops
        for one in walk(loop.body)
        if isinstance(one, ast.Subscript) and isinstance(one.ctx, ast.Store)
    ]
    return (("fill", "map"), ("items",)) if stored else None


_OPERATIONS: tuple[tuple[type[ast.operator], str], ...] = (
    (ast.Div, "ratio"),
    (ast.Mod, "remainder"),
    (ast.Pow, "value"),
    (ast.Sub, "difference"),
    (ast.Mult, "product"),
    (ast.Add, "sum"),
)


def _arithmetic(returned: Sequence[ast.expr], facts: Facts) -> str | None:
    """What an expression of numbers comes to."""
    for one in returned:
        if isinstance(one, ast.Call) and find_called_name(one) in ("sum", "cumsum", "nansum"):
            return "total"
        if isinstance(one, ast.Call) and find_called_name(one) in ("mean", "average", "nanmean"):
            return "mean"
        if isinstance(one, ast.Call) and find_called_name(one) in ("max", "min", "len"):
            return {"max": "maximum", "min": "minimum", "len": "count"}[find_called_name(one)]
        if isinstance(one, ast.BinOp) and not isinstance(one.left, ast.Constant | ast.JoinedStr):
            return next((noun for kind, noun in _OPERATIONS if isinstance(one.op, kind)), "value")
    if facts.loops and any(isinstance(one, ast.AugAssign) and isinstance(one.op, ast.Add) for one in facts.nodes):
        return "total"
    return None


def _returns_within_loop(facts: Facts) -> bool:
    return any(isinstance(inner, ast.Return) for loop in facts.loops for inner in walk(loop.body))


def _by_calls(facts: Facts) -> tuple[list[str], list[str]]:
    """Generic verbs and objects in the names of what is called last: as the result, or as a statement of its own."""
    last = facts.returned() or [one.value for one in facts.body if isinstance(one, ast.Expr)]
    verbs: list[str] = []
    objects: list[str] = []
    for name in dict.fromkeys(find_called_name(one) for one in reversed(last) if isinstance(one, ast.Call)):
        parts = words(name)
        if len(parts) > 1 and parts[0] in generic_words.VERBS and parts[0] not in _PLAIN:
            verbs.append(parts[0])
            objects += parts[-1:] if generic_words.is_noun(parts[-1]) else ()
        elif name in _ACTIONS:
            verbs.append(name)
        elif name[:1].isupper():
            verbs.append("create")
            objects += parts[-1:] if generic_words.is_noun(parts[-1]) else ()
    return verbs, objects


_PLAIN = frozenset("get set is has test assert add pop call raise".split())
_ACTIONS = frozenset(
    "delete send save filter create update notify execute submit publish cancel validate render".split()
)
