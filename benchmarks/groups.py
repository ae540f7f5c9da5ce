"""What is measured, in groups whose commands run in turn."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from benchmarks import fixtures
from benchmarks.environments import Installed, script
from benchmarks.measure import Command

_FOUND = frozenset({0, 1})  # a scanner that found something did its work
SIZES = (1_000_000, 10_000_000, 100_000_000)
PROMPTS = 1000


@dataclass(frozen=True, slots=True)
class Goals:
    """What a row should reach: seconds of wall time, times the wall time of a peer, bytes of memory."""

    seconds: float | None = None
    ratios: Mapping[str, float] = field(default_factory=dict)
    memory: float | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the table: a command of the gate, and what its peers need for the same.

    `gate` and the values of `peers` name commands of the group; the keys of `peers` are columns.
    `against` names the row of a tenth of the size: processor time must grow with the size and no faster.
    """

    what: str
    gate: str
    peers: Mapping[str, str]
    goals: Goals = Goals()
    size: int | None = None
    against: str | None = None


@dataclass(frozen=True, slots=True)
class Group:
    """Commands that run in turn, `rounds` times, and the rows that are made of their times."""

    commands: Mapping[str, Command]
    rows: tuple[Row, ...]
    rounds: int
    warm: bool = True


@dataclass(frozen=True, slots=True)
class Plan:
    """How often, and seconds after which a group starts no further round."""

    short: int
    long: int
    budget: float


def version(installed: Installed, plan: Plan) -> Group:
    """How long it takes to start at all. Python's own start is the floor of whatever pip installs."""
    here, env = installed.scratch, installed.env()
    commands = {
        "gate": Command((script(installed.gate, "privacy-gate"), "--version"), here, env),
        "bare Python": Command((script(installed.gate, "python"), "-c", "pass"), here, env),
        **_peers(installed, {"gitleaks": ("version",), "betterleaks": ("version",)}, here, wrappers=True),
        **_python_peer(installed, "detect-secrets", "detect-secrets", ("--version",), here),
    }
    return _simple("privacy-gate --version", commands, plan.short)


def hook(installed: Installed, plan: Plan) -> Group:
    """What an assistant waits for at each prompt: one of 50 lines, in a repository whose index is there."""
    env = installed.env()
    folder = fixtures.repository(installed.scratch / "repository-plain", "plain", env)
    sent = installed.scratch / "hook.json"
    prompt = {"hook_event_name": "UserPromptSubmit", "cwd": os.fspath(folder), "prompt": fixtures.PROMPT}
    sent.write_text(json.dumps(prompt), encoding="utf-8")
    commands = {"gate": Command((script(installed.gate, "privacy-gate"), "hook", "claude"), folder, env, stdin=sent)}
    group = _simple("hook on a prompt of 50 lines", commands, 2 * plan.short, Goals(seconds=0.150))
    return _with_daemon(installed, group, Goals(seconds=0.045))


def stdin(installed: Installed, plan: Plan) -> Group:
    """A prompt of 50 lines on standard input, all rules."""
    folder = installed.scratch / "stdin"
    folder.mkdir(exist_ok=True)
    prompt = folder / "prompt.md"
    prompt.write_text(fixtures.PROMPT, encoding="utf-8", newline="")
    arguments = {"gitleaks": ("stdin", "--no-banner"), "betterleaks": ("stdin", "--no-banner")}
    commands = {
        "gate": Command((script(installed.gate, "privacy-gate"), "scan", "-"), folder, installed.env(), stdin=prompt),
        **_peers(installed, arguments, folder, wrappers=True, standard_input=prompt),
    }
    group = _simple("scan - on a prompt of 50 lines", commands, plan.short)
    return _with_daemon(installed, group, Goals(ratios={"betterleaks": 0.8}))


def staged(installed: Installed, plan: Plan) -> Group:
    """What a commit waits for: 40 lines of Python and a prompt of 50 lines, nothing wrong with them."""
    return _staged(installed, plan, "plain", "diff --staged", Goals(ratios={"betterleaks": 1.0}))


def libcst(installed: Installed, plan: Plan) -> Group:
    """As `staged`, with wording in a string that may be an attribute's docstring: libcst must tell."""
    return _staged(installed, plan, "documented", "diff --staged (libcst)", Goals(ratios={"betterleaks": 1.6}))


def _staged(installed: Installed, plan: Plan, change: str, what: str, goals: Goals) -> Group:
    env = installed.env()
    folder = fixtures.repository(installed.scratch / f"repository-{change}", change, env)
    arguments = {
        "gitleaks": ("git", "--pre-commit", "--staged", "--no-banner", "."),
        "betterleaks": ("git", "--staged", "--no-banner", "."),
    }
    only_one = ("--no-verify", fixtures.CHANGED, fixtures.PROMPT_PATH)  # verifying opens connections
    commands = {
        "gate": Command((script(installed.gate, "privacy-gate"), "diff", "--staged"), folder, env),
        **_peers(installed, arguments, folder, wrappers=True),
        **_python_peer(installed, "detect-secrets", "detect-secrets-hook", only_one, folder),
    }
    return _with_daemon(installed, _simple(what, commands, plan.short), goals)


def _with_daemon(installed: Installed, group: Group, goals: Goals) -> Group:
    """The group with a second row: the same command, run by a daemon that is warm."""
    env = installed.env(daemon=True)
    subprocess.run(
        [script(installed.gate, "privacy-gate"), "daemon", "restart"], env=env, check=True, capture_output=True
    )
    command = replace(group.commands["gate"], env=env)
    (row,) = group.rows
    second = Row(f"{row.what}, with the daemon", "daemon", row.peers, goals)
    return Group({**group.commands, "daemon": command}, (row, second), group.rounds)


def tree(installed: Installed, plan: Plan) -> Group | None:
    """Django's sources, all rules and secrets alone; cold is the first run after an installation."""
    folder = installed.django
    if folder is None:
        return None
    gate = script(installed.gate, "privacy-gate")
    cold = installed.scratch / "cache-cold"
    peers = _peers(installed, _FOLDERS, folder, wrappers=False)
    commands = {
        "cold": Command(
            (gate, "scan", "."), folder, installed.env(cold.name), codes=_FOUND, prepare=lambda: _remove(cold)
        ),
        "warm": Command((gate, "scan", "."), folder, installed.env(), codes=_FOUND),
        "secrets": Command((gate, "scan", "--select", "secret", "."), folder, installed.env(), codes=_FOUND),
        **peers,
    }
    size = _size(folder)
    columns = {name: name for name in peers}
    memory = 150e6
    secrets = Goals(ratios={"betterleaks": 0.6, "gitleaks": 0.2}, memory=memory)
    rows = (
        Row("scan --select secret, Django", "secrets", columns, secrets, size),
        Row("scan, Django, warm", "warm", columns, Goals(ratios={"gitleaks": 0.5}, memory=memory), size),
        Row("scan, Django, cold", "cold", columns, Goals(ratios={"gitleaks": 1.0}, memory=memory), size),
    )
    return Group(commands, rows, plan.long)


_FOLDERS = {"gitleaks": ("dir", ".", "--no-banner"), "betterleaks": ("filesystem", ".", "--no-banner")}


def slow(installed: Installed, plan: Plan) -> Group | None:
    """Peers that need minutes for all of Django get a part of it, and one run."""
    del plan
    if installed.django is None:
        return None
    folder = installed.django / "django" / "contrib" / "admin"
    gate = script(installed.gate, "privacy-gate")
    commands = {
        "gate": Command((gate, "scan", "--select", "secret", "."), folder, installed.env(), codes=_FOUND),
        **_peers(installed, _FOLDERS, folder, wrappers=False),
        **_python_peer(
            installed, "detect-secrets", "detect-secrets", ("scan", "--all-files", "--no-verify", "."), folder
        ),
        **_python_peer(installed, "credsweeper", "credsweeper", ("--path", ".", "--no-stdout"), folder),
    }
    columns = {name: name for name in commands if name != "gate"}
    row = Row("scan --select secret, Django's admin (one run)", "gate", columns, size=_size(folder))
    return Group(commands, (row,), 1, warm=False)


def code(installed: Installed, plan: Plan) -> Group | None:
    """Prompts with code of a folder, beside tools that look for copies: they read the folder each time."""
    del plan
    if installed.django is None:
        return None
    folder = fixtures.code_prompts(installed.scratch / "code-prompts", installed.django, installed.env())
    gate = script(installed.gate, "privacy-gate")
    commands = {
        "gate": Command((gate, "scan", "--select", "code", "prompts"), folder, installed.env(), codes=_FOUND),
        **_python_peer(
            installed, "copydetect", "copydetect",
            ("-t", "prompts", "-r", "orm", "-e", "py", "-d", "0.3", "-a", "-O", os.devnull), folder,
        ),
        **_python_peer(
            installed, "jscpd", "jscpd",
            ("prompts", "orm", "--min-tokens", "40", "--silent", "--exit-code", "0"), folder,
        ),
    }  # fmt: skip
    columns = {name: name for name in commands if name != "gate"}
    return Group(commands, (Row("50 prompts against Django's ORM (one run)", "gate", columns),), 1)


def prompts(installed: Installed, plan: Plan) -> Group | None:
    """A thousand prompts in a repository with an index of a million lines."""
    if installed.million is None:
        return None
    env = installed.env()
    fixtures.prompts(installed.million / "prompts", PROMPTS)
    command = Command((script(installed.gate, "privacy-gate"), "scan", "prompts"), installed.million, env, codes=_FOUND)
    row = Row(f"scan, {PROMPTS:,} prompts, an index of a million lines", "gate", {}, Goals(seconds=10.0))
    return Group({"gate": command}, (row,), plan.long)


def growth(installed: Installed, plan: Plan) -> Group:
    """Whether time grows with the size and no faster: a prompt of prose, and the same on one line."""
    del plan
    folder = installed.scratch / "growth"
    commands: dict[str, Command] = {}
    rows = []
    folder.mkdir(exist_ok=True)
    (folder / "privacy-gate.yaml").write_text(f"max_file_size: {2 * SIZES[-1]}\n", encoding="utf-8")
    for name in ("prose", "one line"):
        smaller = None
        for size in SIZES:
            path = f"prompts/{name.replace(' ', '-')}-{size}.md"
            file = fixtures.prose(folder / path, size, one_line=name == "one line")
            what = f"scan, {size / 1e6:g} MB, {name}"
            arguments = (script(installed.gate, "privacy-gate"), "scan", path)
            commands[what] = Command(arguments, folder, installed.env(), codes=_FOUND)
            rows.append(Row(what, what, {}, size=file.stat().st_size, against=smaller))
            smaller = what
    return Group(commands, tuple(rows), 1, warm=False)


def _remove(folder: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)


def _size(folder: Path) -> int:
    return sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())


def _simple(what: str, commands: Mapping[str, Command], rounds: int, goals: Goals | None = None) -> Group:
    """A group of one row."""
    columns = {name: name for name in commands if name != "gate"}
    return Group(commands, (Row(what, "gate", columns, goals or Goals()),), rounds)


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


def _python_peer(
    installed: Installed, name: str, program: str, arguments: tuple[str, ...], folder: Path
) -> dict[str, Command]:
    environment = installed.peers.get(name)
    if environment is None:
        return {}
    return {name: Command((script(environment, program), *arguments), folder, installed.env(), codes=_FOUND)}


GROUPS: dict[str, Callable[[Installed, Plan], Group | None]] = {
    "version": version,
    "hook": hook,
    "stdin": stdin,
    "staged": staged,
    "libcst": libcst,
    "tree": tree,
    "slow": slow,
    "code": code,
    "prompts": prompts,
    "growth": growth,
}
