"""Putting into the ledger what a command did."""

from __future__ import annotations

import click

from privacy_gate import git, ledger
from privacy_gate.ledger import Event, Kind
from privacy_gate.model import JudgedFile, Report
from privacy_gate.surroundings import in_ci


def checked(repository: git.Repository, report: Report, assistant: str = "") -> None:
    """Record each text of a report that goes out as checked."""
    if in_ci():
        click.echo("privacy-gate: nothing is recorded in CI: the ledger is that of a person's machine", err=True)
        return
    for judged in report.judged:
        ledger.record(repository, of(judged, Kind.CHECKED, assistant))


def of(judged: JudgedFile, kind: Kind, assistant: str = "", reason: str = "") -> Event:
    """An event about a text that was judged."""
    return Event(
        kind=kind,
        prompt="" if judged.path.startswith("<") else judged.path,
        content=judged.content,
        whole=judged.whole,
        assistant=assistant,
        verdict=judged.verdict,
        rules=dict(judged.rules),
        reason=reason,
    )
