"""`privacy-gate init`."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

import click

from privacy_gate.audit import fixes
from privacy_gate.base import git
from privacy_gate.base.errors import GateError
from privacy_gate.base.text import one_line, plural, printable
from privacy_gate.cli import install
from privacy_gate.cli.help_text import epilog
from privacy_gate.cli.init import discovery as finding
from privacy_gate.cli.init import steps
from privacy_gate.cli.init.discovery import Discovery
from privacy_gate.cli.init.step import Step
from privacy_gate.scan.session import settings_here

_LINES = 24  # of a new file that are shown


@click.command(
    epilog=epilog(
        ("init --dry-run", "only show what would be done"),
        ("init", "step by step"),
        ("init --yes --without assistants", "all steps but one"),
        codes=("done", "a step failed"),
        see="config, audit, baseline, index",
    )
)
@click.option("--yes", "-y", is_flag=True, help="Take every step inside the repository, without asking.")
@click.option("--user", is_flag=True, help="With --yes, also change your own settings outside of the repository.")
@click.option("--dry-run", is_flag=True, help="Only show what would be done.")
@click.option(
    "--without",
    multiple=True,
    type=click.Choice(steps.NAMES),
    help="Leave a step out (repeatable).",
)
@click.option("--verbose", "-v", is_flag=True, help="Show new files whole.")
def init(*, yes: bool, user: bool, dry_run: bool, without: tuple[str, ...], verbose: bool) -> int:
    """Set a repository up, step by step.

    Looks at what is here (languages, prompts, assistants, hooks, CI), and proposes what is missing:
    settings, a folder of prompts, the commit hook, the hooks of the assistants on this machine, the
    check in CI. Each step is shown and asked for. Files that are there are kept; running it again
    proposes only what is still missing. At the end come a first audit and a first scan.

    What lies outside of the repository, such as your own settings of an assistant, is shown, and asked
    for by itself; --yes leaves it as it is unless --user goes with it.
    """
    if not (yes or dry_run or sys.stdin.isatty()):
        raise GateError(
            "init asks before each step, and there is nobody to ask", "--yes takes them all, --dry-run shows them"
        )
    repository = git.find(Path.cwd())
    if repository is None:
        raise GateError("init sets up a git repository, and this folder is in none", "run `git init`, then this again")
    root = repository.root
    found = finding.look(repository, settings_here(None).config)
    _say_found(found)
    proposed = [one for one in steps.plan(found) if not set(without) & {one.name, f"{one.name.partition(':')[0]}s"}]
    failed = False
    for number, step in enumerate(proposed, 1):
        click.echo()
        click.secho(f"{number}/{len(proposed)}  {step.title}", bold=True)
        agreed = yes and (user or not step.again)
        failed |= not _take(step, root, yes=agreed, ask=not yes, dry_run=dry_run, verbose=verbose)
    _look_around(root, without, dry_run=dry_run)
    return 1 if failed else 0


def _say_found(found: Discovery) -> None:
    click.echo(f"{one_line(str(found.root))} (git repository)")
    used = ", ".join(f"{one.title} ({one.sign})" for one in found.assistants)
    rows = {
        "languages": ", ".join(f"{name} ({count})" for name, count in found.languages) or "no code",
        "prompts": plural(found.prompts, "file") if found.prompts else "none",
        "assistants": used or "no sign of one",
        "git hooks": found.manager or "no manager of hooks",
        "CI": " and ".join(name for name, there in (("GitHub", found.github), ("GitLab", found.gitlab)) if there)
        or "no sign of GitHub or GitLab",
    }
    for name, value in rows.items():
        click.echo(f"  {name:<12}{one_line(value)}")


def _take(step: Step, root: Path, *, yes: bool, ask: bool, dry_run: bool, verbose: bool) -> bool:
    """Show a step and do it if that is wanted; False when it was tried and failed. `ask` a person, without a `yes`."""
    for line in step.by_hand:
        click.echo(f"  by hand: {one_line(line)}")
    if not step.is_open:
        if not step.by_hand:
            click.echo(f"  nothing to do: {one_line(step.there)}")
        return True
    if step.why:
        click.echo(f"  {one_line(step.why)}")
    for edit in step.edits:
        _show(edit, whole=verbose)
    if step.command:
        click.echo(f"  runs {one_line(' '.join([Path(step.command[0]).name, *step.command[1:]]))}")
    if step.again:
        click.echo("  this is outside of the repository")
    if dry_run:
        return True
    if not yes and not ask:
        click.echo(f"  not done: --yes is for this repository alone; `{step.again}` does it")
        return True
    if not yes and not click.confirm("  Do it?", default=not step.again):
        return True
    for edit in step.edits:
        install.write(edit, program=step.programs)
        click.echo(f"  wrote {one_line(edit.name)}")
    if step.command and (complaint := steps.run(step.command, root)):
        click.echo(f"  failed: {one_line(complaint)}", err=True)
        return False
    return True


def _show(edit: fixes.Edit, *, whole: bool) -> None:
    lines = list(fixes.show_diff(edit))
    if edit.before is None:  # all of it is ours, and nothing has to be masked
        lines = [f"new file {one_line(edit.name)}", *edit.after.splitlines()]
        lines, rest = (lines, 0) if whole else (lines[: _LINES + 1], max(0, len(lines) - _LINES - 1))
    else:
        rest = 0
    for line in lines:
        click.echo(f"  | {printable(line)}".rstrip())
    if rest:
        click.echo(f"  | … {plural(rest, 'more line')} (--verbose shows them)")


def _look_around(root: Path, without: Sequence[str], *, dry_run: bool) -> None:
    """The first audit and the first scan, and what to do next."""
    from privacy_gate.cli.init import first_run

    hints = ["privacy-gate new NAME        a new prompt from the template"]
    if "audit" not in without:
        hints += first_run.audit()
    if "scan" not in without:
        hints += first_run.scan(root)
    click.echo()
    click.secho("Next" if not dry_run else "Nothing was written. Next", bold=True)
    for hint in hints:
        click.echo(f"  {hint}")
