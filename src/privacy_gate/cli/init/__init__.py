"""`privacy-gate init`: set up a repository step by step."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

import click
import msgspec

from privacy_gate.audit import fixes
from privacy_gate.base import git
from privacy_gate.base.errors import GateError
from privacy_gate.base.text import one_line, plural, printable
from privacy_gate.cli import install
from privacy_gate.cli.help_text import epilog
from privacy_gate.cli.init import choice, steps
from privacy_gate.cli.init import discovery as finding
from privacy_gate.cli.init.discovery import Discovery
from privacy_gate.cli.init.proposals import propose
from privacy_gate.cli.init.step import Step
from privacy_gate.config import Settings
from privacy_gate.scan.options import Options
from privacy_gate.scan.session import begin, settings_here

_HOSTS = "internal/hostname"
_LINES = 24  # maximum number of lines of a new file to show


@click.command(
    epilog=epilog(
        ("init --dry-run", "only show the steps"),
        ("init", "choose proposals, then step by step"),
        ("init --yes --without assistants", "all steps except one"),
        codes=("done", "a step failed"),
        see="config, audit, baseline, index",
    )
)
@click.option("--yes", "-y", is_flag=True, help="Accept every step inside the repository.")
@click.option("--user", is_flag=True, help="With --yes: also change your own settings outside of the repository.")
@click.option("--dry-run", is_flag=True, help="Only show the steps.")
@click.option(
    "--without",
    multiple=True,
    type=click.Choice(steps.NAMES),
    help="Skip a step (repeatable).",
)
@click.option("--verbose", "-v", is_flag=True, help="Show new files in full.")
def init(*, yes: bool, user: bool, dry_run: bool, without: tuple[str, ...], verbose: bool) -> int:
    """Set up a repository, step by step.

    Detects languages, prompts, assistants, hooks and CI, and proposes the missing parts: settings, a
    prompts directory, the commit hook, hooks for the installed assistants, the CI check. Each step is
    shown and needs your confirmation. Existing files are kept; a second run proposes only what is
    still missing. The last steps build the private index, and run a first audit and a first deep scan.

    For the settings, init proposes keywords, glossary terms, internal hosts and never-send files from
    your code. You select them from numbered lists. With --yes, they are comments in the new settings.

    Changes outside of the repository, such as your own assistant settings, need a separate
    confirmation. --yes does not apply them unless you add --user.
    """
    if not (yes or dry_run or sys.stdin.isatty()):
        raise GateError(
            "cannot prompt: standard input is not a terminal",
            "Use --yes to accept all steps or --dry-run to preview them.",
        )
    repository = git.find(Path.cwd())
    if repository is None:
        raise GateError("not in a git repository", "Run `git init` first.")
    root = repository.root
    settings = settings_here(None)
    found = finding.look(repository, settings.config)
    _say_found(found)
    if "proposals" not in without:
        found = _propose(found, repository, settings, ask=not (yes or dry_run))
    proposed = [one for one in steps.plan(found) if not set(without) & {one.name, f"{one.name.partition(':')[0]}s"}]
    failed = False
    for number, step in enumerate(proposed, 1):
        click.echo()
        click.secho(f"{number}/{len(proposed)}  {step.title}", bold=True)
        agreed = yes and (user or not step.again)
        failed |= not _take(step, root, yes=agreed, ask=not yes, dry_run=dry_run, verbose=verbose)
    _look_around(repository, without, dry_run=dry_run)
    return 1 if failed else 0


def _say_found(found: Discovery) -> None:
    click.echo(f"{one_line(str(found.root))} (git repository)")
    used = ", ".join(f"{one.title} ({one.sign})" for one in found.assistants)
    rows = {
        "languages": ", ".join(f"{name} ({count})" for name, count in found.languages) or "no code",
        "prompts": plural(found.prompts, "file") if found.prompts else "none",
        "assistants": used or "none detected",
        "git hooks": found.manager or "no hook manager found",
        "CI": " and ".join(name for name, there in (("GitHub", found.github), ("GitLab", found.gitlab)) if there)
        or "none detected (GitHub, GitLab)",
    }
    for name, value in rows.items():
        click.echo(f"  {name:<12}{one_line(value)}")


def _propose(found: Discovery, repository: git.Repository, settings: Settings, *, ask: bool) -> Discovery:
    """Find proposals, print them, and let the user pick for new settings. Existing settings stay unchanged."""
    run = begin(Options(no_index=True, quiet=True)).run.of_rules(lambda rule: rule.id == _HOSTS, ignores=False)

    def find_hosts(path: str, text: str) -> list[str]:
        document, hits = run.judge_text(path, text)
        return [document.text[one.start : one.end] for one in hits if one.rule == _HOSTS]

    proposed = propose(repository, settings.config, find_hosts)
    click.echo()
    click.secho("Proposals for the settings", bold=True)
    for line in choice.describe(proposed):
        click.echo(f"  {line}")
    if settings.source is not None:
        if proposed:
            click.echo(f"  {one_line(settings.source)} is unchanged. Add the lines that apply:")
        for line in choice.lines_to_add(proposed, toml=settings.source.endswith(".toml")):
            click.echo(f"  | {line}")
        return found
    chosen = choice.pick(proposed) if ask else []
    if proposed and not ask:
        click.echo("  All of them are comments in the new settings. Remove the comment sign of those that apply.")
    return msgspec.structs.replace(found, proposals=tuple(proposed), chosen=tuple(chosen))


def _take(step: Step, root: Path, *, yes: bool, ask: bool, dry_run: bool, verbose: bool) -> bool:
    """Show a step, and execute it if the user agrees. Return False if it failed.

    With `yes`, it is executed without a question. Otherwise `ask` decides whether to ask.
    """
    for line in step.by_hand:
        click.echo(f"  manual step: {one_line(line)}")
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
        click.echo("  This changes files outside of the repository.")
    if dry_run:
        return True
    if not yes and not ask:
        click.echo(f"  skipped: --yes applies to this repository only. Run `{step.again}`.")
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
    if edit.before is None:  # the whole file is ours, and nothing must be masked
        lines = [f"new file {one_line(edit.name)}", *edit.after.splitlines()]
        lines, rest = (lines, 0) if whole else (lines[: _LINES + 1], max(0, len(lines) - _LINES - 1))
    else:
        rest = 0
    for line in lines:
        click.echo(f"  | {printable(line)}".rstrip())
    if rest:
        click.echo(f"  | … {plural(rest, 'more line')} (--verbose shows them)")


def _look_around(repository: git.Repository, without: Sequence[str], *, dry_run: bool) -> None:
    """Build the index, run the first audit and the first scan, and print the next steps."""
    from privacy_gate.cli.init import first_run

    hints = ["privacy-gate new NAME        create a prompt from the template"]
    if "index" not in without and not dry_run:
        first_run.index(repository)
    if "audit" not in without:
        hints += first_run.audit()
    if "scan" not in without:
        hints += first_run.scan(repository.root)
    click.echo()
    click.secho("Next steps" if not dry_run else "No file was changed. Next steps", bold=True)
    for hint in hints:
        click.echo(f"  {hint}")
