"""Find a generic noun for the result of a Python function: by its annotation, variables and calls."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from privacy_gate.base.naming import words
from privacy_gate.checkers.names import generic_words
from privacy_gate.checkers.names.function_facts import Facts, Function, find_called_name
from privacy_gate.checkers.names.name_nouns import ABBREVIATIONS, name_noun
from privacy_gate.checkers.names.value_roles import of_annotation, type_noun

_FEW = 3
_DEEPEST = 6  # levels of nested expressions that are read

_PLURALS = frozenset("vals args kwargs params this self class address status".split())  # plural only in form
_SURE = frozenset(
    "data value values item items object objects record records table array mapping text result results number series "
    "row rows count total mean maximum minimum ratio difference date interval function path file response redirect "
    "directory range pattern flag context params state message related_value name names key keys ids query output "
    "config parts status mask matrix list url code error errors".split()
)
_MEASURED = frozenset("maximum minimum count ratio difference".split())
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
"""Methods of tables that are usually steps on the way to a result."""

_MANY = frozenset(
    "rolling expanding ewm pct_change shift diff cumsum cumprod".split()
)  # they return as many values as they get
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
    """Return the noun for the result of a function, by its annotation, or by a variable with a generic name.

    A noun that is more specific than a type counts only if the name or the docstring of the function contains it as
    well.
    """
    attested = {*words(node.name), *words(facts.docstring[:200])}
    attested |= {ABBREVIATIONS.get(one, one) for one in attested}
    annotated = (of_annotation(node.returns) or _of_class(node.returns)) if node.returns is not None else None
    returned = sorted(facts.returns, key=lambda one: isinstance(one, ast.Constant))
    computed = [one for one in returned if not isinstance(one, ast.Constant)]
    attested |= {part for one in returned for part in _of_action(one)}
    every = list(dict.fromkeys(noun for one in returned for noun in _nouns(one, facts, _DEEPEST)))
    found = [
        noun for noun in every if noun.rpartition("_")[2] in _SURE or {noun, generic_words.singular(noun)} & attested
    ]
    if annotated is None and not found and every:
        found = ["items"] if generic_words.singular(every[0]) != every[0] else []
    if found and found[0] != every[0] and found[0] in _MEASURED:
        found = ["value"]  # the result is not what is measured
    if len(computed) > 1 and len(found) > 1 and found[0] in _MEASURED:
        found = ["value"]  # each return computes something else
    if annotated is None:
        return next(iter(found), None)
    return next((noun for noun in found if _agrees(noun, annotated)), annotated)


def _of_action(node: ast.expr) -> list[str]:
    """Return the words of the name that is called, if the first one is a verb: `send_message(…)`."""
    parts = words(find_called_name(node)) if isinstance(node, ast.Call) else []
    return parts if parts[:1] and parts[0] in generic_words.VERBS and parts[0] not in ("get", "wrap", "resolve") else []


def _of_class(annotation: ast.expr) -> str | None:
    """Return the generic noun at the end of the class name in an annotation. The annotation may be a string."""
    if isinstance(annotation, ast.BinOp):
        return _of_class(annotation.left)
    if isinstance(annotation, ast.Subscript):
        name = ast.unparse(annotation.value).rpartition(".")[2]
        return _of_class(annotation.slice) if name in ("Optional", "Union") else None
    if isinstance(annotation, ast.Constant | ast.Name | ast.Attribute):
        name = str(annotation.value) if isinstance(annotation, ast.Constant) else ast.unparse(annotation)
        noun = name_noun(name.rpartition(".")[2])
        return noun if noun and name != "None" and noun not in _CLASSES else None
    return None


_CONVERTED = frozenset("file path url names keys ids rows records".split())  # they stay what they are in str()
_CLASSES = frozenset(
    "interface mixin base type protocol model class kind version property".split()
)  # ends of class names


def _agrees(noun: str, annotated: str) -> bool:
    """Whether a noun can name a value of an annotated type. `annotated` is the noun of the type."""
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
    """Yield nouns for an expression, the most certain first. There are none for None and for unknown expressions."""
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
    elif len(name) > 3 and name not in _PLURALS and generic_words.singular(name) != name:
        yield "items"


def _of_call(node: ast.Call) -> Iterator[str]:
    name = find_called_name(node)
    if isinstance(node.func, ast.Attribute) and name == "get" and ast.unparse(node.func.value).endswith("objects"):
        yield "record"
    if name in ("str", "list", "tuple") and len(node.args) == 1 and isinstance(node.args[0], ast.Name):
        yield from (noun for noun in (name_noun(node.args[0].id),) if noun in _CONVERTED)
    default = node.args[1] if name in ("get", "pop", "setdefault") and len(node.args) == 2 else None
    if isinstance(default, ast.List | ast.Dict):
        yield "items" if isinstance(default, ast.List) else "mapping"
    if name in _METHODS:
        yield _METHODS[name]
        return
    if name[:1].isupper():
        yield name_noun(name) or "object"
        return
    if name in ("maximum", "minimum"):  # of each pair
        yield "values"
        return
    parts = words(name)
    if parts[-2:-1] == ["by"] and len(parts) > _FEW and all(map(generic_words.is_noun, (parts[-3], parts[-1]))):
        yield f"{parts[-1]}_{parts[-3]}"  # get_data_by_field
    if (len(parts) > 1 or (parts and parts[0] not in generic_words.VERBS)) and (noun := name_noun(name)):
        yield from (noun,) if noun not in ("output", "result") else ()
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
            if noun in ("table", "array", "text", "values") or (noun == "items" and not isinstance(node.op, ast.Div)):
                return noun
    if all(isinstance(one, ast.Name | ast.Attribute | ast.Subscript | ast.Call) for one in sides):
        return "ratio" if isinstance(node.op, ast.Div) else "difference" if isinstance(node.op, ast.Sub) else "value"
    return "value"


def _of_subscript(node: ast.Subscript) -> str:
    if isinstance(node.slice, ast.List):
        return "table"
    if isinstance(node.value, ast.Attribute) and node.value.attr in ("loc", "iloc"):
        return "values"
    if isinstance(node.slice, ast.Slice | ast.Subscript):
        return "items"
    if isinstance(node.slice, ast.Compare) or any(isinstance(one, ast.Compare) for one in ast.walk(node.slice)):
        return "rows"
    if (isinstance(node.slice, ast.Constant) and node.slice.value in (0, 1)) or isinstance(node.slice, ast.UnaryOp):
        return "item"
    return "value"
