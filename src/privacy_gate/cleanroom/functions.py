"""A Python function as a prompt: the signature goes out under neutral names, the body stays at home."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from collections.abc import Set as AbstractSet

import libcst

from privacy_gate.base.errors import GateError
from privacy_gate.checkers.names.code_purpose import purposes
from privacy_gate.checkers.names.neutral import neutral
from privacy_gate.checkers.names.value_roles import Purpose
from privacy_gate.cleanroom.new import Draft

_LONGEST = 1_000_000  # code points
_DEEPEST = 200  # brackets; libcst dies of 1,500 without an exception


def draft(source: str, name: str, told: Callable[[str], AbstractSet[str]], *, documented: bool) -> Draft:
    """What an assistant needs to know to write the function `name` of a source.

    `told` gives the words of a name that tell something; names with such get neutral ones, in the docstring too,
    which is left out unless it is to be `documented`. Raises GateError when the source cannot be parsed or holds no
    such function.
    """
    module = _parse(source)
    finder = _Finder(name)
    module.visit(finder)
    function = finder.found
    if function is None:
        raise GateError(f"function `{name}` not found in the file", "Use the name after `def`, without the class.")
    parameters = [one for one in _parameters(function.params) if one.name.value not in ("self", "cls")]
    names = _neutral_names(name, [one.name.value for one in parameters], told, purposes(source))
    returns = _code(module, function.returns.annotation) if function.returns else ""
    listed = ", ".join(_parameter(module, one, names) for one in parameters)
    signature = f"{names[name]}({listed})" + (f" -> {returns}" if returns else "")
    docstring = function.get_docstring() if documented else None
    text = _renamed(" ".join((docstring or "").split()), names)
    return Draft(
        task=f"Write a Python function `{signature}`." + (f" {text}" if text else ""),
        input=", ".join(f"`{names[one.name.value]}`{_typed(module, one)}" for one in parameters) or "none",
        output=f"`{returns}`" if returns else "",
    )


class _Finder(libcst.CSTVisitor):
    def __init__(self, name: str) -> None:
        super().__init__()
        self.found: libcst.FunctionDef | None = None
        self._name = name

    def visit_FunctionDef(self, node: libcst.FunctionDef) -> None:  # noqa: N802  (libcst's name)
        if node.name.value == self._name and self.found is None:
            self.found = node


def _parse(source: str) -> libcst.Module:
    depth = deepest = 0
    for bracket in re.findall(r"[][(){}]", source):
        depth = depth + 1 if bracket in "([{" else max(0, depth - 1)
        deepest = max(deepest, depth)
    if len(source) > _LONGEST or deepest > _DEEPEST:
        raise GateError(
            "the file is too large or too deeply nested to read a function from",
            "Copy the function into a separate file.",
        )
    try:
        return libcst.parse_module(source)
    except (libcst.ParserSyntaxError, RecursionError):
        raise GateError(
            "the file cannot be parsed as Python", "Check whether it needs a newer Python version."
        ) from None


def _parameters(params: libcst.Parameters) -> list[libcst.Param]:
    stars = [one for one in (params.star_arg, params.star_kwarg) if isinstance(one, libcst.Param)]
    return [*params.posonly_params, *params.params, *params.kwonly_params, *stars]


def _neutral_names(
    function: str,
    parameters: Sequence[str],
    told: Callable[[str], AbstractSet[str]],
    does: Mapping[str, Purpose],
) -> dict[str, str]:
    names: dict[str, str] = {}
    for name, kind in [(function, "function"), *((one, "parameter") for one in parameters)]:
        taken = {*names.values(), *parameters} - {name}
        names[name] = neutral(name, kind, found.__contains__, taken, does.get(name)) if (found := told(name)) else name
    return names


def _code(module: libcst.Module, node: libcst.CSTNode) -> str:
    return " ".join(module.code_for_node(node).split())


def _typed(module: libcst.Module, parameter: libcst.Param) -> str:
    return f": {_code(module, parameter.annotation.annotation)}" if parameter.annotation else ""


def _parameter(module: libcst.Module, parameter: libcst.Param, names: dict[str, str]) -> str:
    star = parameter.star if isinstance(parameter.star, str) else ""
    plain = isinstance(parameter.default, libcst.Integer | libcst.Float | libcst.Name)  # a text may be a secret
    default = f" = {_code(module, parameter.default)}" if parameter.default and plain else ""
    return f"{star}{names[parameter.name.value]}{_typed(module, parameter)}{default}"


def _renamed(text: str, names: dict[str, str]) -> str:
    return re.sub(r"[^\W\d]\w*", lambda found: names.get(found[0], found[0]), text)
