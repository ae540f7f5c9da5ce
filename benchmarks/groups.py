"""What is measured, in groups whose commands run in turn."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from benchmarks import fixtures
from benchmarks.environments import Installed, script
from benchmarks.measure import Command

_FOUND = frozenset({0, 1})  # a scanner that found something did its work
SIZES = (100_000, 1_000_000, 10_000_000)


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the table: a command of the gate, and what its peers need for the same.

    `gate` and the values of `peers` name commands of the group; the keys of `peers` are columns.
    `goal` is in seconds; `against` names the row of a tenth of the size instead: time must grow
    with the size and no faster.
    """

    what: str
    gate: str
    peers: Mapping[str, str]
    goal: float | None = None
    size: int | None = None
    against: str | None = None


@dataclass(frozen=True, slots=True)
class Group:
    """Commands that run in turn, `rounds` times, and the rows that are made of their times."""

    commands: Mapping[str, Command]
    rows: tuple[Row, ...]
    rounds: int


@dataclass(frozen=True, slots=True)
class Plan:
    """How often, whether the peer that takes minutes takes part, and seconds after which a group starts no
    further round."""

    short: int
    long: int
    slow: bool
    budget: float


def version(installed: Installed, plan: Plan) -> Group:
    """How long it takes to start at all. Python's own start is the floor of whatever pip installs."""
    here, env = installed.scratch, installed.env()
    commands = {
        "gate": Command((script(installed.gate, "privacy-gate"), "--version"), here, env),
        "bare Python": Command((script(installed.gate, "python"), "-c", "pass"), here, env),
        **_peers(installed, {"gitleaks": ("version",), "betterleaks": ("version",)}, here, wrappers=True),
        **_detect_secrets(installed, "detect-secrets", ("--version",), here),
    }
    return _simple("privacy-gate --version", commands, plan.short)


def staged(installed: Installed, plan: Plan) -> Group:
    """What a commit waits for: 40 lines of Python and a prompt of 50 lines, nothing wrong with them."""
    return _staged(installed, plan, "plain", "diff --staged", 0.080)


def libcst(installed: Installed, plan: Plan) -> Group:
    """As `staged`, with wording in a string that may be an attribute's docstring: libcst must tell."""
    return _staged(installed, plan, "documented", "diff --staged (libcst)", 0.250)


def _staged(installed: Installed, plan: Plan, change: str, what: str, goal: float) -> Group:
    env = installed.env()
    folder = fixtures.repository(installed.scratch / f"repository-{change}", change, env)
    arguments = {
        "gitleaks": ("git", "--pre-commit", "--staged", "--no-banner", "."),
        "betterleaks": ("git", "--staged", "--no-banner", "."),
    }
    hook = ("--no-verify", fixtures.CHANGED, fixtures.PROMPT_PATH)  # verifying opens connections
    commands = {
        "gate": Command((script(installed.gate, "privacy-gate"), "diff", "--staged"), folder, env),
        **_peers(installed, arguments, folder, wrappers=True),
        **_detect_secrets(installed, "detect-secrets-hook", hook, folder),
    }
    return _simple(what, commands, plan.short, goal)


def tree(installed: Installed, plan: Plan) -> Group | None:
    """Django's sources, all rules and secrets alone; cold is the first run after an installation."""
    folder = installed.django
    if folder is None:
        return None
    gate = script(installed.gate, "privacy-gate")
    cold = installed.scratch / "cache-cold"
    arguments = {
        "gitleaks": ("dir", ".", "--no-banner"),
        "betterleaks": ("filesystem", ".", "--no-banner"),
    }
    peers = _peers(installed, arguments, folder, wrappers=False)
    if plan.slow:
        peers |= _detect_secrets(installed, "detect-secrets", ("scan", "--all-files", "--no-verify", "."), folder)
    commands = {
        "cold": Command(
            (gate, "scan", "."), folder, installed.env(cold.name), codes=_FOUND, prepare=lambda: _remove(cold)
        ),
        "warm": Command((gate, "scan", "."), folder, installed.env(), codes=_FOUND),
        "secrets": Command((gate, "scan", "--select", "secret", "."), folder, installed.env(), codes=_FOUND),
        **peers,
    }
    size = sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())
    columns = {name: name for name in peers}
    rows = (
        Row("scan Django, cold", "cold", columns, size=size),
        Row("scan Django, warm", "warm", columns, goal=1.0, size=size),
        Row("scan --select secret Django", "secrets", columns, goal=1.0, size=size),
    )
    return Group(commands, rows, plan.long)


def _remove(folder: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)


def stdin(installed: Installed, plan: Plan) -> Group:
    """What an assistant's hook waits for: a prompt of 50 lines on standard input."""
    folder = installed.scratch / "stdin"
    folder.mkdir(exist_ok=True)
    prompt = folder / "prompt.md"
    prompt.write_text(fixtures.PROMPT, encoding="utf-8", newline="")
    arguments = {"gitleaks": ("stdin", "--no-banner"), "betterleaks": ("stdin", "--no-banner")}
    commands = {
        "gate": Command((script(installed.gate, "privacy-gate"), "scan", "-"), folder, installed.env(), stdin=prompt),
        **_peers(installed, arguments, folder, wrappers=True, standard_input=prompt),
    }
    return _simple("scan - (50-line prompt)", commands, plan.short, 0.080)


def hook(installed: Installed, plan: Plan) -> Group:
    """What an assistant waits for at each prompt: one of 50 lines, in a repository whose index is there."""
    env = installed.env()
    folder = fixtures.repository(installed.scratch / "repository-plain", "plain", env)
    sent = installed.scratch / "hook.json"
    prompt = {"hook_event_name": "UserPromptSubmit", "cwd": os.fspath(folder), "prompt": fixtures.PROMPT}
    sent.write_text(json.dumps(prompt), encoding="utf-8")
    commands = {"gate": Command((script(installed.gate, "privacy-gate"), "hook", "claude"), folder, env, stdin=sent)}
    return _simple("hook claude (50-line prompt)", commands, plan.short, 0.080)


def growth(installed: Installed, plan: Plan) -> Group:
    """Whether time grows with the size and no faster: prose, and the same on one line."""
    folder = installed.scratch / "growth"
    commands: dict[str, Command] = {}
    rows = []
    for name in ("prose", "one line"):
        smaller = None
        for size in SIZES:
            path = f"prompts/{name.replace(' ', '-')}-{size}.md"
            file = fixtures.prose(folder / path, size, one_line=name == "one line")
            what = f"scan {size / 1e6:g} MB of {name}"
            arguments = (script(installed.gate, "privacy-gate"), "scan", path)
            commands[what] = Command(arguments, folder, installed.env(), codes=_FOUND)
            rows.append(Row(what, what, {}, size=file.stat().st_size, against=smaller))
            smaller = what if size > SIZES[0] else None  # below a megabyte starting up is most of it
    return Group(commands, tuple(rows), plan.long)


def _simple(what: str, commands: Mapping[str, Command], rounds: int, goal: float | None = None) -> Group:
    """A group of one row."""
    columns = {name: name for name in commands if name != "gate"}
    return Group(commands, (Row(what, "gate", columns, goal),), rounds)


def _peers(
    installed: Installed,
    arguments: Mapping[str, tuple[str, ...]],
    folder: Path,
    *,
    wrappers: bool,
    standard_input: Path | None = None,
) -> dict[str, Command]:
    """The Go scanners: the binary itself, and as pip's users start it."""
    found = {}
    for name, words in arguments.items():
        starts = {name: os.fspath(installed.natives[name])} if name in installed.natives else {}
        if wrappers and name in installed.peers:
            starts[f"{name} (pip)"] = script(installed.peers[name], name)
        for column, start in starts.items():
            found[column] = Command((start, *words), folder, installed.env(), standard_input, _FOUND)
    return found


def _detect_secrets(installed: Installed, name: str, arguments: tuple[str, ...], folder: Path) -> dict[str, Command]:
    environment = installed.peers.get("detect-secrets")
    if environment is None:
        return {}
    command = Command((script(environment, name), *arguments), folder, installed.env(), codes=_FOUND)
    return {"detect-secrets": command}


GROUPS: dict[str, Callable[[Installed, Plan], Group | None]] = {
    "version": version,
    "staged": staged,
    "libcst": libcst,
    "tree": tree,
    "stdin": stdin,
    "hook": hook,
    "growth": growth,
}
