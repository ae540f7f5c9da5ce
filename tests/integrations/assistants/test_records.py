"""One module an assistant: nothing else in the sources names it, and all lists derive from it."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest

from privacy_gate.checkers.gate import call_changes
from privacy_gate.integrations import assistants
from tests.gate import gate
from tests.repository import CHECKOUT

SOURCES = CHECKOUT / "src/privacy_gate"
HERE = "integrations/assistants"
EXCEPTIONS: dict[str, dict[str, str]] = {
    "*": {
        f"{HERE}/__init__.py": "the table of all assistants",
        f"{HERE}/program_table.py": "programs that send what they are given, as curl does",
    },
    "claude": {
        f"{HERE}/codex.py": "sends the events of Claude Code",
        f"{HERE}/vscode.py": "sends the events of Claude Code and reads its settings",
        f"{HERE}/copilot.py": "has a second spelling of its events, that of Claude Code",
        f"{HERE}/shell/people_only.py": "options of a program in a command line",
        "base/settings_files/assistant_switches.py": "its settings switch hooks off; rooms below the hooks check that",
        "checkers/location_filters.py": "acronyms",
        "index/file_kinds.py": "what generated code says of its author",
    },
    "copilot": {
        f"{HERE}/vscode.py": "reads the same folder of hooks and the same instructions",
        "index/file_kinds.py": "what generated code says of its author",
    },
    "gemini": {
        "base/settings_files/assistant_switches.py": "its settings switch hooks off; rooms below the hooks check that",
        "checkers/location_filters.py": "acronyms",
        "index/file_kinds.py": "what generated code says of its author",
    },
    "vscode": {"checkers/location_filters.py": "the usual name of the user in a container"},
    "cursor": {
        f"{HERE}/shell/tree.py": "of a syntax tree",
        "base/page/base.css": "of a mouse",
        "checkers/names/generic_words.py": "of a database",
        "checkers/prompt/prompt_words.txt": "an English word",
        "documents/tree_sitter_reader.py": "of a syntax tree",
        "index/own_names_tables.py": "of a database",
        "index/sqlite.py": "of a database",
    },
}
"""Where the sources name an assistant beside its module, and why."""


@cache
def sources() -> dict[str, str]:
    """The text of each file. Names of instructions (`GEMINI.md`) are left out: several assistants read them."""
    files = (file for file in SOURCES.rglob("*") if file.is_file() and file.suffix not in (".pyc", ".bin", ".so"))
    return {
        file.relative_to(SOURCES).as_posix(): re.sub(r"\b[A-Z]+\.md\b", "", file.read_text("utf-8", "replace"))
        for file in files
    }


@pytest.mark.parametrize("name", assistants.ASSISTANTS)
def test_its_module_alone_names_an_assistant(name: str) -> None:
    word = re.compile(rf"\b{name}\b", re.IGNORECASE)

    naming = {path for path, text in sources().items() if word.search(text)}

    expected = {f"{HERE}/{name}.py", *EXCEPTIONS["*"], *EXCEPTIONS.get(name, {})}
    assert naming <= expected
    assert EXCEPTIONS.get(name, {}).keys() <= naming, "an exception is not needed any more"


def test_only_modules_of_assistants_lie_beside_their_table() -> None:
    """A module that has a title is in the table."""
    modules = (SOURCES / HERE).glob("*.py")
    found = {file.stem for file in modules if re.search(r"^TITLE = ", file.read_text(), re.MULTILINE)}

    assert found == assistants.ASSISTANTS.keys()


@pytest.mark.parametrize("name", assistants.ASSISTANTS)
def test_a_change_of_its_settings_in_a_repository_is_checked(name: str) -> None:
    plan = assistants.get(name).plan(["privacy-gate", "hook", name])
    places = [f"{plan.project}/{program}" for program in plan.programs] or [plan.project]

    assert all(call_changes.may_call(place) for place in places)


def test_other_names_and_programs_are_those_of_one_assistant() -> None:
    modules = [load() for load in assistants.ASSISTANTS.values()]
    others = [other for module in modules for other in module.OTHER_NAMES]

    assert len(set(others)) == len(others)
    assert not set(others) & assistants.ASSISTANTS.keys()
    assert len({module.PROGRAM for module in modules}) == len(modules)


@pytest.mark.parametrize(
    ("other", "name"), [(other, name) for name, load in assistants.ASSISTANTS.items() for other in load().OTHER_NAMES]
)
def test_another_name_leads_to_ours(other: str, name: str) -> None:
    assert f"`{name}`" in gate("install", other).err


def test_the_readme_lists_all() -> None:
    readme = Path(CHECKOUT / "README.md").read_text(encoding="utf-8")

    assert all(f"{load().TITLE} (`{name}`)" in readme for name, load in assistants.ASSISTANTS.items())
