"""Ranges, commits and the index as sources, in whole and in partial clones."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.repository import TOKEN_LINE, Repository, places, start
from tests.sources.outcomes import LONG


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


def test_each_finding_of_a_range_names_the_commit_that_added_it(repository: Repository) -> None:
    """Also where git's settings would change or run something for `git blame`."""
    repository.config(**{"blame.ignoreRevsFile": "ignored", "diff.x.textconv": "touch ran; cat"})
    first = repository.commit({"a.py": "x = 1\n", ".gitattributes": "*.py diff=x\n"})
    named = {
        "a.py": repository.commit({"a.py": f"{TOKEN_LINE}x = 1\n"}),
        "b\nc.py": repository.commit({"b\nc.py": f"{TOKEN_LINE}\n"}),
    }
    repository.commit({"a.py": f"y = 1\n{TOKEN_LINE}x = 1\n", "gone.py": "password = 'gR4!kd92jfQz8aa'\n"})
    repository.write("ignored", named["a.py"])
    named["gone.py"] = repository.git("rev-parse", "HEAD").strip()
    repository.commit({"gone.py": "x = 1\n"})
    given = ("diff", "--each-commit", f"{first}..HEAD", "--format")

    found = repository.gate(*given, "json").data["findings"]

    assert {one["path"]: one["commit"]["id"] for one in found} == named
    assert {one["path"] for one in found if one["commit"]["now"]} == {"a.py", "b\nc.py"}
    results = repository.gate(*given, "sarif").data["runs"][0]["results"]
    assert {one["properties"]["commit"] for one in results} == set(named.values())
    for form in ("text", "concise", "github", "markdown", "gitlab", "junit", "rdjson", "html"):
        out = repository.gate(*given, form).out
        assert all(commit[:12] in out for commit in named.values()), form
    assert not (repository.root / "ran").exists()


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
