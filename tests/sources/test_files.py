"""Folders, files and standard input as sources."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.repository import GATE, TOKEN_LINE, Repository, environment, places, start
from tests.sources.outcomes import problems, skipped


def test_a_folder_is_read_with_the_ignore_rules_of_git(repository: Repository) -> None:
    repository.write(".gitignore", "*.log\nbuild/\n!kept.log\n")
    for path in ("x.log", "kept.log", "build/x.py", "new.py", ".env", ".hidden/x.py", "deep/er/x.py", "deep/x.log"):
        repository.write(path, TOKEN_LINE)
    repository.write("deep/.gitignore", "er/\n")
    repository.stage("tracked.log", TOKEN_LINE)
    repository.write(".git/info/exclude", "excluded.py\n")
    repository.write("excluded.py", TOKEN_LINE)

    whole = repository.report("scan", ".")
    below = repository.report("scan", folder="deep")

    assert places(whole) == [".env:1", ".hidden/x.py:1", "kept.log:1", "new.py:1", "tracked.log:1"]
    assert places(below) == []


@pytest.mark.parametrize(
    ("named", "read"),
    [
        ("x.log", ["x.log:1"]),
        ("build", ["build/deep/x.py:1", "build/x.py:1"]),
        ("build/", ["build/deep/x.py:1", "build/x.py:1"]),
        ("build/deep", ["build/deep/x.py:1"]),
        ("build/x.py", ["build/x.py:1"]),
    ],
)
def test_a_named_path_is_read_even_if_it_is_ignored(repository: Repository, named: str, read: list[str]) -> None:
    repository.write(".gitignore", "*.log\nbuild/\n")
    for path in ("x.log", "build/x.py", "build/deep/x.py", "build/.git/x.py"):
        repository.write(path, TOKEN_LINE)

    found = repository.report("scan", named)

    assert (found.code, places(found)) == (1, read)


def test_a_named_ignored_folder_is_read_whole_though_one_file_in_it_is_tracked(repository: Repository) -> None:
    """A folder of prompts that is kept out of the repository, but for a file that keeps it there."""
    repository.write(".gitignore", "prompts/\n")
    repository.stage("prompts/.gitkeep", "")
    repository.write("prompts/x.md", TOKEN_LINE)

    found = repository.report("scan", "prompts")

    assert (found.code, places(found)) == (1, ["prompts/x.md:1"])


def test_git_s_own_folder_is_not_read(repository: Repository) -> None:
    repository.write(".git/x.py", TOKEN_LINE)
    repository.write("plain/.git/x.py", TOKEN_LINE)
    repository.write("plain/x.py", "x = 1\n")

    assert repository.report("scan", ".").code == 0
    assert start([*GATE, "scan", "."], repository.root / "plain").code == 0


def test_outside_of_git_all_files_are_read(tmp_path: Path) -> None:
    for path in ("x.py", ".env", "deep/x.py", ".git/x.py"):
        (tmp_path / path).parent.mkdir(exist_ok=True)
        (tmp_path / path).write_text(TOKEN_LINE)
    (tmp_path / ".gitignore").write_text("x.py\n")

    found = start([*GATE, "scan", "--format", "json", "."], tmp_path, env=environment())

    assert places(found) == [".env:1", "deep/x.py:1", "x.py:1"]


def test_a_file_is_read_once_however_often_it_is_named(repository: Repository) -> None:
    repository.write("x.py", TOKEN_LINE)

    found = repository.report("scan", "x.py", ".", "./x.py", str(repository.root / "x.py"))

    assert places(found) == ["x.py:1"]


def test_links_in_a_folder_are_listed_and_not_followed(repository: Repository, tmp_path: Path) -> None:
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside/x.py").write_text(TOKEN_LINE)
    (repository.root / "file.py").symlink_to("../outside/x.py")
    (repository.root / "folder").symlink_to("../outside")
    (repository.root / "loop").symlink_to("loop")
    (repository.root / "up").symlink_to(".")

    found = repository.report("scan", ".")

    assert found.code == 0
    assert skipped(found) == dict.fromkeys(("file.py", "folder", "loop", "up"), "symbolic link")


def test_a_named_link_within_the_tree_is_followed(repository: Repository) -> None:
    repository.write("deep/x.py", TOKEN_LINE)
    (repository.root / "link.py").symlink_to("deep/x.py")

    assert places(repository.report("scan", "link.py")) == ["deep/x.py:1"]


@pytest.mark.parametrize("named", ["link", "link/"])
def test_a_named_link_to_a_folder_does_not_pass_unread(repository: Repository, named: str) -> None:
    repository.write("deep/x.py", TOKEN_LINE)
    (repository.root / "link").symlink_to("deep")

    assert repository.report("scan", named).code != 0


def test_a_working_folder_that_was_reached_through_a_link(repository: Repository, tmp_path: Path) -> None:
    repository.write("deep/x.py", TOKEN_LINE)
    (tmp_path / "link").symlink_to("work")

    found = start([*GATE, "scan", "--format", "json", "x.py"], tmp_path / "link" / "deep")

    assert places(found) == ["deep/x.py:1"]


def test_a_submodule_in_a_folder_is_listed(repository: Repository, tmp_path: Path) -> None:
    with_submodule(repository, tmp_path)

    found = repository.report("scan", ".")

    assert found.code == 0
    assert skipped(found) == {"module": "submodule or nested repository"}


@pytest.mark.parametrize("named", ["module", "module/x.py", "nested", "nested/x.py"])
def test_a_submodule_that_is_named_does_not_pass_unread(repository: Repository, tmp_path: Path, named: str) -> None:
    with_submodule(repository, tmp_path)
    Repository(repository.root / "nested").commit({"x.py": TOKEN_LINE})

    found = repository.report("scan", named)

    assert (found.code, places(found)) == (1, [f"{named.removesuffix('/x.py')}/x.py:1"])


def with_submodule(repository: Repository, tmp_path: Path) -> None:
    other = Repository(tmp_path / "other")
    other.commit({"x.py": TOKEN_LINE})
    repository.git("-c", "protocol.file.allow=always", "submodule", "--quiet", "add", str(other.root), "module")


def test_a_pipe_is_skipped_and_not_waited_for(repository: Repository) -> None:
    os.mkfifo(repository.root / "pipe")

    assert skipped(repository.report("scan", "pipe")) == {"pipe": "not a regular file"}
    assert repository.report("scan", "pipe", "a.py").code == 0


def test_a_file_that_cannot_be_read_is_a_problem(repository: Repository) -> None:
    """This file of Linux is a regular one, and nobody may read its start, root included."""
    found = repository.report("scan", "a.py", "/proc/self/mem", "--exit-zero")

    assert found.code == 2
    assert problems(found) == ["/proc/self/mem"]
    assert "/proc/self/mem" in found.err


@pytest.mark.parametrize(
    ("named", "said"),
    [
        ("gone.py", "file not found: gone.py"),
        ("gone/", "file not found: gone"),
        ("a.py/x", "file not found: a.py/x"),
        ("x" * 300, "file not found: xxx"),
        ("empty", "nothing to check in empty"),
        ("all-ignored", "nothing to check in all-ignored"),
    ],
)
def test_nothing_to_read_is_two(repository: Repository, named: str, said: str) -> None:
    (repository.root / "empty").mkdir()
    repository.write("all-ignored/.gitignore", "*\n")

    found = repository.report("scan", named)

    assert (found.code, found.out) == (2, "")
    assert said in found.err


def test_a_large_file_is_skipped_and_a_large_prompt_is_a_problem(repository: Repository) -> None:
    repository.stage("privacy-gate.yaml", "max_file_size: 200\n")
    for path in ("big.py", "prompts/big.md"):
        repository.stage(path, f"{TOKEN_LINE}{'x' * 200}")

    for found in (repository.report("scan", "."), repository.report("diff"), repository.report("diff", "--exit-zero")):
        assert found.code == 2
        assert problems(found) == ["prompts/big.md"]
        assert list(skipped(found)) == ["big.py"]
        assert places(found) in ([], ["privacy-gate.yaml:1"])


@pytest.mark.parametrize(
    "path", ["line\nfeed.py", " b/x.py", "a/b b/c.py", 'say "this".py', "back\\slash.py", "[a]*.py", ":(top)x.py", "-"]
)
def test_strange_names_of_files_and_folders(repository: Repository, path: str) -> None:
    repository.write(path, TOKEN_LINE)
    repository.write(f"f{path}/x.py", TOKEN_LINE)

    assert places(repository.report("scan", f"./{path}")) == [f"{path}:1"] or path == "-"
    assert places(repository.report("scan", f"./f{path}")) == [f"f{path}/x.py:1"]
    assert {f"{path}:1", f"f{path}/x.py:1"} <= set(places(repository.report("scan", ".")))


@pytest.mark.parametrize(
    ("arguments", "folder", "path", "exposure"),
    [
        ((), ".", "<stdin>", "outbound"),
        (("--exposure", "internal"), ".", "<stdin>", "internal"),
        (("--stdin-filename", "src/x.py"), ".", "src/x.py", "internal"),
        (("--stdin-filename", "prompts/x.py"), ".", "prompts/x.py", "outbound"),
        (("--stdin-filename", "./prompts/x.py"), ".", "prompts/x.py", "outbound"),
        (("--stdin-filename", "src/../prompts/x.py"), ".", "prompts/x.py", "outbound"),
        (("--stdin-filename", "x.py"), "prompts", "prompts/x.py", "outbound"),
        (("--stdin-filename", "{root}/prompts/x.py"), "src", "prompts/x.py", "outbound"),
        (("--stdin-filename", "src/x.py", "--exposure", "outbound"), ".", "src/x.py", "outbound"),
    ],
)
def test_standard_input(
    *, repository: Repository, arguments: tuple[str, ...], folder: str, path: str, exposure: str
) -> None:
    for name in ("src", "prompts"):
        (repository.root / name).mkdir()
    given = [argument.format(root=repository.root) for argument in arguments]

    found = repository.report("scan", "-", "--ignore", "prompt", *given, stdin=TOKEN_LINE.encode(), folder=folder)

    assert [(one["path"], one["exposure"]) for one in found.data["findings"]] == [(path, exposure)]


def test_empty_standard_input_is_an_empty_text(repository: Repository) -> None:
    assert repository.report("scan", "-").code == 0


def test_standard_input_that_is_closed(repository: Repository) -> None:
    command = f'exec "{GATE[0]}" -m privacy_gate scan - <&-'

    done = start(["sh", "-c", command], repository.root)

    assert done.code == 2
    assert "Traceback" not in done.err
