"""The guarded files: those that configure privacy-gate, and those that call it."""

from __future__ import annotations

import fnmatch
import os
import re
import shutil
from collections.abc import Iterable, Iterator
from pathlib import Path

from privacy_gate.base import git, globs
from privacy_gate.base.errors import GateError
from privacy_gate.base.settings_files import assistant_switches
from privacy_gate.config import FILE_NAME
from privacy_gate.integrations.assistants import gate_callers
from privacy_gate.integrations.assistants.shell import UNKNOWN
from privacy_gate.policy import baseline
from privacy_gate.scan.session import Session
from privacy_gate.sources.file_bytes import read_bounded

_PROGRAM = re.compile(
    r".*/(?:s?bin|scripts|shims)/privacy[-_]gate[\w.-]{0,40}|.*/site-packages/privacy_gate(?:[-/].*)?",
    re.IGNORECASE | re.DOTALL,
)
"""The paths at which privacy-gate is installed."""
_LETTER = re.compile(r"\w")
_MAGIC = re.compile(r":(?:\([^)]{0,80}\)|/)?")
_MOST_PATCH = 1 << 22
_PATCHED = re.compile(rb"^(?:\+\+\+ b/|--- a/|rename (?:from|to) |\*\*\* Update File: )(.{1,400})$", re.MULTILINE)
_REPLACED = re.compile(r"(?:s|[\d,$]{1,20}s|/[^/]{1,200}/s)([/|#,!@])((?:\\.|(?!\1).){1,400})\1")
_WORDS = re.compile(r"[\w-]{3,100}")
_COMMIT = re.compile(r"[\w./@{}^~:+-]{1,200}")


class GuardedFiles:
    """The paths of the guarded files of a repository, of its git folder and of the user."""

    def __init__(self, session: Session) -> None:
        self._root = session.tree.root.resolve()
        self._own = [*session.own_files, FILE_NAME, baseline.NAME]
        own = {self._root / name for name in self._own}
        managers = {
            file
            for pattern in gate_callers.MANAGERS
            for file in self._root.glob(pattern)
            if gate_callers.calls_gate(file)
        }
        callers = {
            file
            for pattern in gate_callers.CALLERS
            for file in self._root.glob(pattern)
            if gate_callers.calls_gate(file)
        }
        state: set[Path] = set()
        if session.repository is not None:
            hooks = git.hooks(self._root)
            folders = {self._root / ".git", session.repository.common}
            state = {
                folder / name for folder in folders for name in ("config", "config.worktree", "privacy-gate", "hooks")
            }
            state |= {hooks, *hooks.glob("*")}
        hook_folders = _sort(gate_callers.hook_folders(self._root))
        self._folders = [*(str(path) for path in state if not path.suffix or path.is_dir()), *hook_folders]
        settings = set(gate_callers.settings_files(self._root))
        self._paths = _sort({*own, *callers, *state, *settings})
        above = {path.parent for path in settings} - {self._root, Path.home()}
        self._strong = _sort({*own, *managers, *state, *settings})
        self._above = set(_sort({*above, self._root / ".git"}))

    def is_written(self, name: str) -> bool:
        """Whether a name, or a file that it matches as a pattern, is guarded."""
        return any(self._fits(path) for path in self._list_meanings(name))

    def is_removed(self, name: str) -> bool:
        """Whether removing a name removes a guarded file: the name is guarded, or a folder above a guarded file."""
        for path in self._list_meanings(name):
            if self._fits(path) or any(one.startswith(f"{path.rstrip('/')}/") for one in self._there):
                return True
        return False

    def is_named(self, name: str) -> bool:
        """Whether a name is a guarded file, or a folder that contains little else.

        Files that call privacy-gate among other things, such as `Makefile`, do not count.
        """
        for path in self._list_meanings(name):
            if any(sign in path for sign in "*?["):
                if not _LETTER.search(path.rpartition("/")[2]):
                    continue  # a pattern that matches everything names no file
                fitting = globs.glob((path.lstrip("/"),))
                if any(fitting.fullmatch(one.lstrip("/")) for one in self._strong if os.path.lexists(one)):
                    return True
            elif path in self._above or path in self._strong or self._is_inside(path):
                return True
        return False

    def holds_program(self, name: str) -> bool:
        """Whether the installed program privacy-gate is below a folder."""
        program = shutil.which("privacy-gate")
        places = {program, os.path.realpath(program)} if program else set()
        return any(place.startswith(f"{path.rstrip('/')}/") for path in self._list_meanings(name) for place in places)

    def names_below(self, folder: str) -> tuple[set[str], set[str]]:
        """Return the guarded files and folders below a folder, by their names relative to it.

        If the folder itself is guarded, the folders contain an empty name, which means everything.
        """
        files, folders = set[str](), set[str]()
        for path in self._list_meanings(folder):
            if self._is_inside(path) or path in self._folders:
                folders.add("")
            start = f"{path.rstrip('/')}/"
            files |= {one[len(start) :].casefold() for one in self._strong if one.startswith(start)}
            folders |= {one[len(start) :].casefold() for one in self._folders if one.startswith(start)}
        return files, folders

    def paths(self, name: str) -> list[str]:
        """Return the absolute paths that a name may stand for."""
        return self._list_meanings(name)

    @property
    def pathspecs(self) -> list[str]:
        """Return the pathspecs of the guarded files in the work tree, relative to its root."""
        inside = (os.path.relpath(path, self._root) for path in self._strong if path.startswith(f"{self._root}/"))
        names = dict.fromkeys(name for name in inside if not name.startswith(".git/"))
        return [*(f":(literal){name}" for name in names), f":(glob)**/{FILE_NAME}"]

    def is_edited(self, script: str) -> bool:
        """Whether a script that edits all files of the tree may find the text that it replaces in a guarded file."""
        found = _REPLACED.match(script)
        words = _WORDS.findall(found[2]) if found else []
        if not words:
            return True
        longest = max(words, key=len)
        inside = (path for path in self._there if path.startswith(f"{self._root}/") and "/.git/" not in path)
        return any(longest in gate_callers.read_text(Path(path)) for path in inside)

    @property
    def _there(self) -> Iterator[str]:
        return (path for path in self._paths if os.path.lexists(path))

    def is_reverted(self, commit: str, paths: Iterable[str]) -> bool:
        """Whether git would change the text of a guarded file."""
        if commit == "patch":
            return any(self._is_patched(name) for name in paths)
        wanted = ["" if name.startswith((":!", ":^")) else _MAGIC.sub("", name, count=1) for name in paths]
        names = self._names_in(wanted)
        if not names:
            return False
        if not _COMMIT.fullmatch(commit) or commit.startswith("-"):
            return True
        try:
            compared = ("diff", "--quiet", "--no-ext-diff", "--no-textconv", commit, "--", *names)
            other = git.attempt(compared, self._root)
        except GateError:
            return True
        return other.returncode == 1 or (other.returncode != 0 and not commit.startswith("stash"))

    def _names_in(self, wanted: list[str]) -> list[str]:
        """Return the guarded files of the work tree at the given paths or below them."""
        inside = [os.path.relpath(path, self._root) for path in self._paths if path.startswith(f"{self._root}/")]
        tracked = [name for name in inside if not name.startswith(".git/")]
        if any(name in ("", ".", ":/") for name in wanted):
            return tracked
        meant = [path for name in wanted for path in self._list_meanings(name)]
        return [
            name
            for name in tracked
            if any(
                fnmatch.fnmatchcase(full := str(self._root / name), path) or full.startswith(f"{path.rstrip('/')}/")
                for path in meant
            )
        ]

    def _is_patched(self, name: str) -> bool:
        for path in self._list_meanings(name) if name else ():
            try:
                with Path(path).open("rb") as stream:
                    patch = read_bounded(stream, _MOST_PATCH)
            except OSError:
                continue
            if self._names_in([found[1].decode("utf-8", "replace").strip() for found in _PATCHED.finditer(patch)]):
                return True
        return False

    def _list_meanings(self, name: str) -> list[str]:
        """Return the absolute paths that a name may stand for: from the working folder, and from the root."""
        name = name.replace(UNKNOWN, "*")
        try:
            path = Path(name).expanduser()
        except (RuntimeError, ValueError):
            return []
        bases = (path,) if path.is_absolute() else (Path.cwd() / path, self._root / path)
        return list(dict.fromkeys(one for base in bases for one in (os.path.normpath(base), _resolve(base))))

    def _fits(self, path: str) -> bool:
        if any(sign in path for sign in "*?["):
            fitting = globs.glob((path.lstrip("/"),))
            return any(fitting.fullmatch(one.lstrip("/")) for one in self._there)
        if path in self._paths or assistant_switches.is_settings(path):
            return True
        return self._is_inside(path)

    def _is_inside(self, path: str) -> bool:
        is_program = path.startswith("/") and _PROGRAM.fullmatch(path) is not None
        return is_program or any(path.startswith(f"{folder}/") for folder in self._folders)


def _sort(paths: Iterable[Path]) -> list[str]:
    every = list(paths)
    return sorted({str(path) for path in every} | {str(path.resolve()) for path in every})


def _resolve(path: Path) -> str:
    try:
        return str(path.resolve())
    except (OSError, RuntimeError, ValueError):
        return str(path)
