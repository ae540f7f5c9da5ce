"""The options that commands share, as the command line knows them. What needs none (a hook) does not load click."""

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
    """Give a command the shared options; it receives them as one `options`."""
    return _with(_SHARED, command)


def reporting(command: Command) -> Command:
    """As `shared`, for a command that reports and checks no texts; there a note counts, too."""
    return _with((*_REPORTING[:4], _fail_on("note"), *_REPORTING[5:]), command)


def _with(shared_options: Sequence[Callable[[Any], Any]], command: Command) -> Command:
    def wrapped(**given: Any) -> Any:
        own = {name: given.pop(name) for name in list(given) if name not in Options.__struct_fields__}
        return command(options=Options(**given), **own)

    wrapped.__name__ = command.__name__
    wrapped.__doc__ = command.__doc__
    vars(wrapped)["__click_params__"] = getattr(command, "__click_params__", [])  # click's own
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


SELECT = _names("--select", "Only these rules or families (commas).")
IGNORE = _names("--ignore", "All but these rules or families.")


def _fail_on(default: str) -> Callable[[Any], Any]:
    help_ = f"Lowest severity for exit code 1.  [default: {default}]"
    return click.option("--fail-on", type=click.Choice(FAIL_ON), help=help_)


_REPORTING = (
    click.option(
        "--format", type=click.Choice(list(REPORTERS)), default="text", show_default=True, help="Form of the report."
    ),
    click.option("--output", multiple=True, metavar="FORMAT=FILE", help="Also write a report to a file; repeatable."),
    SELECT,
    IGNORE,
    _fail_on("error"),
    click.option("--exit-zero", is_flag=True, help="Exit with 0 whatever is found; 2 stays 2."),
    click.option("--config", type=click.Path(path_type=Path), metavar="FILE", help="Read the settings from this file."),
    click.option("--statistics", is_flag=True, help="Count the findings of each rule."),
    click.option("--quiet", "-q", is_flag=True, help="Only the closing line."),
    click.option("--verbose", "-v", is_flag=True, help="Also list what was skipped, and say when nothing was found."),
    click.option(
        "--color", type=click.Choice(["auto", "always", "never"]), default="auto", show_default=True, help="Colours."
    ),
)

_SHARED = (
    *_REPORTING[:6],
    click.option(
        "--baseline",
        type=click.Path(path_type=Path),
        metavar="FILE",
        help="The accepted findings.  [default: .privacy-gate-baseline]",
    ),
    click.option("--exposure", type=click.Choice([e.value for e in Exposure]), help="Judge all texts as going there."),
    _REPORTING[6],
    click.option(
        "--trust",
        metavar="REF",
        help="Read the settings, the baseline and the rules from this commit; no ignore since then silences a secret.",
    ),
    click.option("--no-ignores", is_flag=True, help="Report what inline ignores silence."),
    click.option("--no-index", is_flag=True, help="Do not look for code and names of this repository in prompts."),
    click.option(
        "--jobs",
        "-j",
        type=click.IntRange(min=1),
        metavar="N",
        help="Processes for large folders.  [default: one for each processor]",
    ),
    click.option("--allow-plugins", is_flag=True, help="Run the detect-secrets plugins that are named: they are code."),
    click.option("--record", is_flag=True, help="Note in the ledger what was checked (never in CI)."),
    *_REPORTING[7:],
)
