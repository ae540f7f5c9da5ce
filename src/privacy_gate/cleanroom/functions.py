"""Draft a prompt from a Python function: its signature, docstring and examples. The body is left out."""

from __future__ import annotations

import re
from doctest import DocTestParser, Example

import libcst
from msgspec import Struct

from privacy_gate.base.errors import GateError
from privacy_gate.cleanroom.new import Draft

_LONGEST = 1_000_000  # code points
_DEEPEST = 200  # brackets; libcst crashes at 1,500 without an exception


class FunctionDraft(Struct, frozen=True):
    """The source code of a function, and a draft of its prompt. The draft still contains the real names."""

    source: str
    draft: Draft


def draft_function(source: str, name: str, *, documented: bool) -> FunctionDraft:
    """Draft a prompt that asks an assistant to write the function `name` of a source.

    The docstring, and its examples as tests, are included only with `documented`. No value is masked. Raises GateError
    if the source cannot be parsed or has no such function.
    """
    module = _parse(source)
    finder = _Finder(name)
    module.visit(finder)
    function = finder.found
    if function is None:
        raise GateError(f"function `{name}` not found in the file", "Use the name after `def`, without the class.")
    parameters = [one for one in _parameters(function.params) if one.name.value not in ("self", "cls")]
    returns = _code(module, function.returns.annotation) if function.returns else ""
    listed = ", ".join(_parameter(module, one) for one in parameters)
    signature = f"{name}({listed})" + (f" -> {returns}" if returns else "")
    text, examples = _split_docstring(function.get_docstring() or "") if documented else ("", "")
    return FunctionDraft(
        module.code_for_node(function),
        Draft(
            task=f"Write a Python function `{signature}`." + (f" {text}" if text else ""),
            input=", ".join(f"`{one.name.value}`{_typed(module, one)}" for one in parameters) or "none",
            output=f"`{returns}`" if returns else "",
            tests=examples,
        ),
    )


def _split_docstring(docstring: str) -> tuple[str, str]:
    """Split a docstring into prose (in one line) and examples with their results (one per line)."""
    try:
        parts = DocTestParser().parse(docstring)
    except ValueError:  # doctest cannot read the examples
        return " ".join(docstring.split()), ""
    prose = " ".join(" ".join(one.split()) for one in parts if isinstance(one, str))
    examples = [one for one in parts if isinstance(one, Example) and one.want]
    tests = "\n".join(f"`{' '.join(one.source.split())}` returns `{' '.join(one.want.split())}`" for one in examples)
    return " ".join(prose.split()), tests


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


def _code(module: libcst.Module, node: libcst.CSTNode) -> str:
    return " ".join(module.code_for_node(node).split())


def _typed(module: libcst.Module, parameter: libcst.Param) -> str:
    return f": {_code(module, parameter.annotation.annotation)}" if parameter.annotation else ""


def _parameter(module: libcst.Module, parameter: libcst.Param) -> str:
    star = parameter.star if isinstance(parameter.star, str) else ""
    plain = isinstance(parameter.default, libcst.Integer | libcst.Float | libcst.Name)  # a string may be a secret
    default = f" = {_code(module, parameter.default)}" if parameter.default and plain else ""
    return f"{star}{parameter.name.value}{_typed(module, parameter)}{default}"
