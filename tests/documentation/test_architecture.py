"""`docs/architecture.md` speaks of functions that are there, in the order in which a scan calls them."""

from __future__ import annotations

import ast
import operator
import re
import sys
import tomllib
from importlib import import_module
from pathlib import Path
from types import FrameType

import pytest

from privacy_gate.rules.matching.database import has_hyperscan
from tests.gate import gate
from tests.repository import CHECKOUT

PAGE = (CHECKOUT / "docs" / "architecture.md").read_text()
WAY = PAGE[PAGE.index("## How a finding is produced") : PAGE.index("## Differences of other commands")]
_NAMED = re.compile(r"`([a-z_.]+:[A-Za-z_.]+)`")


@pytest.mark.parametrize("name", sorted(set(_NAMED.findall(PAGE))))
def test_what_it_names_is_there(name: str) -> None:
    module, _, attribute = name.partition(":")

    assert operator.attrgetter(attribute)(import_module(f"privacy_gate.{module}"))


@pytest.mark.skipif(not has_hyperscan(), reason="there is another matcher where hyperscan has no wheel")
def test_a_scan_goes_the_way_in_this_order(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    prompt = Path("prompts/login.md")
    prompt.parent.mkdir()
    prompt.write_text("TASK: As part of our user auth system, write a function.\n")
    gate("scan", str(prompt))  # compiles the rules where no test has yet
    called: dict[str, None] = {}

    def note(frame: FrameType, event: str, _argument: object) -> None:
        module = frame.f_globals.get("__name__", "").removeprefix("privacy_gate.")
        if event == "call":
            called.setdefault(f"{module}:{frame.f_code.co_qualname}")

    sys.setprofile(note)
    try:
        done = gate("scan", str(prompt))
    finally:
        sys.setprofile(None)

    assert done.code == 1
    named = list(dict.fromkeys(_NAMED.findall(WAY)))
    assert [name for name in called if name in named] == named


def test_the_contract_lists_every_room() -> None:
    """The drawing is made from it."""
    contract = tomllib.loads((CHECKOUT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"][0]
    rooms = {file.parent.name for file in (CHECKOUT / "src" / "privacy_gate").glob("*/__init__.py")}

    assert set(contract["layers"]) == rooms
    assert len(rooms) <= 18
    assert {file.name for file in (CHECKOUT / "src" / "privacy_gate").glob("*.py")} == {"__init__.py", "__main__.py"}


def test_every_repository_comes_of_the_shared_fixture() -> None:
    """A fixture `repository` adds to the one above it; a module that needs only files marks them."""
    apart = [
        f"{file.relative_to(CHECKOUT)}:{node.lineno}"
        for file in (CHECKOUT / "tests").rglob("*.py")
        for node in ast.parse(file.read_text(encoding="utf-8")).body
        if isinstance(node, ast.FunctionDef) and node.name == "repository" and file.parent.name != "tests"
        if "repository" not in [argument.arg for argument in node.args.args]
    ]

    assert apart == []


def test_no_module_is_longer_than_250_lines() -> None:
    sources = CHECKOUT / "src/privacy_gate"

    long = [str(file) for file in sources.rglob("*.py") if len(file.read_text("utf-8").splitlines()) > 250]

    assert long == []


def test_no_file_of_tests_is_longer_than_400_lines() -> None:
    files = (CHECKOUT / "tests").rglob("*.py")

    assert [str(file) for file in files if len(file.read_text("utf-8").splitlines()) > 400] == []


_FOREIGN = {"re._parser", "sys._getframe", "os._exit"}
"""Private names of Python: it has no public ones for the width of an expression, a caller, and an end at once."""
_OF_TUPLES = {"_asdict", "_fields", "_make", "_replace"}
_IN_TEXTS = re.compile(r"(?<![\w.])[a-z]\w*(?:\.\w+)*\._[a-z]\w*", re.IGNORECASE)


def find_private_names(source: str) -> list[str]:
    """The private names of other modules and objects that a module uses, also in the programs that it starts."""
    found = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.ImportFrom):
            parts = [*(node.module or "").split("."), *(one.name for one in node.names)]
            found += [part for part in parts if re.match("_[a-zA-Z]", part)]
        elif isinstance(node, ast.Attribute) and re.match("_[a-zA-Z]", node.attr) and node.attr not in _OF_TUPLES:
            owner = ast.unparse(node.value)
            found += [f"{owner}.{node.attr}"] if owner not in {"self", "cls"} else []
        elif isinstance(node, ast.Constant) and "privacy_gate" in str(node.value):
            found += [one for one in _IN_TEXTS.findall(str(node.value)) if one.rpartition(".")[2] not in _OF_TUPLES]
        elif isinstance(node, ast.Call) and ast.unparse(node.func).endswith((".setattr", ".delattr", ".object")):
            names = [one.value for one in node.args[1:2] if isinstance(one, ast.Constant)]
            found += [str(name) for name in names if re.match("_[a-zA-Z]", str(name))]
    return [name for name in found if name not in _FOREIGN]


def test_no_test_uses_a_private_name() -> None:
    used = {
        str(file.relative_to(CHECKOUT)): names
        for file in (CHECKOUT / "tests").rglob("*.py")
        if (names := find_private_names(file.read_text("utf-8")))
    }

    assert used == {}


@pytest.mark.parametrize(
    "source",
    [
        "from a import _b",
        "from a._b import c",
        "import a\na._b()",
        "m.setattr(a, '_b', 1)",
        "run('import PACKAGE; a.b._c = 1')",
    ],
)
def test_a_private_name_would_be_seen(source: str) -> None:
    assert len(find_private_names(source.replace("PACKAGE", "privacy_gate"))) == 1
