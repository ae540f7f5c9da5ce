"""The visitor that collects the names of a libcst tree. It is imported only if there is a tree."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import libcst
from libcst.metadata import ImportAssignment, Scope

from privacy_gate.model import NameKind


class NameVisitor(libcst.CSTVisitor):
    """Collects the nodes of own names in `found`, with their kinds.

    Own names are defined in the code, imported from own modules, or undefined, and their attributes are own names too.
    Names from libraries are not.
    """

    def __init__(self, scopes: Mapping[libcst.CSTNode, Scope | None], is_library: Callable[[str], bool]) -> None:
        super().__init__()
        self.found: list[tuple[libcst.Name, NameKind]] = []
        self._scopes = scopes
        self._is_library = is_library
        self._kinds: dict[int, NameKind] = {}  # kinds of names that are bound here
        self._uses: dict[int, NameKind] = {}  # kinds of names that are used here
        self._passed: set[int] = set()

    # these determine the kind of a name before the visitor reaches the name

    def visit_FunctionDef(self, node: libcst.FunctionDef) -> None:  # noqa: N802  (libcst's names)
        is_test = node.name.value.startswith("test")
        self._kinds[id(node.name)] = NameKind.TEST if is_test else NameKind.FUNCTION

    def visit_ClassDef(self, node: libcst.ClassDef) -> None:  # noqa: N802
        self._kinds[id(node.name)] = NameKind.CLASS

    def visit_Param(self, node: libcst.Param) -> None:  # noqa: N802
        self._kinds[id(node.name)] = NameKind.PARAMETER

    def visit_Call(self, node: libcst.Call) -> None:  # noqa: N802
        if isinstance(node.func, libcst.Name):
            self._uses[id(node.func)] = NameKind.FUNCTION

    def visit_Arg(self, node: libcst.Arg) -> None:  # noqa: N802
        if node.keyword is not None:
            self._kinds[id(node.keyword)] = NameKind.PARAMETER

    def visit_Attribute(self, node: libcst.Attribute) -> None:  # noqa: N802
        self._kinds[id(node.attr)] = NameKind.ATTRIBUTE
        root: libcst.BaseExpression = node
        while isinstance(root, libcst.Attribute):  # the result of a call may have any type: `replace(book).price`
            root = root.value
        if isinstance(root, libcst.Name) and self._is_foreign(root):
            self._passed.add(id(node.attr))

    def visit_Import(self, node: libcst.Import) -> None:  # noqa: N802
        for alias in node.names:
            self._module(alias.name)

    def visit_ImportFrom(self, node: libcst.ImportFrom) -> None:  # noqa: N802
        foreign = False
        if node.module is not None:
            foreign = not node.relative and self._is_library(_join_dotted(node.module))
            self._module(node.module, foreign=foreign)
        if foreign and not isinstance(node.names, libcst.ImportStar):
            for alias in node.names:
                self._passed.add(id(alias.name))

    def visit_Name(self, node: libcst.Name) -> None:  # noqa: N802
        given = self._kinds.get(id(node))
        if id(node) in self._passed or (given is None and self._is_foreign(node)):
            return
        self.found.append((node, given or self._uses.get(id(node)) or _by_case(node.value)))

    def _module(self, name: libcst.BaseExpression, *, foreign: bool | None = None) -> None:
        passed = self._is_library(_join_dotted(name)) if foreign is None else foreign
        while isinstance(name, libcst.Attribute):
            self._mark(name.attr, passed=passed)
            name = name.value
        if isinstance(name, libcst.Name):
            self._mark(name, passed=passed)

    def _mark(self, name: libcst.Name, *, passed: bool) -> None:
        self._kinds[id(name)] = NameKind.MODULE
        if passed:
            self._passed.add(id(name))

    def _is_foreign(self, node: libcst.Name) -> bool:
        """Whether a name is imported from a library, or built in."""
        scope = self._scopes.get(node)
        if scope is None:
            return False
        for assignment in scope[node.value]:
            if isinstance(assignment, ImportAssignment):
                if self._imports_from_library(assignment.node):
                    return True
            elif type(assignment).__name__ == "BuiltinAssignment":
                return True
        return False

    def _imports_from_library(self, node: libcst.CSTNode) -> bool:
        if isinstance(node, libcst.Import):
            return all(self._is_library(_join_dotted(alias.name)) for alias in node.names)
        if isinstance(node, libcst.ImportFrom) and node.module is not None and not node.relative:
            return self._is_library(_join_dotted(node.module))
        return False


def _join_dotted(node: libcst.BaseExpression) -> str:
    if isinstance(node, libcst.Attribute):
        return f"{_join_dotted(node.value)}.{node.attr.value}"
    return node.value if isinstance(node, libcst.Name) else ""


def _by_case(name: str) -> NameKind:
    bare = name.strip("_")
    if bare.isupper() and len(bare) > 1:
        return NameKind.CONSTANT
    return NameKind.CLASS if bare[:1].isupper() else NameKind.VARIABLE
