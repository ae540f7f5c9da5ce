"""What an audit looks at: a home directory, a system, environment variables, a repository.

Tests create artificial ones.
"""

from __future__ import annotations

import itertools
import os
import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from pathlib import Path, PurePosixPath

from privacy_gate.base import git
from privacy_gate.base.globs import glob
from privacy_gate.config import Config
from privacy_gate.model import Problem
from privacy_gate.rules.toolchain.records import Place, Platform, place_on

_FOLDER = re.compile(r"<([a-z]+)>")
_VARIABLE = re.compile(r"\$\{([A-Z_]{1,60}):-([^{}]{0,200})\}")
_GLOB = re.compile(r"[*?\[]")
_SKIPPED = frozenset({".git", "node_modules", ".venv", "venv", "__pycache__", ".tox", ".mypy_cache", ".ruff_cache"})


class Machine:
    """A machine and a repository on it.

    `system` is the folder of absolute paths: `/`, except in tests. `home` is None if only the repository is audited, as
    in CI. `root` is the repository's root, or the working folder outside one.
    """

    def __init__(
        self,
        root: Path,
        home: Path | None,
        *,
        platform: Platform,
        variables: Mapping[str, str],
        folders: Mapping[str, Place],
        config: Config,
        system: Path | None = None,
        repository: git.Repository | None = None,
    ) -> None:
        self.root, self.home, self.platform, self.config = root, home, platform, config
        self.variables = variables if home is not None else {}
        self.problems: list[Problem] = []
        self._folders, self._system, self.repository = folders, system, repository

    def resolve(self, place: Place) -> tuple[Path, str] | None:
        """Return the path of a place, and the path that is shown; None if this platform or this audit does not have the
        place.
        """
        path = place_on(place, self.platform)
        if path is None:
            return None
        while found := _FOLDER.match(path):
            start = place_on(self._folders[found[1]], self.platform)
            if start is None:
                return None
            path = start + path[found.end() :]
        path = self._abbreviate_home(_VARIABLE.sub(lambda found: self.variables.get(found[1]) or found[2], path))
        if path.startswith("~/"):
            return None if self.home is None else (self.home / path[2:], path)
        if path.startswith("/") or re.match(r"[A-Za-z]:[/\\]", path):
            return None if self.home is None else (self._below_system(path), path)
        return self.root / path, path

    def _abbreviate_home(self, path: str) -> str:
        """Return a path with `~` for the home directory."""
        home = self.home.as_posix() if self.home else ""
        plain = path.replace("\\", "/")
        return f"~/{plain[len(home) + 1 :]}" if home and plain.startswith(f"{home}/") else path

    def _below_system(self, path: str) -> Path:
        if self._system is None or Path(path).is_relative_to(self._system):
            return Path(path)
        return self._system / path.replace(":", "").lstrip("/\\")

    def matching(self, place: Place) -> Iterator[tuple[Path, str]]:
        """Yield the existing paths at a place. The last steps of the place may be globs."""
        resolved = self.resolve(place)
        if resolved is None:
            return
        path, name = resolved
        if not _GLOB.search(name):
            if _is_there(path):
                yield path, name
            return
        steps = PurePosixPath(name).parts
        fixed = sum(1 for _ in itertools.takewhile(lambda step: not _GLOB.search(step), steps))
        base = path.parents[len(steps) - fixed - 1]
        for found in sorted(base.glob("/".join(steps[fixed:]))):
            yield found, (PurePosixPath(*steps[:fixed]) / found.relative_to(base).as_posix()).as_posix()

    @property
    def git_hooks(self) -> Path | None:
        """The folder of git's hooks, or None outside a repository."""
        if self.repository is not None:
            return git.hooks(self.root)
        return self.root / ".git" / "hooks" if (self.root / ".git").is_dir() else None

    @cached_property
    def files(self) -> list[str]:
        """The files of the repository, including ignored ones, which may contain secrets.

        Installed and built ones are skipped.
        """
        found: list[str] = []
        for folder, folders, names in os.walk(self.root, onerror=self._note):
            folders[:] = sorted(name for name in folders if name not in _SKIPPED)
            base = Path(folder).relative_to(self.root).as_posix()
            found += [name if base == "." else f"{base}/{name}" for name in sorted(names)]
        return found

    def _note(self, error: OSError) -> None:
        folder = Path(str(error.filename)).relative_to(self.root).as_posix()
        self.problems.append(Problem(folder, f"cannot be read: {error.strerror}"))

    def files_like(self, globs: Sequence[str]) -> list[str]:
        expression = glob(tuple(globs))
        return [path for path in self.files if expression.fullmatch(path)]


def _is_there(path: Path) -> bool:
    """Whether a path exists. An inaccessible path counts, so that reading it becomes a problem."""
    try:
        path.lstat()
    except (FileNotFoundError, NotADirectoryError):
        return False
    except OSError:
        return True
    return True


def platform_here() -> Platform:
    return "windows" if sys.platform == "win32" else "macos" if sys.platform == "darwin" else "linux"
