"""The steps of a set-up: each a few edits, shown before they are made, and what only a person can do."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
from collections.abc import Callable, Mapping
from pathlib import Path

import msgspec
from msgspec import Struct

from privacy_gate import __version__, git
from privacy_gate.assistants.program_path import find_program
from privacy_gate.audit.fixes import Edit
from privacy_gate.cli import install
from privacy_gate.cli.init import files, pin
from privacy_gate.cli.init.found import Found
from privacy_gate.config import FILE_NAME
from privacy_gate.errors import GateError
from privacy_gate.git.environment import environment
from privacy_gate.settings_edits import added_to_yaml
from privacy_gate.settings_files import foreign
from privacy_gate.text import one_line

RELEASE = __version__.partition(".dev")[0]
REPOSITORY = "https://github.com/privacy-gate/privacy-gate"
_OURS = "privacy-gate"


class Step(Struct, frozen=True):
    """A step that is proposed. `programs` are the edits that make a program; `command` is run after them. `again` is
    how to take a step by itself that changes something outside of the repository."""

    name: str
    title: str
    why: str
    edits: tuple[Edit, ...] = ()
    programs: bool = False
    command: tuple[str, ...] = ()
    there: str = ""
    by_hand: tuple[str, ...] = ()
    again: str = ""

    @property
    def is_open(self) -> bool:
        return bool(self.edits or self.command)


def plan(found: Found) -> list[Step]:
    """The steps for what was found, those that are done already among them."""
    steps = [make(found) for make in STEPS.values()]
    return [*steps[:4], *_assistants(found), *steps[4:]]


def settings(found: Found) -> Step:
    text = files.configuration(found.more_prompts, found.vendored)
    step = Step("settings", "Settings", "what counts as a prompt, the words of your business, what is left out")
    if "[tool.privacy-gate" in (_text(found, "pyproject.toml") or ""):
        return msgspec.structs.replace(step, there="pyproject.toml has [tool.privacy-gate]")
    return _with_files(step, found, {FILE_NAME: text})


def prompts(found: Found) -> Step:
    step = Step("prompts", "Folder of prompts", "prompts as files that can be checked, tested and reviewed")
    texts = {"prompts/TEMPLATE.md": files.TEMPLATE, "prompts/hash-password.md": files.EXAMPLE}
    return _with_files(step, found, texts)


def hook(found: Found) -> Step:
    """A hook of git: by what manages hooks here, else a program in git's folder."""
    name, title, why = "hook", "Commit hook", "what is staged is checked before it is committed"
    if found.manager == ".husky":
        return Step(name, title, why, _husky(found, "pre-commit"), programs=True, there=".husky/pre-commit runs it")
    if found.manager.startswith(("lefthook", ".lefthook")):
        return Step(name, title, why, by_hand=_lefthook(found, "pre-commit"))
    program = shutil.which("pre-commit") or shutil.which("prek")
    if found.manager or program:
        edits = _pre_commit(found)
        command = (program, "install", "-t", "pre-commit", "-t", "commit-msg") if program else ()
        ready = (git.hooks(found.root) / "pre-commit").exists() and (git.hooks(found.root) / "commit-msg").exists()
        by_hand = () if program else ("install pre-commit, and run `pre-commit install -t pre-commit -t commit-msg`",)
        return Step(name, title, why, edits, command=() if ready else command, there=".pre-commit-config.yaml: there",
                    by_hand=by_hand if edits else ())  # fmt: skip
    return _own_hook(found, "pre-commit", Step(name, title, why))


def push(found: Found) -> Step:
    """Git's own hook: hook runners name one ref of a push, and git names all."""
    step = Step("push", "Push hook", "each commit is checked before it is pushed, and the messages of tags")
    if found.manager == ".husky":
        edits = _husky(found, "pre-push")
        return msgspec.structs.replace(step, edits=edits, programs=True, there=".husky/pre-push runs it")
    if found.manager.startswith(("lefthook", ".lefthook")):
        return msgspec.structs.replace(step, by_hand=_lefthook(found, "pre-push"))
    return _own_hook(found, "pre-push", step)


def forge(found: Found) -> Step:
    step = Step("ci", "Check of changes in CI", "what a request to merge adds is checked, and nobody can skip it")
    if found.github:
        text = files.workflow(RELEASE, pin.installed())
        return _with_files(step, found, {".github/workflows/privacy-gate.yml": text})
    if found.gitlab:
        return msgspec.structs.replace(step, edits=_gitlab(found), there=".gitlab-ci.yml has it")
    there = "neither GitHub nor GitLab is used here; any CI can run `privacy-gate diff`"
    return msgspec.structs.replace(step, there=there)


def _assistants(found: Found) -> list[Step]:
    """A step for each assistant of this machine; those of the repository alone are their users' affair."""
    steps: list[Step] = []
    for one in found.assistants:
        name, title = f"assistant:{one.name}", f"Hooks of {one.title}"
        why = f"it asks the gate before it sends a prompt or runs a tool (found: {one.sign})"
        if not one.here:
            steps.append(Step(name, title, why, by_hand=(f"who uses it runs `privacy-gate install {one.name}`",)))
            continue
        try:
            edits, settings_plan = install.planned(one.name, "user")
        except GateError as error:
            hint = f"; {error.hint}" if error.hint else ""
            steps.append(Step(name, title, why, by_hand=(one_line(f"{error.message}{hint}"),)))
            continue
        by_hand = (settings_plan.still,) if settings_plan.still and edits else ()
        programs = bool(settings_plan.programs)
        there = "they are in its settings"
        again = f"privacy-gate install {one.name}"
        steps.append(Step(name, title, why, tuple(edits), programs=programs, there=there, by_hand=by_hand, again=again))
    return steps


STEPS: dict[str, Callable[[Found], Step]] = {
    "settings": settings,
    "prompts": prompts,
    "hook": hook,
    "push": push,
    "ci": forge,
}
NAMES = (*STEPS, "assistants", "audit", "scan")
"""What `--without` knows; `audit` and `scan` are the look at the end."""


def run(command: tuple[str, ...], root: Path) -> str:
    """Run the program of a step; what it says when it fails, else nothing."""
    try:
        done = subprocess.run(command, cwd=root, env=environment(), capture_output=True, check=False, timeout=120)
    except (OSError, subprocess.TimeoutExpired) as error:
        return f"{command[0]}: {type(error).__name__}"
    return (
        "" if done.returncode == 0 else one_line((done.stderr or done.stdout).decode("utf-8", "replace").strip()[-300:])
    )


def _with_files(step: Step, found: Found, texts: Mapping[str, str]) -> Step:
    """The step with those files to write that are not there."""
    missing = {path: text for path, text in texts.items() if not (found.root / path).exists()}
    edits = tuple(Edit(found.root / path, path, None, text) for path, text in missing.items())
    return msgspec.structs.replace(step, edits=edits, there=f"{', '.join(texts)}: there")


def _text(found: Found, name: str) -> str | None:
    try:
        return foreign.text_of(found.root / name, name)
    except FileNotFoundError:
        return None


def _pre_commit(found: Found) -> tuple[Edit, ...]:
    name = ".pre-commit-config.yaml"
    before = _text(found, name)
    if before is not None and _OURS in before:
        return ()
    hooks = [{"id": name} for name in (_OURS, f"{_OURS}-message", f"{_OURS}-push")]
    entry = {"repo": REPOSITORY, "rev": f"v{RELEASE}", "hooks": hooks}
    return (Edit(found.root / name, name, before, added_to_yaml(before or "", name, "repos", [entry])),)


_GENERATED = re.compile(r"^# File generated by (?:pre-commit|prek)\b", re.MULTILINE)
_CALLS = {"pre-commit": "privacy-gate diff --staged", "pre-push": 'privacy-gate pre-push "$@"'}


def _husky(found: Found, hook: str) -> tuple[Edit, ...]:
    name = f".husky/{hook}"
    before = _text(found, name)
    if before is not None and _OURS in before:
        return ()
    head = before or ""
    head += "" if not head or head.endswith("\n") else "\n"
    return (Edit(found.root / name, name, before, f"{head}{_CALLS[hook]}\n"),)


def _lefthook(found: Found, hook: str) -> tuple[str, ...]:
    if hook == "pre-commit":
        call, run = "privacy-gate diff --staged", "{run: privacy-gate diff --staged}"
    else:
        call, run = "privacy-gate pre-push", "{run: privacy-gate pre-push {1} {2}, use_stdin: true}"
    if call in (_text(found, found.manager) or ""):
        return ()
    return (f"add to {found.manager}, below {hook}: commands: `privacy-gate: {run}`",)


def _gitlab(found: Found) -> tuple[Edit, ...]:
    name = ".gitlab-ci.yml"
    before = _text(found, name)
    if before is not None and _OURS in before:
        return ()
    head = f"{before.rstrip()}\n\n" if before else ""
    return (Edit(found.root / name, name, before, head + files.JOB.format(release=RELEASE)),)


def _own_hook(found: Found, hook: str, step: Step) -> Step:
    """A program in git's folder of hooks, which may be one for all repositories of the user."""
    folder = git.hooks(found.root)
    file, call = folder / hook, _CALLS[hook]
    inside = file.is_relative_to(found.root) or file.is_relative_to(found.common)
    shown = file.relative_to(found.root).as_posix() if file.is_relative_to(found.root) else str(file)
    if file.exists():
        if hook == "pre-push" and _GENERATED.search(foreign.text_of(file, shown)):
            if f"{_OURS}-push" in (_text(found, ".pre-commit-config.yaml") or ""):
                return msgspec.structs.replace(step, there=f"{shown} runs what .pre-commit-config.yaml has")
            return msgspec.structs.replace(step, by_hand=("add `privacy-gate-push` to .pre-commit-config.yaml",))
        if _OURS in foreign.text_of(file, shown):
            return msgspec.structs.replace(step, there=f"{shown} runs it")
        return msgspec.structs.replace(step, by_hand=(f"{shown} is a hook of yours: add the line `{call}`",))
    try:
        program = find_program(found.root if inside else None)
    except GateError as error:
        return msgspec.structs.replace(step, by_hand=(one_line(f"{error.message}; {error.hint}"),))
    text = files.GIT_HOOK.format(what=step.why, call=call.replace("privacy-gate", shlex.quote(program), 1))
    again = "" if inside else "privacy-gate init --user"
    return msgspec.structs.replace(step, edits=(Edit(file, shown, None, text),), programs=True, again=again)
