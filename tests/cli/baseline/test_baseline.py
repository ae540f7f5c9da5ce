"""`privacy-gate baseline`, and what a baseline holds back in every command."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.baseline.accepting import FILE, ONE, OTHER, OTHER_TOKEN, accepted, entries, summary
from tests.gate import Outcome
from tests.repository import Repository, places, shows_token, start


def test_what_was_accepted_is_counted_and_not_reported(repository: Repository) -> None:
    accepted(repository, {"a.py": ONE})

    found, said = repository.report("scan"), repository.gate("scan")

    assert (found.code, places(found), summary(found)) == (0, [], {"baselined": 1, "stale": 0})
    assert "1 in the baseline" in said.out


def test_the_file_shows_nothing_of_the_value(repository: Repository) -> None:
    accepted(repository, {"a.py": ONE})
    text = (repository.root / FILE).read_text()

    assert not shows_token(Outcome(0, text, ""))
    assert text == (repository.root / FILE).read_text()


def test_writing_it_again_changes_nothing(repository: Repository) -> None:
    accepted(repository, {"a.py": ONE, "b.py": OTHER})
    before = (repository.root / FILE).read_bytes()

    assert repository.gate("baseline").code == 0
    assert repository.gate("baseline", "a.py").code == 0
    assert (repository.root / FILE).read_bytes() == before


@pytest.mark.parametrize(
    "moved",
    [
        f"import os\n\n\n{ONE}",
        f"import os\r\n{ONE}".replace("\n", "\r\n"),
        f"def f():\n    {ONE}",
        f"{ONE}x = 1\n",
    ],
)
def test_it_survives_moved_lines(repository: Repository, moved: str) -> None:
    accepted(repository, {"a.py": ONE})
    repository.stage("a.py", moved)

    for command in ("scan", "diff"):
        found = repository.report(command)
        assert (found.code, places(found)) == (0, [])


def test_blocks_that_change_places_are_still_known(repository: Repository) -> None:
    accepted(repository, {"a.py": ONE + "\n" * 9 + OTHER})
    repository.stage("a.py", OTHER + "\n" * 9 + ONE)

    assert summary(repository.report("scan")) == {"baselined": 2, "stale": 0}
    assert places(repository.report("diff")) == []


def test_when_one_of_two_alike_goes_the_other_is_still_known(repository: Repository) -> None:
    accepted(repository, {"a.py": ONE + OTHER})
    repository.stage("a.py", OTHER)

    assert summary(repository.report("scan")) == {"baselined": 1, "stale": 1}


def test_a_swapped_secret_is_new(repository: Repository) -> None:
    accepted(repository, {"a.py": ONE})
    repository.stage("a.py", OTHER)

    for command in ("scan", "diff", "pre-commit"):
        found = repository.report(command, *(["a.py"] if command == "pre-commit" else []))
        assert (found.code, places(found)) == (1, ["a.py:1"])


def test_a_second_secret_beside_an_accepted_one_is_found(repository: Repository) -> None:
    accepted(repository, {"a.py": ONE})
    repository.stage("a.py", ONE + OTHER)

    assert places(repository.report("scan")) == ["a.py:2"]
    assert places(repository.report("diff")) == ["a.py:2"]


def test_a_copy_of_an_accepted_line_is_new_in_a_scan_and_in_a_change(repository: Repository) -> None:
    accepted(repository, {"a.py": ONE})
    repository.stage("a.py", f"x = 1\n{ONE}y = 2\n{ONE}")

    assert len(places(repository.report("scan"))) == 1
    assert len(places(repository.report("diff"))) == 1


def test_the_same_secret_in_another_file_is_new(repository: Repository) -> None:
    accepted(repository, {"a.py": ONE})
    repository.stage("b.py", ONE)

    assert places(repository.report("scan")) == ["b.py:1"]


def test_a_colleague_and_ci_need_nothing_but_the_clone(repository: Repository, tmp_path: Path) -> None:
    accepted(repository, {"src/a.py": ONE})
    start(["git", "clone", "-q", "--depth=1", f"file://{repository.root}", str(tmp_path / "clone")], tmp_path)
    clone = Repository(tmp_path / "clone")
    home = tmp_path / "home"
    home.mkdir()

    found = clone.report("scan", folder="src", variables={"HOME": str(home), "CI": "true"})

    assert (found.code, summary(found)["baselined"]) == (0, 1)


def test_index_range_patch_and_standard_input(repository: Repository) -> None:
    accepted(repository, {"a.py": ONE})
    base = repository.git("rev-parse", "HEAD").strip()
    repository.commit({"a.py": f"x = 1\n{ONE}z = 3\n"})
    repository.stage_only("a.py", f"w = 1\nx = 1\n{ONE}")
    patch = f"--- a/a.py\n+++ b/a.py\n@@ -0,0 +1 @@\n+{ONE}"

    runs = [
        repository.report("diff"),
        repository.report("diff", f"{base}..HEAD"),
        repository.report("diff", "--each-commit", f"{base}..HEAD"),
        repository.report("diff", "--patch", "-", stdin=patch.encode()),
        repository.report("scan", "-", "--stdin-filename", "a.py", stdin=ONE.encode()),
    ]

    assert [(found.code, places(found)) for found in runs] == [(0, [])] * len(runs)


def test_a_pull_request_in_the_action(repository: Repository) -> None:
    accepted(repository, {"a.py": ONE})
    before = repository.git("rev-parse", "HEAD").strip()
    after = repository.commit({"a.py": f"x = 1\n{ONE}"})
    event = repository.root.parent / "event.json"
    event.write_text(f'{{"before": "{before}", "after": "{after}", "ref": "refs/heads/main"}}')

    found = repository.gate("action", variables={"GITHUB_EVENT_PATH": str(event), "GITHUB_EVENT_NAME": "push"})

    assert found.code == 0, found.out


def test_several_processes_agree_with_one(repository: Repository) -> None:
    accepted(repository, {f"f{number}.py": ONE for number in range(6)})
    repository.write("f0.py", OTHER)

    one, three = repository.report("scan", "--jobs", "1"), repository.report("scan", "--jobs", "3")

    assert one.data == three.data
    assert summary(one) == {"baselined": 5, "stale": 1}


@pytest.mark.parametrize("order", ["nearby", "same file"])
def test_two_branches_that_both_accept_something_merge_by_themselves(repository: Repository, order: str) -> None:
    repository.commit({"x.py": f"{ONE}\n\n\n\n\n\n\nx = 1\n"})
    assert repository.gate("baseline").code == 0
    repository.commit({FILE: (repository.root / FILE).read_bytes()})
    for branch, token in (("left", "L"), ("right", "R")):
        repository.git("checkout", "-q", "-b", branch, "main")
        line = f"{branch} = 'ghp_{token}{OTHER_TOKEN[5:]}'\n"
        old = (repository.root / "x.py").read_text()
        texts = {"nearby": line, "same file": line + old if branch == "left" else old + line}
        repository.commit({f"{branch}.py" if order == "nearby" else "x.py": texts[order]})
        assert repository.gate("baseline").code == 0
        repository.commit({FILE: (repository.root / FILE).read_bytes()})

    repository.git("merge", "-q", "--no-edit", "left")

    assert len(entries(repository)) == 3
    assert summary(repository.report("scan")) == {"baselined": 3, "stale": 0}
    assert entries(repository) == sorted(entries(repository))


def test_two_first_baselines_merge_when_both_sides_are_kept(repository: Repository) -> None:
    repository.commit({"x.py": "x = 1\n", ".gitattributes": f"{FILE} merge=union\n"})
    for branch, text in (("left", ONE), ("right", OTHER)):
        repository.git("checkout", "-q", "-b", branch, "main")
        repository.commit({f"{branch}.py": text})
        assert repository.gate("baseline").code == 0
        repository.commit({FILE: (repository.root / FILE).read_bytes()})

    repository.git("merge", "-q", "--no-edit", "left")

    assert summary(repository.report("scan")) == {"baselined": 2, "stale": 0}
    assert repository.gate("baseline").code == 0
    assert summary(repository.report("scan")) == {"baselined": 2, "stale": 0}


def test_a_merge_that_was_not_finished_is_an_error(repository: Repository) -> None:
    accepted(repository, {"a.py": ONE})
    text = (repository.root / FILE).read_text()
    repository.write(FILE, text.replace('"80"\n', '<<<<<<< HEAD\n"80"\n=======\n>>>>>>> other\n'))

    found = repository.gate("scan", "--exit-zero")

    assert found.code == 2
    assert "unresolved merge conflict" in found.err
    assert repository.gate("diff").code == 2


@pytest.mark.parametrize("content", [b"", b"{}\n", b'{"privacy-gate-baseline":2}\n', b"\x00\x01"])
def test_a_broken_baseline_is_an_error_and_not_an_empty_one(repository: Repository, content: bytes) -> None:
    repository.write("a.py", "x = 1\n")
    repository.write(FILE, content)

    assert [repository.gate(command).code for command in ("scan", "diff", "baseline")] == [2, 2, 2]
    assert (repository.root / FILE).read_bytes() == content


def test_a_broken_baseline_in_the_index_alone_is_a_problem(repository: Repository) -> None:
    accepted(repository, {"a.py": ONE})
    repository.stage_only(FILE, "{}\n")

    found = repository.report("diff")

    assert found.code == 2
    assert found.data["problems"][0]["path"] == FILE


def test_a_baseline_that_is_named_must_be_there(repository: Repository) -> None:
    repository.write("a.py", ONE)

    assert "baseline not found:" in repository.gate("scan", "--baseline", "none").err
    repository.write("privacy-gate.yaml", "baseline: quality/accepted\n")
    assert repository.gate("scan").code == 2


def test_another_place_for_it(repository: Repository) -> None:
    repository.write("a.py", ONE)
    repository.write("privacy-gate.yaml", "baseline: quality/accepted\n")
    (repository.root / "quality").mkdir()

    assert repository.gate("baseline").code == 0

    assert not (repository.root / FILE).exists()
    assert (repository.root / "quality/accepted").is_file()
    assert repository.gate("scan", folder="quality").code == 0
    assert repository.gate("scan").code == 0


def test_an_option_names_another_file(repository: Repository) -> None:
    repository.write("src/a.py", ONE)

    assert repository.gate("baseline", "--baseline", "mine", folder="src").code == 0

    assert repository.gate("scan", "--baseline", "src/mine").code == 0
    assert repository.gate("scan").code == 1


def test_outside_git_it_lies_in_the_working_folder(tmp_path: Path) -> None:
    repository = Repository(tmp_path / "elsewhere")
    (tmp_path / "plain").mkdir()
    (tmp_path / "plain/a.py").write_text(ONE)
    variables = {"GIT_CEILING_DIRECTORIES": str(tmp_path)}

    done = repository.gate("baseline", folder="../plain", variables=variables)

    assert (done.code, (tmp_path / "plain" / FILE).is_file()) == (0, True)
    assert repository.gate("scan", folder="../plain", variables=variables).code == 0


def test_only_what_was_selected_is_accepted(repository: Repository) -> None:
    repository.write("prompts/a.md", "As part of our billing system, sort a list.\n")

    repository.gate("baseline", "--select", "prompt")

    assert {finding["rule"].partition("/")[0] for finding in repository.report("scan").data["findings"]} == {"business"}


def test_a_prompt_whose_findings_were_all_accepted_may_be_sent(repository: Repository) -> None:
    repository.write("prompts/a.md", "As part of our billing system, sort a list.\n")

    assert repository.report("scan").data["verdict"] == "rewrite"
    repository.gate("baseline")
    assert repository.report("scan").data["verdict"] == "send"


def test_a_file_that_could_not_be_read_is_said(repository: Repository) -> None:
    repository.write("privacy-gate.yaml", "max_file_size: 10\n")
    repository.write("prompts/a.md", "longer than ten bytes\n")

    assert repository.gate("baseline").code == 2
