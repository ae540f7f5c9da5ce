"""Builds HEAD, and tries wheel and source distribution on every Python here. Any failure is exit code 1."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import NamedTuple

from releasing import building, trial

TOOLS = Path(sys.executable).parent
OWN = building.ROOT / ".venv/bin/python"  # has what the tests need
OLDEST = 3, 11
_ABLE = "import ensurepip, sys, venv; assert sys.implementation.name == 'cpython'; print(*sys.version_info[:3])"


def pythons() -> list[tuple[str, Path]]:
    """Version and path of the newest patch release of each Python here that can make environments."""
    listing: list[str | Path] = [TOOLS / "uv", "python", "list", "--only-installed", "--output-format", "json"]
    listed = json.loads(subprocess.run(listing, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=True).stdout)
    pyenv = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv"))  # uv sees what pyenv has switched on
    newest: dict[tuple[int, ...], tuple[tuple[int, ...], Path]] = {}
    for path in [*pyenv.glob("versions/3.*/bin/python3"), *(Path(one["path"]) for one in listed)]:
        try:
            said = trial.run([path, "-c", _ABLE], Path.cwd())
        except trial.Failed:
            continue
        version = tuple(map(int, said.split()))
        if version[:2] >= OLDEST and version > newest.get(version[:2], ((), path))[0]:
            newest[version[:2]] = version, path
    return [(".".join(map(str, version)), path) for _, (version, path) in sorted(newest.items())]


class Table:
    """What was tried, row by row."""

    def __init__(self) -> None:
        self.failures: list[str] = []

    def row(self, name: str, **steps: Callable[[], object]) -> None:
        """Try the steps in order. What follows a failed installation is left out."""
        cells = []
        for step, what in steps.items():
            began = time.monotonic()
            try:
                what()
            except trial.Failed as failed:
                self.failures.append(f"{name}, {step}: {failed}")
                cells.append(f"{step} FAILED")
                if step == "install":
                    break
            else:
                cells.append(f"{step} {time.monotonic() - began:.0f} s")
        print(f"| {name} | {', '.join(cells)} |", flush=True)


class Made(NamedTuple):
    """What is tried."""

    version: str
    wheel: Path
    sdist: Path
    published: Path
    """A repository as hook runners clone it."""


def main() -> int:
    table = Table()
    with tempfile.TemporaryDirectory(prefix="privacy-gate-release-") as scratch:
        top = Path(scratch)
        for name, digest in building.build(top / "dist").items():
            print(f"{digest}  {name}  {(top / 'dist' / name).stat().st_size:,} bytes, built twice")
        (wheel,), (sdist,) = (top / "dist").glob("*.whl"), (top / "dist").glob("*.tar.gz")
        version = wheel.name.split("-")[1]
        source = building.unpacked(sdist, top / "unpacked")
        made = Made(version, wheel, sdist, _published(source, top, f"v{version}"))
        print("| what | tried |\n|---|---|")
        found = pythons()
        for name, python in found:
            _installed(table, name, python, top / name, made)
        _run_once(table, found[-1][1], top, made)
        _source(table, source, top, made)
    print(*table.failures, sep="\n\n")
    return bool(table.failures)


def _installed(table: Table, name: str, python: Path, folder: Path, made: Made) -> None:
    folder.mkdir()
    for kind, file in (("wheel", made.wheel), ("sdist", made.sdist)):
        at = folder / kind
        gate = [at / "bin" / "privacy-gate"]
        table.row(
            f"Python {name}, {kind}",
            install=partial(trial.install, python, str(file), at),
            version=partial(trial.version, gate, folder, made.version),
            scan=partial(trial.scan, gate, folder),
            rules=partial(trial.rules, gate, folder),
        )
    hook = partial(trial.hook, python=python, folder=folder, published=made.published, tag=f"v{made.version}")
    commands, wheel = folder / "wheel" / "bin", str(made.wheel)
    table.row(
        f"Python {name}, hooks and extras",
        pre_commit=partial(hook, TOOLS / "pre-commit"),
        prek=partial(hook, TOOLS / "prek"),
        languages=partial(trial.languages, commands, wheel, folder),
        org=partial(trial.organisation, commands, wheel, folder),
    )


def _run_once(table: Table, python: Path, folder: Path, made: Made) -> None:
    """Without installing: what pipx and uv make for one run."""
    ways: dict[str, list[str | Path]] = {
        "pipx run": [TOOLS / "pipx", "run", "--python", python, "--spec", made.wheel, "privacy-gate"],
        "uvx": [TOOLS / "uvx", "--python", python, "--from", made.wheel, "privacy-gate"],
    }
    for name, way in ways.items():
        table.row(
            name, version=partial(trial.version, way, folder, made.version), scan=partial(trial.scan, way, folder)
        )


def _source(table: Table, source: Path, folder: Path, made: Made) -> None:
    """What PyPI makes of the two, and what can be done with the source distribution, which has no git."""
    pytest: list[str | Path] = [OWN, "-m", "pytest", "-p", "no:cacheprovider"]
    # no snapshot is used where nothing runs, which alone would be a failure
    collect = [*pytest, "-n", "0", "--collect-only", "--quiet", "--snapshot-warn-unused"]
    some: list[str | Path] = [*pytest, "-n", "auto", "tests/test_packaging.py", "tests/rules/test_rules.py"]
    shown: list[str | Path] = [TOOLS / "twine", "check", "--strict", made.wheel, made.sdist]
    path = {"PYTHONPATH": str(source / "src")}
    table.row(
        "the files",
        twine=lambda: trial.run(shown, folder),
        collect=lambda: trial.run(collect, source, variables=path),
        tests=lambda: trial.run(some, source, variables=path),
        demo=lambda: trial.found(trial.run(["make", "demo"], source)),
    )


def _published(source: Path, folder: Path, tag: str) -> Path:
    """The source distribution as a repository with a tag, which hook runners clone."""
    git: list[str | Path] = ["git", "-C", source, "-c", "user.name=T", "-c", "user.email=t@example.org"]
    for arguments in (["init", "--quiet"], ["add", "--force", "."], ["commit", "--quiet", "-m", tag], ["tag", tag]):
        trial.run([*git, *arguments], folder)
    bare = folder / "published.git"
    trial.run(["git", "clone", "--quiet", "--bare", source, bare], folder)
    shutil.rmtree(source / ".git")
    return bare


if __name__ == "__main__":
    raise SystemExit(main())
