"""Where texts come from, with real repositories: folders, standard input, the index, ranges, patches."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path
from typing import Any

import pytest

from privacy_gate.base import globs
from privacy_gate.config import Config
from privacy_gate.config.parts import PathRule
from privacy_gate.index.file_kinds import never_leaves
from privacy_gate.model import Exposure
from privacy_gate.sources.files import Tree
from tests.gate import GITHUB_TOKEN, Outcome
from tests.repository import GATE, TOKEN_LINE, Repository, environment, places, shows_token, start


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    """A repository with one commit."""
    made = Repository(tmp_path / "repository")
    made.commit({"a.py": "a\n"})
    return made


LONG = "x = 1\n" * 20


def skipped(found: Outcome) -> dict[str, str]:
    return {item["path"]: item["reason"] for item in found.data["skipped"]}


def problems(found: Outcome) -> list[Any]:
    return [problem["path"] for problem in found.data["problems"]]


# files and folders -----------------------------------------------------------------------------


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
    (tmp_path / "link").symlink_to("repository")

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


# standard input --------------------------------------------------------------------------------


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


# ranges ----------------------------------------------------------------------------------------


def test_ranges(repository: Repository) -> None:
    repository.git("checkout", "-q", "-b", "side")
    repository.commit({"side.py": TOKEN_LINE})
    repository.git("checkout", "-q", "main")
    repository.commit({"main.py": LONG + TOKEN_LINE})

    expected = {
        "side...main": ["main.py:21"],
        "main...side": ["side.py:1"],
        "main~1..main": ["main.py:21"],
        "main~1": ["main.py:21"],
        "main~1...": ["main.py:21"],
        "..side": ["side.py:1"],
        "side..main": ["main.py:21"],
    }
    assert {given: places(repository.report("diff", given)) for given in expected} == expected


@pytest.mark.parametrize(
    "arguments", [(), ("--staged",), ("HEAD~2..HEAD",), ("HEAD..HEAD",), ("--each-commit=HEAD..HEAD",)]
)
def test_a_change_of_nothing_is_clean(repository: Repository, arguments: tuple[str, ...]) -> None:
    repository.commit({"a.py": "b\n"})
    repository.commit({"a.py": "a\n"})

    found = repository.report("diff", *arguments)

    assert (found.code, places(found)) == (0, []), found.err


@pytest.mark.parametrize("other", ["empty", "ours"])
def test_a_commit_of_nothing_is_clean(repository: Repository, other: str) -> None:
    if other == "ours":
        repository.git("checkout", "-q", "-b", "side")
        repository.commit({"side.py": "x = 1\n"})
        repository.git("checkout", "-q", "main")
        repository.git("merge", "-q", "--strategy=ours", "-m", "ours", "side")
    repository.commit()

    assert repository.report("diff", "--each-commit", "HEAD~1..HEAD").code == 0


@pytest.mark.parametrize("command", ["diff", "diff --trust HEAD", "pre-commit a.md gone.md"])
def test_an_unmerged_path_is_a_problem(repository: Repository, command: str) -> None:
    repository.commit({"a.md": "one\n", "gone.md": "one\n"})
    repository.git("switch", "-q", "-c", "other")
    repository.commit({"a.md": TOKEN_LINE, "gone.md": "two\n"})
    repository.git("switch", "-q", "main")
    repository.git("rm", "-q", "gone.md")
    repository.commit({"a.md": "three\n"})
    repository.git("merge", "other", code=1)

    done = repository.gate(*command.split(), "--format", "json")

    problems = {problem["path"]: problem["message"] for problem in done.data["problems"]}
    assert problems == dict.fromkeys(["a.md", "gone.md"], "unmerged; resolve the conflict first")
    assert done.code == 2


def test_a_file_that_is_only_announced_is_not_staged(repository: Repository) -> None:
    repository.write("new.py", TOKEN_LINE)
    repository.git("add", "--intent-to-add", "new.py")
    repository.stage("other.py", f"x = 1\n{TOKEN_LINE}")

    assert places(repository.report("diff")) == ["other.py:2"]


def test_a_range_is_judged_by_what_is_committed(repository: Repository) -> None:
    repository.commit({"a.py": f"a\n{TOKEN_LINE}", "deep/x.py": "x = 1\n"})
    repository.write("a.py", "a\n")

    found = repository.report("diff", "HEAD~1..HEAD", folder="deep")

    assert (found.code, places(found)) == (1, ["a.py:2"])


def test_each_commit_is_judged_by_itself(repository: Repository) -> None:
    """What one commit adds and the next one takes away is still pushed."""
    first = repository.git("rev-parse", "HEAD").strip()
    repository.commit({"a.py": f"a\n{TOKEN_LINE}"})
    repository.commit({"a.py": "a\n"})

    assert repository.report("diff", f"{first}..HEAD").code == 0
    found = repository.report("diff", "--each-commit", f"{first}..HEAD")
    assert (found.code, places(found)) == (1, ["a.py:2"])


def test_each_commit_of_a_history_with_merges_and_roots(repository: Repository) -> None:
    first = repository.git("rev-parse", "HEAD").strip()
    repository.git("checkout", "-q", "-b", "side")
    repository.commit({"side.py": TOKEN_LINE})
    repository.git("checkout", "-q", "main")
    repository.commit({"main.py": "x = 1\n"})
    repository.git("merge", "-q", "--no-commit", "side")
    repository.commit({"merged.py": TOKEN_LINE})
    repository.git("checkout", "-q", "--orphan", "root")
    repository.git("rm", "-rfq", ".")
    repository.commit({"root.py": TOKEN_LINE})
    repository.git("checkout", "-q", "main")
    repository.git("merge", "-q", "--allow-unrelated-histories", "-m", "all", "root")

    found = repository.report("diff", "--each-commit", f"{first}..main")

    assert sorted(places(found)) == ["merged.py:1", "root.py:1", "side.py:1"]


@pytest.mark.parametrize(
    "revisions", ["gone", "gone..HEAD", "HEAD..gone", "HEAD...gone", "--output=x", "HEAD:a.py", "..gone", "f" * 40]
)
def test_a_bad_revision_is_two(repository: Repository, revisions: str) -> None:
    for arguments in (("--", revisions), (f"--each-commit={revisions}",)):
        found = repository.report("diff", *arguments)

        assert (found.code, found.out) == (2, "")
        assert not (repository.root / "x").exists()
        assert "Traceback" not in found.err


@pytest.mark.parametrize("dots", ["..", "..."])
def test_a_shallow_clone_is_two_with_a_hint(repository: Repository, tmp_path: Path, dots: str) -> None:
    first = repository.git("rev-parse", "HEAD").strip()
    repository.commit({"a.py": TOKEN_LINE})
    repository.commit({"b.py": "x = 1\n"})
    repository.git("clone", "-q", "--depth", "1", f"file://{repository.root}", str(tmp_path / "shallow"))

    found = Repository(tmp_path / "shallow").report("diff", f"{first}{dots}HEAD")

    assert found.code == 2
    assert "fetch-depth: 0" in found.err


def test_a_shallow_clone_without_the_common_ancestor(repository: Repository, tmp_path: Path) -> None:
    repository.git("checkout", "-q", "-b", "side")
    repository.commit({"side.py": TOKEN_LINE})
    repository.git("checkout", "-q", "main")
    repository.commit({"main.py": "x = 1\n"})
    url = f"file://{repository.root}"
    repository.git("clone", "-q", "--depth", "1", "--no-single-branch", url, str(tmp_path / "shallow"))

    found = Repository(tmp_path / "shallow").report("diff", "HEAD...origin/side")

    assert found.code == 2
    assert "fetch-depth: 0" in found.err


def test_each_commit_in_a_shallow_clone(repository: Repository, tmp_path: Path) -> None:
    """At the edge of a shallow clone git takes a commit for a root, whose every line is new."""
    repository.commit({"b.py": "x = 1\n"})
    repository.commit({"c.py": TOKEN_LINE})
    repository.git("clone", "-q", "--depth", "2", f"file://{repository.root}", str(tmp_path / "shallow"))

    found = Repository(tmp_path / "shallow").report("diff", "--each-commit", "HEAD~1..HEAD")

    assert (found.code, places(found)) == (1, ["c.py:1"])


def test_a_content_that_a_partial_clone_lacks_is_a_problem(repository: Repository, tmp_path: Path) -> None:
    repository.config(**{"uploadpack.allowFilter": "true"})
    repository.commit({"b.py": TOKEN_LINE})
    repository.commit({"b.py": "x = 1\n"})
    url = f"file://{repository.root}"
    repository.git("clone", "-q", "--no-checkout", "--filter=blob:none", url, str(tmp_path / "partial"))

    found = Repository(tmp_path / "partial").gate("diff", "--format", "json", "HEAD~2..HEAD~1")

    assert found.code == 2
    assert "Traceback" not in found.err


def test_a_repository_with_longer_object_names(tmp_path: Path) -> None:
    start(["git", "init", "-q", "--object-format=sha256", "."], tmp_path)
    repository = Repository(tmp_path)
    repository.commit({"a.py": "a\n"})
    repository.commit({"a.py": f"a\n{TOKEN_LINE}"})

    assert places(repository.report("diff", "HEAD~1")) == ["a.py:2"]
    assert places(repository.report("diff", "--each-commit", "HEAD~1..HEAD")) == ["a.py:2"]


# hostile settings ------------------------------------------------------------------------------

HOSTILE = {
    "color.ui": "always",
    "color.diff": "always",
    "diff.external": "/bin/true",
    "diff.noprefix": "true",
    "diff.mnemonicPrefix": "true",
    "diff.srcPrefix": "x/",
    "diff.dstPrefix": "y/",
    "diff.context": "5",
    "diff.interHunkContext": "20",
    "diff.wordRegex": ".",
    "diff.wsErrorHighlight": "all",
    "diff.colorMoved": "zebra",
    "diff.suppressBlankEmpty": "true",
    "diff.submodule": "log",
    "diff.ignoreSubmodules": "all",
    "diff.renames": "false",
    "diff.renameLimit": "1",
    "diff.relative": "true",
    "diff.indentHeuristic": "false",
    "diff.algorithm": "patience",
    "diff.orderFile": "order",
    "core.quotePath": "false",
    "core.pager": "false",
    "pager.diff": "false",
    "core.abbrev": "4",
    "core.autocrlf": "true",
    "core.attributesFile": "attributes",
    "submodule.recurse": "true",
    "status.showUntrackedFiles": "no",
    "diff.driver.textconv": "echo nothing; touch {marker}; true",
    "diff.driver.command": "touch {marker}; true",
    "diff.driver.binary": "true",
    "filter.driver.clean": "touch {marker}; cat",
    "filter.driver.smudge": "touch {marker}; cat",
    "core.fsmonitor": "{script}",
    "core.hooksPath": "{script}",
}


def hostile(repository: Repository) -> None:
    """Changes to judge, in one file among them some that lie close to an old finding."""
    repository.write("order", "z.py\n*\n")
    repository.write(".git/info/exclude", "order\nattributes\nevil\n")
    repository.commit({"a.py": f"1\n2\n{TOKEN_LINE}4\n5\n", "old name.py": LONG})
    repository.stage("a.py", f"one\n2\n{TOKEN_LINE}4\nfive\nmore_{TOKEN_LINE}")
    repository.git("mv", "old name.py", "prüf \n.py")
    repository.stage("prüf \n.py", LONG + TOKEN_LINE)
    repository.stage("z.py", TOKEN_LINE)
    repository.write("untracked.py", TOKEN_LINE)


EXPECTED = ["a.py:6", "prüf \n.py:21", "z.py:1"]


@pytest.mark.parametrize("name", HOSTILE)
def test_a_setting_of_git_changes_nothing_and_runs_nothing(repository: Repository, tmp_path: Path, name: str) -> None:
    hostile(repository)
    marker = tmp_path / "marker"
    script = repository.write("evil", f"#!/bin/sh\ntouch {marker}\n")
    script.chmod(0o755)
    attributes = "*.py diff=driver filter=driver\n" if ".driver." in name else "*.md -text\n"
    repository.write("attributes" if name == "core.attributesFile" else ".git/info/attributes", attributes)
    repository.config(**{name: HOSTILE[name].format(marker=marker, script=script)})
    marker.unlink(missing_ok=True)

    staged = repository.report("diff")
    given = repository.report("pre-commit", "a.py", "prüf \n.py", "z.py")
    folder = repository.report("scan", ".")

    assert not marker.exists()
    assert sorted(places(staged)) == EXPECTED, staged.err
    assert sorted(places(given)) == EXPECTED
    assert len(places(folder)) == 5


@pytest.mark.parametrize(
    "variables",
    [
        {"GIT_EXTERNAL_DIFF": "/bin/true"},
        {"GIT_DIFF_OPTS": "-u9"},
        {"GIT_CONFIG_PARAMETERS": "'diff.external=/bin/true'"},
        {"GIT_CONFIG_COUNT": "1", "GIT_CONFIG_KEY_0": "diff.external", "GIT_CONFIG_VALUE_0": "/bin/true"},
        {"GIT_LITERAL_PATHSPECS": "1"},
        {"GIT_ICASE_PATHSPECS": "1"},
        {"GIT_PAGER": "false"},
        {"GIT_TRACE": "1"},
        {"GIT_PREFIX": "deep/"},
        {"LC_ALL": "de_DE.UTF-8", "LANGUAGE": "de"},
        {"LC_ALL": "C", "PYTHONUTF8": "0"},
    ],
    ids=lambda variables: next(iter(variables)),
)
def test_a_variable_changes_nothing(repository: Repository, variables: dict[str, str]) -> None:
    hostile(repository)

    assert sorted(places(repository.report("diff", variables=variables))) == EXPECTED


@pytest.mark.parametrize("attribute", ["-diff", "binary", "-text", "eol=crlf", "diff=x"])
def test_an_attribute_hides_no_line_and_shows_no_old_one(repository: Repository, attribute: str) -> None:
    repository.commit({"b.py": f"b\n{TOKEN_LINE}"})
    repository.stage(".gitattributes", f"*.py {attribute}\n")
    repository.stage("b.py", f"b\n{TOKEN_LINE}more_{TOKEN_LINE}")
    repository.stage("c.py", f"c\n{TOKEN_LINE}")

    found = repository.report("diff")

    assert (found.code, places(found)) == (1, ["b.py:3", "c.py:2"])


# patches ---------------------------------------------------------------------------------------


def patch(*lines: str) -> bytes:
    return "".join(f"{line}\n" for line in lines).encode()


ADDED = f"+{TOKEN_LINE.rstrip()}"
NEW = ("--- /dev/null", "+++ b/x.py")


@pytest.mark.parametrize(
    "options",
    [
        (),
        ("--stat",),
        ("-U0",),
        ("--minimal", "--full-index"),
        ("--no-prefix",),
        ("--src-prefix=c/", "--dst-prefix=w/"),
    ],
)
def test_a_patch_by_git(repository: Repository, options: tuple[str, ...]) -> None:
    """One that is read is judged as the range that it was made of."""
    repository.commit({"prompts/b.txt": f"1\n2\n3\n{TOKEN_LINE}", "old.py": LONG})
    repository.git("mv", "old.py", "new.py")
    repository.stage("new.py", LONG + TOKEN_LINE)
    repository.commit({"prompts/b.txt": f"1\ntwo_{TOKEN_LINE}3\n{TOKEN_LINE}", "gone.py": TOKEN_LINE}, "Two\n\n- one\n")
    made = repository.git("format-patch", "--stdout", *options, "HEAD~1")

    found = repository.report("diff", "--patch", "-", stdin=made.encode())

    assert sorted(places(found)) == ["gone.py:1", "new.py:21", "prompts/b.txt:2"]
    assert {one["exposure"] for one in found.data["findings"] if one["path"] == "prompts/b.txt"} == {"outbound"}
    assert found.code == 1


def test_a_series_of_patches(repository: Repository) -> None:
    """Each is read, also where two change one file."""
    first = repository.git("rev-parse", "HEAD").strip()
    repository.commit({"a.py": f"a\n{TOKEN_LINE}"})
    repository.commit({"a.py": f"a\nb\nb\n{TOKEN_LINE}more_{TOKEN_LINE}"})
    made = repository.git("format-patch", "--stdout", first)

    found = repository.report("diff", "--patch", "-", stdin=made.encode())

    assert (found.code, places(found)) == (1, ["a.py:2", "a.py:5"])


@pytest.mark.parametrize(
    "path", ["two  words.py", "line\nfeed.py", "tab\tbed.py", 'say "this".py', "back\\slash.py", "prüfung.py", "b/b.py"]
)
@pytest.mark.parametrize("quoted", ["true", "false"])
def test_a_path_in_a_patch(repository: Repository, path: str, quoted: str) -> None:
    repository.stage(path, f"a\n{TOKEN_LINE}")
    made = repository.git("-c", f"core.quotePath={quoted}", "diff", "--cached")

    found = repository.report("diff", "--patch", "-", stdin=made.encode())

    assert places(found) == [f"{path}:2"]


@pytest.mark.parametrize("path", [" b/x.py", "a/b b/c.py"])
def test_a_path_that_the_parser_takes_wrong_is_no_clean_patch(repository: Repository, path: str) -> None:
    repository.stage(path, TOKEN_LINE)

    found = repository.report("diff", "--patch", "-", stdin=repository.git("diff", "--cached").encode())

    assert places(found) == [f"{path}:1"] or found.code == 2


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        pytest.param(patch(*NEW, "@@ -0,0 +1 @@", ADDED), ["x.py:1"], id="plain"),
        pytest.param(patch(*NEW, "@@ -0,0 +1 @@", ADDED).replace(b"\n", b"\r\n"), ["x.py:1"], id="CRLF"),
        pytest.param(patch(*NEW, "@@ -0,0 +1 @@", ADDED).rstrip(), ["x.py:1"], id="no line feed at the end"),
        pytest.param(
            patch(*NEW, "@@ -0,0 +1 @@", ADDED, "\\ No newline at end of file"), ["x.py:1"], id="no newline marker"
        ),
        pytest.param(
            patch(
                "--- x.py\t2026-11-24 09:00:00.0 +0100", "+++ x.py\t2026-11-24 09:01:00.0 +0100", "@@ -0,0 +1 @@", ADDED
            ),
            ["x.py:1"],
            id="diff -u",
        ),
        pytest.param(
            patch("--- a/x.py", "+++ b/x.py", "@@ -9,2 +9,3 @@", " a", ADDED, " b"), ["x.py:10"], id="in the middle"
        ),
        pytest.param(
            patch("--- a/x.py", "+++ b/x.py", "@@ -1 +1 @@", f"--- {GITHUB_TOKEN}", f"+++ {GITHUB_TOKEN}"),
            ["x.py:1"],
            id="looks like a header",
        ),
        pytest.param(
            patch(*NEW, "@@ -0,0 +1,3 @@", "+a\x0cb", "+c\u2028d\re", ADDED), ["x.py:3"], id="other line ends"
        ),
        pytest.param(b"\xff\xfe caf\xe9\n" + patch(*NEW, "@@ -0,0 +1 @@", ADDED), ["x.py:1"], id="not UTF-8"),
    ],
)
def test_a_patch_from_elsewhere(tmp_path: Path, given: bytes, expected: list[str]) -> None:
    found = start([*GATE, "diff", "--format", "json", "--patch", "-"], tmp_path, given)

    assert (found.code, places(found)) == (1, expected), found.err
    assert not shows_token(found)


@pytest.mark.parametrize(
    "given",
    [
        pytest.param(b" \n\n", id="blank"),
        pytest.param(b"garbage\n", id="garbage"),
        pytest.param(bytes(range(256)), id="bytes"),
        pytest.param(patch("garbage", ADDED), id="garbage with a plus"),
        pytest.param(patch(*NEW, ADDED), id="no hunk header"),
        pytest.param(patch("@@ -0,0 +1 @@", ADDED), id="no file header"),
        pytest.param(patch(*NEW, "@@ -0,0 +1 @@", "+a", ADDED), id="one line too many"),
        pytest.param(patch(*NEW, "@@ -0,0 +0,0 @@", ADDED), id="none counted"),
        pytest.param(patch(*NEW, "@@ -0,0 +1,9 @@", ADDED), id="one line too few"),
        pytest.param(patch(*NEW, "@@ -0,0 +1,9 @@", ADDED, *NEW, "@@ -0,0 +1 @@", "+a"), id="too few, another file"),
        pytest.param(patch(*NEW, "@@ -0,0 +1 @@", "+a", "", ADDED), id="after a blank line"),
        pytest.param(patch(*NEW, "@@ -0,0 +1 @@", "+a", "@@ bad @@", ADDED), id="bad hunk header"),
        pytest.param(patch(*NEW, "@@ -0,0 +1 @@", "+a", "@@ -0,0 +x @@", ADDED), id="no number"),
        pytest.param(patch(*NEW, f"@@ -0,0 +{10**12} @@", ADDED), id="huge line"),
        pytest.param(patch(*NEW, f"@@ -0,0 +1,{10**12} @@", ADDED), id="huge count"),
        pytest.param(patch(*NEW, f"@@ -0,0 +{'9' * 5000} @@", ADDED), id="huge number"),
        pytest.param(
            patch("diff --cc x.py", "--- a/x.py", "+++ b/x.py", "@@@ -1 -1 +1,2 @@@", "  a", f"+{ADDED}"), id="combined"
        ),
        pytest.param(patch("0a1", f"> {TOKEN_LINE.rstrip()}"), id="diff without -u"),
        pytest.param(patch("*** a", "--- b", "*" * 15, "*** 0 ****", "--- 1 ----", f"+ {ADDED[1:]}"), id="diff -c"),
        pytest.param(
            patch("Index: x.py", "=" * 67, "--- x.py (revision 1)", "+++ x.py (working copy)", "## -0,0 +1 ##", ADDED),
            id="svn property",
        ),
        pytest.param(patch(*NEW, "@@ -0,0 +1 @@", "+a").replace(b"\n", b"\r") + ADDED.encode(), id="CR"),
        pytest.param("".join(f"{line}\n" for line in (*NEW, "@@ -0,0 +1 @@", ADDED)).encode("utf-16"), id="UTF-16"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_of_a_patch_is_a_problem(tmp_path: Path, given: bytes) -> None:
    found = start([*GATE, "diff", "--format", "json", "--exit-zero", "--patch", "-"], tmp_path, given)

    assert "internal error" not in found.err
    assert found.code == 2
    assert problems(found)
    assert not shows_token(found)


def test_a_diff_of_nothing_is_no_problem(tmp_path: Path) -> None:
    """`git diff | privacy-gate diff --patch -` where nothing changed: git prints nothing."""
    found = start([*GATE, "diff", "--format", "json", "--patch", "-"], tmp_path, b"")

    assert (found.code, problems(found)) == (0, [])


def test_a_small_patch_does_not_take_all_memory(tmp_path: Path) -> None:
    """Each hunk starts a little below the longest gap; together they claim a file of two thousand million lines."""
    hunks = [line for number in range(1, 2001) for line in (f"@@ -0,0 +{number * 999_000} @@", "+x")]
    command = f'ulimit -v 1500000; exec "{GATE[0]}" -m privacy_gate diff --format json --patch -'

    found = start(["sh", "-c", command], tmp_path, patch(*NEW, *hunks))

    assert found.code == 2
    assert found.out, found.err
    assert problems(found) == ["x.py"]


def test_a_patch_of_a_merge_is_a_problem(repository: Repository) -> None:
    repository.git("checkout", "-q", "-b", "side")
    repository.commit({"a.py": "side\n"})
    repository.git("checkout", "-q", "main")
    repository.commit({"a.py": "main\n"})
    repository.git("merge", "-q", "side", code=1)
    repository.commit({"a.py": TOKEN_LINE})
    made = repository.git("show", "--format=", "HEAD")
    assert "@@@" in made

    assert repository.report("diff", "--patch", "-", stdin=made.encode()).code == 2


@pytest.mark.parametrize("change", ["rename", "mode", "delete", "empty", "binary"])
def test_a_patch_that_adds_no_line(repository: Repository, change: str) -> None:
    repository.commit({"old.py": TOKEN_LINE})
    if change == "rename":
        repository.git("mv", "old.py", "new.py")
    elif change == "mode":
        repository.git("update-index", "--chmod=+x", "old.py")
    elif change == "delete":
        repository.git("rm", "-q", "old.py")
    elif change == "empty":
        repository.stage("empty.py", "")
    else:
        repository.stage("x.bin", bytes(range(256)))
    made = repository.git("diff", "--cached", *(["--binary"] if change == "binary" else []))

    found = repository.report("diff", "--patch", "-", stdin=made.encode())

    assert (found.code, places(found)) == (0, []), found.err
    assert skipped(found) == ({"x.bin": "binary"} if change == "binary" else {})


def test_a_patch_that_is_not_there(repository: Repository) -> None:
    (repository.root / "folder").mkdir()

    assert repository.gate("diff", "--patch", "gone").code == 2
    assert repository.gate("diff", "--patch", "folder").code == 2


# names without a case -----------------------------------------------------------------------------

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
