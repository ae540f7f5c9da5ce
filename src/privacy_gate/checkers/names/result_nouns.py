"""What a function of Python gives back, as a generic noun: by its annotation, its variables and its calls."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence

from privacy_gate.base.naming import words
from privacy_gate.checkers.names import generic_words
from privacy_gate.checkers.names.function_facts import Facts, Function, find_called_name
from privacy_gate.checkers.names.value_roles import of_annotation, type_noun

_DEEPEST = 6  # expressions within expressions that are followed

_ABBREVIATIONS = {
    "df": "table",
    "dataframe": "table",
    "qs": "rows",
    "queryset": "rows",
    "arr": "array",
    "res": "result",
    "ret": "result",
    "out": "output",
    "msg": "message",
    "cfg": "config",
    "ids": "ids",
    "dt": "date",
    "idx": "index",
    "num": "number",
    "cls": "type",
    "dirname": "directory",
    "filename": "path",
}
_UNCERTAIN = frozenset(
    "self test sort set list dict tuple type kind string user text default xml json html csv sql yaml pdf http io api "
    "cli ui args kwargs group".split()
)
_TEXTS = frozenset(
    "name text label message key title url path description line string html query code prefix suffix pattern format "
    "token id header content summary identifier slug address expression template number uri".split()
)
_MAPPINGS = frozenset("config configuration params context stats data metadata kwargs record result response".split())
_TABLES = frozenset("table frame matrix summary data result".split())
TABLE_METHODS = frozenset(
    "merge drop dropna fillna reset_index set_index rename groupby sort_values assign pivot pivot_table melt concat "
    "to_frame rolling ffill bfill resample drop_duplicates DataFrame read_csv read_excel read_parquet".split()
)
"""What is called on tables, mostly on the way to a result."""

_MANY = frozenset("rolling expanding ewm pct_change shift diff cumsum cumprod".split())  # give as many as they get
_METHODS = {
    **dict.fromkeys(TABLE_METHODS, "table"),
    **dict.fromkeys("exclude order_by select_related prefetch_related annotate distinct all filter".split(), "rows"),
    **dict.fromkeys("first last get_or_create get_object_or_404 one_or_none scalar_one".split(), "record"),
    **dict.fromkeys("to_numpy asarray array zeros ones empty full concatenate vstack hstack linspace".split(), "array"),
    **dict.fromkeys("to_datetime strptime fromisoformat date today now fromtimestamp combine".split(), "date"),
    **dict.fromkeys("strftime lower upper title join format strip render_to_string replace".split(), "text"),
    **dict.fromkeys("mean nanmean average".split(), "mean"),
    **dict.fromkeys("sum cumsum nansum fsum".split(), "total"),
    **dict.fromkeys("count len".split(), "count"),
    **dict.fromkeys("max nanmax amax".split(), "maximum"),
    **dict.fromkeys("min nanmin amin".split(), "minimum"),
    **dict.fromkeys("std var round exp sqrt log abs float int Decimal".split(), "value"),
    **dict.fromkeys("keys values items tolist split list sorted set tuple".split(), "items"),
    **dict.fromkeys("partial lambdify wraps".split(), "function"),
    **dict.fromkeys("json loads load".split(), "data"),
    "item": "value",
}


def result_noun(node: Function, facts: Facts) -> str | None:
    """The noun for what a function returns. A variable with a generic name says it best, if the annotation agrees."""
    annotated = (of_annotation(node.returns) or _of_class(node.returns)) if node.returns is not None else None
    returned = sorted(facts.returns, key=lambda one: isinstance(one, ast.Constant))
    computed = [one for one in returned if not isinstance(one, ast.Constant)]
    found = list(dict.fromkeys(noun for one in returned for noun in _nouns(one, facts, _DEEPEST)))
    if len(computed) > 1 and len(found) > 1 and found[0] in ("maximum", "minimum", "count", "ratio", "difference"):
        found = ["value"]  # each exit computes something else
    if annotated is None:
        return next(iter(found), None)
    return next((noun for noun in found if _agrees(noun, annotated)), annotated)


def _of_class(annotation: ast.expr) -> str | None:
    """The generic noun at the end of the name of a class, as in an annotation, a string or not."""
    if isinstance(annotation, ast.BinOp):
        return _of_class(annotation.left)
    if isinstance(annotation, ast.Subscript):
        name = ast.unparse(annotation.value).rpartition(".")[2]
        return _of_class(annotation.slice) if name in ("Optional", "Union") else None
    if isinstance(annotation, ast.Constant | ast.Name | ast.Attribute):
        name = str(annotation.value) if isinstance(annotation, ast.Constant) else ast.unparse(annotation)
        noun = name_noun(name.rpartition(".")[2])
        return noun if noun and name != "None" else None
    return None


def _agrees(noun: str, annotated: str) -> bool:
    """Whether a noun can name a value of an annotated type, itself one of the nouns for types."""
    is_plural = generic_words.singular(noun) != noun
    if annotated == "items":
        return is_plural and noun != "values"
    if annotated == "text":
        return noun in _TEXTS
    if annotated == "mapping":
        return noun in _MAPPINGS or (is_plural and noun not in ("items", "values", "rows"))
    if annotated == "table":
        return noun in _TABLES
    if annotated in ("value", "number"):
        return not is_plural and noun not in _TEXTS | _MAPPINGS | {"table", "mapping", "array", "function", "date"}
    return False


def _nouns(node: ast.expr | None, facts: Facts, depth: int) -> Iterator[str]:
    """Nouns for an expression, the surest first; none for None, and where nothing is known."""
    if node is None or depth == 0 or (isinstance(node, ast.Constant) and node.value is None):
        return
    if isinstance(node, ast.Await):
        yield from _nouns(node.value, facts, depth - 1)
    elif isinstance(node, ast.Name):
        yield from _of_variable(node.id, facts, depth)
    elif isinstance(node, ast.Attribute):
        if (noun := name_noun(node.attr)) and noun != "id":
            yield noun
        is_far = isinstance(node.value, ast.Attribute) and not ast.unparse(node.value).endswith("objects")
        plain = "related_value" if is_far else "value"
        yield "values" if node.attr in ("values", "T", "iloc", "loc") else plain
    elif isinstance(node, ast.Call):
        yield from _of_call(node)
    elif isinstance(node, ast.IfExp):
        for one in (node.body, node.orelse):
            yield from _nouns(one, facts, depth - 1)
    elif isinstance(node, ast.BoolOp):
        for one in node.values:
            yield from _nouns(one, facts, depth - 1)
    elif isinstance(node, ast.UnaryOp):
        yield from _nouns(node.operand, facts, depth - 1)
    elif isinstance(node, ast.BinOp):
        yield _of_operation(node, facts, depth)
    elif isinstance(node, ast.Subscript):
        yield _of_subscript(node)
    elif noun := type_noun(node):
        yield noun


def _of_variable(name: str, facts: Facts, depth: int) -> Iterator[str]:
    noun = name_noun(name)
    value = facts.assigned.get(name)
    if noun and noun not in ("result", "output", "data", "value"):
        yield noun
    if value is not None and not (isinstance(value, ast.Name) and value.id == name):
        yield from _nouns(value, facts, depth - 1)
    if name in facts.inner:
        yield "function"
    if noun:
        yield noun


def name_noun(name: str) -> str | None:
    """The generic noun at the end of a name, singular or plural as it is there."""
    parts = words(name)
    cut = next((at for at, word in enumerate(parts) if at and word in ("by", "from", "with", "of")), len(parts))
    parts = parts[:cut]
    last = parts[-1] if parts else ""
    if last in _ABBREVIATIONS:
        return _ABBREVIATIONS[last]
    certain = generic_words.is_noun(last) and generic_words.singular(last) not in _UNCERTAIN
    return last if certain and len(last) > 1 else None


def _of_call(node: ast.Call) -> Iterator[str]:
    name = find_called_name(node)
    if isinstance(node.func, ast.Attribute) and name == "get" and ast.unparse(node.func.value).endswith("objects"):
        yield "record"
    default = node.args[1] if name in ("get", "pop", "setdefault") and len(node.args) == 2 else None
    if isinstance(default, ast.List | ast.Dict):
        yield "items" if isinstance(default, ast.List) else "mapping"
    if name in _METHODS:
        yield _METHODS[name]
        return
    if name[:1].isupper():
        yield name_noun(name) or "object"
        return
    parts = words(name)
    if (len(parts) > 1 or (parts and parts[0] not in generic_words.VERBS)) and (noun := name_noun(name)):
        yield noun
    if noun := type_noun(node):
        yield noun


def _of_operation(node: ast.BinOp, facts: Facts, depth: int) -> str:
    sides = (node.left, node.right)
    if any(isinstance(one, ast.Call) and find_called_name(one) in _MANY for one in ast.walk(node)):
        return "values"
    if any(
        isinstance(one, ast.JoinedStr) or (isinstance(one, ast.Constant) and isinstance(one.value, str))
        for one in sides
    ):
        return "text"
    if any(isinstance(one, ast.Call) and find_called_name(one) in ("timedelta", "relativedelta") for one in sides):
        return "date"
    for one in sides:
        if isinstance(one, ast.Name | ast.List | ast.Call) and depth > 1:
            noun = next(_nouns(one, facts, depth - 1), None)
            if noun in ("table", "array", "items", "text", "values"):
                return noun
    if all(isinstance(one, ast.Name | ast.Attribute | ast.Subscript | ast.Call) for one in sides):
        return "ratio" if isinstance(node.op, ast.Div) else "difference" if isinstance(node.op, ast.Sub) else "value"
    return "value"


def _of_subscript(node: ast.Subscript) -> str:
    if isinstance(node.slice, ast.Slice):
        return "items"
    if isinstance(node.slice, ast.Compare) or any(isinstance(one, ast.Compare) for one in ast.walk(node.slice)):
        return "rows"
    if (isinstance(node.slice, ast.Constant) and node.slice.value in (0, 1)) or isinstance(node.slice, ast.UnaryOp):
        return "item"
    return "value"


def tell_apart(noun: str | None, returned: Sequence[ast.expr]) -> str | None:
    """A noun that says nothing alone, with how its value comes about: `stored_value`, `selected_items`."""
    last = returned[-1] if returned else None
    how = next((word for kinds, word in _ORIGINS if isinstance(last, kinds)), None)
    noun = "value" if noun in (None, "result") else noun
    return f"{how}_{noun}" if how and noun else noun


_ORIGINS: tuple[tuple[tuple[type[ast.AST], ...], str], ...] = (
    ((ast.Attribute,), "stored"),
    ((ast.Subscript,), "selected"),
    ((ast.BinOp, ast.UnaryOp), "computed"),
    ((ast.ListComp, ast.SetComp, ast.DictComp), "collected"),
    ((ast.JoinedStr,), "formatted"),
)
