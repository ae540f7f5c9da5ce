"""The steps of a setup. Each has edits, which are shown first, and manual instructions."""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Mapping
from pathlib import Path

import msgspec

from privacy_gate.audit.fixes import Edit
from privacy_gate.base.errors import GateError
from privacy_gate.base.git.environment import environment
from privacy_gate.base.text import one_line
from privacy_gate.cli import install
from privacy_gate.cli.init import example_prompts, installed_commit, planned_files
from privacy_gate.cli.init.discovery import Discovery
from privacy_gate.cli.init.git_hooks import OURS, RELEASE, checkout, hook, push
from privacy_gate.cli.init.step import Step, read_text
from privacy_gate.config import FILE_NAME


def plan(found: Discovery) -> list[Step]:
    """Return the steps for a repository, including those that are already done."""
    steps = [make(found) for make in STEPS.values()]
    at = list(STEPS).index("ci")
    return [*steps[:at], *_assistants(found), *steps[at:]]


def settings(found: Discovery) -> Step:
    text = planned_files.configuration(found.more_prompts, found.vendored, found.proposals, found.chosen)
    step = Step("settings", "Settings", "defines prompt paths, business keywords, never-send files and excluded files")
    if "[tool.privacy-gate" in (read_text(found, "pyproject.toml") or ""):
        return msgspec.structs.replace(step, there="pyproject.toml has [tool.privacy-gate]")
    return _with_files(step, found, {FILE_NAME: text})


def prompts(found: Discovery) -> Step:
    step = Step("prompts", "Prompts directory", "keeps prompts as files that can be checked, tested and reviewed")
    language = found.languages[0][0] if found.languages else ""
    if title := example_prompts.name_language(language):
        step = msgspec.structs.replace(step, why=f"{step.why}; the example is for {title}")
    example = example_prompts.write_example(language)
    texts = {"prompts/TEMPLATE.md": planned_files.TEMPLATE, "prompts/hash-password.md": example}
    return _with_files(step, found, texts)


def forge(found: Discovery) -> Step:
    step = Step("ci", "CI check", "checks every pull request; cannot be bypassed locally")
    if found.github:
        text = planned_files.workflow(RELEASE, installed_commit.find_commit())
        return _with_files(step, found, {".github/workflows/privacy-gate.yml": text})
    if found.gitlab:
        return msgspec.structs.replace(step, edits=_gitlab(found), there=".gitlab-ci.yml has it")
    there = "no GitHub or GitLab detected; any CI can run `privacy-gate diff`"
    return msgspec.structs.replace(step, there=there)


def _assistants(found: Discovery) -> list[Step]:
    """Return a step for each assistant.

    Only assistants on this computer get edits, and others get instructions for their users.
    """
    steps: list[Step] = []
    for one in found.assistants:
        name, title = f"assistant:{one.name}", f"Hooks of {one.title}"
        why = f"checks prompts and tool calls before they are sent (found: {one.sign})"
        if not one.here:
            steps.append(Step(name, title, why, by_hand=(f"each user runs `privacy-gate install {one.name}`",)))
            continue
        try:
            edits, settings_plan = install.plan_install(one.name, "user")
        except GateError as error:
            hint = f"; {error.hint}" if error.hint else ""
            steps.append(Step(name, title, why, by_hand=(one_line(f"{error.message}{hint}"),)))
            continue
        by_hand = (settings_plan.still,) if settings_plan.still and edits else ()
        programs = bool(settings_plan.programs)
        there = "already installed"
        again = f"privacy-gate install {one.name}"
        steps.append(Step(name, title, why, tuple(edits), programs=programs, there=there, by_hand=by_hand, again=again))
    return steps


STEPS: dict[str, Callable[[Discovery], Step]] = {
    "settings": settings,
    "prompts": prompts,
    "hook": hook,
    "push": push,
    "checkout": checkout,
    "ci": forge,
}
NAMES = ("proposals", *STEPS, "assistants", "index", "audit", "scan")
"""The values of `--without`. `proposals` comes before the steps. `index`, `audit` and `scan` are the last ones."""


def run(command: tuple[str, ...], root: Path) -> str:
    """Run the program of a step. Return its error message, or an empty string on success."""
    try:
        done = subprocess.run(command, cwd=root, env=environment(), capture_output=True, check=False, timeout=120)
    except (OSError, subprocess.TimeoutExpired) as error:
        return f"{command[0]}: {type(error).__name__}"
    return (
        "" if done.returncode == 0 else one_line((done.stderr or done.stdout).decode("utf-8", "replace").strip()[-300:])
    )


def _with_files(step: Step, found: Discovery, texts: Mapping[str, str]) -> Step:
    """Return the step with edits for the files that do not exist."""
    missing = {path: text for path, text in texts.items() if not (found.root / path).exists()}
    edits = tuple(Edit(found.root / path, path, None, text) for path, text in missing.items())
    return msgspec.structs.replace(step, edits=edits, there=f"{', '.join(texts)}: already exists")


def _gitlab(found: Discovery) -> tuple[Edit, ...]:
    name = ".gitlab-ci.yml"
    before = read_text(found, name)
    if before is not None and OURS in before:
        return ()
    head = f"{before.rstrip()}\n\n" if before else ""
    return (Edit(found.root / name, name, before, head + planned_files.JOB.format(release=RELEASE)),)
