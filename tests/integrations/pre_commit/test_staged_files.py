"""What pre-commit and prek show of staged files."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

from tests.integrations.pre_commit.running import NOTE, configure, found, run
from tests.repository import (
    CHECKOUT,
    TOKEN_LINE,
    Repository,
    places,
    shows_token,
)

NAMED_OTHERWISE = {
    "settings.reg": ("\ufeff" + TOKEN_LINE).encode("utf-16-le"),
    "notes.txt": b"\0\0" + TOKEN_LINE.encode(),
    "holes.txt": b"\0" * 9000 + TOKEN_LINE.encode(),
    "report.pdf": TOKEN_LINE.encode(),
    "picture.png": b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20 + TOKEN_LINE.encode() + bytes(range(256)) * 20,
    "keys.p12": TOKEN_LINE.encode(),
    "packed.tar": b"\x7fELF" + bytes(range(9)) * 90 + TOKEN_LINE.encode("utf-16-le") + bytes(range(9)) * 90,
    "NOENDING": TOKEN_LINE.encode(),
}


def test_what_a_file_holds_decides_and_not_its_name(tool: str, repository: Repository) -> None:
    published = yaml.safe_load((CHECKOUT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))[0]
    settings = yaml.safe_load((repository.root / ".pre-commit-config.yaml").read_text(encoding="utf-8"))
    hook = settings["repos"][0]["hooks"][0]
    del hook["types_or"]
    hook |= {key: value for key, value in published.items() if key.startswith("types")}
    repository.stage(".pre-commit-config.yaml", yaml.safe_dump(settings))
    for name, data in NAMED_OTHERWISE.items():
        repository.write(name, data)
    repository.git("add", ".")

    done = run(tool, repository)

    assert done.code == 1
    assert sorted(one.split(":")[0] for one in found(done)) == sorted(NAMED_OTHERWISE)
    assert not shows_token(done)


def test_a_clean_commit_passes_and_nothing_is_said(tool: str, repository: Repository) -> None:
    configure(repository, form="text")
    repository.stage("a.py", "x = 1\n")

    done = run(tool, repository)

    assert done.code == 0
    assert re.fullmatch(
        r"privacy-gate\.+Passed\n- hook id: privacy-gate\n- duration: [\d.]+s\n", done.out.rstrip("\n") + "\n"
    )
    assert done.err == ""


@pytest.mark.parametrize("form", ["text", "concise", "json"])
def test_a_staged_token_fails_and_is_not_shown(tool: str, repository: Repository, form: str) -> None:
    configure(repository, form=form)
    repository.stage("a.py", TOKEN_LINE)

    done = run(tool, repository, "--verbose", *(["--show-diff-on-failure"] if form == "text" else []))

    assert done.code == 1
    assert "secret/github-token" in done.out
    assert not shows_token(done)


def test_notes_are_seen_when_the_hook_passes(tool: str, repository: Repository) -> None:
    repository.stage("a.py", NOTE)

    done = run(tool, repository)

    assert done.code == 0
    assert found(done, severity="note") == ["a.py:1"]


STAGED: dict[str, tuple[str, str, str, list[int]]] = {
    "unstaged token": ("a\n", "a\nb\n", f"a\nb\n{TOKEN_LINE}", []),
    "taken back in the work tree only": ("a\n", f"a\n{TOKEN_LINE}", "a\n", [2]),
    "lines of the index": ("a\n", f"a\n{TOKEN_LINE}", f"\n\na\n{TOKEN_LINE}", [2]),
    "old token": (f"a\n{TOKEN_LINE}", f"a\n{TOKEN_LINE}b\n", f"a\n{TOKEN_LINE}b\n", []),
    "old token further down": (f"a\n{TOKEN_LINE}", f"\n\n\na\n{TOKEN_LINE}", "", []),
    "edited line": (f"a\n{TOKEN_LINE}", f"a\nx{TOKEN_LINE}", f"a\nx{TOKEN_LINE}", [2]),
    "removed token": (f"a\n{TOKEN_LINE}", "a\n", f"a\n{TOKEN_LINE}", []),
    "two hunks": ("a\n", f"{TOKEN_LINE}a\n{TOKEN_LINE}", "a\n", [1, 3]),
    "no line feed at the end": ("a", f"a\n{TOKEN_LINE.rstrip()}", "a", [2]),
    "carriage returns": ("a\r\n", f"a\r\n{TOKEN_LINE}", "a\r\n", [2]),
}
"""By what it is about: what is committed, staged, in the work tree; the lines with findings."""


def test_a_file_is_judged_by_what_is_staged(tool: str, repository: Repository) -> None:
    files = {f"{name}.py": case for name, case in STAGED.items()}
    repository.commit({path: committed for path, (committed, _, _, _) in files.items()})
    for path, (_, staged, in_the_work_tree, _) in files.items():
        repository.stage(path, staged)
        repository.write(path, in_the_work_tree)

    done = run(tool, repository)
    direct = repository.report("pre-commit", *files)

    expected = sorted(f"{path}:{line}" for path, (_, _, _, lines) in files.items() for line in lines)
    assert (done.code, sorted(found(done))) == (1, expected)
    assert (direct.code, sorted(places(direct))) == (1, expected)


def test_a_file_that_is_staged_past_the_work_tree(tool: str, repository: Repository) -> None:
    repository.commit({"a.py": "a\n"})
    repository.stage_only("a.py", f"a\n{TOKEN_LINE}")

    done = run(tool, repository)

    assert (done.code, found(done)) == (1, ["a.py:2"])


def test_only_the_files_that_are_given_are_read(repository: Repository) -> None:
    repository.stage("a.py", "x = 1\n")
    repository.stage("b.py", TOKEN_LINE)

    assert repository.report("pre-commit", "a.py").code == 0
    assert places(repository.report("pre-commit", "a.py", "b.py")) == ["b.py:1"]
    repository.write("folder/c.py", "")
    assert places(repository.report("pre-commit", "../b.py", folder="folder")) == ["b.py:1"]


def test_all_files_are_read_whole_whatever_is_staged(tool: str, repository: Repository) -> None:
    repository.commit({"old.py": TOKEN_LINE, "staged.py": f"a\n{TOKEN_LINE}", "untouched.py": "x = 1\n"})
    repository.stage("staged.py", f"a\n{TOKEN_LINE}b\n")

    done = run(tool, repository, "--all-files")

    assert done.code == 1
    assert sorted(found(done)) == ["old.py:1", "staged.py:2"]


def test_named_files_are_read_whole_when_not_all_are_staged(tool: str, repository: Repository) -> None:
    repository.commit({"old.py": TOKEN_LINE, "staged.py": f"a\n{TOKEN_LINE}"})
    repository.stage("staged.py", f"a\n{TOKEN_LINE}b\n")

    assert sorted(found(run(tool, repository, "--files", "old.py", "staged.py"))) == ["old.py:1", "staged.py:2"]
    assert found(run(tool, repository, "--files", "old.py")) == ["old.py:1"]


def test_the_first_commit_of_a_repository(tool: str, tmp_path: Path) -> None:
    repository = Repository(tmp_path)
    configure(repository)
    repository.stage("a.py", f"a\n{TOKEN_LINE}")
    repository.write("b.py", TOKEN_LINE)

    done = run(tool, repository)

    assert (done.code, found(done)) == (1, ["a.py:2"])
