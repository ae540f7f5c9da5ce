"""The repositories that hold a folder and those below it, also from the folders that git keeps them in."""

from __future__ import annotations

from pathlib import Path

import pytest

from privacy_gate.base import git
from privacy_gate.base.errors import GateError
from privacy_gate.base.git import nested
from tests.repository import Repository


@pytest.fixture
def outer(folder: Path) -> Repository:
    """A repository with a linked work tree beside it, a submodule and a nested repository."""
    other = Repository(folder / "other")
    other.commit({"a": "x"})
    outer = Repository(folder / "outer")
    outer.commit({"f": "x"})
    outer.git("worktree", "add", "-q", str(folder / "linked"))
    outer.git("-c", "protocol.file.allow=always", "submodule", "add", "-q", str(other.root), "sub")
    Repository(outer.root / "deep" / "nested").commit({"b": "x"})
    return outer


@pytest.mark.parametrize(
    ("place", "roots"),
    [("outer", ["outer"]), ("outer/.git", ["outer"]), ("outer/.git/hooks", ["outer"]), ("linked", ["linked"]),
     ("outer/.git/worktrees/linked", ["linked"]), ("outer/sub", ["sub", "outer"]),
     ("outer/.git/modules/sub", ["sub", "outer"]), ("outer/deep/nested/.git", ["nested", "outer"]), (".", [])],
)  # fmt: skip
def test_the_repositories_that_hold_a_folder(place: str, roots: list[str], outer: Repository) -> None:
    assert [one.root.name for one in nested.find_enclosing(outer.root.parent / place)] == roots


def test_the_repositories_below_a_folder(outer: Repository) -> None:
    (outer.root / "node_modules").mkdir()
    Repository(outer.root / "node_modules" / "copy")

    assert {one.name for one in nested.nested_roots(outer.root)} == {"sub", "nested"}
    assert {one.name for one in nested.nested_roots(outer.root.parent)} == {"other", "outer", "linked", "sub", "nested"}


def test_a_bare_repository_has_no_work_tree(outer: Repository) -> None:
    outer.git("clone", "-q", "--bare", ".", "../bare.git")

    assert git.find(outer.root.parent / "bare.git" / "refs") is None


@pytest.mark.parametrize("place", [".", ".git", ".git/hooks"])
def test_checked_out_files_of_a_repository_that_says_it_is_bare_are_not_forgotten(
    place: str, outer: Repository
) -> None:
    outer.config(**{"core.bare": "true"})

    with pytest.raises(GateError, match=r"treats .* as a bare repository, but it has a work tree"):
        git.find(outer.root / place)


def test_a_git_folder_whose_work_tree_is_not_known_is_an_error(outer: Repository) -> None:
    (outer.root / ".git").rename(outer.root.parent / "moved")

    with pytest.raises(GateError, match=r"the work tree of the repository in .* is unknown"):
        git.find(outer.root.parent / "moved")
