"""`privacy-gate audit`: check the privacy settings of assistants, editors and CI."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, cast

import click

from privacy_gate.audit import audit_report
from privacy_gate.audit.settings_lookup import Part
from privacy_gate.base import git
from privacy_gate.base.errors import GateError
from privacy_gate.base.text import one_line, plural
from privacy_gate.cli.help_text import epilog
from privacy_gate.cli.output import say_problems, write, write_reports
from privacy_gate.cli.shared_options import reporting
from privacy_gate.scan.options import Options
from privacy_gate.scan.session import settings_here

if TYPE_CHECKING:
    from privacy_gate.audit import fixes


@click.command(
    epilog=epilog(
        ("audit", "this repository and this computer"),
        ("audit --user --fix", "fix failed checks after showing the changes"),
        ("audit --fix --dry-run", "only show the changes"),
        ("audit --checklist > privacy.md", "a setup checklist in Markdown"),
        codes=("no failed check", "a failed check", "a settings file could not be read"),
        see="install, init, rule",
    )
)
@click.option("--repository", "part", flag_value="repository", help="Check only files in the repository, as in CI.")
@click.option("--user", "part", flag_value="user", help="Check only the settings of this user and computer.")
@click.option("--all", "part", flag_value="all", default=True, help="Check both.  [default]")
@click.option("--fix", is_flag=True, help="Fix failed checks where possible, after showing the changes.")
@click.option("--yes", "-y", is_flag=True, help="With --fix: apply the changes without asking.")
@click.option("--dry-run", is_flag=True, help="With --fix: only show the changes.")
@click.option("--checklist", is_flag=True, help="Print a setup checklist in Markdown, with completed items ticked.")
@reporting
def audit(options: Options, part: str, *, fix: bool, yes: bool, dry_run: bool, checklist: bool) -> int:
    """Check the privacy settings of assistants, editors and CI for this repository.

    Each setting is read the way its tool reads it. A setting that no local file contains (an account
    setting) is reported as a note with a link, never as passed. Any failed check sets exit code 1
    unless --fail-on changes that; an unreadable settings file sets exit code 2.
    """
    if yes and not fix:
        raise GateError("--yes needs --fix", "privacy-gate audit --fix --yes")
    if dry_run and not fix:
        raise GateError("--dry-run needs --fix", "Without --fix, `audit` writes nothing.")
    if fix and checklist:
        raise GateError("--fix and --checklist cannot be combined", "Run --fix first, then --checklist.")
    done = _run(options, cast("Part", part))
    if dry_run:
        _show(_plan(done), err=False)
        click.echo("privacy-gate: no file was changed", err=True)
        say_problems(done.report)
        return 2 if done.report.problems else 0
    if fix:
        _fix(done, yes=yes)
        done = _run(options, cast("Part", part))
    if checklist:
        from privacy_gate.audit.checklist import render

        assert done.report.audit is not None
        write(render(done.report.audit))
        say_problems(done.report)
        return 2 if done.report.problems else 0
    return write_reports(done.report, options, options.fail_on or "note")


def _run(options: Options, part: Part) -> audit_report.AuditRun:
    settings = settings_here(options.config)
    return audit_report.run(settings, git.find(Path.cwd()), part, options.select, options.ignore)


def _plan(done: audit_report.AuditRun) -> list[fixes.Edit]:
    """Return the planned edits, and print the fixes that need a manual change."""
    from privacy_gate.audit import fixes

    edits, left = fixes.plan_fixes(done.found.results, done.root)
    for result, why in left:
        click.echo(f"manually: {one_line(f'{result.tool.name}: {result.check.goal}: {why}')}", err=True)
    if not edits:
        click.echo("privacy-gate: no failed check can be fixed automatically", err=True)
    return edits


def _show(edits: Sequence[fixes.Edit], *, err: bool) -> None:
    from privacy_gate.audit import fixes

    for edit in edits:
        click.echo("\n".join(fixes.show_diff(edit)), err=err)


def _fix(done: audit_report.AuditRun, *, yes: bool) -> None:
    """Show the changes, ask for confirmation, and write them."""
    from privacy_gate.audit import fixes

    edits = _plan(done)
    _show(edits, err=True)
    if not edits:
        return
    if not yes:
        if not sys.stdin.isatty():
            raise GateError(
                "cannot prompt: standard input is not a terminal",
                "Use --yes to apply the changes or --dry-run to preview them.",
            )
        if not click.confirm(f"Write {plural(len(edits), 'file')}?", err=True):
            return
    for edit in edits:
        fixes.apply(edit)
        click.echo(f"wrote {one_line(edit.name)}", err=True)
