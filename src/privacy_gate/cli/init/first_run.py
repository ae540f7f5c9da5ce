"""The first audit and the first scan of a repository, with short summaries."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path, PurePosixPath

import click

from privacy_gate.audit import audit_report
from privacy_gate.audit.settings_lookup import CheckOutcome
from privacy_gate.base import git
from privacy_gate.base.text import one_line, plural
from privacy_gate.model import Severity, Shown
from privacy_gate.rules import family
from privacy_gate.scan.many_files import read_all
from privacy_gate.scan.options import Options
from privacy_gate.scan.session import begin, settings_here
from privacy_gate.sources import files

_MOST = 5  # maximum lines of each list


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


def scan(root: Path) -> list[str]:
    """Scan all files, and print the findings by family and folder. Return hints for the next steps."""
    options = Options()
    session = begin(options)
    click.echo()
    click.secho("First scan", bold=True)
    if not any(files.names([root], session.tree)):
        click.echo("  no files to check yet")
        return []
    read_all(session, options, [root])
    report = session.run.report()
    found = report.findings
    if not found:
        click.echo(f"  {plural(report.files, 'file')}, no findings")
        return ["privacy-gate scan            check all files again"]
    errors = [one for one in found if one.severity is Severity.ERROR]
    click.echo(f"  {plural(report.files, 'file')}: {_describe_counts(found)}")
    for line in _places(errors or found, "error" if errors else "finding"):
        click.echo(f"  - {line}")
    return [
        "privacy-gate scan            show the findings; revoke real secrets",
        "privacy-gate baseline        accept harmless findings, so that only new ones count",
    ]


def _describe_counts(found: Sequence[Shown]) -> str:
    """Return the number of findings of each severity, with their families."""
    parts = []
    for severity in sorted({one.severity for one in found}, reverse=True):
        families = Counter(family(one.rule) for one in found if one.severity is severity)
        listed = ", ".join(f"{name} {count}" for name, count in sorted(families.items()))
        parts.append(f"{plural(families.total(), severity.label)} ({listed})")
    return ", ".join(parts)


def _places(found: Sequence[Shown], what: str) -> list[str]:
    """Return the folders with the most findings, each with its most frequent rule."""
    folders: dict[str, Counter[str]] = {}
    for one in found:
        folder = str(PurePosixPath(one.path).parent)
        folders.setdefault("the root" if folder == "." else f"{folder}/", Counter())[one.rule] += 1
    ranked = sorted(folders.items(), key=lambda item: (-item[1].total(), item[0]))
    lines = [one_line(f"{where}: {plural(rules.total(), what)}, {_most(rules)}") for where, rules in ranked]
    return lines[:_MOST] + ([f"and {plural(len(lines) - _MOST, 'other folder')}"] if len(lines) > _MOST else [])


def _most(rules: Counter[str]) -> str:
    most = rules.most_common(1)[0][0]
    return most if len(rules) == 1 else f"mostly {most}"
