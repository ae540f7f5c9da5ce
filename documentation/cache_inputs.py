"""The modules that decide what the cache holds: the import closure of those that make a cached thing."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from documentation.lazy_imports import lazy_imports

SOURCES = Path(__file__).parents[1] / "src"
MAKERS = (
    "privacy_gate.config.settings_files",
    "privacy_gate.rules.engines",
    "privacy_gate.scan.gate",
    "privacy_gate.history.engine",
    "privacy_gate.config.extends",
)
"""The modules that store settings, rules and compiled patterns in the cache."""


def cache_inputs() -> str:
    """The files of the closure, a line each, relative to the package. Imports inside functions and
    those by `lazily` count as well."""
    found: set[str] = set()
    left = [*MAKERS]
    while left:
        module = left.pop()
        if module not in found and (file := _file(module)) is not None:
            found.add(module)
            left += [module.rpartition(".")[0], *_imports(file)]
    package = SOURCES / "privacy_gate"
    files = [file.relative_to(package).as_posix() for module in found if (file := _file(module)) is not None]
    return "".join(f"{name}\n" for name in sorted(files))


def _file(module: str) -> Path | None:
    path = SOURCES / module.replace(".", "/")
    return next((one for one in (path / "__init__.py", path.with_suffix(".py")) if module and one.is_file()), None)


def _imports(file: Path) -> Iterator[str]:
    tree = ast.parse(file.read_bytes())
    yield from (found.module for found in lazy_imports(tree))
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{name.name}" for name in node.names)
