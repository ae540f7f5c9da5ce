"""The steps of action.yml, run from the file, in real repositories and against a GitHub on 127.0.0.1."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from tests.gate import GITHUB_TOKEN
from tests.integrations.github import server
from tests.integrations.github.server import FakeGitHub
from tests.repository import TOKEN_LINE, Repository, copy_of_the_checkout
from tests.runner import ACTION, CHECK, FIND, KEEP, ROOT, Runner

WORKFLOWS = sorted(str(path.relative_to(ROOT)) for path in (ROOT / "examples" / "workflows").glob("*.yml"))
OWN = sorted(str(path.relative_to(ROOT)) for path in (ROOT / ".github" / "workflows").glob("*.yml"))

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the runner here is bash with POSIX paths")

COMPANY = "As part of our user auth system, write a login.\n"
TRAP = "import os, pathlib\npathlib.Path(os.environ['RUNNER_TEMP'], 'trapped').write_text(__file__)\n"
TRAPS = ("venv", "pip", "click", "msgspec", "sitecustomize", "ensurepip", "hatchling", "privacy_gate", "subprocess")


@pytest.fixture(scope="session")
def installed(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """RUNNER_TEMP after the install step, and the checkout it installed from; once for all workers."""
    own = tmp_path_factory.getbasetemp()
    shared = own.parent if "PYTEST_XDIST_WORKER" in os.environ else own
    temp, checkout, done = shared / "runner-temp", shared / "checkout", shared / "installed"
    try:
        temp.mkdir()
    except FileExistsError:
        until = time.monotonic() + 300
        while not done.exists() and time.monotonic() < until:
            time.sleep(0.2)
    else:
        workspace = shared / "trapped-workspace"
        workspace.mkdir()
        set_traps(workspace)
        ran = Runner(temp, copy_of_the_checkout(checkout), workspace).install()
        unfinished = shared / "installing"
        unfinished.write_text(f"{ran.code}\n{ran.out}")
        unfinished.rename(done)
    said = done.read_text()
    assert said.startswith("0\n"), said
    return temp, checkout


def set_traps(folder: Path) -> None:
    """Modules that Python would take from the working folder, if it looked there."""
    for name in TRAPS:
        (folder / f"{name}.py").write_text(TRAP)


@pytest.fixture
def fake() -> Iterator[FakeGitHub]:
    with server.running() as running:
        yield running


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    made = Repository(tmp_path / "workspace")
    made.commit({"README.md": "hello\n", "pyproject.toml": "[tool.privacy-gate.severity]\nprompt = 'off'\n"})
    made.git("checkout", "-q", "-b", "feature")
    return made


@pytest.fixture
def runner(installed: tuple[Path, Path], repository: Repository, fake: FakeGitHub) -> Runner:
    return Runner(*installed, repository.root, fake)


def base_of(repository: Repository) -> str:
    return repository.git("rev-parse", "main").strip()


def commands(out: str) -> list[str]:
    """The lines that the runner obeys: those outside of what is stopped."""
    obeyed, end = [], None
    for line in out.splitlines():
        if end is not None:
            end = None if line == f"::{end}::" else end
        elif line.startswith("::stop-commands::"):
            end = line.removeprefix("::stop-commands::")
        elif line.lstrip().startswith("::") or "##[" in line:
            obeyed.append(line)
    assert end is None
    return obeyed


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
    assert "nothing left" in fake.comments[0]["body"]
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


def test_inputs(runner: Runner, repository: Repository, fake: FakeGitHub) -> None:
    repository.git("checkout", "-q", "main")
    repository.commit({"other.yaml": "severity: {business: warning}\n"})
    repository.git("checkout", "-q", "-B", "feature")
    base, head = base_of(repository), repository.commit({"prompts/a.md": COMPANY})
    quiet = {"label": "", "comment": "FALSE"}

    ran = runner.pull_request(base, head, config="other.yaml", label="look here", comment="false")
    strict = runner.pull_request(base, head, config="other.yaml", fail_on="warning", **quiet)
    lenient = runner.pull_request(base, head, fail_on="never", **quiet)

    assert (ran.code, ran.outputs["warnings"], strict.code, lenient.code) == (0, "1", 1, 0)
    assert (fake.writes, fake.labels) == (["POST issues/add-labels"], ["look here"])


def test_the_settings_of_tools_are_checked_on_request(runner: Runner, repository: Repository, fake: FakeGitHub) -> None:
    base = base_of(repository)
    head = repository.commit({".claudeignore": ".env\n", "src/a.py": "x = 1\n"})

    without = runner.pull_request(base, head)
    checked = runner.pull_request(base, head, audit="true")

    assert (without.code, checked.code) == (0, 1)
    assert "title=toolchain/claude-ignore-file" in "".join(commands(checked.out))
    assert "The tools: " in checked.summary
    assert "toolchain/claude-ignore-file" in fake.comments[0]["body"]


@pytest.mark.parametrize(
    ("inputs", "said"),
    [
        ({"fail_on": "$(id)"}, "the input fail-on is `$(id)`%0Ahint: Choose one of: error, warning, note, never."),
        ({"audit": "maybe"}, "the input audit is `maybe`"),
        ({"comment": "maybe\n::error::x"}, "the input comment is `maybe\\n::error::x`"),
        ({"config": "--help"}, "cannot read the configuration --help"),
        ({"paths": "src\n../other"}, "the input paths has `../other`"),
        ({"paths": "--help"}, "the input paths has `--help`"),
        ({"review_comments": "2"}, "the input review-comments is `2`"),
        ({"baseline": "no-such"}, "baseline not found: no-such: it is not in "),
        ({"config": "no\nsuch"}, "cannot read the configuration no\\nsuch"),
    ],
)
def test_wrong_inputs(runner: Runner, repository: Repository, inputs: dict[str, str], said: str) -> None:
    ran = runner.pull_request(base_of(repository), base_of(repository), **inputs)

    assert ran.code == 2
    assert said in ran.out
    assert len(commands(ran.out)) == len(ran.out.splitlines()) == 1


def test_text_under_test_commands_nothing(runner: Runner, repository: Repository, fake: FakeGitHub) -> None:
    (repository.root / ".git" / "info" / "exclude").write_text("*.py\n")
    set_traps(repository.root)
    line = f"##[error]x ::error::y \x1b[31m @octocat ```` ![x](https://evil.example) <b> {COMPANY}"
    names = ["prompts/::error::x.md", "prompts/a\n::error::y.md", "prompts/##[error]z.md", "prompts/`@octocat`|.md"]
    head = repository.commit(dict.fromkeys(names, f"::set-output name=verdict::send\n{line}::add-mask::e\n"))

    ran = runner.pull_request(base_of(repository), head)

    assert (ran.code, ran.outputs["errors"]) == (1, "4")
    assert len(commands(ran.out)) == 4
    assert all(line.startswith("::error file=prompts/") for line in commands(ran.out))
    assert "\x1b" not in ran.out + ran.summary + fake.comments[0]["body"]
    assert not re.search(r"^\s*(@|!\[|<b)", ran.summary + fake.comments[0]["body"], re.MULTILINE)
    stopped = re.search(r"^::stop-commands::([0-9a-f]{32})$", ran.out, re.MULTILINE)
    assert stopped
    assert "##[" not in ran.out.split(f"::{stopped[1]}::")[0]
    assert not (runner.temp / "trapped").exists()  # neither now nor while installing


def test_paths_a_baseline_and_a_file_for_code_scanning(
    runner: Runner, repository: Repository, fake: FakeGitHub
) -> None:
    repository.git("checkout", "-q", "main")
    repository.write("src/old.py", TOKEN_LINE)
    assert repository.gate("baseline", "--baseline", "accepted").code == 0
    repository.commit({"accepted": (repository.root / "accepted").read_bytes()})
    repository.git("checkout", "-q", "-B", "feature")
    leaks = dict.fromkeys(["src/old.py", "src/deep/er/new.py", "srcs/not.py", "docs/not.py"], TOKEN_LINE)

    ran = runner.pull_request(
        base_of(repository), repository.commit(leaks), paths="./src/\n", baseline="accepted", sarif_file="out.sarif"
    )

    assert (ran.code, ran.outputs["errors"], ran.outputs["sarif-file"]) == (1, "1", "out.sarif")
    (result,) = json.loads((repository.root / "out.sarif").read_text())["runs"][0]["results"]
    assert result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == "src/deep/er/new.py"
    assert fake.comments[0]["body"].count("[line ") == 1


def test_a_path_that_stands_for_nothing_or_a_link_to_write_to_is_an_error(
    runner: Runner, repository: Repository, fake: FakeGitHub, tmp_path: Path
) -> None:
    base = base_of(repository)
    head = repository.commit({"src/a.py": TOKEN_LINE})
    target = repository.root.parent / "target"
    (repository.root / "out.sarif").symlink_to(target)
    (repository.root / "reports").symlink_to(tmp_path)

    wrong = runner.pull_request(base, head, paths="srcs")
    linked = [runner.pull_request(base, head, sarif_file=name) for name in ("out.sarif", "reports/x/../out.sarif")]

    assert [one.code for one in (wrong, *linked)] == [2, 2, 2]
    assert "reports is a symbolic link" in linked[1].out
    assert not target.exists()
    assert not (tmp_path / "out.sarif").exists()


def test_by_hand_and_in_a_merge_group(runner: Runner, repository: Repository, fake: FakeGitHub) -> None:
    head = repository.commit({"prompts/a.md": COMPANY, "src/a.py": TOKEN_LINE})
    group = {"base_sha": base_of(repository), "head_sha": head}

    merged = runner.check("merge_group", {"merge_group": group})
    whole = runner.check("workflow_dispatch", {"ref": "refs/heads/feature", "inputs": {}})
    part = runner.check("workflow_dispatch", {"inputs": {}}, paths="src")

    assert [ran.outputs["errors"] for ran in (merged, whole, part)] == ["2", "2", "1"]
    assert fake.requests == []


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
    assert first.out.count("may not write") == 1
    assert fake.writes[1:] == ["POST issues/create-comment", "POST issues/add-labels"]
    assert f"/blob/{head}/src/a.py?plain=1#L1" in fake.comments[0]["body"]
    assert published.outputs["errors"] == "2"
    assert "is not the head of the pull request 7" in stale.out


def test_a_fork_falls_back_and_says_so_once(runner: Runner, repository: Repository, fake: FakeGitHub) -> None:
    fake.forbidden = ("POST", "PATCH", "DELETE")

    ran = runner.pull_request(base_of(repository), repository.commit({"prompts/a.md": COMPANY}))

    assert ran.code == 1
    assert (ran.out.count("may not write"), ran.summary.count("may not write")) == (1, 1)
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


def test_a_shallow_clone_is_explained(runner: Runner, repository: Repository, tmp_path: Path) -> None:
    base = base_of(repository)
    head = repository.commit({"prompts/a.md": COMPANY})
    clone = tmp_path / "shallow"
    repository.git("clone", "-q", "--depth", "1", "--branch", "feature", repository.root.as_uri(), str(clone))

    ran = Runner(runner.temp, runner.checkout, clone).pull_request(base, head)

    assert ran.code == 2
    assert (
        f"commit not found: {base}%0Ahint: This clone is shallow. Fetch the full history (fetch-depth: 0)." in ran.out
    )
    assert len(commands(ran.out)) == 1
    assert ran.outputs == {}


def test_a_clone_without_the_merge_base_is_explained(runner: Runner, repository: Repository, tmp_path: Path) -> None:
    head = repository.commit({"prompts/a.md": COMPANY})
    repository.git("checkout", "-q", "main")
    base = repository.commit({"other.txt": "x\n"})
    clone = tmp_path / "shallow"
    repository.git("clone", "-q", "--depth", "1", "--no-single-branch", repository.root.as_uri(), str(clone))

    ran = Runner(runner.temp, runner.checkout, clone).pull_request(base, head)

    assert ran.code == 2
    assert "have no common ancestor in this clone%0Ahint: Fetch the full history (fetch-depth: 0)." in ran.out


def test_a_push_is_checked_without_a_comment(runner: Runner, repository: Repository, fake: FakeGitHub) -> None:
    head = repository.commit({"prompts/a.md": COMPANY})

    ran = runner.check("push", {"before": base_of(repository), "after": head, "ref": "refs/heads/feature"})
    removal = runner.check("push", {"before": head, "after": "0" * 40, "ref": "refs/heads/feature"})

    assert (ran.code, len(commands(ran.out))) == (1, 1)
    assert ran.out.startswith("privacy-gate: not a pull request: checking the push ")
    assert (removal.code, removal.out.count("\n")) == (0, 1)
    assert fake.requests == []


def test_a_new_branch_is_compared_with_the_default_branch(
    runner: Runner, repository: Repository, tmp_path: Path
) -> None:
    head = repository.commit({"prompts/a.md": COMPANY})
    clone = tmp_path / "clone"
    repository.git("clone", "-q", "--branch", "feature", repository.root.as_uri(), str(clone))
    payload = {"before": "0" * 40, "after": head, "ref": "refs/heads/feature", "repository": {"default_branch": "main"}}

    ran = Runner(runner.temp, runner.checkout, clone).check("push", payload)

    assert (ran.code, ran.outputs["errors"]) == (1, "1")


def test_another_event_is_an_error(runner: Runner) -> None:
    ran = runner.check("issues", {"action": "opened"})

    assert ran.code == 2
    assert ran.out.startswith("::error title=privacy-gate::the event `issues` names no change to check%0Ahint: ")


def test_outside_a_repository(runner: Runner, tmp_path: Path) -> None:
    folder = tmp_path / "empty"
    folder.mkdir()

    ran = Runner(runner.temp, runner.checkout, folder).pull_request("a" * 40, "b" * 40)

    assert ran.code == 2
    assert "not in a git repository" in ran.out


def test_files_that_cannot_be_written_lose_nothing(runner: Runner, repository: Repository) -> None:
    runner.pull_request(base_of(repository), repository.commit({"prompts/a.md": COMPANY}))

    ran = runner.step(CHECK, GITHUB_EVENT_NAME="pull_request", GITHUB_STEP_SUMMARY="/no/such/file", GITHUB_OUTPUT="/")

    assert (ran.code, len(commands(ran.out))) == (1, 1)
    assert ran.out.count("privacy-gate: cannot write for the runner") == 2


def test_a_python_that_is_too_old_is_told(installed: tuple[Path, Path], tmp_path: Path) -> None:
    tools = tmp_path / "bin"
    tools.mkdir()
    bash = shutil.which("bash")
    assert bash
    (tools / "bash").symlink_to(bash)
    (tools / "python3").write_text("#!/bin/sh\nexit 1\n")
    (tools / "python3").chmod(0o755)
    (tmp_path / "workspace").mkdir()

    ran = Runner(tmp_path / "temp", installed[1], tmp_path / "workspace").step(FIND, PATH=str(tools))

    assert ran.code == 2
    assert ran.out == (
        "::error title=privacy-gate::Python 3.11 or later is needed. Add actions/setup-python before this step.\n"
    )


@pytest.mark.parametrize(
    "command",
    [
        ["check-jsonschema", "--builtin-schema", "vendor.github-actions", "action.yml"],
        ["check-jsonschema", "--builtin-schema", "vendor.github-workflows", *OWN, *WORKFLOWS],
        ["check-jsonschema", "--builtin-schema", "vendor.dependabot", ".github/dependabot.yml"],
        ["zizmor", "--offline", "--no-progress", "--persona=auditor", "action.yml", ".github", *WORKFLOWS],
    ],
    ids=lambda command: " ".join(command[:4]),
)
def test_schemas_and_audit(command: list[str]) -> None:
    command = [str(Path(sys.executable).with_name(command[0])), *command[1:]]

    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT)

    assert done.returncode == 0, done.stdout + done.stderr


def test_workflows_are_pinned_and_ask_for_little() -> None:
    for name in WORKFLOWS:
        workflow = yaml.safe_load((ROOT / name).read_text())
        assert workflow["permissions"] == {}
        for job in workflow["jobs"].values():
            used = [step["uses"] for step in job["steps"] if "uses" in step]
            assert all(re.fullmatch(r"[\w./-]+@[0-9a-f]{40}", one) for one in used)
            inputs = [step["with"] for step in job["steps"] if "/privacy-gate@" in step.get("uses", "")]
            assert all(set(one) <= set(ACTION["inputs"]) for one in inputs)
            # YAML 1.1 reads the key `on` as true
            assert "workflow_run" not in workflow[True] or not any("checkout" in one for one in used)


@pytest.mark.parametrize("name", OWN)
def test_our_own_workflows_are_pinned_too(name: str) -> None:
    text = (ROOT / name).read_text()
    workflow = yaml.safe_load(text)

    assert workflow["permissions"] == {}
    assert all("permissions" in job for job in workflow["jobs"].values())
    used = re.findall(r"uses: (\S+)(?: # (\S+))?", text)
    assert used
    for action, version in used:
        assert action.startswith("./") or (re.fullmatch(r"[\w./-]+@[0-9a-f]{40}", action) and version.startswith("v"))


def test_the_tools_of_a_release_are_pinned_by_hash() -> None:
    folder = ROOT / ".github" / "requirements"
    wanted = {line for line in (folder / "release.in").read_text().splitlines() if not line.startswith("#")}
    pins = re.findall(
        r"^([\w.-]+)==\S+.*\\\n    --hash=sha256:[0-9a-f]{64}", (folder / "release.txt").read_text(), re.MULTILINE
    )
    release = yaml.safe_load((ROOT / ".github/workflows/release.yml").read_text())
    scripts = [step["run"] for job in release["jobs"].values() for step in job.get("steps", []) if "run" in step]

    assert wanted <= set(pins)
    assert all("--require-hashes" in script for script in scripts if 'pip" install' in script)
    assert release[True] == {"push": {"tags": ["v*"]}}


def test_every_input_reaches_the_step_through_its_environment() -> None:
    passed = " ".join(str(value) for value in CHECK["env"].values())

    assert all(f"${{{{ inputs.{name} }}}}" in passed for name in ACTION["inputs"] if name != "cache")
    assert not any("${{" in step.get("run", "") for step in ACTION["runs"]["steps"])
    assert KEEP["with"]["path"] == "${{ runner.temp }}/privacy-gate-wheels"
