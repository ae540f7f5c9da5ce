"""What stands in the body of a Python function: returns, calls, loops, assignments."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence

_MOST_NODES = 4_000  # of a function

Function = ast.FunctionDef | ast.AsyncFunctionDef


class Facts:
    """What stands in the body of a function, nested definitions left out."""

    def __init__(self, node: Function) -> None:
        self.docstring = ast.get_docstring(node) or ""
        self.body = [one for one in node.body if not _is_docstring(one)]
        self.inner = {one.name for one in node.body if isinstance(one, Function)}
        self.nodes = list(walk(self.body))
        self.returns = [one.value for one in self.nodes if isinstance(one, ast.Return) and one.value is not None]
        self.calls = [one for one in self.nodes if isinstance(one, ast.Call)]
        self.called = [find_called_name(one) for one in self.calls]
        self.loops = [one for one in self.nodes if isinstance(one, ast.For | ast.AsyncFor | ast.While)]
        self.assigned = {
            target.id: one.value
            for one in self.nodes
            if isinstance(one, ast.Assign)
            for target in one.targets
            if isinstance(target, ast.Name)
        }

    def returned(self) -> list[ast.expr]:
        """What is returned, a variable looked through."""
        return [self.assigned.get(one.id, one) if isinstance(one, ast.Name) else one for one in self.returns]

    def has(self, *kinds: type[ast.AST]) -> bool:
        return any(isinstance(one, kinds) for one in self.nodes)

    def calls_any(self, *names: str) -> bool:
        return any(one in names for one in self.called)


def walk(body: Sequence[ast.AST]) -> Iterator[ast.AST]:
    waiting = list(reversed(body))
    for _ in range(_MOST_NODES):
        if not waiting:
            return
        node = waiting.pop()
        yield node
        if not isinstance(node, Function | ast.ClassDef | ast.Lambda):
            waiting += reversed(list(ast.iter_child_nodes(node)))


def find_called_name(node: ast.Call) -> str:
    """The last name of what is called, in lower case: `os.path.join(…)` calls join."""
    function = node.func
    return (
        function.attr if isinstance(function, ast.Attribute) else function.id if isinstance(function, ast.Name) else ""
    )


def _is_docstring(node: ast.stmt) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)
