"""The steps of a set-up: each a few edits, shown before they are made, and what only a person can do."""

from __future__ import annotations

import shlex
import shutil
import subprocess
from collections.abc import Callable, Mapping
from pathlib import Path

import msgspec
from msgspec import Struct

from privacy_gate import __version__, git
from privacy_gate.audit.fixes import Edit
from privacy_gate.cli import install
from privacy_gate.cli.init import files
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
    """A step that is proposed. `programs` are the edits that make a program; `command` is run after them."""

    name: str
    title: str
    why: str
    edits: tuple[Edit, ...] = ()
    programs: bool = False
    command: tuple[str, ...] = ()
    there: str = ""
    by_hand: tuple[str, ...] = ()

    @property
    def is_open(self) -> bool:
        return bool(self.edits or self.command)


def plan(found: Found) -> list[Step]:
    """The steps for what was found, those that are done already among them."""
    steps = [make(found) for make in STEPS.values()]
    return [*steps[:3], *_assistants(found), *steps[3:]]


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
        return Step(name, title, why, _husky(found), programs=True, there=".husky/pre-commit runs it")
    if found.manager.startswith(("lefthook", ".lefthook")):
        return Step(name, title, why, by_hand=_lefthook(found))
    program = shutil.which("pre-commit") or shutil.which("prek")
    if found.manager or program:
        edits = _pre_commit(found)
        command = (program, "install", "-t", "pre-commit", "-t", "commit-msg") if program else ()
        ready = (git.hooks(found.root) / "pre-commit").exists() and (git.hooks(found.root) / "commit-msg").exists()
        by_hand = () if program else ("install pre-commit, and run `pre-commit install -t pre-commit -t commit-msg`",)
        return Step(name, title, why, edits, command=() if ready else command, there=".pre-commit-config.yaml: there",
                    by_hand=by_hand if edits else ())  # fmt: skip
    return _own_hook(found, name, title, why)


def forge(found: Found) -> Step:
    step = Step("ci", "Check of changes in CI", "what a request to merge adds is checked, and nobody can skip it")
    if found.github:
        text = files.WORKFLOW.format(release=RELEASE)
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
        steps.append(Step(name, title, why, tuple(edits), programs=programs, there=there, by_hand=by_hand))
    return steps


STEPS: dict[str, Callable[[Found], Step]] = {"settings": settings, "prompts": prompts, "hook": hook, "ci": forge}
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
    entry = {"repo": REPOSITORY, "rev": f"v{RELEASE}", "hooks": [{"id": _OURS}, {"id": f"{_OURS}-message"}]}
    return (Edit(found.root / name, name, before, added_to_yaml(before or "", name, "repos", [entry])),)


def _husky(found: Found) -> tuple[Edit, ...]:
    name = ".husky/pre-commit"
    before = _text(found, name)
    if before is not None and _OURS in before:
        return ()
    head = before or ""
    head += "" if not head or head.endswith("\n") else "\n"
    return (Edit(found.root / name, name, before, f"{head}privacy-gate diff --staged\n"),)


def _lefthook(found: Found) -> tuple[str, ...]:
    if _OURS in (_text(found, found.manager) or ""):
        return ()
    return (f"add to {found.manager}, below pre-commit: commands: `privacy-gate: {{run: privacy-gate diff --staged}}`",)


def _gitlab(found: Found) -> tuple[Edit, ...]:
    name = ".gitlab-ci.yml"
    before = _text(found, name)
    if before is not None and _OURS in before:
        return ()
    head = f"{before.rstrip()}\n\n" if before else ""
    return (Edit(found.root / name, name, before, head + files.JOB.format(release=RELEASE)),)


def _own_hook(found: Found, name: str, title: str, why: str) -> Step:
    folder = git.hooks(found.root)
    file = folder / "pre-commit"
    shown = file.relative_to(found.root).as_posix() if file.is_relative_to(found.root) else f"{folder}/pre-commit"
    if file.exists():
        if _OURS in foreign.text_of(file, shown):
            return Step(name, title, why, there=f"{shown} runs it")
        return Step(
            name, title, why, by_hand=(f"{shown} is a hook of yours: add the line `privacy-gate diff --staged`",)
        )
    text = files.GIT_HOOK.format(program=shlex.quote(install.program("user")[0]))
    return Step(name, title, why, (Edit(file, shown, None, text),), programs=True)
