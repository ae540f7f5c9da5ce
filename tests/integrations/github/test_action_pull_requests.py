"""The steps of action.yml on pull requests, run from the file, against a GitHub on 127.0.0.1."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tests.gate import GITHUB_TOKEN
from tests.integrations.github import server
from tests.integrations.github.pull_requests import COMPANY, base_of, commands
from tests.integrations.github.server import FakeGitHub
from tests.repository import TOKEN_LINE, Repository
from tests.runner import ACTION, Runner

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the runner here is bash with POSIX paths")


def shows_token(*texts: str) -> bool:
    secret = GITHUB_TOKEN.removeprefix("ghp_")
    return any(secret[at : at + 8] in text for text in texts for at in range(len(secret) - 7))


def test_created_updated_silent_and_gone(runner: Runner, repository: Repository, fake: FakeGitHub) -> None:
    base = base_of(repository)
    head = repository.commit({"prompts/a.md": COMPANY, "src/a.py": f"x = 1\n{TOKEN_LINE}"})
    repository.git("checkout", "-q", "--detach", "main")
    repository.git("merge", "-q", "--no-ff", "-m", "as actions/checkout has it", head)

    first = runner.pull_request(base, head)

    assert first.code == 1
    assert first.outputs == {"verdict": "rewrite", "errors": "2", "warnings": "0", "notes": "0"}
    assert set(ACTION["outputs"]) == {*first.outputs, "sarif-file"}
    assert [line.partition("title=")[0] for line in commands(first.out)] == [
        "::error file=prompts/a.md,line=1,endLine=1,col=1,endColumn=32,",
        "::error file=src/a.py,line=2,endLine=2,col=10,endColumn=50,",
    ]
    assert "## privacy-gate: 2 errors" in first.summary
    assert f"https://github.example/o/r/blob/{head}/src/a.py?plain=1#L2" in fake.comments[0]["body"]
    assert fake.writes == ["POST issues/create-comment", "POST issues/add-labels"]
    assert fake.labels == ["privacy-review"]
    assert not shows_token(first.out, first.summary, fake.comments[0]["body"])
    assert (first.out.count("ghp_****"), first.summary.count("ghp_****")) == (1, 1)

    repository.git("checkout", "-q", "-B", "feature", "main")
    second_head = repository.commit({"prompts/a.md": COMPANY, "src/a.py": "x = 1\n"})
    second = runner.pull_request(base, second_head)

    assert (second.code, second.outputs["errors"]) == (1, "1")
    assert fake.writes[2:] == ["PATCH issues/update-comment"]
    assert "src/a.py" not in fake.comments[0]["body"]

    third = runner.pull_request(base, second_head)

    assert third.code == 1
    assert fake.writes[3:] == []

    fourth = runner.pull_request(base, repository.commit({"prompts/a.md": "TASK: write a login.\n"}))

    assert (fourth.code, commands(fourth.out)) == (0, [])
    assert fourth.outputs == {"verdict": "send", "errors": "0", "warnings": "0", "notes": "0"}
    assert fake.writes[3:] == ["PATCH issues/update-comment", "DELETE issues/remove-label"]
    assert "no findings" in fake.comments[0]["body"]
    assert (len(fake.comments), fake.labels) == (1, [])


def test_a_secret_that_a_later_commit_removes(runner: Runner, repository: Repository, fake: FakeGitHub) -> None:
    base = base_of(repository)
    bad = repository.commit({"src/a.py": f"x = 1\n{TOKEN_LINE}", "prompts/a.md": COMPANY})
    worse = repository.commit({"src/a.py": "x = 1\n"}, f"Take out {TOKEN_LINE}")
    head = repository.commit({"prompts/a.md": "TASK: write a login.\n", "b.py": "y = 1\n"})
    repository.git("checkout", "-q", "--detach", "main")
    repository.git("merge", "-q", "--no-ff", "-m", "as actions/checkout has it", head)

    ran = runner.pull_request(base, head, review_comments="true")

    assert (ran.code, ran.outputs["errors"], ran.outputs["verdict"]) == (1, "1", "send")
    (command,) = commands(ran.out)
    assert command.startswith("::error title=secret/github-token::src/a.py, line 2: ")
    assert f"commit {bad[:12]}" in command
    assert "Revoke it" in command
    (comment,) = fake.comments
    assert "**In the history.** 1 finding in single commits. Revoke each secret" in comment["body"]
    assert f"https://github.example/o/r/blob/{bad}/src/a.py?plain=1#L2" in comment["body"]
    assert fake.labels == ["privacy-review"]
    assert fake.reviews == []
    assert not shows_token(ran.out, ran.summary, comment["body"])

    in_messages = runner.pull_request(bad, head)

    assert (in_messages.code, in_messages.outputs["errors"]) == (1, "1")
    assert f"<commit {worse[:12]}>, line 1: " in in_messages.out
    assert f"https://github.example/o/r/commit/{worse}" in fake.comments[0]["body"]
    assert not shows_token(in_messages.out, in_messages.summary, fake.comments[0]["body"])

    again = runner.pull_request(worse, head)

    assert (again.code, fake.labels) == (0, [])


def test_commits_that_come_by_a_merge(runner: Runner, repository: Repository, fake: FakeGitHub) -> None:
    """What the base has by now is not of the pull request; another branch that it merges is."""
    repository.git("checkout", "-q", "main")
    repository.commit({"old.py": TOKEN_LINE})
    repository.commit({"old.py": "x = 1\n"})
    repository.git("checkout", "-q", "feature")
    repository.commit({"a.py": "x = 1\n"})
    repository.git("merge", "-q", "-m", "Take in main", "main")

    clean = runner.pull_request(base_of(repository), repository.git("rev-parse", "HEAD").strip())

    repository.git("checkout", "-q", "-b", "side", "main")
    repository.commit({"side.py": TOKEN_LINE.replace("token", "other")})
    repository.commit({"side.py": "x = 1\n"})
    repository.git("checkout", "-q", "feature")
    repository.git("merge", "-q", "--no-commit", "side")
    repository.commit({"merged.py": TOKEN_LINE.replace("7", "8", 1)})
    repository.git("rm", "-q", "merged.py")

    ran = runner.pull_request(base_of(repository), repository.commit())

    assert clean.code == 0, clean.out
    assert (ran.code, ran.outputs["errors"]) == (1, "2")
    assert "side.py, line 1: " in ran.out
    assert "merged.py, line 1: " in ran.out


def test_a_removed_secret_is_accepted_once_it_is_revoked(
    runner: Runner, repository: Repository, fake: FakeGitHub
) -> None:
    repository.commit({"src/a.py": TOKEN_LINE})
    head = repository.commit({"src/a.py": "x = 1\n"})
    assert runner.pull_request(base_of(repository), head).code == 1
    assert repository.gate("diff", "--each-commit", "main..feature").code == 1
    assert repository.gate("baseline", "--last").code == 0
    accepted = (repository.root / ".privacy-gate-baseline").read_bytes()
    repository.git("checkout", "-q", "main")
    repository.commit({".privacy-gate-baseline": accepted})
    assert repository.report("scan", ".").data["summary"]["stale"] == 0
    repository.git("checkout", "-q", "feature")

    ran = runner.pull_request(base_of(repository), head)

    assert (ran.code, ran.outputs["errors"]) == (0, "0"), ran.out


def test_what_was_taken_back_reaches_the_run_that_publishes(
    runner: Runner, repository: Repository, fake: FakeGitHub, tmp_path: Path
) -> None:
    base, bad = base_of(repository), repository.commit({"src/a.py": TOKEN_LINE})
    head = repository.commit({"src/a.py": "x = 1\n"})
    report = tmp_path / "report.json"
    assert runner.pull_request(base, head, handover=str(report), comment="false", label="").code == 1
    fake.head = head

    published = runner.check("workflow_run", {"workflow_run": {"head_sha": head, "id": 1}}, handover=str(report))

    assert published.code == 0
    assert f"/blob/{bad}/src/a.py?plain=1#L1" in fake.comments[0]["body"]
    report.write_text(report.read_text().replace(bad, "../../evil"))
    assert runner.check("workflow_run", {"workflow_run": {"head_sha": head}}, handover=str(report)).code == 2


def test_a_clean_pull_request_gets_no_comment(runner: Runner, repository: Repository, fake: FakeGitHub) -> None:
    ran = runner.pull_request(base_of(repository), repository.commit({"a.py": "x = 1\n"}))

    assert (ran.code, ran.out) == (0, "")
    assert "## privacy-gate: nothing found" in ran.summary
    assert fake.writes == []


def test_a_change_of_the_settings_is_shown(runner: Runner, repository: Repository, fake: FakeGitHub) -> None:
    ran = runner.pull_request(
        base_of(repository), repository.commit({"pyproject.toml": "[tool.privacy-gate]\nfail_on = 'never'\n"})
    )

    assert (ran.code, ran.outputs["notes"]) == (0, "1")
    assert commands(ran.out)[0].startswith("::notice file=pyproject.toml")
    assert "gate/configuration-changed" in fake.comments[0]["body"]
    assert fake.labels == []


def test_a_pull_request_cannot_switch_its_own_gate_off(
    runner: Runner, repository: Repository, fake: FakeGitHub
) -> None:
    settings = "[tool.privacy-gate]\nfail_on = 'never'\nexclude = ['**']\n"
    ignored = f"{COMPANY.strip()} <!-- privacy-gate: ignore[business] it is fine -->\n"
    secret = f"{TOKEN_LINE.strip()}  # privacy-gate: ignore[secret] it is not\n"

    ran = runner.pull_request(
        base_of(repository),
        repository.commit({"pyproject.toml": settings, "prompts/a.md": ignored, "src/a.py": secret}),
    )

    assert (ran.code, ran.outputs["errors"]) == (1, "1")
    assert "gate/configuration-changed" in ran.summary
    assert "- `prompts/a.md:1` silences `business`: it is fine" in ran.summary
    assert "- `src/a.py:1` silences `secret`: it is not (not applied" in ran.summary


def test_comments_on_the_lines_of_the_diff(runner: Runner, repository: Repository, fake: FakeGitHub) -> None:
    base, head = base_of(repository), repository.commit({"src/a.py": f"x = 1\n{TOKEN_LINE}"})
    fake.head = head

    for _ in range(2):
        runner.pull_request(base, head, comment="false", label="", review_comments="true")

    (review,) = fake.reviews
    assert [(one["path"], one["line"]) for one in review["comments"]] == [("src/a.py", 2)]
    assert not shows_token(str(review))


def test_a_forks_report_is_handed_over_and_published(
    runner: Runner, repository: Repository, fake: FakeGitHub, tmp_path: Path
) -> None:
    base, head = base_of(repository), repository.commit({"prompts/a.md": COMPANY, "src/a.py": TOKEN_LINE})
    fake.forbidden = ("POST", "PATCH", "DELETE")
    report = tmp_path / "report.json"
    first = runner.pull_request(base, head, handover=str(report))
    assert not shows_token(report.read_text())
    fake.forbidden, fake.head = (), head
    empty = tmp_path / "nothing-checked-out"
    empty.mkdir()
    second = Runner(runner.temp, runner.checkout, empty, fake)
    done = {"workflow_run": {"head_sha": head, "id": 1}}

    published = second.check("workflow_run", done, handover=str(report))
    again = second.check("workflow_run", done, handover=str(report))
    stale = second.check("workflow_run", {"workflow_run": {"head_sha": base}}, handover=str(report))
    missing = second.check("workflow_run", done)

    assert (first.code, published.code, again.code, stale.code, missing.code) == (1, 0, 0, 0, 2)
    assert first.out.count("cannot write") == 1
    assert fake.writes[1:] == ["POST issues/create-comment", "POST issues/add-labels"]
    assert f"/blob/{head}/src/a.py?plain=1#L1" in fake.comments[0]["body"]
    assert published.outputs["errors"] == "2"
    assert "is not the head of the pull request 7" in stale.out


def test_a_fork_falls_back_and_says_so_once(runner: Runner, repository: Repository, fake: FakeGitHub) -> None:
    fake.forbidden = ("POST", "PATCH", "DELETE")

    ran = runner.pull_request(base_of(repository), repository.commit({"prompts/a.md": COMPANY}))

    assert ran.code == 1
    assert (ran.out.count("cannot write"), ran.summary.count("cannot write")) == (1, 1)
    assert len(commands(ran.out)) == 1
    assert "**error** `business/company-context`" in ran.summary
    assert server.TOKEN not in ran.out + ran.summary


@pytest.mark.parametrize("files", [{"prompts/a.md": COMPANY}, {"a.py": "x = 1\n"}])
@pytest.mark.parametrize("fault", [server.status(500), server.status(429), server.hang_up, server.says(b"{")])
def test_a_failing_api_changes_no_result(
    runner: Runner, repository: Repository, fake: FakeGitHub, fault: server.Fault, files: dict[str, str]
) -> None:
    fake.faults.extend([fault] * 9)

    ran = runner.pull_request(base_of(repository), repository.commit(files))

    assert ran.code == ran.summary.count("**error** `business/company-context`") == int("prompts/a.md" in files)
    assert ran.out.count("comment and label may be out of date") == 1
