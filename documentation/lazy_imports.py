"""The imports that `lazily("module", "name")` makes later. Only their strings name the modules."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import NamedTuple


class LazyImport(NamedTuple):
    """A module, and what is taken from it; without a name the module itself."""

    module: str
    name: str | None


def lazy_imports(tree: ast.AST) -> Iterator[LazyImport]:
    """Those of a module. Raises ValueError for an argument that is no literal."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "lazily":
            module, name = [ast.literal_eval(argument) for argument in (*node.args, ast.Constant(None))][:2]
            yield LazyImport(module, name)
