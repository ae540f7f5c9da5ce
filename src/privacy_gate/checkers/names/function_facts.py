"""Collect facts about the body of a Python function: returns, calls, loops, assignments."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence

_MOST_NODES = 4_000  # nodes of a function

Function = ast.FunctionDef | ast.AsyncFunctionDef


class Facts:
    """The facts about the body of a function, without nested definitions."""

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
        """Return the returned expressions. A local variable is replaced with the value that it was assigned."""
        return [self.assigned.get(one.id, one) if isinstance(one, ast.Name) else one for one in self.returns]

    @property
    def stored(self) -> set[str]:
        """The variables to which an attribute or an item is assigned."""
        return {
            one.value.id
            for one in self.nodes
            if isinstance(one, ast.Attribute | ast.Subscript)
            and isinstance(one.ctx, ast.Store)
            and isinstance(one.value, ast.Name)
        }

    def changed_parameter(self, parameters: Sequence[str]) -> str | None:
        """Return the parameter that is changed and then returned; None if there is none."""
        last = self.returns[-1] if self.returns else None
        if isinstance(last, ast.Tuple) and last.elts:
            last = last.elts[0]
        if not isinstance(last, ast.Name) or last.id not in parameters:
            return None
        return last.id if last.id in self.stored | set(self.assigned) else None

    def changed_variable(self) -> str | None:
        """Return the variable that is returned after several of its attributes were assigned; None if there is none.

        A variable whose object the function created does not count.
        """
        last = self.returns[-1] if self.returns else None
        if not isinstance(last, ast.Name):
            return None
        attributes = [
            one
            for one in self.nodes
            if isinstance(one, ast.Attribute)
            and isinstance(one.ctx, ast.Store)
            and isinstance(one.value, ast.Name)
            and one.value.id == last.id
        ]
        made = self.assigned.get(last.id)
        is_new = isinstance(made, ast.Call) and find_called_name(made)[:1].isupper()
        return last.id if attributes and not is_new else None

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
    """Return the last part of the name that is called: `os.path.join(…)` gives join."""
    function = node.func
    return (
        function.attr if isinstance(function, ast.Attribute) else function.id if isinstance(function, ast.Name) else ""
    )


def _is_docstring(node: ast.stmt) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)
