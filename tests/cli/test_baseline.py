"""`privacy-gate baseline`, and what a baseline holds back in every command."""

from __future__ import annotations

import os
import stat
import subprocess
from pathlib import Path

import pytest

from tests.gate import GITHUB_TOKEN, Outcome
from tests.repository import Repository, places, shows_token, start

FILE = ".privacy-gate-baseline"
OTHER_TOKEN = "ghp_" + "Zq8QkP2mVv7LsB4TnX9cJf3HwR6yGd1KaE5u"
ONE, OTHER = f"token = '{GITHUB_TOKEN}'\n", f"token = '{OTHER_TOKEN}'\n"


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    return Repository(tmp_path / "repository")


def accepted(repository: Repository, files: dict[str, str], *arguments: str) -> Repository:
    """A repository with some files whose findings are accepted, and all of it committed."""
    repository.commit(dict(files))
    done = repository.gate("baseline", *arguments)
    assert done.code == 0, done.err
    repository.stage(FILE, (repository.root / FILE).read_bytes())
    repository.commit()
    return repository


def summary(found: Outcome) -> dict[str, int]:
    return {key: found.data["summary"][key] for key in ("baselined", "stale")}


def entries(repository: Repository) -> list[str]:
    return [line for line in (repository.root / FILE).read_text().splitlines() if "fingerprint" in line]


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


# entries that nothing answers to -----------------------------------------------------------------


def test_stale_entries_are_reported_and_pruned(repository: Repository) -> None:
    accepted(repository, {"a.py": ONE, "b.py": OTHER, "c.py": ONE})
    repository.write("a.py", "x = 1\n")
    (repository.root / "b.py").unlink()

    found, said = repository.report("scan"), repository.gate("scan", "--verbose")

    assert found.code == 0
    assert [entry["path"] for entry in found.data["stale"]] == ["a.py", "b.py"]
    assert "baseline --prune" in said.out
    assert "stale a.py: secret/github-token" in said.out
    pruned = repository.gate("baseline", "--prune")
    assert (pruned.code, len(entries(repository))) == (0, 1)
    assert summary(repository.report("scan")) == {"baselined": 1, "stale": 0}


def test_pruning_accepts_nothing(repository: Repository) -> None:
    accepted(repository, {"a.py": ONE})
    repository.write("b.py", OTHER)

    repository.gate("baseline", "--prune")

    assert places(repository.report("scan")) == ["b.py:1"]


@pytest.mark.parametrize(
    "arguments", [("scan", "--select", "business"), ("scan", "--ignore", "secret"), ("scan", "b.py"), ("diff",)]
)
def test_what_was_not_looked_at_is_not_stale(repository: Repository, arguments: tuple[str, ...]) -> None:
    accepted(repository, {"a.py": f"x = 1\n{ONE}", "b.py": "y = 1\n"})
    repository.stage("a.py", "x = 2\n")

    assert repository.report(*arguments).data["stale"] == []


def test_a_subfolder_says_nothing_of_others(repository: Repository) -> None:
    accepted(repository, {"a.py": ONE, "src/b.py": OTHER})
    (repository.root / "a.py").unlink()
    repository.write("src/b.py", "x = 1\n")

    repository.gate("baseline", "--prune", ".", folder="src")

    assert [entry["path"] for entry in repository.report("scan").data["stale"]] == ["a.py"]


# what the last run showed ------------------------------------------------------------------------


def test_last_accepts_exactly_what_the_last_run_showed(repository: Repository) -> None:
    repository.commit({"a.py": "x = 1\n", "b.py": OTHER})
    repository.stage("a.py", ONE)
    assert repository.gate("diff").code == 1

    done = repository.gate("baseline", "--last")

    assert (done.code, len(entries(repository))) == (0, 1)
    assert repository.gate("diff").code == 0
    assert places(repository.report("scan")) == ["b.py:1"]


def test_last_adds_to_what_is_there(repository: Repository) -> None:
    accepted(repository, {"a.py": ONE})
    repository.stage("b.py", OTHER)

    repository.gate("pre-commit", "b.py")
    repository.gate("baseline", "--last")

    assert summary(repository.report("scan")) == {"baselined": 2, "stale": 0}


def test_after_a_run_without_findings_there_is_nothing_to_accept(repository: Repository) -> None:
    repository.write("a.py", ONE)
    repository.write("b.py", "x = 1\n")
    repository.gate("scan")
    repository.gate("scan", "b.py")

    done = repository.gate("baseline", "--last")

    assert (done.code, done.out) == (2, "")
    assert "showed no findings" in done.err


def test_accepted_once_it_is_not_accepted_again(repository: Repository) -> None:
    repository.write("a.py", ONE)
    repository.gate("scan")

    assert [repository.gate("baseline", "--last").code for _ in range(2)] == [0, 2]
    assert len(entries(repository)) == 1


def test_what_is_accepted_as_a_whole_is_not_accepted_once_more(repository: Repository) -> None:
    repository.write("a.py", ONE)
    repository.gate("scan", ".")

    assert [repository.gate("baseline", *last).code for last in ([], ["--last"])] == [0, 2]


def test_last_needs_a_repository_and_stands_alone(tmp_path: Path, repository: Repository) -> None:
    (tmp_path / "plain").mkdir()
    variables = {"GIT_CEILING_DIRECTORIES": str(tmp_path)}

    done = repository.gate("baseline", "--last", folder="../plain", variables=variables)

    assert (done.code, "not in a git repository" in done.err) == (2, True)
    assert repository.gate("baseline", "--last", "--prune").code == 2
    assert repository.gate("baseline", "--last", "a.py").code == 2


def test_the_record_is_this_users_alone_and_holds_no_value(repository: Repository) -> None:
    repository.write("a.py", ONE)
    repository.gate("scan")

    (record,) = (repository.root / ".git/privacy-gate/last").iterdir()

    assert stat.S_IMODE(record.stat().st_mode) == 0o600
    assert not shows_token(Outcome(0, record.read_bytes().decode("latin-1"), ""))


def test_a_clean_repository_gets_no_record(repository: Repository) -> None:
    repository.write("a.py", "x = 1\n")
    repository.gate("scan")

    assert not (repository.root / ".git/privacy-gate").exists()


def test_the_batches_of_one_hook_are_one_run(repository: Repository) -> None:
    repository.commit()
    for name, text in (("a.py", ONE), ("b.py", OTHER), ("c.py", "x = 1\n")):
        repository.stage(name, text)
    command = 'for f in a.py b.py c.py; do "$@" pre-commit $f; done'
    from tests.repository import GATE

    start(["sh", "-c", command, "sh", *GATE], repository.root)
    repository.gate("baseline", "--last")

    assert len(entries(repository)) == 2


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="root may write everywhere")
def test_a_read_only_repository_can_still_be_checked(repository: Repository) -> None:
    repository.write("a.py", ONE)
    (repository.root / ".git").chmod(0o500)

    assert repository.gate("scan").code == 1


def test_a_path_that_is_not_utf_8(repository: Repository) -> None:
    name = os.fsdecode(b"caf\xe9.py")
    try:
        repository.write(name, ONE)
    except (OSError, UnicodeError):
        pytest.skip("this file system has no such names")

    assert repository.gate("scan").code == 1
    assert repository.gate("baseline", "--last").code == 0
    assert summary(repository.report("scan")) == {"baselined": 1, "stale": 0}
    assert subprocess.run(["git", "status"], cwd=repository.root, check=False, capture_output=True).returncode == 0
