"""The files that the gate goes by and those that call it, and whether a command changes one of them."""

from __future__ import annotations

import fnmatch
import os
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from privacy_gate.base import git, globs
from privacy_gate.base.errors import GateError
from privacy_gate.base.settings_files import assistant_switches
from privacy_gate.config import FILE_NAME
from privacy_gate.integrations import assistants
from privacy_gate.integrations.assistants.shell import UNKNOWN, Followed
from privacy_gate.policy import baseline
from privacy_gate.scan.session import Session
from privacy_gate.sources.file_bytes import read_bounded

MANAGERS = (
    ".pre-commit-config.yaml",
    ".pre-commit-config.yml",
    "prek.toml",
    ".husky/*",
    "lefthook*.*",
    ".lefthook*.*",
    ".config/lefthook*.*",
)
"""What those that manage git's hooks go by."""
_CALLERS = (
    *MANAGERS,
    ".github/workflows/*",
    ".gitlab-ci.yml",
    ".gitlab-ci.yaml",
    "azure-pipelines.yml",
    "pyproject.toml",
    "package.json",
    "Makefile",
    "makefile",
)
"""Files that may call the gate."""
_LIKELY = re.compile(
    r"(?i)privacy[-_]?gate|(?:^|[\\/])\.[a-z]|hook|settings|pre-commit|prek|lefthook|husky|workflows|-ci\.ya?ml|pipelines"
    r"|pyproject|package\.json|makefile|[*?\[\0]|^\.{0,2}/?\.?$|^~?/"
)
"""In names that may be one of these, or a folder above one."""
_MENTION = re.compile(r"privacy[-_]gate")
_MOST = 1 << 20  # bytes of a file that is read for a mention
_MOST_PATCH = 1 << 22
_PATCHED = re.compile(rb"^(?:\+\+\+ b/|--- a/|rename (?:from|to) |\*\*\* Update File: )(.{1,400})$", re.MULTILINE)
_REPLACED = re.compile(r"(?:s|[\d,$]{1,20}s|/[^/]{1,200}/s)([/|#,!@])((?:\\.|(?!\1).){1,400})\1")
_WORDS = re.compile(r"[\w-]{3,100}")
_COMMIT = re.compile(r"[\w./@{}^~:+-]{1,200}")


def calls_gate(file: Path) -> bool:
    """Whether a file names the gate; one that cannot be read may."""
    try:
        if not file.is_file():
            return False
        with file.open("rb") as stream:
            return _MENTION.search(read_bounded(stream, _MOST).decode("utf-8", "replace")) is not None
    except OSError:
        return True


def changes(session: Session, command: Followed) -> bool:
    """Whether a command changes a file that the gate goes by, or one that calls it."""
    written = [name for name in command.written if _LIKELY.search(name)]
    removed = [name for name in command.removed if _LIKELY.search(name)]
    if not written and not removed and not command.reverted and not command.everywhere:
        return False
    guarded = _Guarded(session)
    return (
        any(guarded.is_written(name) for name in written)
        or any(guarded.is_removed(name) for name in removed)
        or any(guarded.is_edited(script) for script in command.everywhere)
        or any(guarded.is_reverted(commit, paths) for commit, paths in command.reverted)
    )


class _Guarded:
    """The files of a repository, of its git folder and of the user that are guarded, by their paths."""

    def __init__(self, session: Session) -> None:
        self._root = session.tree.root.resolve()
        self._own = [*session.own_files, FILE_NAME, baseline.NAME]
        own = {self._root / name for name in self._own}
        callers = {file for pattern in _CALLERS for file in self._root.glob(pattern) if calls_gate(file)}
        state: set[Path] = set()
        if session.repository is not None:
            hooks = git.hooks(self._root)
            folders = {self._root / ".git", session.repository.common}
            state = {
                folder / name for folder in folders for name in ("config", "config.worktree", "privacy-gate", "hooks")
            }
            state |= {hooks, *hooks.glob("*")}
        self._folders = [str(path) for path in state if not path.suffix or path.is_dir()]
        paths = {*own, *callers, *state, *_settings(self._root)}
        self._paths = sorted({str(path) for path in paths} | {str(path.resolve()) for path in paths})

    def is_written(self, name: str) -> bool:
        """Whether a file of this name, or one that a pattern of names stands for, is guarded."""
        return any(self._fits(path) for path in self._meant(name))

    def is_removed(self, name: str) -> bool:
        """As `is_written`, and for a folder whether one below it is."""
        for path in self._meant(name):
            if self._fits(path) or any(one.startswith(f"{path.rstrip('/')}/") for one in self._there):
                return True
        return False

    def is_edited(self, script: str) -> bool:
        """Whether a script that edits all files of the tree may find in a guarded one what it replaces."""
        found = _REPLACED.match(script)
        words = _WORDS.findall(found[2]) if found else []
        if not words:
            return True
        longest = max(words, key=len)
        inside = (path for path in self._there if path.startswith(f"{self._root}/") and "/.git/" not in path)
        return any(longest in _text(Path(path)) for path in inside)

    @property
    def _there(self) -> Iterator[str]:
        return (path for path in self._paths if os.path.lexists(path))

    def is_reverted(self, commit: str, paths: Iterable[str]) -> bool:
        """Whether git would put another text into a guarded file."""
        wanted = list(paths)
        if commit == "patch":
            return any(self._is_patched(name) for name in wanted)
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
        """The guarded files of the work tree that lie at some paths or below them."""
        inside = [os.path.relpath(path, self._root) for path in self._paths if path.startswith(f"{self._root}/")]
        tracked = [name for name in inside if not name.startswith(".git/")]
        if any(name in ("", ".", ":/") for name in wanted):
            return tracked
        meant = [path for name in wanted for path in self._meant(name)]
        return [
            name
            for name in tracked
            if any(
                fnmatch.fnmatchcase(full := str(self._root / name), path) or full.startswith(f"{path.rstrip('/')}/")
                for path in meant
            )
        ]

    def _is_patched(self, name: str) -> bool:
        for path in self._meant(name) if name else ():
            try:
                with Path(path).open("rb") as stream:
                    patch = read_bounded(stream, _MOST_PATCH)
            except OSError:
                continue
            if self._names_in([found[1].decode("utf-8", "replace").strip() for found in _PATCHED.finditer(patch)]):
                return True
        return False

    def _meant(self, name: str) -> list[str]:
        """The whole paths that a name may stand for, from where the assistant works and from the root."""
        name = name.replace(UNKNOWN, "*")
        try:
            path = Path(name).expanduser()
        except (RuntimeError, ValueError):
            return []
        bases = (path,) if path.is_absolute() else (Path.cwd() / path, self._root / path)
        return list(dict.fromkeys(one for base in bases for one in (os.path.normpath(base), _resolved(base))))

    def _fits(self, path: str) -> bool:
        if any(sign in path for sign in "*?["):
            fitting = globs.glob((path.lstrip("/"),))
            return any(fitting.fullmatch(one.lstrip("/")) for one in self._there)
        if path in self._paths or assistant_switches.is_settings(path):
            return True
        return any(path.startswith(f"{folder}/") for folder in self._folders)


def _text(path: Path) -> str:
    try:
        if not path.is_file():
            return ""
        with path.open("rb") as stream:
            return read_bounded(stream, _MOST).decode("utf-8", "replace")
    except OSError:
        return ""


def _resolved(path: Path) -> str:
    try:
        return str(path.resolve())
    except (OSError, RuntimeError, ValueError):
        return str(path)


def _settings(root: Path) -> Iterator[Path]:
    """Settings files of the assistants, of the user and of the repository."""
    for make in assistants.ASSISTANTS.values():
        plan = make().plan(["privacy-gate"])
        for place in (plan.user, plan.project):
            path = root / Path(place).expanduser()
            yield path
            if path.name == "settings.json":
                yield path.with_name("settings.local.json")
        if plan.variable and (folder := os.environ.get(plan.variable)):
            yield Path(folder) / Path(plan.user).name
