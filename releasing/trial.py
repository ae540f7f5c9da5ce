"""One installed gate, tried as its users would. Every function raises Failed with what was printed."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import MappingProxyType

# made up, and in pieces so that nobody takes it for a token that was leaked
# privacy-gate: ignore[secret/github-token] made up for the trial
TOKEN = "ghp_" + "x7Kq2mW9vR4tB8nL3pZ6cY1dF5gH0j3GgUZq"
_LEAK = f"Write a function that lists the releases of a repository.\ntoken = '{TOKEN}'\n"
_CONFIGURATION = (
    "repos:\n- repo: {repository}\n  rev: {tag}\n  hooks:\n  - {{id: privacy-gate, language_version: {python}}}\n"
)


class Failed(Exception):  # noqa: N818  (says what is the case)
    """A step did not do what it should."""


def run(
    command: Sequence[str | Path], cwd: Path, code: int | None = 0, variables: Mapping[str, str] = MappingProxyType({})
) -> str:
    """What a command prints, in a clean environment. None allows any exit code but those of a crash."""
    dropped = ("PYTHON", "VIRTUAL_ENV", "GIT_", "PRE_COMMIT", "SOURCE_DATE_EPOCH", "MAKE", "MFLAGS")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(dropped)}
    done = subprocess.run(
        command, cwd=cwd, env={**kept, "GIT_CEILING_DIRECTORIES": str(cwd.parent), **variables}, check=False,
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        errors="backslashreplace",
    )  # fmt: skip
    if (done.returncode != code) if code is not None else done.returncode not in (0, 1):
        raise Failed(f"{' '.join(map(str, command))}: {done.returncode}\n{done.stdout}")
    return done.stdout


def install(python: Path, what: str, folder: Path) -> Path:
    """A fresh environment with what pip makes of a file, or of a file and an extra. Returns its folder of commands."""
    make: list[str | Path] = [python, "-m", "venv", folder]
    run(make, folder.parent)
    add(folder / "bin", what)
    return folder / "bin"


def add(commands: Path, what: str) -> None:
    pip: list[str | Path] = [
        commands / "python",
        "-m",
        "pip",
        "install",
        "--quiet",
        "--no-compile",
        "--disable-pip-version-check",
    ]
    run([*pip, what], commands.parent)


def version(gate: Sequence[str | Path], folder: Path, wanted: str) -> None:
    said = run([*gate, "--version"], folder)
    if f"privacy-gate, version {wanted}" not in said:
        raise Failed(said)


def scan(gate: Sequence[str | Path], folder: Path) -> None:
    """A prompt with a token closes the gate, and shows nothing of the token."""
    sample = folder / "sample"
    (sample / "prompts").mkdir(parents=True, exist_ok=True)
    (sample / "prompts" / "releases.md").write_text(_LEAK, encoding="utf-8")
    found(run([*gate, "scan", "prompts"], sample, 1))


def found(said: str) -> None:
    if "secret/github-token" not in said or TOKEN[8:20] in said:
        raise Failed(said)


def rules(gate: Sequence[str | Path], folder: Path) -> None:
    run([*gate, "rules", "--check"], folder)


def hook(runner: Path, python: Path, folder: Path, published: Path, tag: str) -> None:
    """The published hook, from a repository with that tag: it stops a token, and lets a harmless file through."""
    project = folder / f"project-{runner.name}"
    project.mkdir()
    git: list[str | Path] = ["git", "-c", "user.name=T", "-c", "user.email=t@example.org"]
    command: list[str | Path] = [python, "-c", "import sys; print('python%d.%d' % sys.version_info[:2])"]
    name = run(command, folder).strip()  # prek takes no path
    home = {
        "PRE_COMMIT_HOME": str(folder / "pre-commit"),
        "PREK_HOME": str(folder / "prek"),
        "PATH": f"{python.parent}{os.pathsep}{os.environ['PATH']}",
        "PIP_COMPILE": "0",
    }
    run([*git, "init", "--quiet"], project)
    text = _CONFIGURATION.format(repository=published, tag=tag, python=name)
    (project / ".pre-commit-config.yaml").write_text(text, encoding="utf-8")
    (project / "harmless.py").write_text("LIMIT = 3\n", encoding="utf-8")
    run([runner, "install"], project, variables=home)
    run([*git, "add", "."], project)
    run([*git, "commit", "--quiet", "-m", "Begin"], project, variables=home)
    (project / "leak.py").write_text(f"token = '{TOKEN}'\n", encoding="utf-8")
    run([*git, "add", "."], project)
    found(run([*git, "commit", "--quiet", "-m", "Leak"], project, 1, variables=home))


def languages(commands: Path, what: str, folder: Path) -> None:
    """The extra with the larger parsers: Swift is then read as code, which nothing complains about."""
    add(commands, f"{what}[languages]")
    (folder / "a.swift").write_text("// TODO\nlet customerChurnPenaltyRate = 3\n", encoding="utf-8")
    if "language-not-read" in run(
        [commands / "privacy-gate", "scan", "a.swift", "--exposure", "outbound"], folder, None
    ):
        raise Failed("a.swift was not read")


def organisation(commands: Path, what: str, folder: Path) -> None:
    """The extra with Dask: the program finds it."""
    add(commands, f"{what}[org]")
    run([commands / "python", "-c", "import distributed, fsspec"], folder)
    run([commands / "privacy-gate", "org", "--help"], folder)
