"""docs/commands.md: what `--help` says of each command."""

from __future__ import annotations

from collections.abc import Iterator

import click

from documentation.markdown import fence, made, page, table
from privacy_gate.cli.commands import COMMANDS
from privacy_gate.cli.group import PARTS, cli

_WIDTH = 88  # columns of the help in the page


def commands() -> str:
    """The page."""
    blocks: list[str | list[str]] = [
        made("`privacy-gate --help`"),
        "# Commands",
        (
            "All commands use the same exit codes. Exit code **0**: no finding reaches the severity of `--fail-on` "
            "(default: `error`). Exit code **1**: at least one finding reaches this severity. Exit code **2**: "
            "something could not be checked, for example because of wrong usage, invalid settings or an unreadable "
            "file. `--exit-zero` turns exit code 1 into 0, but it does not change exit code 2. Unless `--exit-zero` or "
            "`--fail-on never` is set, exit code 0 means that each outbound text has the verdict `send` ([verdict and "
            "exit code](how-it-works.md#verdict-and-exit-code)). There is one exception: if standard input is a "
            "directory (`scan - < .`), Python exits with 1 before privacy-gate starts."
        ),
    ]
    for title, names in PARTS.items():
        blocks += [f"## {title}", table(["command", "does"], [[_link(name), COMMANDS[name][1]] for name in names])]
        for name in names:
            blocks += _of(name)
    return page(*blocks)


def _link(name: str) -> str:
    return f"[`{name}`](#privacy-gate-{name})"


def _of(name: str) -> Iterator[str | list[str]]:
    yield f"### privacy-gate {name}"
    command = COMMANDS[name][0]()
    parent = click.Context(cli, info_name="privacy-gate")
    yield from _help(command, name, parent)


def _help(command: click.Command, name: str, parent: click.Context) -> Iterator[list[str]]:
    context = click.Context(
        command, info_name=name, parent=parent, terminal_width=_WIDTH, help_option_names=["-h", "--help"]
    )
    yield fence(command.get_help(context))
    if isinstance(command, click.Group):
        for inner in command.list_commands(context):
            found = command.get_command(context, inner)
            if found:
                yield from _help(found, inner, context)
