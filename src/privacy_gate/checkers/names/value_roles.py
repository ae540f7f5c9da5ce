"""Find generic nouns for Python parameters and variables: by annotation, by value and by use."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from msgspec import Struct

_MOST_NODES = 8_000  # nodes of a function or module that are read


class Purpose(Struct, frozen=True):
    """The purpose of a definition.

    `verbs` and `objects` are generic words, the best first. `is_noun` says that its name is a noun. `is_action` says
    that it returns nothing. `said`, `said_verb` and `said_words` come from its docstring.
    """

    verbs: tuple[str, ...] = ()
    objects: tuple[str, ...] = ()
    is_noun: bool = False
    is_action: bool = False
    said: str | None = None
    said_verb: str | None = None
    said_words: frozenset[str] = frozenset()
    parameters: tuple[str, ...] = ()
    called: tuple[str, ...] = ()
    is_long: bool = False
    is_decided: bool = False
    """Whether the code alone says what it does, so that no word of the name is needed."""


def unique(*found: str) -> tuple[str, ...]:
    """Return the words without repetitions, in order."""
    return tuple(dict.fromkeys(found))


_TYPES = {
    "str": "text",
    "bytes": "data",
    "int": "number",
    "float": "value",
    "decimal": "value",
    "bool": "flag",
    "list": "items",
    "sequence": "items",
    "iterable": "items",
    "iterator": "items",
    "collection": "items",
    "set": "items",
    "frozenset": "items",
    "tuple": "values",
    "dict": "mapping",
    "mapping": "mapping",
    "path": "path",
    "date": "date",
    "datetime": "date",
    "timedelta": "interval",
    "timestamp": "date",
    "callable": "function",
    "dataframe": "table",
    "series": "series",
    "ndarray": "array",
    "dataarray": "array",
    "array": "array",
    "tensor": "array",
    "httprequest": "request",
    "request": "request",
    "response": "response",
    "httpresponse": "response",
    "jsonresponse": "response",
    "queryset": "rows",
    "logger": "logger",
}
_WRAPPERS = frozenset(("optional", "union", "annotated", "final", "classvar", "awaitable"))
_CALLS = {
    "len": "count",
    "sum": "total",
    "open": "file",
    "sorted": "items",
    "list": "items",
    "set": "items",
    "dict": "mapping",
    "str": "text",
    "int": "number",
    "float": "value",
    "bool": "flag",
    "min": "minimum",
    "max": "maximum",
    "range": "range",
    "Path": "path",
    "now": "date",
    "today": "date",
    "DataFrame": "table",
    "array": "array",
    "zeros": "array",
    "ones": "array",
    "get": "value",
    "join": "text",
    "split": "parts",
    "strip": "text",
    "format": "text",
    "filter": "rows",
    "all": "rows",
    "render": "response",
    "redirect": "response",
    "Response": "response",
    "JsonResponse": "response",
    "HttpResponse": "response",
    "compile": "pattern",
}
_METHODS = {
    **dict.fromkeys(("append", "extend", "sort", "insert"), "items"),
    **dict.fromkeys(("strip", "lower", "upper", "split", "startswith", "endswith", "replace", "encode"), "text"),
    **dict.fromkeys(("items", "keys", "setdefault"), "mapping"),
    **dict.fromkeys(("read", "write", "readline", "seek"), "file"),
    **dict.fromkeys(("exists", "is_file", "mkdir", "read_text"), "path"),
    **dict.fromkeys(("strftime", "isoformat", "timestamp", "weekday"), "date"),
    **dict.fromkeys(("groupby", "iloc", "loc", "columns", "iterrows", "fillna"), "table"),
    **dict.fromkeys(("shape", "astype", "reshape", "ndim", "dtype"), "array"),
}


def of_annotation(node: ast.expr) -> str | None:
    """Return the noun for an annotated type. `Optional[X]` and `X | None` have the noun of X."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return _TYPES.get(node.value.rpartition(".")[2].partition("[")[0].strip().lower())
    if isinstance(node, ast.BinOp):
        return of_annotation(node.left) or of_annotation(node.right)
    if isinstance(node, ast.Subscript):
        outer = _last_name(node.value).lower()
        if outer in _WRAPPERS:
            inner = node.slice.elts[0] if isinstance(node.slice, ast.Tuple) and node.slice.elts else node.slice
            return of_annotation(inner)
        return _TYPES.get(outer)
    return _TYPES.get(_last_name(node).lower())


def type_noun(node: ast.expr | None) -> str | None:
    """Return the noun for the value of an expression, if its form shows the type of the value."""
    if isinstance(node, ast.Constant):
        return {str: "text", int: "number", float: "value", bool: "flag", bytes: "data"}.get(type(node.value))
    if isinstance(node, ast.Call):
        return _CALLS.get(_last_name(node.func))
    return next((noun for kinds, noun in _FORMS if isinstance(node, kinds)), None)


_FORMS: tuple[tuple[tuple[type[ast.AST], ...], str], ...] = (
    ((ast.JoinedStr,), "text"),
    ((ast.List, ast.ListComp, ast.Set, ast.SetComp, ast.GeneratorExp), "items"),
    ((ast.Tuple,), "values"),
    ((ast.Dict, ast.DictComp), "mapping"),
    ((ast.Lambda,), "function"),
    ((ast.Compare, ast.BoolOp), "flag"),
    ((ast.BinOp,), "value"),
)


def _last_name(node: ast.expr) -> str:
    return node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""


def find_value_nouns(node: ast.AST) -> dict[str, str]:
    """Return the nouns for the parameters and variables of a function or module, by name.

    Names for which nothing is known are left out.
    """
    found: dict[str, str] = {}
    for name, noun in _evidence(node):
        found.setdefault(name, noun)
    return found


def _evidence(node: ast.AST) -> Iterator[tuple[str, str]]:
    """Yield names with a noun, the best evidence first."""
    nodes = _inner(node)
    args = getattr(node, "args", None)
    if isinstance(args, ast.arguments):
        every = [*args.posonlyargs, *args.args, *args.kwonlyargs]
        for arg in every:
            if arg.annotation is not None and (noun := of_annotation(arg.annotation)):
                yield arg.arg, noun
        for arg, default in zip(reversed([*args.posonlyargs, *args.args]), reversed(args.defaults), strict=False):
            if noun := type_noun(default):
                yield arg.arg, noun
    for one in nodes:
        yield from _by_value(one)
    for one in nodes:
        yield from _by_use(one)


def _inner(node: ast.AST) -> list[ast.AST]:
    found: list[ast.AST] = []
    waiting = list(ast.iter_child_nodes(node))
    while waiting and len(found) < _MOST_NODES:
        one = waiting.pop()
        found.append(one)
        if not isinstance(one, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            waiting += ast.iter_child_nodes(one)
    return found


def _by_value(node: ast.AST) -> Iterator[tuple[str, str]]:
    if isinstance(node, ast.Assign):
        for target in node.targets:
            if isinstance(target, ast.Name) and (noun := type_noun(node.value)):
                yield target.id, noun
    elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
        noun = of_annotation(node.annotation) or type_noun(node.value)
        if noun:
            yield node.target.id, noun
    elif isinstance(node, ast.With | ast.AsyncWith):
        for item in node.items:
            if isinstance(item.optional_vars, ast.Name) and (noun := type_noun(item.context_expr)):
                yield item.optional_vars.id, noun


def _by_use(node: ast.AST) -> Iterator[tuple[str, str]]:
    if isinstance(node, ast.For | ast.AsyncFor | ast.comprehension):
        if isinstance(node.iter, ast.Name):
            yield node.iter.id, "items"
        if isinstance(node.target, ast.Name):
            yield node.target.id, "item"
    elif isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.attr in _METHODS:
        yield node.value.id, _METHODS[node.attr]
    elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
        yield node.func.id, "function"
    elif isinstance(node, ast.BinOp):
        for side in (node.left, node.right):
            if isinstance(side, ast.Name):
                yield side.id, "value"
    elif isinstance(node, ast.Subscript) and isinstance(node.value, ast.Name):
        keyed = isinstance(node.slice, ast.Constant) and isinstance(node.slice.value, str)
        yield node.value.id, "record" if keyed else "items"
    elif isinstance(node, ast.If | ast.IfExp) and isinstance(node.test, ast.Name):
        yield node.test.id, "flag"
