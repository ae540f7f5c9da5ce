"""Name a property that has no specific noun, by the way in which its value is computed."""

from __future__ import annotations

import ast
from collections.abc import Sequence


def qualify_noun(noun: str | None, returned: Sequence[ast.expr]) -> str | None:
    """Return a vague noun together with a word for how its value is computed: `stored_value`, `selected_items`."""
    last = returned[-1] if returned else None
    how = next((word for kinds, word in _ORIGINS if isinstance(last, kinds)), None)
    if _reads_entry(last):
        how = "field"
    elif isinstance(last, ast.Call) and noun in (None, "value", "object", "result"):
        how = "computed"
    noun = "value" if noun in (None, "result") else noun
    return f"{how or 'current'}_{noun}" if how or noun == "value" else noun


def _reads_entry(node: ast.expr | None) -> bool:
    """Whether an expression is an entry with a constant key: `self.fields["x"]`, `self.meta.get("x")`."""
    if isinstance(node, ast.Subscript):
        return isinstance(node.slice, ast.Constant) and isinstance(node.slice.value, str)
    return (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr == "get"
        and bool(node.args)
        and isinstance(node.args[0], ast.Constant)
    )


_ORIGINS: tuple[tuple[tuple[type[ast.AST], ...], str], ...] = (
    ((ast.Attribute,), "stored"),
    ((ast.Subscript,), "selected"),
    ((ast.BinOp, ast.UnaryOp), "computed"),
    ((ast.ListComp, ast.SetComp, ast.DictComp), "collected"),
    ((ast.JoinedStr,), "formatted"),
)
