"""Ask the user about commands that may change files of privacy-gate."""

from __future__ import annotations

import os
import posixpath
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from privacy_gate.base import git
from privacy_gate.base.git import listing
from privacy_gate.index import file_kinds
from privacy_gate.integrations.assistants import archive_names, whole_tree, wildcards
from privacy_gate.integrations.assistants.gate_files import LIKELY, is_hooked
from privacy_gate.integrations.assistants.guarded_files import GuardedFiles
from privacy_gate.integrations.assistants.shell import UNKNOWN, Followed
from privacy_gate.model import Problem
from privacy_gate.scan.session import Session

_HANDED = "the command may change this file, which configures or calls privacy-gate"
_MOVED = "it may change files that configure or call privacy-gate"
_UNPACKED = "it unpacks into a directory with files of privacy-gate and may replace them"
_ELSEWHERE = re.compile(
    r"(?:.*[/\0])?privacy-gate\.yaml|~/\.gitconfig|~/\.config/git/config|(?:.*/)?\.git/info/attributes"
    r"|.*\*\*/privacy[-_]gate\**",
    re.DOTALL,
)
"""Names that may be files of privacy-gate in another folder or in a container."""
_MAY_SKIP = "git may bypass the commit hooks: it gets another repository, settings or programs, or unknown options"
_NESTED = "it has never-send files, and a nested repository would remove their protection (code/never-send)"
_INSIDE = re.compile(r"[^/]/\.git(?:/|$)")
_MOST_NAMED = 3
_MOST_FOLDERS = 100  # folders that a pattern may match


def find_questions(session: Session, commands: Iterable[Followed]) -> list[Problem]:
    """Return the questions to the user about the commands of an event. Commands that only read files cause none."""
    found: list[Problem] = []
    guarded: GuardedFiles | None = None
    for command in commands:
        touched = [*command.handed, *command.written, *command.removed]
        words = [name for name in touched if LIKELY.search(name)]
        if command.may_skip_hooks and is_hooked(session):
            found.append(Problem("the command", _MAY_SKIP))
        made = (f"{name.partition('/.git')[0]}/" for name in command.written if _INSIDE.search(name))
        nested = dict.fromkeys((*command.nested, *made))
        found += (Problem(name, _NESTED) for name in nested if _takes_files(session, name))
        if not words and not command.moves and not command.unpacked and not command.removed:
            continue
        guarded = guarded or GuardedFiles(session)
        handed = {name for name in command.handed if LIKELY.search(name)}
        named = [
            name
            for name in words
            if (_ELSEWHERE.fullmatch(name) and not _is_copied(command, name))
            or (name in handed and guarded.is_named(name))
        ]
        named += [name for name in command.removed if guarded.holds_program(name)]
        found += [Problem(name.replace("\0", "*"), _HANDED) for name in dict.fromkeys(named[:_MOST_NAMED])]
        names = guarded.pathspecs if command.moves else []
        if any(whole_tree.moves_files(session.tree.root, move, names) for move in command.moves):
            found.append(Problem("the command", _MOVED))
        for archive, folder in command.unpacked:
            if _replaces(guarded, archive, folder) is None:
                found.append(Problem(archive.replace("\0", "*"), _UNPACKED))
    return found


def _takes_files(session: Session, folder: str) -> bool:
    """Whether a folder that becomes a repository contains never-send files of this one."""
    config, root = session.gate.settings.config, session.tree.root
    if session.repository is None or session.repository.bare or not config.never_send:
        return False
    guarded = GuardedFiles(session)
    paths = {path for name in (folder, folder.removeprefix(f"{UNKNOWN}/")) for path in guarded.paths(name)}
    found = (Path(one) for path in paths for one in wildcards.matches(path, _MOST_FOLDERS))
    inside = [place for place in found if place.is_dir() and not git.is_root(place)]
    names = listing.list_files(root, "") if inside else []
    never = [root / name for name in names if file_kinds.never_leaves(name, config)]
    return any(file.is_relative_to(place) for file in never for place in inside)


def _is_copied(command: Followed, name: str) -> bool:
    """Whether a name is only the possible target of a copy.

    Copying to a folder would create it, but this is no folder.
    """
    folder = name.rpartition("/")[0]
    return folder in command.written and not os.path.isdir(os.path.expanduser(folder))  # noqa: PTH111, PTH112


def replaces_files(session: Session, command: Followed) -> bool:
    """Whether an archive that a command unpacks contains a file of privacy-gate."""
    if not command.unpacked:
        return False
    guarded = GuardedFiles(session)
    return any(_replaces(guarded, archive, folder) for archive, folder in command.unpacked)


def _replaces(guarded: GuardedFiles, archive: str, folder: str) -> bool | None:
    """Whether unpacking an archive replaces a file of privacy-gate; None if this is unknown."""
    files, folders = guarded.names_below(folder)
    if not files and not folders:
        return False
    there = [path for path in guarded.paths(archive) if Path(path).is_file()]
    if not there:
        return None
    try:
        names = [name for path in there for name in archive_names.list_names(Path(path))]
    except archive_names.UnlistedArchiveError:
        return None
    is_known = True
    for name in names:
        plain = posixpath.normpath(name).lstrip("/").casefold()
        if "" in folders or plain in files or any(plain == one or plain.startswith(f"{one}/") for one in folders):
            return True
        is_known = is_known and not any(one in files for one in _endings(plain)) and ".." not in plain
    return False if is_known else None


def _endings(name: str) -> Iterator[str]:
    """Yield the endings of a path, each without one more of its first folders.

    `tar --strip-components` removes them.
    """
    parts = name.split("/")[-8:]
    return ("/".join(parts[at:]) for at in range(len(parts)))
