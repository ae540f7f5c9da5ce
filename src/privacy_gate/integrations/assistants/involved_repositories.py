"""Find the repositories of an event: at, above and below the working folder, and those of the files that it names."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from privacy_gate.base import git
from privacy_gate.base.errors import GateError
from privacy_gate.base.git import nested
from privacy_gate.config import FILE_NAME, Config
from privacy_gate.config.extends import load
from privacy_gate.integrations.assistants import wildcards
from privacy_gate.integrations.assistants.events import Asked, File, Moment
from privacy_gate.integrations.assistants.shell.word_texts import UNKNOWN
from privacy_gate.model import Exposure, Skipped
from privacy_gate.scan.options import Options
from privacy_gate.scan.private_index import Caller
from privacy_gate.scan.session import Session, begin

_MOST = 64
"""The maximum number of repositories for one event."""
_SECONDS = 4.0
"""The time limit in seconds for searching repositories without settings below the working folder."""
_MOST_FOLDERS = 16
"""The maximum number of folders in a tool's arguments to which its other arguments may be relative."""
_MOST_MATCHES = 100  # files that a pattern in a command matches; the output of the command is checked as well

IN_REPOSITORY = ("secret", "personal", "code/never-send", "business/confidential-term")
"""The rules that block if the assistant works in the repository. It sees the rest of the code anyway."""

ABOUT_LEAKS = ("secret", "personal", "business", "internal", "code")


class InvolvedPath(NamedTuple):
    """A file or folder that an event names, its path with links resolved, and its path without."""

    named: File
    path: Path
    way: Path


class Touched(NamedTuple):
    """The sessions of an event (that of the working folder first), the files that it names, and the skipped ones."""

    sessions: list[Session]
    places: list[InvolvedPath]
    skipped: list[Skipped]

    @property
    def first(self) -> Session:
        return self.sessions[0]

    def holding(self, path: Path) -> list[Session]:
        """Return the sessions of the repositories around a path, innermost first; without any, the first session."""
        holders = [one for one in self.sessions if path.is_relative_to(one.tree.root.resolve())]
        return sorted(holders, key=lambda one: -len(one.tree.root.parts)) or [self.first]

    @property
    def fails_open(self) -> bool:
        """Whether all settings allow an event that could not be checked."""
        return all(one.gate.settings.config.hook.fail_open for one in self.sessions)


def selection(profile: str) -> tuple[str, ...]:
    """Return the rules of a profile. An empty result stands for all rules."""
    return IN_REPOSITORY if profile == "repository" else ()


Select = Callable[[Config], tuple[str, ...]]
Root = tuple[Path, git.Repository | None]
"""A folder whose settings apply: the root of a repository with the repository, or a folder outside any with None."""


def find(asked: Asked, config: Path | None) -> Touched:
    """Find the repositories and files of an event. `config` is the settings file for the working folder.

    Raises GateError if the settings of one of the repositories cannot be read.
    """
    holders, skipped = _holders(asked), list[Skipped]()
    places, every = _find_named(asked, holders, skipped)
    select = _every if asked.moment is Moment.PROMPT else _select_rules
    sessions = [_session(root, select, config if number == 0 else None) for number, root in enumerate(every.items())]
    for roots in holders.values():
        _add_below(roots[0][0], select, sessions, skipped)
    return Touched(sessions, places, skipped)


def fails_open(asked: Asked | None, config: Path | None) -> bool:
    """Whether all settings allow an event that could not be checked. For None, only the working folder counts."""
    holders = _holders(asked)
    every = list(_find_named(asked, holders, [])[1] if asked is not None else _roots(holders))
    every += [root for roots in holders.values() for root in nested.nested_roots(roots[0][0]) if _has_settings(root)]
    named = [config, *[None] * len(every)]
    return all(load(root, file).config.hook.fail_open for root, file in zip(every, named, strict=False))


def _holders(asked: Asked | None) -> dict[Path, list[Root]]:
    """Return the assistant's folders, the working folder first, with the repositories around each, innermost first.

    A folder outside any repository is its own root.
    """
    roots = [root for root in asked.roots if os.path.isabs(root) and os.path.isdir(root)] if asked else []  # noqa: PTH112, PTH117
    bases = dict.fromkeys(Path(os.path.realpath(one)) for one in (os.getcwd(), *roots))  # noqa: PTH109
    return {base: _holding(base) or [(base, None)] for base in bases}


def _roots(holders: dict[Path, list[Root]]) -> dict[Path, git.Repository | None]:
    return {root: repository for roots in holders.values() for root, repository in roots}


def _find_named(
    asked: Asked, holders: dict[Path, list[Root]], skipped: list[Skipped]
) -> tuple[list[InvolvedPath], dict[Path, git.Repository | None]]:
    """Return the files and folders that an event names, and all repositories that it touches."""
    every = _roots(holders)
    bases = [*holders, *every]
    places = list(dict.fromkeys(_there(_expand(asked.files, bases, skipped))))
    if asked.moment is Moment.CALL:  # other arguments may be relative to a folder that is an argument itself
        inner = list(dict.fromkeys(one.path for one in places if one.path.is_dir() and one.path not in bases))
        places += _there(_expand(asked.files, inner[:_MOST_FOLDERS], skipped))
    edited = tuple(file for file in asked.files if file.edit is not None)
    near = [place.path for place in _there(_locate(asked.touches, bases))]
    near += [place.path for place in _there(_locate(edited, bases), or_above=True)]
    for path in dict.fromkeys([*(place.path for place in places), *near]):
        folder = path if path.is_dir() else path.parent
        if (root := git.nearest_root(folder)) is not None and root not in every:
            every |= dict(_holding(folder))
    return places, every


def _holding(folder: Path) -> list[Root]:
    """Return the repositories around a folder, and the root found if variables of git name another repository."""
    found: list[Root] = [(repository.root, repository) for repository in nested.find_enclosing(folder)]
    there = git.nearest_root(folder)
    if there is not None and there.resolve() not in [root.resolve() for root, _ in found]:
        found.append((there, None))
    return found


def _session(root: Root, select: Select, config: Path | None = None) -> Session:
    folder, repository = root
    options = Options(exposure=Exposure.OUTBOUND.value, config=config, quiet=True)
    try:
        return begin(
            options,
            select=select,
            fail_on=_blocked_on,
            bare=True,
            start=folder,
            repository=repository,
            caller=Caller.ASSISTANT,
        )
    except GateError as error:
        if Path.cwd().is_relative_to(folder):
            raise
        raise GateError(f"in {folder}: {error.message}", error.hint) from None


def _select_rules(config: Config) -> tuple[str, ...]:
    return selection(config.hook.profile)


def _every(config: Config) -> tuple[str, ...]:
    """Return all rules about leaks, for a prompt. Those that are not in the profile do not block."""
    return selection(config.hook.profile) and ABOUT_LEAKS


def _blocked_on(config: Config) -> str:
    return config.hook.block_on


def _add_below(base: Path, select: Select, sessions: list[Session], skipped: list[Skipped]) -> None:
    """Add sessions for the repositories below a folder.

    Those with their own settings come first. The others are added until the time is over, because only a comment in
    their code can mark never-send files.
    """
    ends = time.monotonic() + _SECONDS
    known = {one.tree.root for one in sessions}
    found = [root for root in nested.nested_roots(base) if root not in known]
    found.sort(key=lambda root: not _has_settings(root))
    for number, root in enumerate(found):
        if len(sessions) >= _MOST or (not _has_settings(root) and time.monotonic() > ends):
            skipped.append(Skipped(str(base), f"{len(found) - number} of {len(found)} repositories below it"))
            return
        try:
            sessions.append(_session((root, None), select))
        except GateError as error:
            if _has_settings(root):
                raise
            skipped.append(Skipped(str(root), error.message))


def _has_settings(root: Path) -> bool:
    if (root / FILE_NAME).exists():
        return True
    try:
        return b"privacy-gate" in (root / "pyproject.toml").read_bytes()
    except OSError:
        return False


# the files that are named ------------------------------------------------------------------------


def _locate(files: Iterable[File], bases: list[Path]) -> Iterator[tuple[File, str]]:
    """Yield files with the paths that they may mean: from the working folder, or from the root of a repository.

    There may be many paths, of which few exist.
    """
    where = list(dict.fromkeys(map(str, bases)))
    for file in files:
        path = os.path.expanduser(file.path) if file.path.startswith("~") else file.path  # noqa: PTH111
        if near := wildcards.through_process(path):
            yield file, near
        for base in where:
            whole = os.path.join(base, near or path)  # noqa: PTH118
            yield from ((file, one) for one in dict.fromkeys((whole, os.path.normpath(whole))))  # tools normalise it


def _expand(files: tuple[File, ...], bases: list[Path], skipped: list[Skipped]) -> Iterator[tuple[File, str]]:
    """Yield files and their paths. For a pattern of names, yield the files that match it."""
    for file, path in _locate((one for one in files if one.edit is None and not one.pattern), bases):
        if UNKNOWN not in file.path:
            yield file, path  # a file may have this name literally
        if not file.globs or not wildcards.is_pattern(file.path):
            continue
        found = wildcards.matches(path, _MOST_MATCHES + 1)
        yield from ((file._replace(path=one), one) for one in found[:_MOST_MATCHES])
        if len(found) > _MOST_MATCHES and not file.doubtful:
            skipped.append(Skipped(file.path, f"more than {_MOST_MATCHES} files"))


def _there(named: Iterable[tuple[File, str]], *, or_above: bool = False) -> Iterator[InvolvedPath]:
    """Yield the paths that exist, or else the nearest folder above that exists. Links are followed."""
    for file, way in named:
        try:
            if not or_above and not os.path.lexists(way):
                continue
            path = Path(way).resolve()
            while or_above and not path.exists() and path != path.parent:
                path = path.parent
            if path.exists():
                yield InvolvedPath(file, path, Path(os.path.abspath(way)))  # noqa: PTH100  (resolve() follows links)
        except (OSError, ValueError, RuntimeError):  # the text cannot be a file name
            continue
