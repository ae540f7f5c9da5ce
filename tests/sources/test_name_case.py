"""File names on file systems that ignore case."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

import pytest

from privacy_gate.base import globs
from privacy_gate.config import Config
from privacy_gate.config.parts import PathRule
from privacy_gate.index.file_kinds import never_leaves
from privacy_gate.model import Exposure
from privacy_gate.sources.files import Tree
from tests.gate import Outcome
from tests.repository import Repository

HOST = "The host is rates-03.brightwater.internal.\n"


def outbound(found: Outcome) -> list[str]:
    return [one["path"] for one in found.data["files"]]


@pytest.mark.skipif(sys.platform in ("win32", "darwin"), reason="names have no case there")
def test_a_prompt_in_another_case_goes_out_where_names_have_none(repository: Repository) -> None:
    repository.write("prompts/x.md", HOST)
    repository.write("PROMPTS/x.md", HOST)

    assert outbound(repository.process("scan", "--format", "json", "PROMPTS/x.md")) == []

    shutil.rmtree(repository.root / "PROMPTS")
    for name in os.listdir(repository.root):  # noqa: PTH208  (as such a file system has it, by links)
        (repository.root / name.swapcase()).symlink_to(name)

    assert outbound(repository.process("scan", "--format", "json", "PROMPTS/x.md")) == ["PROMPTS/x.md"]
    assert outbound(
        repository.process("scan", "--format", "json", "-", "--stdin-filename", "Prompts/x.md", stdin=b"x")
    ) == ["Prompts/x.md"]


def test_only_what_guards_is_in_any_case(monkeypatch: pytest.MonkeyPatch) -> None:
    config = Config(
        never_send=["Pricing/**"],
        per_path=[
            PathRule(paths=["prompts/own/**"], reason="ours", exposure=Exposure.INTERNAL),
            PathRule(paths=["Notes/**"], reason="sent", exposure=Exposure.OUTBOUND),
        ],
        exclude=["Vendor/**"],
    )

    def said() -> list[object]:
        paths = ("prompts/own/x.md", "Prompts/own/x.md", "Prompts/x.md", "notes/x.md", "src/x.md")
        return [never_leaves("pricing/fee.py", config), *map(config.exposure, paths), config.excludes("vendor/x")]

    inside, out = Exposure.INTERNAL, Exposure.OUTBOUND
    monkeypatch.setattr(globs, "ignores_case", lambda: False)
    assert said() == [False, inside, inside, inside, inside, inside, False]
    monkeypatch.setattr(globs, "ignores_case", lambda: True)
    assert said() == [True, inside, out, out, out, inside, False]


@pytest.mark.skipif(os.name == "nt", reason="its paths compare so by themselves")
@pytest.mark.parametrize(("any_case", "expected"), [(True, "prompts/X.md"), (False, "/users/ME/work/prompts/X.md")])
def test_a_path_that_is_typed_whole_is_within_the_root(
    any_case: bool, expected: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(globs, "ignores_case", lambda: any_case)
    tree = Tree(Path("/Users/Me/work"), None, Config())

    assert tree.relative(Path("/users/ME/work/prompts/X.md")) == expected
    assert tree.relative(Path("/users/ME/works/X.md")) == "/users/ME/works/X.md"
