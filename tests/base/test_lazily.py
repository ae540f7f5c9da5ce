"""What `lazily` imports: later, once, and downwards, as every other import."""

from __future__ import annotations

import ast
import functools
import subprocess
import sys
import tomllib
from importlib import import_module
from pathlib import Path

import pytest

from documentation.cache_inputs import SOURCES, cache_inputs
from documentation.lazy_imports import LazyImport, lazy_imports
from privacy_gate.base.lazily import lazily
from tests.repository import CHECKOUT


def module_of(file: Path) -> str:
    return ".".join(file.relative_to(SOURCES).with_suffix("").parts).removesuffix(".__init__")


@functools.cache
def lazy() -> dict[str, list[LazyImport]]:
    return {
        module_of(file): found
        for file in sorted(SOURCES.rglob("*.py"))
        if (found := list(lazy_imports(ast.parse(file.read_bytes()))))
    }


def test_a_module_is_imported_at_the_first_call() -> None:
    code = (
        "import sys\n"
        "from privacy_gate.base.lazily import lazily\n"
        "load, module = lazily('privacy_gate.base.globs', '__doc__'), lazily('privacy_gate.base.globs')\n"
        "before = 'privacy_gate.base.globs' in sys.modules\n"
        "print(before, load() is load() is module().__doc__)"
    )

    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert done.stdout == "False True\n"


def test_a_module_that_is_not_there_fails_at_the_call() -> None:
    load = lazily("privacy_gate.base.gone")  # type: ignore[misc]  # mypy knows it as well

    with pytest.raises(ModuleNotFoundError):
        load()


def order_of_rooms() -> list[str]:
    contracts = tomllib.loads((CHECKOUT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    return list(contracts[0]["layers"])


def test_they_name_modules_below_or_inside_their_own_room() -> None:
    rooms = order_of_rooms()
    for module, found in [(module, one) for module, every in lazy().items() for one in every]:
        own, other = (rooms.index(name.split(".")[1]) for name in (module, found.module))
        assert other >= own, (module, found)
        loaded = import_module(found.module)
        assert found.name is None or hasattr(loaded, found.name), (module, found)
        package = module if (SOURCES / module.replace(".", "/")).is_dir() else module.rpartition(".")[0]
        # within a room a package names what is in it: no cycle comes of that
        assert other > own or found.module.startswith(f"{package}."), (module, found)


def test_every_member_of_a_table_is_among_them() -> None:
    tables = ("checkers.registry", "reporters", "cli.commands", "integrations.assistants")

    assert {f"privacy_gate.{name}" for name in tables} <= lazy().keys()


def test_the_key_of_the_cache_counts_them() -> None:
    inputs = cache_inputs().split()

    assert "checkers/names/identifiers.py" in inputs
    assert "checkers/prompt/template.py" in inputs
