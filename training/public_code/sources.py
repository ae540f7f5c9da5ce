"""Which public packages are read, and how each is fetched: by the registries' ordinary clients, versions pinned."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path
from typing import NamedTuple

LIST = Path(__file__).parent / "sources.txt"
BANNED = frozenset("luigi mpmath docutils networkx scrapy celery dask prefect nltk".split())
"""Kept for measuring: what the gate makes of code and names that it has never seen."""


class Source(NamedTuple):
    """A line of the list: `stdlib`, `pypi`, `npm` or `deb`, a name, a version, and which paths of it are read."""

    registry: str
    name: str
    version: str
    paths: str = ""

    @property
    def folder(self) -> str:
        """The name of its folder in the cache."""
        return f"{self.registry}-{self.name.replace('/', '+')}-{self.version.replace(':', '%3a')}"


class MissingError(Exception):
    """A source that cannot be had here."""


def read_list() -> list[Source]:
    """The sources in the order of the list. Raises ValueError for a line that is none, or one that is banned."""
    found = []
    for line in LIST.read_text(encoding="utf-8").splitlines():
        if line.strip() and not line.startswith("#"):
            source = Source(*line.split())
            if source.name in BANNED:
                raise ValueError(f"{source.name} is kept for measuring")
            found.append(source)
    return found


def fetch(source: Source, cache: Path) -> Path:
    """The archive of a source (for the standard library: its folder), downloaded once."""
    if source.registry == "stdlib":
        return _stdlib(source.version)
    folder = cache / source.folder
    if not (folder / ".done").exists():
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        _download(source, folder)
        (folder / ".done").touch()
    return next(path for path in sorted(folder.iterdir()) if path.name != ".done")


def _download(source: Source, folder: Path) -> None:
    exact = f"{source.name}=={source.version}"
    # built distributions only: pip runs the build of a source distribution to learn its name
    commands = {
        "pypi": ["pip", "download", "-q", "--no-deps", "--only-binary", ":all:", "-d", ".", exact],
        "npm": ["npm", "pack", "--silent", "--ignore-scripts", f"{source.name}@{source.version}"],
        "deb": ["apt-get", "download", "-qq", f"{source.name}={source.version}"],
    }
    try:
        done = subprocess.run(commands[source.registry], cwd=folder, capture_output=True, check=False, timeout=900)
    except (OSError, subprocess.TimeoutExpired) as error:
        raise MissingError(f"{source.name}: {error}") from None
    if done.returncode or not any(folder.iterdir()):
        last = done.stderr.decode("utf-8", "replace").strip().splitlines()[-1:]
        raise MissingError(f"{source.registry} {source.name} {source.version}: {' '.join(last) or 'not to be had'}")


def _stdlib(version: str) -> Path:
    """The library of an interpreter of exactly this version: on PATH, or under pyenv."""
    short = ".".join(version.split(".")[:2])
    root = Path(os.environ.get("PYENV_ROOT") or Path.home() / ".pyenv")
    for program in (root / "versions" / version / "bin" / "python3", Path(shutil.which(f"python{short}") or "-")):
        if program.exists():
            code = "import sys, sysconfig; print(sys.version.split()[0], sysconfig.get_path('stdlib'))"
            out = subprocess.run([program, "-I", "-c", code], capture_output=True, text=True, check=True).stdout.split()
            if out[0] == version:
                return Path(out[1])
    raise MissingError(f"there is no Python {version} here")
