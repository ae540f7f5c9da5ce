"""The options that many commands share."""

from __future__ import annotations

from pathlib import Path

from msgspec import Struct

from privacy_gate.base.errors import GateError

FAIL_ON = ("error", "warning", "note", "never")


class Options(Struct, frozen=True):
    """The values of the shared options. The defaults apply if the user gives none."""

    format: str = "text"
    output: tuple[str, ...] = ()
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    fail_on: str | None = None
    exit_zero: bool = False
    exposure: str | None = None
    config: Path | None = None
    no_ignores: bool = False
    no_index: bool = False
    jobs: int | None = None
    statistics: bool = False
    quiet: bool = False
    verbose: bool = False
    color: str = "auto"
    baseline: Path | None = None
    allow_plugins: bool = False
    record: bool = False
    trust: str | None = None


def outputs(options: Options) -> list[tuple[str, Path]]:
    """Return the formats and files of `--output`. Raises GateError for a value of another form."""
    if not options.output:
        return []
    from privacy_gate.reporters import REPORTERS

    found = []
    for value in options.output:
        name, equals, file = value.partition("=")
        if name not in REPORTERS or not equals or not file:
            from privacy_gate.base.choices import hint_choice

            what = "not of the form FORMAT=FILE" if not equals or not file else f"unknown format `{name}`"
            raise GateError(f"--output {value}: {what}", hint_choice(name, REPORTERS))
        found.append((name, Path(file)))
    return found
