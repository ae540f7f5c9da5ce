"""`privacy-gate test`: a prompt's tests run here, in a process of their own, within limits."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from privacy_gate.cleanroom import processes, prompt_tests
from privacy_gate.cleanroom.commands import commands, split_command
from privacy_gate.cleanroom.processes import environment, run
from tests.cleanroom.interpreter import virtual_environment
from tests.gate import GITHUB_TOKEN, gate
from tests.repository import Repository

PROMPT = """\
TASK: Write a Python function `double(n: int) -> int`.

INPUT: a whole number, for example `2`.

OUTPUT: a whole number, twice the input, for example `4`.

CONSTRAINTS: the standard library only.

TESTS:
- `double(2) == 4`
- `double(0) == 0`
"""
TESTS = """\
from double import double


def test_two() -> None:
    assert double(2) == 4


def test_zero() -> None:
    assert double(0) == 0
"""


@pytest.fixture
def repository(repository: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Repository:
    repository.write("prompts/double.md", PROMPT)
    repository.write("prompts/double/test_double.py", TESTS)
    repository.write("prompts/double/double.py", "def double(n):\n    return 2 * n\n")
    if sys.platform != "win32":
        monkeypatch.setenv("VIRTUAL_ENV", str(virtual_environment(tmp_path / "venv")))
    return repository


def events(repository: Repository) -> list[dict[str, Any]]:
    file = repository.root / ".git/privacy-gate/ledger.jsonl"
    return [json.loads(line) for line in file.read_text().splitlines()] if file.exists() else []


def test_tests_that_pass_are_recorded(repository: Repository) -> None:
    done = gate("test", "double")

    assert done == (0, "", "passed: prompts/double.md (2 passed)\n")
    (event,) = events(repository)
    assert (event["kind"], event["prompt"], event["result"]) == ("tested", "prompts/double.md", "passed")
    assert event["tests"] == {"passed": 2}
    assert event["digest"]
    assert not list(repository.root.rglob("__pycache__"))
    assert not list(repository.root.rglob(".pytest_cache"))


def test_a_failure_is_a_short_text_to_paste_and_cleaned(repository: Repository) -> None:
    address = "t.lindgaard@" + "harnwick-dairies.eu"
    repository.write("prompts/double/double.py", f"def double(n):\n    return n or '{address}'\n")

    done = gate("test", "prompts/double.md")

    assert done.code == 1
    assert "failed: prompts/double.md (2 failed)" in done.err
    assert done.out.startswith("2 tests are failing:\n\ntest_two\n    assert double(2) == 4\n    assert 2 == 4\n")
    assert "test_zero" in done.out
    assert "PG_EMAIL_" in done.out
    assert address not in done.out
    assert str(repository.root) not in done.out
    assert len(done.out.splitlines()) < 20
    assert events(repository)[0]["result"] == "failed"


def test_code_elsewhere_is_tested_and_not_shown(repository: Repository) -> None:
    repository.write("src/core/double.py", "def double(n):\n    margin = n * 7  # private\n    raise KeyError('x')\n")

    done = gate("test", "double", "--against", "src/core/double.py")

    assert done.code == 1
    assert "KeyError: 'x'" in done.out
    assert "margin" not in done.out
    assert "assert double(2) == 4" in done.out


def test_code_that_cannot_be_imported_fails(repository: Repository) -> None:
    repository.write("prompts/double/double.py", "def double(n:\n")

    done = gate("test", "double")

    assert done.code == 1
    assert "SyntaxError" in done.out


def test_nothing_from_around_it_counts(repository: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither settings and conftest.py of the repository, nor tokens of the environment."""
    monkeypatch.setenv("A_TOKEN", GITHUB_TOKEN)
    repository.write("pytest.ini", "[pytest]\naddopts = --nonsense\n")
    repository.write("conftest.py", "raise RuntimeError\n")
    repository.write("prompts/conftest.py", "raise RuntimeError\n")
    repository.write(
        "prompts/double/double.py",
        "import os\nassert 'A_TOKEN' not in os.environ\nassert 'PATH' in os.environ\ndouble = (2).__mul__\n",
    )

    assert gate("test", "double").code == 0


@pytest.mark.skipif(sys.platform == "win32", reason="there are no process groups on Windows")
def test_the_time_limit_ends_all_that_was_started(repository: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    """A child in the background that holds the output open, and code that does not end. The time is over once both
    are there."""
    pid = repository.root / "pid"
    monkeypatch.setattr(processes, "clock", lambda: 1000.0 if pid.exists() and pid.read_text() else 0.0)
    repository.write(
        "prompts/double/double.py",
        "import subprocess, sys\n"
        "child = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(600)'])\n"
        f"open({str(pid)!r}, 'w').write(str(child.pid))\n"
        "import time; time.sleep(600)\n",
    )

    done = gate("test", "double")

    assert done.code == 1
    assert "late: prompts/double.md (no test ended)" in done.err
    assert "The tests timed out" in done.out
    assert events(repository)[0]["result"] == "late"
    assert _is_gone(int(pid.read_text()))


def _is_gone(pid: int) -> bool:
    """Whether a process ended; one that nobody waited for is as good as gone."""
    for _ in range(6000):
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return True
        stat = Path(f"/proc/{pid}/stat")
        if stat.exists() and stat.read_text().rpartition(")")[2].split()[0] == "Z":
            return True
        time.sleep(0.02)
    return False


def test_a_flood_of_output_is_stopped(tmp_path: Path) -> None:
    code = "while True: print('x' * 100_000)"

    ended = run([sys.executable, "-c", code], tmp_path, environment(), 600)

    assert (ended.code, ended.late) == (None, False)
    assert len(ended.output) == 200_000


@pytest.mark.skipif(sys.platform == "win32", reason="there are no process groups on Windows")
def test_what_is_left_running_is_ended_too(tmp_path: Path) -> None:
    code = (
        "import subprocess, sys\n"
        "child = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(600)'])\n"
        "print(child.pid)"
    )

    ended = run([sys.executable, "-c", code], tmp_path, environment(), 600)

    assert ended.code == 0
    assert _is_gone(int(ended.output))


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux lets a process adopt orphans")
@pytest.mark.parametrize("ends", [True, False])
def test_what_left_the_group_is_ended_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, ends: bool) -> None:
    """A child with a session of its own starts another; the program ends at once, or not in time. What was there
    before stays."""
    pids = tmp_path / "pids"
    monkeypatch.setattr(processes, "clock", lambda: 1000.0 if pids.exists() and pids.read_text() else 0.0)
    child = (
        "import os, pathlib, subprocess, sys, time\n"
        "other = subprocess.Popen(['sleep', '600'], start_new_session=True)\n"
        f"pathlib.Path({str(pids)!r}).write_text(f'{{os.getpid()}} {{other.pid}}')\n"
        "time.sleep(600)\n"
    )
    start = f"subprocess.Popen([sys.executable, '-c', {child!r}], start_new_session=True)"
    rest = f"while not os.path.exists({str(pids)!r}) or not os.path.getsize({str(pids)!r}): time.sleep(0.01)"
    code = f"import os, subprocess, sys, time\n{start}\n{rest}\n" + ("" if ends else "time.sleep(600)\n")
    before = subprocess.Popen(["sleep", "600"])
    try:
        ended = run([sys.executable, "-c", code], tmp_path, environment(), 600)

        assert ended.late or ends
        assert all(_is_gone(int(pid)) for pid in pids.read_text().split())
        assert before.poll() is None
    finally:
        before.kill()
        before.wait()


def test_ci_runs_nothing(repository: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CI", "true")
    repository.write("prompts/double/double.py", "open('ran', 'w')\n")

    for arguments in (("double",), ("double", "--yes")):
        done = gate("test", *arguments)
        assert done.code == 2
        assert "do not run in CI" in done.err
    assert not list(repository.root.rglob("ran"))


COMMANDS = (
    PROMPT
    + f"""
Run `{sys.executable} -c "open('ran','w')"`, or:

$ {sys.executable} --version
$ rm -rf x; echo done
"""
)


def test_a_command_of_the_prompt_is_shown_and_runs_only_with_yes(repository: Repository) -> None:
    (repository.root / "prompts/double/test_double.py").unlink()
    repository.write("prompts/double.md", COMMANDS)

    shown = gate("test", "double")
    assert shown.code == 2
    assert "Use --yes to run the commands of the prompt." in shown.err
    assert f"not run: {sys.executable} --version (a command of the prompt; use --yes to run it)" in shown.err
    assert events(repository) == []

    done = gate("test", "double", "--yes")
    assert done.code == 0
    assert f"running: {sys.executable} --version" in done.err
    assert "not run: rm -rf x; echo done (needs a shell; run it yourself)" in done.err
    assert events(repository)[0]["tests"] == {"passed": 1}


def test_a_command_that_fails(repository: Repository) -> None:
    (repository.root / "prompts/double/test_double.py").unlink()
    repository.write("prompts/double.md", f"{PROMPT}\n$ {sys.executable} gone.py\n")

    done = gate("test", "double", "--yes")

    assert done.code == 1
    assert "No such file or directory" in done.out


@pytest.mark.parametrize(
    ("name", "prompt", "folder"),
    [
        ("double", "prompts/double.md", "prompts/double"),  # and not the package of that name
        ("prompts/double.md", "prompts/double.md", "prompts/double"),
        ("prompts/double", "prompts/double.md", "prompts/double"),
        ("v1.2", "prompts/v1.2.prompt.md", "prompts/v1.2"),
        ("docs/v1.2.prompt.md", "docs/v1.2.prompt.md", "docs/v1.2"),
        ("alone", None, "prompts/alone"),
        ("inside", "prompts/inside/prompt.md", "prompts/inside"),
    ],
)
def test_what_a_name_means(tmp_path: Path, name: str, prompt: str | None, folder: str) -> None:
    for file in ("double/test_x.py", "prompts/alone/test_alone.py", "prompts/inside/prompt.md", "prompts/double/x.py",
                 "prompts/double.md", "prompts/v1.2.prompt.md", "docs/v1.2.prompt.md"):  # fmt: skip
        (tmp_path / file).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / file).write_text("x")

    found = prompt_tests.find(name, tmp_path, tmp_path)

    assert found == prompt_tests.Subject(tmp_path / prompt if prompt else None, tmp_path / folder)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("- `double(2) == 4`\n- `python` is not needed", []),
        ("Run `pytest -q tests/test_a.py` and `npm test`.", ["pytest -q tests/test_a.py", "npm test"]),
        ("$ make check\n  $ go test ./...\n", ["make check", "go test ./..."]),
        ("```sh\n# first\nnpm ci\nnpm test\n```\n```python\nassert True\n```", ["npm ci", "npm test"]),
        ("`npm test` and again `npm test`", ["npm test"]),
        ("`pytest`", ["pytest"]),
        ("```\nnpm test\n```", []),
    ],
)
def test_commands_of_a_section(text: str, found: list[str]) -> None:
    assert list(commands(text)) == found


@pytest.mark.parametrize(
    "command", ["a | b", "a && b", "a; b", "a > b", "a $(b)", "a `b`", "echo $HOME", "a *", "a 'b", "", "a &"]
)
def test_what_only_a_shell_could_run_is_not_run(command: str) -> None:
    assert split_command(command) is None


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("gone",), "prompt not found: `gone`"),
        (("../../etc",), "prompt not found: `../../etc`"),
        (("double", "--python", "gone/python"), "gone/python: No such file or directory"),
        (("double", "--timeout", "0"), "invalid value for --timeout"),
        (("empty",), "no tests run"),
        (("none",), "contain no tests"),
        (("skipped",), "no tests run: 2 skipped"),
    ],
)
def test_bad_input(repository: Repository, arguments: tuple[str, ...], said: str) -> None:
    repository.write("prompts/empty.md", PROMPT)
    repository.write("prompts/none/test_none.py", "")
    skipped = "import pytest\n\n@pytest.mark.skip\ndef test_a(): pass\n\n@pytest.mark.xfail\ndef test_b(): assert 0\n"
    repository.write("prompts/skipped/test_skipped.py", skipped)

    done = gate("test", *arguments)

    assert done.code == 2
    assert said in done.err
    assert events(repository) == []


@pytest.mark.skipif(os.name != "posix", reason="there is no link to a Python")
def test_a_python_is_named_by_a_path_from_the_working_folder(
    repository: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    (repository.root / "tools").symlink_to(os.environ["VIRTUAL_ENV"])
    monkeypatch.chdir(repository.root / "prompts")

    done = gate("test", "double", "--python", "../tools/bin/python")

    assert (done.code, done.err) == (0, "passed: prompts/double.md (2 passed)\n")


@pytest.mark.parametrize("code", [0, 3])
def test_a_run_that_was_broken_off_has_not_passed(repository: Repository, code: int) -> None:
    broken = TESTS.replace("assert double(0) == 0", f"__import__('os')._exit({code})")
    repository.write("prompts/double/test_double.py", broken)

    done = gate("test", "double")

    assert (done.code, done.err) == (1, "failed: prompts/double.md (1 failed, 1 passed)\n")
    assert "test_zero" in done.out
    assert f"The process ended with exit code {code} before the tests finished" in done.out
    assert events(repository)[0]["result"] == "failed"


def test_code_that_ends_the_process_when_it_is_imported_has_not_passed(repository: Repository) -> None:
    repository.write("prompts/double/double.py", "import os\nos._exit(0)\n")

    done = gate("test", "double")

    assert (done.code, done.err) == (1, "failed: prompts/double.md (1 failed)\n")
    assert "the tests were collected" in done.out


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no such processes")
def test_a_fork_of_a_test_is_no_second_run(repository: Repository) -> None:
    forks = TESTS.replace("assert double(0) == 0", "import os; os.fork() and os.wait()")
    repository.write("prompts/double/test_double.py", forks)

    assert gate("test", "double").err == "passed: prompts/double.md (2 passed)\n"


@pytest.mark.parametrize("name", ["/", "x" * 300])
def test_a_name_that_can_be_no_prompt_is_an_error(name: str, repository: Repository) -> None:
    assert "prompt not found:" in gate("test", name).err
