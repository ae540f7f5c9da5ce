"""Renames, links, submodules and strange paths, as pre-commit and prek pass them."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.integrations.pre_commit.running import configure, found, run
from tests.repository import TOKEN_LINE, Repository, places

LONG = "x = 1\n" * 20


def test_a_rename_without_a_change_says_nothing(tool: str, repository: Repository) -> None:
    repository.commit({"old.py": LONG + TOKEN_LINE})
    repository.git("mv", "old.py", "new.py")

    done = run(tool, repository)

    assert (done.code, found(done)) == (0, [])


def test_a_rename_with_a_change_is_judged_by_the_change(tool: str, repository: Repository) -> None:
    repository.commit({"old.py": LONG + TOKEN_LINE})
    repository.git("mv", "old.py", "new.py")
    repository.stage("new.py", f"{LONG}{TOKEN_LINE}y{TOKEN_LINE}")

    done = run(tool, repository)

    assert (done.code, found(done)) == (1, ["new.py:22"])


def test_a_rename_that_sends_a_text_out_is_judged(tool: str, repository: Repository) -> None:
    """Nothing of the text changed but where it goes."""
    repository.commit({"notes/x.md": "As part of our user auth system we hash the passwords of our customers.\n"})
    (repository.root / "prompts").mkdir()
    repository.git("mv", "notes/x.md", "prompts/x.md")

    done = run(tool, repository)

    assert done.code == 1
    assert set(found(done)) == {"prompts/x.md:1"}


def test_a_deleted_file_is_not_looked_for(tool: str, repository: Repository) -> None:
    repository.commit({"old.py": TOKEN_LINE, "kept.py": "x = 1\n"})
    repository.git("rm", "-q", "old.py")
    repository.stage("kept.py", f"x = 1\n{TOKEN_LINE}")

    done = run(tool, repository)

    assert (done.code, found(done)) == (1, ["kept.py:2"])
    repository.git("reset", "-q", "kept.py")
    assert run(tool, repository).code == 0
    assert repository.report("pre-commit").code == 0


def test_a_mode_without_a_change_says_nothing(repository: Repository) -> None:
    repository.commit({"a.py": TOKEN_LINE})
    repository.git("update-index", "--chmod=+x", "a.py")

    assert repository.report("pre-commit", "a.py").code == 0


def test_a_symbolic_link_is_not_followed(tool: str, repository: Repository, tmp_path: Path) -> None:
    configure(repository, types="text, symlink")
    (tmp_path / "outside.py").write_text(TOKEN_LINE)
    (repository.root / "link.py").symlink_to("../outside.py")
    repository.git("add", "link.py")

    assert run(tool, repository).code == 0
    assert repository.report("pre-commit", "link.py").data["skipped"] == [
        {"path": "link.py", "reason": "symbolic link"}
    ]
    repository.commit()
    assert run(tool, repository, "--all-files").code == 0


def test_a_link_that_becomes_a_file_is_read(tool: str, repository: Repository) -> None:
    (repository.root / "a.py").symlink_to("b.py")
    repository.git("add", "a.py")
    repository.commit()
    (repository.root / "a.py").unlink()
    repository.stage("a.py", TOKEN_LINE)

    done = run(tool, repository)

    assert (done.code, found(done)) == (1, ["a.py:1"])


def test_a_submodule_is_passed_over(tool: str, repository: Repository, tmp_path: Path) -> None:
    configure(repository, types="text, directory")
    other = Repository(tmp_path / "other")
    other.commit({"a.py": TOKEN_LINE})
    repository.git("-c", "protocol.file.allow=always", "submodule", "--quiet", "add", str(other.root), "module")
    repository.stage("a.py", TOKEN_LINE)

    done = run(tool, repository)
    direct = repository.report("pre-commit", "module", ".gitmodules")

    assert (done.code, found(done)) == (1, ["a.py:1"])
    assert direct.code == 0
    assert direct.data["skipped"] == [{"path": "module", "reason": "submodule"}]


STRANGE = {
    "spaces": " two  words .py",
    "line feed": "line\nfeed.py",
    "tab": "a\tb.py",
    "b": " b/x.py",
    "a and b": "a/b b/c.py",
    "quote": 'say "this".py',
    "backslash": "back\\slash.py",
    "arrow": "a => b.py",
    "not ASCII": "prüfung.py",
    "escape": "\x1b[31mred.py",
    "command": "::error::x.py",
    "dash": "--exit-zero.py",
    "glob": "[a]*.py",
    "magic": ":(top)a.py",
}


def test_strange_paths(tool: str, repository: Repository) -> None:
    for path in STRANGE.values():
        repository.stage(path, f"a\n{TOKEN_LINE}")
    repository.stage("z.py", "x = 1\n")

    done = run(tool, repository)
    direct = repository.report("pre-commit", "--", *STRANGE.values(), "z.py")

    assert done.code == 1
    assert len(found(done)) == len(STRANGE)
    assert "\x1b" not in done.out
    assert (direct.code, sorted(places(direct))) == (1, sorted(f"{path}:2" for path in STRANGE.values()))


@pytest.mark.parametrize("others", [["--exit-zero", "--fail-on=never", "--ignore=secret", "-q"], ["--help"]])
def test_a_path_is_never_an_option(tool: str, repository: Repository, others: list[str]) -> None:
    """The hook's arguments and the names of files reach the command side by side, without a `--`."""
    for path in others:
        repository.stage(path, "harmless\n")
    repository.stage("z.py", TOKEN_LINE)

    done = run(tool, repository)

    assert (done.code, found(done)) == (1, ["z.py:1"])


def test_a_path_that_is_not_utf_8(repository: Repository) -> None:
    path = b"caf\xe9.py".decode("utf-8", "surrogateescape")
    repository.stage(path, TOKEN_LINE)

    assert places(repository.report("pre-commit", path)) == ["caf\\xe9.py:1"]
    assert found(run("prek", repository)) == ["caf\\xe9.py:1"]  # pre-commit itself cannot read such a name
