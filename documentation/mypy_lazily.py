"""A plugin of mypy: the function that `lazily("module", "name")` returns has the type of what it imports."""

from __future__ import annotations

import ast
from collections.abc import Callable
from pathlib import Path

from lazy_imports import lazy_imports  # mypy loads a plugin from its own folder
from mypy.checker import TypeChecker
from mypy.nodes import Decorator, FuncDef, MypyFile, StrExpr, Var
from mypy.plugin import FunctionContext, Plugin
from mypy.types import CallableType, Type, get_proper_type

_LAZILY = "privacy_gate.base.lazily.lazily"


class LazyImports(Plugin):
    """Makes the modules dependencies of the module that names them, and gives each call its type."""

    def get_additional_deps(self, file: MypyFile) -> list[tuple[int, str, int]]:
        path = Path(file.path)
        if not file.fullname.startswith("privacy_gate.") or not path.is_file():  # a package may be a bare folder
            return []
        source = path.read_bytes()
        return [(10, found.module, -1) for found in lazy_imports(ast.parse(source))] if b"lazily(" in source else []

    def get_function_hook(self, fullname: str) -> Callable[[FunctionContext], Type] | None:
        return _type_of_call if fullname == _LAZILY else None


def _type_of_call(context: FunctionContext) -> Type:
    literals = [argument[0].value for argument in context.args if argument and isinstance(argument[0], StrExpr)]
    made = get_proper_type(context.default_return_type)
    if not literals or not isinstance(context.api, TypeChecker) or not isinstance(made, CallableType):
        context.api.fail("the arguments of `lazily` are not literals", context.context)
        return made
    module = context.api.modules.get(literals[0])
    found: Type | None = None
    if module is not None and len(literals) == 1:
        found = context.api.expr_checker.module_type(module)
    elif module is not None and (symbol := module.names.get(literals[1])) is not None:
        node = symbol.node.var if isinstance(symbol.node, Decorator) else symbol.node
        found = node.type if isinstance(node, (FuncDef, Var)) else None
        if found is None and node is not None:
            context.api.handle_cannot_determine_type(literals[1], context.context)
            return made
    if found is None:
        context.api.fail(f"`lazily` finds no {' '.join(reversed(literals))}", context.context)
        return made
    return made.copy_modified(ret_type=found)


def plugin(_version: str) -> type[Plugin]:
    """What mypy asks for."""
    return LazyImports
