"""List files in the work tree, in git's index, or in a commit."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Sequence
from pathlib import Path

from privacy_gate.base.errors import GateError
from privacy_gate.base.git import FAILED, attempt, failure_reason, run, split_paths, start, start_ahead

_LOOSE = ("ls-files", "-z", "--modified", "--others", "--exclude-standard", "--deduplicate")
_FEW = 100  # paths that are passed to git one by one
_STAGED = re.compile(rb"100[0-7]{3} ([0-9a-f]{40,64}) [0-3]\t([^\0]+)\0")


def list_files(root: Path, folder: str) -> list[str]:
    """Return tracked files, and untracked ones that are not ignored, below a folder (`` for all), sorted."""
    pathspec = [f":(literal){folder}"] if folder else []
    raw = run(["ls-files", "-z", "--cached", "--others", "--exclude-standard", "--deduplicate", "--", *pathspec], root)
    return sorted(split_paths(raw))


def staged_blobs(root: Path) -> list[tuple[str, str]]:
    """Return the paths and object ids of the regular files in git's index.

    A path in conflict has one of its versions.
    """
    return [(path.decode("utf-8", "surrogateescape"), oid.decode()) for path, oid in staged_lines(root)]


def staged_lines(root: Path) -> list[tuple[bytes, bytes]]:
    """Return the same as `staged_blobs` as bytes. This is faster for many files."""
    raw = run(["ls-files", "-z", "--stage", "--full-name"], root)
    return [(path, oid) for oid, path in _STAGED.findall(raw)]


def tree_blobs(root: Path, treeish: str, *, elsewhere: bool = False) -> list[tuple[str, str]]:
    """Return the path and object id of the regular files of a commit or tree.

    It is empty if the commit does not exist.
    """
    return _tree_entries(root, treeish, b"100", elsewhere=elsewhere)


def tree_links(root: Path, treeish: str) -> list[tuple[str, str]]:
    """Return the paths and object ids of the symbolic links in a commit or tree."""
    return _tree_entries(root, treeish, b"120000")


def _tree_entries(root: Path, treeish: str, mode: bytes, *, elsewhere: bool = False) -> list[tuple[str, str]]:
    done = attempt(["ls-tree", "-r", "-z", "--full-tree", treeish], root, elsewhere=elsewhere)
    found = []
    for line in done.stdout.split(b"\0") if not done.returncode else ():
        head, _, path = line.partition(b"\t")
        if head.startswith(mode):
            found.append((path.decode("utf-8", "surrogateescape"), head.split()[2].decode()))
    return found


def list_only_in(root: Path, treeish: str) -> list[tuple[str, str]]:
    """Return the paths and object ids of the regular files in a commit or tree that git's index lacks or has
    differently.
    """
    words = run(["diff-index", "--cached", "--raw", "-z", "--no-renames", "--no-abbrev", treeish], root).split(b"\0")
    found = []
    for head, path in zip(words[::2], words[1::2], strict=False):
        modes = head.split()
        if modes[0].startswith(b":100"):
            found.append((path.decode("utf-8", "surrogateescape"), modes[2].decode()))
    return found


def list_ignored(root: Path, globs: Sequence[str]) -> list[str]:
    """Return the files that git ignores and that match the globs. Other ignored files may be among them."""
    specs = [f":(top,glob,icase){pathspec(pattern)}" for pattern in globs]
    if not specs:
        return []
    raw = run(["ls-files", "-z", "--full-name", "--others", "--ignored", "--exclude-standard", "--", *specs], root)
    return [path for path in split_paths(raw) if not path.endswith("/")]


def pathspec(pattern: str) -> str:
    """Return a glob of the settings as a pathspec for `:(top,glob)`."""
    anchored = "/" in pattern.rstrip("/")
    whole = f"{pattern}**" if pattern.endswith("/") else pattern
    return whole.removeprefix("/") if anchored else f"**/{whole}"


def submodules(root: Path) -> list[str]:
    """Return the paths of the submodules in `.gitmodules`."""
    if not (root / ".gitmodules").is_file():
        return []
    done = attempt(["config", "--file", ".gitmodules", "-z", "--get-regexp", r"^submodule\..*\.path$"], root)
    return [entry.partition("\n")[2] for entry in done.stdout.decode("utf-8", "surrogateescape").split("\0") if entry]


def attributes(root: Path, paths: Sequence[str], names: Sequence[str]) -> dict[str, set[str]]:
    """Return which of the attributes are set on each path, by the `.gitattributes` in git's index."""
    asked = "".join(f"{path}\0" for path in paths).encode("utf-8", "surrogateescape")
    words = run(["check-attr", "-z", "--stdin", "--cached", *names], root, asked).split(b"\0")
    found: dict[str, set[str]] = {}
    for path, name, value in zip(words[::3], words[1::3], words[2::3], strict=False):
        if value in (b"set", b"true"):
            found.setdefault(path.decode("utf-8", "surrogateescape"), set()).add(name.decode())
    return found


class Loose:
    """The files of a work tree that differ from git's index. Git runs once, in the background."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._asked: subprocess.Popen[bytes] | None = None
        self._paths: list[str] | None = None

    def look(self) -> None:
        """Start git early, even if `paths` may never be called."""
        start_ahead(_LOOSE, self._root)

    def ask(self) -> None:
        """Start git."""
        if self._paths is None and self._asked is None:
            self._asked = start(_LOOSE, self._root)

    def paths(self) -> list[str]:
        """Return the paths that differ from git's index, and untracked ones that are not ignored."""
        if self._paths is None:
            self.ask()
            assert self._asked is not None
            with self._asked as process:
                stdout, stderr = process.communicate()
            self._asked = None
            if process.returncode:
                raise GateError(f"git ls-files failed: {failure_reason(stderr)}", FAILED)
            self._paths = [name for name in split_paths(stdout) if not name.endswith("/")]
        return self._paths


def list_mentioning(
    root: Path, expression: str, paths: Sequence[str] | None = None, *, staged: bool = False
) -> list[str]:
    """Return paths of files with a line that matches an extended expression, case-insensitive.

    The files are those of the work tree, tracked or not, or with `staged` those of git's index. Without `paths`, all
    text files are searched. With `paths`, only these are searched, and perhaps others with the same suffixes.
    """
    flags = ["-z", "-l", "-i", "-E", "--no-color", "--full-name", "--no-recurse-submodules"]
    where = ["--cached" if staged else "--untracked", "-I" if paths is None else "-a"]
    if paths is None:
        chosen = []
    elif len(paths) <= _FEW:
        chosen = [f":(top,literal){path}" for path in paths]
    else:
        chosen = sorted({_alike(path.rpartition("/")[2]) for path in paths})
    if paths is not None and not chosen:
        return []
    done = attempt(["grep", *flags, *where, "-e", expression, "--", *chosen], root)
    if done.returncode > 1:
        raise GateError(f"git grep failed: {failure_reason(done.stderr)}", FAILED)
    return split_paths(done.stdout)


def has_word(root: Path, word: str, treeish: str) -> bool:
    """Whether a text file of a commit or tree has a word. Raises GateError if git fails."""
    done = attempt(["grep", "-q", "-I", "-w", "-F", "--no-recurse-submodules", "-e", word, treeish, "--", ":/"], root)
    if done.returncode > 1:
        raise GateError(f"git grep failed: {failure_reason(done.stderr)}", FAILED)
    return done.returncode == 0


def _alike(name: str) -> str:
    """Return a pathspec for all files with the same suffix as this name."""
    return f":(top,icase)*.{name.rpartition('.')[2]}" if "." in name else f":(top,icase)*{name}"


def list_mentioning_in(root: Path, expression: str, treeish: str, paths: Sequence[str] = ()) -> list[str]:
    """Return the same as `list_mentioning` for a commit or tree."""
    flags = ["-z", "-l", "-I", "-i", "-E", "--no-color", "--full-name", "--no-recurse-submodules"]
    wanted: frozenset[str] = frozenset()
    if len(paths) > _FEW:  # more than a command line allows
        paths, wanted = (), frozenset(paths)
    done = attempt(["grep", *flags, "-e", expression, treeish, "--", *(f":(top,literal){one}" for one in paths)], root)
    if done.returncode > 1:
        raise GateError(f"git grep failed: {failure_reason(done.stderr)}", FAILED)
    found = [path.removeprefix(f"{treeish}:") for path in split_paths(done.stdout)]
    return [path for path in found if path in wanted] if wanted else found
