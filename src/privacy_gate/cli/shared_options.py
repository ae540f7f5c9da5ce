"""The shared options of commands, as click decorators. Hooks need none of them, and do not load click."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import click

from privacy_gate.cli import help_text
from privacy_gate.model import Exposure
from privacy_gate.reporters import REPORTERS
from privacy_gate.scan.options import FAIL_ON, Options

Command = Callable[..., Any]


def shared(command: Command) -> Command:
    """Add the shared options to a command, which receives them in the argument `options`."""
    return _with(_SHARED, command)


def reporting(command: Command) -> Command:
    """Add the shared options to a command that reports but checks no texts. Its `--fail-on` defaults to `note`."""
    return _with((*_REPORTING[:4], _fail_on("note"), *_REPORTING[5:]), command)


def _with(shared_options: Sequence[Callable[[Any], Any]], command: Command) -> Command:
    def wrapped(**given: Any) -> Any:
        own = {name: given.pop(name) for name in list(given) if name not in Options.__struct_fields__}
        return command(options=Options(**given), **own)

    wrapped.__name__ = command.__name__
    wrapped.__doc__ = command.__doc__
    vars(wrapped)["__click_params__"] = getattr(command, "__click_params__", [])  # an attribute of click
    given: Command = wrapped
    for option in reversed(shared_options):
        given = option(given)
    return given


def names(_context: click.Context, _parameter: click.Parameter, given: Sequence[str]) -> tuple[str, ...]:
    return tuple(name.strip() for value in given for name in value.split(",") if name.strip())


def _names(option: str, text: str) -> Callable[[Any], Any]:
    return click.option(
        option, multiple=True, callback=names, shell_complete=help_text.rules, metavar="NAMES", help=text
    )


SELECT = _names("--select", "Only use these rules or families (comma-separated).")
IGNORE = _names("--ignore", "Skip these rules or families (comma-separated).")


def _fail_on(default: str) -> Callable[[Any], Any]:
    help_ = f"Lowest severity that sets exit code 1.  [default: {default}]"
    return click.option("--fail-on", type=click.Choice(FAIL_ON), help=help_)


_REPORTING = (
    click.option(
        "--format", type=click.Choice(list(REPORTERS)), default="text", show_default=True, help="Output format."
    ),
    click.option("--output", multiple=True, metavar="FORMAT=FILE", help="Also write a report to a file (repeatable)."),
    SELECT,
    IGNORE,
    _fail_on("error"),
    click.option("--exit-zero", is_flag=True, help="Exit 0 even if there are findings. Errors still exit with 2."),
    click.option("--config", type=click.Path(path_type=Path), metavar="FILE", help="Read settings from this file."),
    click.option("--statistics", is_flag=True, help="Show the number of findings by rule and directory."),
    click.option("--quiet", "-q", is_flag=True, help="Only print the closing line."),
    click.option("--verbose", "-v", is_flag=True, help="Also list skipped files, and every finding."),
    click.option(
        "--color",
        type=click.Choice(["auto", "always", "never"]),
        default="auto",
        show_default=True,
        help="When to use colours.",
    ),
)

_SHARED = (
    *_REPORTING[:6],
    click.option(
        "--baseline",
        type=click.Path(path_type=Path),
        metavar="FILE",
        help="File with accepted findings.  [default: .privacy-gate-baseline]",
    ),
    click.option(
        "--exposure",
        type=click.Choice([e.value for e in Exposure]),
        help="Treat all input as outbound (sent to an assistant) or internal.",
    ),
    _REPORTING[6],
    click.option(
        "--trust",
        metavar="REF",
        help="Use settings, baseline and rules from this commit. Inline ignores that were added later do not apply"
        " to secrets.",
    ),
    click.option("--no-ignores", is_flag=True, help="Also report findings that inline ignores suppress."),
    click.option("--no-index", is_flag=True, help="Do not search prompts for code and names of this repository."),
    click.option(
        "--jobs",
        "-j",
        type=click.IntRange(min=1),
        metavar="N",
        help="Number of processes.  [default: one per processor]",
    ),
    click.option(
        "--allow-plugins", is_flag=True, help="Load the configured detect-secrets plugins (executes third-party code)."
    ),
    click.option("--record", is_flag=True, help="Record the check in the ledger (never in CI)."),
    *_REPORTING[7:],
)
