"""Find the local clones of the repositories that `public_code:` names.

No connection is opened. A repository that is given as an address or as `owner/name` therefore needs a clone on this
computer: a submodule, or a folder beside this repository with a matching remote. Only commits that are known to be on a
remote count as public. Other commits and uncommitted changes do not.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

from privacy_gate.base import git
from privacy_gate.base.errors import GateError
from privacy_gate.base.git import listing, other_repositories
from privacy_gate.config import Config

_IS_PATH = re.compile(r"\.{1,2}(?:/|$)|~|/")
_ADDRESS = re.compile(
    r"(?:[\w.+-]+://)?(?:[^@/\s]{1,200}@)?(?P<host>[\w.-]{1,200})(?::\d{1,5})?[:/](?P<path>\S{1,400})"
)
_STRICTER = "Until then, its code and names count as private"

Say = Callable[[str, str], None]


class Clone(NamedTuple):
    """A public repository as the settings name it, the folder of its clone, and its newest public commit."""

    name: str
    folder: Path
    commit: str


def find_clones(repository: git.Repository, config: Config, say: Say) -> Clones | None:
    """Return the clones of the public repositories in the settings, or None if the settings name none."""
    return Clones(repository, config, say) if config.public_repositories() else None


class Clones:
    """The clones of the public repositories. They are searched at the first access.

    `say` receives a message and a hint for each clone that cannot be found or read. Without the clone, its code is not
    known to be public, and more is reported.
    """

    def __init__(self, repository: git.Repository, config: Config, say: Say) -> None:
        self._repository, self._config, self._say = repository, config, say
        self.missing: list[str] = []

    @cached_property
    def found(self) -> list[Clone]:
        """Return the clones that were found, each once."""
        clones: dict[Path, Clone] = {}
        for name in self._config.public_repositories():
            try:
                clone, common = self._clone(name)
            except GateError as error:
                self.missing.append(error.message)
                self._say(error.message, error.hint or _STRICTER)
            else:
                clones.setdefault(common, clone)
        return list(clones.values())

    def look(self) -> None:
        """Search for the clones now, before this process forks."""
        _ = self.found

    def _clone(self, name: str) -> tuple[Clone, Path]:
        folder = self._find_by_path(name) or self._find_by_remote(name)
        if folder is None:
            raise GateError(
                f"no clone of the public repository {name!r} found",
                f"{_STRICTER}. Clone it next to this repository, or name the directory of a clone.",
            )
        try:
            common = other_repositories.find_clone(folder)
            commit = other_repositories.find_published(folder)
        except (GateError, OSError) as error:
            why = error.message if isinstance(error, GateError) else error.strerror
            raise GateError(f"the public repository {name!r} cannot be read at {folder}: {why}", _STRICTER) from None
        if common.resolve() == self._repository.common.resolve():
            raise GateError(f"the public repository {name!r} is this repository", "Use globs for parts of it.")
        return Clone(name, folder, commit), common.resolve()

    def _find_by_path(self, name: str) -> Path | None:
        if not _IS_PATH.match(name) and "://" not in name and "@" not in name:
            folder = self._repository.root / name
            return folder if (folder / ".git").exists() else None
        if not _IS_PATH.match(name):
            return None
        path = Path(name).expanduser()
        for root in self._roots():
            if (root / path).is_dir():
                return (root / path).resolve()
        raise GateError(f"directory of the public repository {name!r} not found", _STRICTER)

    def _roots(self) -> list[Path]:
        """Return the roots of this work tree and of the main work tree. A relative path may refer to either."""
        common = self._repository.common
        return list(dict.fromkeys([self._repository.root, *([common.parent] if common.name == ".git" else [])]))

    def _find_by_remote(self, name: str) -> Path | None:
        wanted = _plain(name)
        for folder in self._list_nearby(wanted.rpartition("/")[2]):
            for address in other_repositories.remotes(folder):
                plain = _plain(address)
                if plain == wanted or (wanted.count("/") == 1 and plain.endswith(f"/{wanted}")):
                    return folder
        return None

    def _list_nearby(self, called: str) -> Iterator[Path]:
        """Yield the submodules, then the folders beside this repository that may be clones.

        Folders named `called` come first among the latter.
        """
        for path in listing.submodules(self._repository.root):
            if (self._repository.root / path / ".git").exists():
                yield self._repository.root / path
        for beside in dict.fromkeys(root.parent for root in self._roots()):
            try:
                folders = sorted(beside.iterdir())
            except OSError:
                continue
            folders.sort(key=lambda one: one.name.lower().removesuffix(".git") != called)
            yield from (one for one in folders if _may_have(one, called))


def _may_have(folder: Path, called: str) -> bool:
    """Whether a folder may be a clone of the repository `called`. This check is cheap and avoids calls of git."""
    is_bare = (folder / "HEAD").is_file() and (folder / "objects").is_dir()
    config = folder / "config" if is_bare else folder / ".git" / "config"
    try:
        if config.is_file():
            return called in config.read_text(encoding="utf-8", errors="replace").lower()
        return (folder / ".git").is_file()
    except OSError:
        return False


def _plain(address: str) -> str:
    """Return an address in one form, in lower case: `host/owner/name` for `git@host:Owner/Name.git` and
    `https://host/owner/name`.

    `owner/name` stays `owner/name`.
    """
    address = address.strip()
    has_host = "://" in address or re.match(r"[^/]{1,400}:", address)
    match = _ADDRESS.fullmatch(address) if has_host else None
    whole = f"{match['host']}/{match['path'].lstrip('/')}" if match else address
    return whole.rstrip("/").removesuffix(".git").lower()
