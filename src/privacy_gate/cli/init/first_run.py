"""The first audit and the first scan of a repository, with short summaries."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import click

from privacy_gate.audit import audit_report
from privacy_gate.audit.settings_lookup import CheckOutcome
from privacy_gate.base import git
from privacy_gate.base.text import in_address, one_line, plural
from privacy_gate.model import Exposure, Severity, Shown
from privacy_gate.rules import family
from privacy_gate.scan.many_files import read_all
from privacy_gate.scan.options import Options
from privacy_gate.scan.session import begin, settings_here
from privacy_gate.sources import files

_MOST = 5  # failed checks
_MOST_USEFUL = 3  # findings


def audit() -> list[str]:
    """Print a summary of the first audit. Return hints for the next steps."""
    done = audit_report.run(settings_here(None), git.find(Path.cwd()), "all")
    outcomes = Counter(result.outcome for result in done.found.results)
    failed = [result for result in done.found.results if result.outcome is CheckOutcome.FAIL]
    click.echo()
    click.secho("First audit", bold=True)
    click.echo(
        f"  {plural(len(done.found.results), 'check')}: {outcomes[CheckOutcome.PASS]} passed, {len(failed)} failed,"
        f" {outcomes[CheckOutcome.UNKNOWN]} cannot be verified here"
    )
    for result in failed[:_MOST]:
        click.echo(f"  - {one_line(f'{result.tool.name}: {result.message}')}")
    if len(failed) > _MOST:
        click.echo(f"  - and {len(failed) - _MOST} more")
    hints = (
        ["privacy-gate audit           check the settings of assistants, editors and CI"] if done.found.results else []
    )
    if any(result.fixes for result in failed):
        hints.append("privacy-gate audit --fix     fix failed checks after showing the changes")
    return hints


def index(repository: git.Repository) -> None:
    """Build the private index with the settings in force."""
    from privacy_gate.cli.index import build_index

    click.echo()
    click.secho("Private index", bold=True)
    build_index(repository, settings_here(None).config, quiet=False)


def scan(root: Path) -> list[str]:
    """Scan all files once with `--deep`, and print the most useful findings. Return hints for the next steps."""
    options = Options()
    session = begin(options)
    click.echo()
    click.secho("First scan", bold=True)
    if not any(files.names([root], session.tree)):
        click.echo("  no files to check yet")
        return []
    session.run.read_closely(lambda _path: False, deep=True)
    read_all(session, options, [root])
    report = session.run.report()
    found = report.findings
    if not found:
        click.echo(f"  {plural(report.files, 'file')}, no findings")
        return ["privacy-gate scan --deep     check all files again"]
    click.echo(f"  {plural(report.files, 'file')}: {_describe_counts(found)}")
    for one in choose_useful(found):
        place = f"{in_address(one.path)}:{one.start.line}"
        click.echo(f"  - {one_line(f'{place}: {one.severity.label}[{one.rule}] {one.message}')}")
    return [
        f"privacy-gate scan --deep     show all {plural(len(found), 'finding')}; revoke real secrets",
        "privacy-gate baseline        accept harmless findings, so that only new ones count",
    ]


def choose_useful(found: Sequence[Shown]) -> list[Shown]:
    """Return the most useful findings, of different places: secrets, then private code in prompts, then markers, then
    names, then all others.
    """
    best: dict[tuple[str, str], Shown] = {}
    for one in sorted(found, key=lambda one: (_rank(one), -one.severity, one.path, one.start.line)):
        best.setdefault((one.rule, one.path), one)
    return list(best.values())[:_MOST_USEFUL]


def _rank(one: Shown) -> int:
    if family(one.rule) == "secret":
        return 0 if one.severity is Severity.ERROR else 4
    if one.exposure is Exposure.OUTBOUND and family(one.rule) == "code":
        return 1
    if one.rule == "business/proprietary-marker":
        return 2
    return 3 if family(one.rule) in ("internal", "personal", "identifier") else 5


def _describe_counts(found: Sequence[Shown]) -> str:
    """Return the number of findings of each severity, with their families."""
    parts = []
    for severity in sorted({one.severity for one in found}, reverse=True):
        families = Counter(family(one.rule) for one in found if one.severity is severity)
        listed = ", ".join(f"{name} {count}" for name, count in sorted(families.items()))
        parts.append(f"{plural(families.total(), severity.label)} ({listed})")
    return ", ".join(parts)
