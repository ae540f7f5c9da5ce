"""`--help` as good as a manual page: what a command is for, examples that run, exit codes, what belongs to it."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from privacy_gate.cli.group import cli
from tests.gate import Outcome, gate
from tests.repository import Repository

EXAMPLE = re.compile(r"^ +(privacy-gate .*?)(?:  +\S.*)?$", re.MULTILINE)
FUNCTION = 'def parse_date(text: str) -> str:\n    """The date in a text, as YYYY-MM-DD."""\n    return text.strip()\n'
PROMPT = """CONTEXT: none
TASK: Write a function that parses a date.
INPUT: a string
OUTPUT: a string
CONSTRAINTS: the standard library
TESTS: parse(" 2024-01-31 ") is "2024-01-31"
"""
TEST = "from dates import parse_date\n\ndef test_it():\n    assert parse_date(' a ') == 'a'\n"
# what needs more than a repository, and what it says then
NEEDS = {
    "action": "",  # said where a workflow shows it
    "allow": "`allow` needs a terminal",
    "baseline --last": "showed no findings",
    "init": "cannot prompt: standard input is not a terminal",
    "install claude": "cannot prompt: standard input is not a terminal",
    "install codex": "cannot prompt: standard input is not a terminal",
    "ledger show 12": "the ledger has no event",
    "map forget": "no record for",
    "map rotate": "asks before it removes records",
    "map show --reveal": "--reveal needs a terminal",
    "local": "no local model server is running",
    "org build repositories.txt --index": "the organisation's key was not found",
    "org build repositories.yaml": "the organisation's key was not found",
    "org build": "no index given",
    "org pull": "no index given",
    "org status": "no index given",
}

SLOW = {
    "privacy-gate rules --check",  # test_rules.py runs the cases, test_commands.py those of a family
    # a daemon must not run in the process of the tests: tests/daemon has its own
    "privacy-gate daemon restart",
    "privacy-gate daemon run",
    "privacy-gate daemon run --idle 60",
}


def commands(
    command: click.Command, name: str, parent: click.Context | None = None
) -> Iterator[tuple[str, click.Context]]:
    names = ["-h", "--help"]  # click keeps the first help option of a command that it was asked for
    context = click.Context(command, info_name=name, parent=parent, terminal_width=100, help_option_names=names)
    if parent is not None:
        yield context.command_path.removeprefix("privacy-gate "), context
    if isinstance(command, click.Group):
        for inner in command.list_commands(context):
            found = command.get_command(context, inner)
            assert found is not None
            yield from commands(found, inner, context)


ALL = dict(commands(cli, "privacy-gate"))
SHOWN = {name: context.get_help() for name, context in ALL.items()}
EXAMPLES = [line for text in SHOWN.values() for line in EXAMPLE.findall(text[text.index("Examples:") :])]


@pytest.mark.parametrize("name", ALL)
@pytest.mark.once
def test_the_foot_of_each_command(name: str) -> None:
    text = SHOWN[name]

    assert re.search(r"^  Examples:\n    privacy-gate ", text, re.MULTILINE)
    assert re.search(r"^  Exit codes:\n    0  \S", text, re.MULTILINE)
    others = re.findall(r"privacy-gate ([a-z-]+(?: [a-z-]+)?)", " ".join(text[text.index("See also: ") :].split()))
    assert others
    assert [one for one in others if one not in ALL] == []


def test_each_option_says_what_it_does() -> None:
    mute = [
        (name, option.name)
        for name, context in ALL.items()
        for option in context.command.params
        if isinstance(option, click.Option) and not option.help
    ]

    assert mute == []


def test_lists_of_commands_are_not_cut_off() -> None:
    assert [name for name, text in SHOWN.items() if re.search(r"^  [a-z-]+ {2,}.*\.\.\.$", text, re.MULTILINE)] == []


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory) -> Repository:
    repository = Repository(tmp_path_factory.mktemp("examples"))
    for path, text in {
        "src/dates.py": FUNCTION,
        "src/dates/dates.py": FUNCTION,
        "src/pricing.py": "def loyalty_discount(basket_total: int) -> int:\n    return basket_total // 10\n",
        "prompts/login.md": PROMPT,
        "prompts/score.md": PROMPT,
        "prompts/speed-up.md": PROMPT,
        "prompts/parse-date/test_dates.py": TEST,
        "legacy/old.txt": "nothing\n",
        "question.txt": PROMPT,
        "answer.txt": "x = 1\n",
        "answer.md": "x = 1\n",
    }.items():
        repository.write(path, text)
    repository.git("add", ".")
    repository.git("commit", "-qm", "Begin")
    repository.git("tag", "v1.0")
    repository.git("update-ref", "refs/remotes/origin/main", "HEAD")
    repository.write("src/more.py", "x = 1\n")
    repository.git("add", ".")
    repository.git("commit", "-qm", "Go on")
    repository.write("fix.patch", repository.git("diff", "v1.0", "HEAD"))
    repository.write(".git/COMMIT_EDITMSG", "Go on\n")
    repository.stage("src/staged.py", "y = 1\n")
    return repository


def needed(line: str) -> str | None:
    """What an example says that cannot be run here; None for one that can."""
    given = line.removeprefix("privacy-gate ")
    if "--dry-run" in given or "--yes" in given:
        return None
    return next((said for start_, said in NEEDS.items() if given.startswith(start_)), None)


@pytest.mark.once
@pytest.mark.parametrize("line", [line for line in dict.fromkeys(EXAMPLES) if line not in SLOW])
def test_each_example_runs_as_it_is_shown(
    line: str, here: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (here.root / "prompts/parse-date.md").unlink(missing_ok=True)
    if not line.startswith("privacy-gate new"):
        here.write("prompts/parse-date.md", PROMPT)
    (tmp_path / ".config/privacy-gate").mkdir(parents=True)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.chdir(here.root)
    (here.root / ".git/privacy-gate/ledger.jsonl").unlink(missing_ok=True)
    if line.startswith("privacy-gate ledger show"):
        assert gate("ledger", "record", "prompts/parse-date.md", "--assistant", "claude").code == 0
    if line.startswith("privacy-gate restore"):
        gate("clean", "prompts/login.md", "--quiet")

    done = as_a_shell_would(line)

    said = needed(line)
    if said is not None:
        assert (done.code, said in done.err) == (2, True), done.err
    else:
        assert done.code in (0, 1), done.err


def as_a_shell_would(line: str) -> Outcome:
    """Run a command line in this process: what is read comes from the file, what is written goes nowhere."""
    ours, *_ = re.split(r" [|>] ", line.replace("$(git diff --cached --name-only)", "src/staged.py"))
    ours, _, given = ours.partition(" < ")
    return gate(*shlex.split(ours)[1:], stdin=Path(given).read_bytes() if given else b"")
