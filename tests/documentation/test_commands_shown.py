"""Commands that README.md and docs/ name exist, with the options that they are shown with."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from documentation.pages import ROOT
from privacy_gate.cli.commands import COMMANDS

SHELL = re.compile(r"^```(?:sh|console)\n(.*?)^```$", re.DOTALL | re.MULTILINE)
INLINE = re.compile(r"`(privacy-gate [a-z-][^`\n]*)`")
FILES = [
    ROOT / "README.md",
    ROOT / "CONTRIBUTING.md",
    *(ROOT / "examples").rglob("README.md"),
    *(file for file in (ROOT / "docs").glob("*.md") if file.name != "commands.md"),
]


def shown(text: str) -> Iterator[str]:
    """The command lines of ours, without the shell around them."""
    for block in SHELL.findall(text):
        for line in block.splitlines():
            for part in re.split(r"\s[|>;]\s|\s&&\s|\s#\s", line.removeprefix("$ ")):
                if found := re.search(r"(?:^|\s|/)(privacy-gate .*)", part):
                    yield found[1]
    yield from INLINE.findall(text)


def unknown(line: str) -> str | None:
    """What a command line has that the program has not; None where all is known."""
    words = [word for word in shlex.split(line.replace("…", ""), posix=True)[1:] if word not in "<>"]
    command: click.Command | None = None
    while words and not words[0].startswith("-") and (command is None or isinstance(command, click.Group)):
        name = words.pop(0)
        if command is None:
            command = COMMANDS[name][0]() if name in COMMANDS else None
        elif isinstance(command, click.Group):
            command = command.get_command(click.Context(command), name)
        if command is None:
            return name
    if command is None:
        return None
    options = {option for parameter in command.params for option in (*parameter.opts, *parameter.secondary_opts)}
    given = {word.partition("=")[0] for word in words if re.match(r"--?[a-z]", word)}
    return next(iter(sorted(given - options - {"--help", "-h"})), None)


@pytest.mark.parametrize("file", FILES, ids=lambda file: str(file.relative_to(ROOT)))
def test_commands_and_options_exist(file: Path) -> None:
    lines = list(shown(file.read_text(encoding="utf-8")))

    assert [(line, unknown(line)) for line in lines if unknown(line)] == []


def test_there_are_commands_to_look_at() -> None:
    assert sum(len(list(shown(file.read_text(encoding="utf-8")))) for file in FILES) > 100


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("privacy-gate scan prompts/ --fail-on warning", None),
        ("privacy-gate ledger verify --head 2f9a", None),
        ("privacy-gate scan --no-such-option", "--no-such-option"),
        ("privacy-gate ledger nothing", "nothing"),
        ("privacy-gate scna", "scna"),
    ],
)
def test_what_is_not_there_is_named(line: str, said: str | None) -> None:
    assert unknown(line) == said
