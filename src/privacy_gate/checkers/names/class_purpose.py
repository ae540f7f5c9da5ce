"""Describe a Python class by its bases, decorators and methods."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from privacy_gate.base.naming import words
from privacy_gate.checkers.names import generic_words
from privacy_gate.checkers.names.value_roles import Purpose, unique


def class_purpose(node: ast.ClassDef) -> Purpose:
    bases = [ast.unparse(one).rpartition(".")[2] for one in node.bases]
    noun = next((noun for base in bases for noun in _class_nouns(base)), None)
    methods = [one for one in node.body if isinstance(one, ast.FunctionDef | ast.AsyncFunctionDef)]
    public = [one.name for one in methods if not one.name.startswith("_")]
    found = [noun] if noun else []
    if any("dataclass" in ast.unparse(one) or "define" in ast.unparse(one) for one in node.decorator_list):
        found.append("record")
    for name in public:
        verb = words(name)[0] if words(name) else ""
        if verb in generic_words.VERBS and generic_words.is_noun(generic_words.agent(verb)):
            found.append(generic_words.agent(verb))
            break
    dunder = {one.name for one in methods}
    if "__enter__" in dunder or "__aenter__" in dunder:
        found.append("context")
    if dunder & {"__iter__", "__getitem__", "__len__"}:
        found.append("collection")
    if not methods:
        found.append("record" if _has_fields(node) else "marker")
    return Purpose(objects=unique(*found, "component" if methods else "record"), is_noun=True)


def _class_nouns(base: str) -> Iterator[str]:
    """Yield the generic noun at the end of a base class's name; none for a base class of the language itself."""
    if base in ("object", "ABC", "Protocol", "Generic", "Base"):
        return
    parts = words(base)
    if base.startswith(("Enum", "IntEnum", "StrEnum", "Flag")):
        yield "kind"
    elif base in ("NamedTuple", "TypedDict", "BaseModel", "Struct", "Schema"):
        yield "record"
    elif parts and parts[-1] in ("exception", "error"):
        yield "error"
    elif parts and generic_words.is_noun(parts[-1]):
        yield parts[-1]


def _has_fields(node: ast.ClassDef) -> bool:
    return any(isinstance(one, ast.AnnAssign | ast.Assign) for one in node.body)
