"""The inputs of action.yml, and hostile text in a run."""

from __future__ import annotations

import json
import re
import shutil
import sys
from pathlib import Path

import pytest

from tests.integrations.github.pull_requests import COMPANY, base_of, commands, set_traps
from tests.integrations.github.server import FakeGitHub
from tests.repository import TOKEN_LINE, Repository
from tests.runner import CHECK, FIND, Runner

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the runner here is bash with POSIX paths")


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
        (
            {"fail_on": "$(id)"},
            "unknown value `$(id)` of the input `fail-on`%0Ahint: Choose one of: error, warning, note, never.",
        ),
        ({"audit": "maybe"}, "unknown value `maybe` of the input `audit`"),
        ({"comment": "maybe\n::error::x"}, "unknown value `maybe\\n::error::x` of the input `comment`"),
        ({"config": "--help"}, "cannot read the configuration --help"),
        ({"paths": "src\n../other"}, "the input `paths` contains `../other`"),
        ({"paths": "--help"}, "the input `paths` contains `--help`"),
        ({"review_comments": "2"}, "unknown value `2` of the input `review-comments`"),
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
