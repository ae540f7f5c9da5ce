"""`privacy-gate install`: write our hooks to the settings of an assistant."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import click

from privacy_gate.audit import fixes
from privacy_gate.base import git
from privacy_gate.base.errors import GateError
from privacy_gate.base.settings_edits import add_entries, remove_value, set_value
from privacy_gate.base.settings_files import foreign
from privacy_gate.base.text import one_line
from privacy_gate.cli.help_text import epilog
from privacy_gate.integrations import assistants
from privacy_gate.integrations.assistants import shell_prefix
from privacy_gate.integrations.assistants.program_path import find_program
from privacy_gate.integrations.assistants.setup import HookPlan, is_ours

_NAMES = list(assistants.ASSISTANTS)


@click.command(
    epilog=epilog(
        (f"install {_NAMES[0]}", "in your user settings, for all directories"),
        (f"install {_NAMES[1]} --project", "in the settings of this repository"),
        (f"install {_NAMES[2]} --dry-run", "only show the change"),
        (f"install {_NAMES[3]} --remove", "remove the hooks"),
        codes=("installed, or already installed", "declined; no file was changed"),
        see="hook, allow, audit",
    )
)
@click.argument("assistant", type=click.Choice(_NAMES))
@click.option(
    "--user",
    "scope",
    flag_value="user",
    default=True,
    help="Write to your user settings, for all directories.  [default]",
)
@click.option(
    "--project", "scope", flag_value="project", help="Write to the settings of this repository, for all its users."
)
@click.option("--remove", is_flag=True, help="Remove the hooks of privacy-gate.")
@click.option("--yes", "-y", is_flag=True, help="Apply the change without asking.")
@click.option("--dry-run", is_flag=True, help="Only show the change.")
def install(*, assistant: str, scope: str, remove: bool, yes: bool, dry_run: bool) -> int:
    """Install hooks, so that an assistant checks each prompt and tool call with privacy-gate.

    The command shows the change first. Comments, order and other hooks are kept; a second run changes
    nothing. If the assistant has a setting that blocks when a hook fails, the command turns it on.
    """
    edits, plan = plan_install(assistant, scope, remove=remove)
    if not edits:
        click.echo(f"{one_line(place(plan, scope)[1])}: nothing to change")
    elif dry_run:
        _show(edits)
        click.echo("privacy-gate: no file was changed", err=True)
    elif not _confirm_and_write(edits, yes=yes, programs=bool(plan.programs)):
        return 1
    if not (remove or dry_run):
        if plan.beside and not shell_prefix.is_prefix_set(*place(plan, scope), plan.beside):
            click.echo(
                f"Not set: {plan.beside.variable}. The output of failing commands goes to the model unchecked. "
                "`--user` sets the variable unless it has another value."
            )
        if plan.still:
            click.echo(f"Still to do: {plan.still}")
        click.echo(f"To test the hooks: privacy-gate hook {assistant} --selftest")
    return 0


def plan_install(assistant: str, scope: str, *, remove: bool = False) -> tuple[list[fixes.Edit], HookPlan]:
    """Return the edits that add or remove our hooks in the settings of an assistant, and the plan.

    There are no edits if nothing must change. Raises GateError for settings that cannot be read or have an unknown
    form.
    """
    plan = assistants.get(assistant).plan([*program(scope), "hook", assistant])
    file, name = place(plan, scope)
    if plan.programs:
        edits = [
            _program_edit(file / event, f"{name}/{event}", plan.programs[event], remove) for event in plan.programs
        ]
    else:
        edits = [_edit(file, name, assistant, plan, remove=remove)]
        if plan.beside and scope == "user":
            edits = shell_prefix.edits(edits[0], plan.beside, remove=remove)
    return [edit for edit in edits if edit.after != (edit.before or "")], plan


def place(plan: HookPlan, scope: str) -> tuple[Path, str]:
    """Return the settings file of a scope, and its name in messages."""
    if scope == "user":
        if plan.variable and (moved := os.environ.get(plan.variable)):
            file = Path(moved).expanduser() / plan.user.split("/", 2)[2]
            return file, str(file)
        return Path(plan.user).expanduser(), plan.user
    repository = git.find(Path.cwd())
    return (repository.root if repository else Path.cwd()) / plan.project, plan.project


def program(scope: str) -> list[str]:
    """Return the command that an assistant or a git hook must start.

    User settings get the path of the running program, because their PATH may differ. A temporary environment is not
    used. Project settings get the name, because other users have other paths.
    """
    if scope == "project":
        return ["privacy-gate"]
    return [find_program()]


def _confirm_and_write(edits: Sequence[fixes.Edit], *, yes: bool, programs: bool) -> bool:
    """Show edits, ask for confirmation, and write them. Return whether the user agreed."""
    _show(edits)
    if not yes and not _confirm(", ".join(edit.name for edit in edits)):
        return False
    for edit in edits:
        write(edit, program=programs)
        click.echo(f"{'wrote' if edit.after else 'removed'} {one_line(edit.name)}")
    return True


def _show(edits: Sequence[fixes.Edit]) -> None:
    for edit in edits:
        click.echo("\n".join(fixes.show_diff(edit)))


def write(edit: fixes.Edit, *, program: bool = False) -> None:
    """Apply an edit.

    A program becomes executable, and is deleted if it is empty. Raises the same errors as `fixes.apply`.
    """
    program = program or edit.program
    if program and not edit.after:
        edit.file.unlink()
        return
    fixes.apply(edit, 0o755 if program else None)


def _program_edit(file: Path, name: str, text: str, remove: bool) -> fixes.Edit:
    """Return the edit of a program that the assistant starts. A program that is not ours is not changed."""
    try:
        before: str | None = foreign.read_text(file, name)
    except FileNotFoundError:
        before = None
    if before and not is_ours({"command": before}, text.partition(" hook ")[2].split()[0]):
        if remove:
            return fixes.Edit(file, name, before, before)
        raise GateError(f"{name} is your own hook", f"Add this line to it: {one_line(text.splitlines()[1])}")
    return fixes.Edit(file, name, before, "" if remove else text)


def _confirm(name: str) -> bool:
    if not sys.stdin.isatty():
        raise GateError(
            "cannot prompt: standard input is not a terminal",
            "Use --yes to apply the change or --dry-run to preview it.",
        )
    return click.confirm(f"Write {one_line(name)}?")


def _edit(file: Path, name: str, assistant: str, plan: HookPlan, *, remove: bool) -> fixes.Edit:
    try:
        before: str | None = foreign.read_text(file, name)
    except FileNotFoundError:
        before = None
    text = before or ""
    after = _taken_out(text, name, assistant) if remove else _put_in(text, name, assistant, plan)
    return fixes.Edit(file, name, before, after)


def _put_in(text: str, name: str, assistant: str, plan: HookPlan) -> str:
    data = foreign.parse_foreign(text, "jsonc", name).data
    for key, value in plan.top.items():
        if not isinstance(data, dict) or key not in data:
            text = set_value(text, "jsonc", name, (key,), value)
    for event in plan.hooks:
        entries = plan.entries(event)
        there = foreign.get_value(foreign.parse_foreign(text, "jsonc", name).data, ("hooks", event), [])
        if not isinstance(there, list):
            raise GateError(f"{name}: hooks.{event} is not a list", "Correct it manually.")
        if [one for one in there if is_ours(one, assistant)] != entries:
            text = add_entries(_without_ours(text, name, assistant, event), "jsonc", name, ("hooks", event), entries)
    return text


def _taken_out(text: str, name: str, assistant: str) -> str:
    hooks = foreign.get_value(foreign.parse_foreign(text, "jsonc", name).data, ("hooks",), {})
    for event in hooks if isinstance(hooks, Mapping) else ():
        text = _without_ours(text, name, assistant, event)
        if foreign.get_value(foreign.parse_foreign(text, "jsonc", name).data, ("hooks", event)) == [] != hooks[event]:
            text = remove_value(text, name, ("hooks", event))
    if hooks and not foreign.get_value(foreign.parse_foreign(text, "jsonc", name).data, ("hooks",), {}):
        text = remove_value(text, name, ("hooks",))
    return text


def _without_ours(text: str, name: str, assistant: str, event: str) -> str:
    entries: Any = foreign.get_value(foreign.parse_foreign(text, "jsonc", name).data, ("hooks", event), [])
    for number in reversed(range(len(entries) if isinstance(entries, list) else 0)):
        if is_ours(entries[number], assistant):
            text = remove_value(text, name, ("hooks", event, str(number)))
    return text
